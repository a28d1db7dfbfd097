# SPDX-License-Identifier: Apache-2.0
"""The weekly round beside a plain script and the bare protocol: python benchmarks/delivery.py [UNITS …]

Each unit has ten open tasks and gets one mail.
All three send to Postfix's smtp-sink on this machine; without that program this says so and stops.
"""

import os
import resource
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from _office import Size, make_ledger  # noqa: E402
from openpyxl import Workbook  # noqa: E402
from sqlmodel import func, select  # noqa: E402

from models.database import Ledger  # noqa: E402
from models.kinds import MessageState  # noqa: E402
from models.tables import Message  # noqa: E402

ON = date(2026, 11, 23)
TASKS_OF_A_UNIT, NEAR_OF_TEN = 10, 1
SIZES = (1_000, 3_000)
CONNECTIONS = "4"
LIMITS = {"ratio": 1.5, "mebibytes": 150}
HEADER = ("number", "title", "unit", "mailbox", "due", "progress")
FOLDERS = (*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/sbin")


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one program took to send its mails."""

    mails: int
    seconds: float
    cpu: float
    """Seconds of processor, its own and the system's for it."""
    mebibytes: float

    def told(self, name: str, beside: "Run") -> str:
        """Give a line of the table."""
        return (
            f"{name:<14}{self.mails:>8,}{self.seconds:>9.2f} s{self.seconds / beside.seconds:>8.2f}"
            f"{self.cpu:>9.2f} s{self.cpu / beside.cpu:>8.2f}"
            f"{1000 * self.seconds / self.mails:>9.2f}{self.mails / self.seconds:>10.0f}"
            f"{self.mebibytes:>8.0f}"
        )


def timed(command: list[str], *, mails: int, **environment: str) -> Run:
    """Run a program to its end; its memory is the most that was resident."""
    begun = perf_counter()
    child = subprocess.Popen(
        command, env={**os.environ, **environment}, cwd=PROJECT, stdout=subprocess.DEVNULL
    )
    _pid, status, used = os.wait4(child.pid, 0)
    seconds = perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command[:4]} ended with {child.returncode}")
    cpu = used.ru_utime + used.ru_stime
    return Run(mails=mails, seconds=seconds, cpu=cpu, mebibytes=_mebibytes(used))


def _mebibytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


@contextmanager
def sink() -> Iterator[int]:
    """Run Postfix's sink on loopback and give its port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    program = subprocess.Popen([_program("smtp-sink"), *user, f"127.0.0.1:{port}", "256"])
    try:
        _wait_for(port)
        yield port
    finally:
        program.terminate()
        program.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.05)
        else:
            return
    sys.exit("smtp-sink does not answer")


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join(FOLDERS))
    if found is None:
        print(f"skipped: {name} (Debian's package postfix) is not on this machine")
        sys.exit(0)
    return found


def duban(folder: Path, units: int, port: int) -> Run:
    """Run one round by hand over a ledger of its own, every mail recorded before and after it leaves."""
    tasks = units * TASKS_OF_A_UNIT
    near = tasks * NEAR_OF_TEN // TASKS_OF_A_UNIT
    size = Size(tasks=tasks, near=near, far=tasks - near, units=units)
    ledger = make_ledger(folder / "duban.db", size, on=ON)
    run = timed(
        [sys.executable, "-m", "duban", "round", "--on", f"{ON}T08:10", "--json"],
        mails=units,
        DUBAN_VAR=str(folder),
        DUBAN_DATABASE_URL=ledger.url,
        DUBAN_SMTP_URL=f"smtp://127.0.0.1:{port}",
        DUBAN_SMTP_CONNECTIONS=CONNECTIONS,
        DUBAN_MAIL_FROM="duban@example.test",
        DUBAN_BASE_URL="https://duban.example.test",
    )
    _require_sent(ledger, units)
    return run


def _require_sent(ledger: Ledger, units: int) -> None:
    with ledger.reading() as session:
        sent = session.exec(select(func.count()).where(Message.state == MessageState.SENT)).one()
    ledger.close()
    if sent != units:
        sys.exit(f"{sent} of {units} mails were sent")


def plain_script(folder: Path, units: int, port: int) -> Run:
    """Run the script over a workbook of the same tasks."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for number in range(1, units * TASKS_OF_A_UNIT + 1):
        unit, due = 1 + number % units, ON + timedelta(days=number % 400 - 20)
        title = f"建成第{number}号口袋公园并向居民开放，同步改造周边道路照明"
        sheet.append((number, title, f"第{unit}局", f"unit{unit}@example.test", due, f"{number % 101} %"))
    book.save(folder / "tasks.xlsx")
    script = str(PROJECT / "benchmarks" / "plain_script.py")
    return timed([sys.executable, script, str(folder / "tasks.xlsx"), str(port)], mails=units)


def bare_protocol(units: int, port: int, size: int) -> Run:
    """Send as many mails of our size over as many connections, made by a program in C."""
    given = [
        "-s",
        CONNECTIONS,
        "-m",
        str(units),
        "-l",
        str(size),
        "-f",
        "a@example.test",
        "-t",
        "b@example.test",
    ]
    return timed([_program("smtp-source"), *given, f"127.0.0.1:{port}"], mails=units)


def main() -> None:
    """Print the table of every size, and tell which bar is not reached."""
    _program("smtp-sink")
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print(
        f"{'':<14}{'mails':>8}{'time':>11}{'ratio':>8}{'cpu':>11}{'ratio':>8}{'ms/mail':>9}{'mails/s':>10}{'MiB':>8}"
    )
    for units in sizes:
        with TemporaryDirectory(prefix="duban-bench-") as folder, sink() as port:
            script = plain_script(Path(folder), units, port)
            ours = duban(Path(folder), units, port)
            bare = bare_protocol(units, port, 44_000)
        for name, run in {"plain script": script, "duban": ours, "smtp-source": bare}.items():
            print(run.told(name, script))
        ratio = ours.seconds / script.seconds
        if ratio > LIMITS["ratio"] or (units == SIZES[0] and ours.mebibytes > LIMITS["mebibytes"]):
            print(f"not reached: at most {LIMITS['ratio']} times the script and {LIMITS['mebibytes']} MiB")


if __name__ == "__main__":
    main()
