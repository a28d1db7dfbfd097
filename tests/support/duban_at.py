# SPDX-License-Identifier: Apache-2.0
"""`duban` as its script runs it, but with the clock of a test: python duban_at.py SECONDS_AHEAD ARGUMENT…"""

import signal
import sys
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import duban
from duban.__main__ import main

PACKED = Path(duban.__file__).parent / "_app"
if PACKED.is_dir():  # the wheel is under test: its folders live inside the package
    sys.path.insert(0, str(PACKED))
sys.path.remove(str(Path(__file__).parent))  # modules of tests are none of its business

import cli.clock  # noqa: E402  (only once the path is set)
import cli.env_files  # noqa: E402

machine, ahead = cli.clock.now, timedelta(seconds=float(sys.argv.pop(1)))


def now(timezone: tzinfo) -> datetime:
    """Read the clock of the test."""
    return (machine(UTC) + ahead).astimezone(timezone)


cli.clock.now = now
cli.env_files.OF_THE_MACHINE = Path("/nonexistent/duban/env")  # settings of a duban that is installed here
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
main()
