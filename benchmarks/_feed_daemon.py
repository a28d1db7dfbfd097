# SPDX-License-Identifier: Apache-2.0
"""The whole daemon with its clock moved, so that a weekly round falls due while it is measured.

python benchmarks/_feed_daemon.py MOMENT: what the clock says first.
"""

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cli import clock
from cli.daemon.daemon import Daemon, stop_on_signals
from cli.ledger_place import Beginning
from cli.wiring import Program

machine = clock.now
moved_by = datetime.fromisoformat(sys.argv[1]).replace(tzinfo=ZoneInfo("Asia/Shanghai")) - datetime.now(
    ZoneInfo("Asia/Shanghai")
)
clock.now = lambda timezone: machine(timezone) + moved_by

daemon = Daemon(Program(Path("/nonexistent"), beginning=Beginning.HERE))
stop_on_signals(daemon)
daemon.run()
