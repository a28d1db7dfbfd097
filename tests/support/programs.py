# SPDX-License-Identifier: Apache-2.0
"""Running the program, and what it gives."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from tests.support.clocks import Clock
from tests.support.feeds.calendars import checked

LAUNCHER = Path(__file__).with_name("duban_at.py")


def command(clock: Clock, *arguments: object) -> list[str]:
    """Give the words that run `duban` in a process of its own, by the clock of the test."""
    return [sys.executable, str(LAUNCHER), str(clock.ahead.total_seconds()), *map(str, arguments)]


@contextmanager
def running(clock: Clock, *arguments: object, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Start `duban` in a process of its own, and see that it is gone afterwards."""
    words = command(clock, *arguments)
    with subprocess.Popen(words, env=os.environ | settings, stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    def __post_init__(self) -> None:
        """Read every feed that a command prints with the lint; the console's line breaks are no fault."""
        if self.out.startswith("BEGIN:VCALENDAR"):
            checked("\r\n".join([*self.out.splitlines(), ""]).encode())

    @property
    def json(self) -> Any:
        """Read what it printed as JSON."""
        return json.loads(self.out)


Duban = Callable[..., Ran]
Imported = Callable[..., Duban]


def typed(
    text: str, *arguments: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Ran:
    """Run a command with somebody at the keyboard."""
    monkeypatch.setattr(sys, "argv", ["duban", *arguments])
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capfd.readouterr()
    return Ran(status=int(ended.value.code or 0), out=out, err=err)
