"""The whole daemon with its clock moved, so that a weekly round falls due while it is measured.

python benchmarks/_feed_daemon.py MOMENT: what the clock says first, in the past or no tick would come.
"""

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cli.daemon import Daemon, stop_on_signals
from cli.wiring import Program

ZONE = ZoneInfo("Asia/Shanghai")
MOVED_BY = datetime.fromisoformat(sys.argv[1]).replace(tzinfo=ZONE) - datetime.now(ZONE)


class MovedProgram(Program):
    """A program that lives at another time."""

    def now(self) -> datetime:
        return datetime.now(ZONE) + MOVED_BY


daemon = Daemon(MovedProgram(Path("/nonexistent")))
stop_on_signals(daemon)
daemon.run()
