# SPDX-License-Identifier: Apache-2.0
"""What starting costs, processor and memory, the best of some runs: python benchmarks/starting.py [RUNS]

Fails when a command is dearer than its bar.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).resolve().parents[1]
RUNS = 5
BARS = {
    "--version": (0.3, 45),
    "--help": (0.3, 45),
    "plan --help": (0.3, 45),
    "unit channel --help": (0.3, 45),
    "due --help": None,
    "plan import --help": None,
    "due": (0.9, 100),
    "status": None,
}
"""The most seconds of processor and MiB, where there is a bar."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one start took."""

    seconds: float
    mib: float


def start(*words: str, folder: str) -> Cost:
    """Run a command to its end and ask the system what it took."""
    place = {**os.environ, "PYTHONPATH": str(PROJECT), "DUBAN_VAR": folder}
    with subprocess.Popen(
        [sys.executable, "-m", "duban", *words], cwd=folder, env=place, stdout=subprocess.DEVNULL
    ) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"duban {' '.join(words)} ended with {process.returncode}")
    return Cost(seconds=used.ru_utime + used.ru_stime, mib=used.ru_maxrss / 1024)


def main() -> int:
    """Measure each command in an office with the plan of 2026; the status is the number of bars missed."""
    runs, missed = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS, 0
    with TemporaryDirectory(prefix="duban-starting-") as folder:
        start("plan", "import", str(PROJECT / "data" / "plans" / "plan_2026.csv"), "--yes", folder=folder)
        print("| | processor, s | bar | memory, MiB | bar |", "|---|---|---|---|---|", sep="\n")
        for command, bar in BARS.items():
            costs = [start(*command.split(), folder=folder) for _each in range(runs)]
            seconds, mib = min(each.seconds for each in costs), min(each.mib for each in costs)
            most, size = bar or ("", "")
            print(f"| `duban {command}` | {seconds:.2f} | {most} | {mib:.0f} | {size} |")
            missed += bar is not None and (seconds > bar[0] or mib > bar[1])
    return missed


if __name__ == "__main__":
    sys.exit(main())
