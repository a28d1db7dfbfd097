"""The real daemon as a process that a test may kill, on a clock that runs faster than ours.

Waits of minutes and days are the product's own; only the clock that wiring reads is another one.
"""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from office import MONDAY
from ports import free_port
from pydantic import SecretStr

import cli.daemon
from cli.daemon import Daemon, stop_on_signals
from cli.wiring import Program
from scheduler.policy import default_policy
from templates.catalogues import DEFAULT_LOCALE, load
from tests.faults.ledgers import SENDER

PATIENCE = 30.0
"""Seconds that a daemon gets to end after SIGTERM."""
TICK = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class FastClock:
    """A clock that showed `start` when the machine's showed `origin`, and runs `speed` times as fast."""

    start: datetime = MONDAY
    origin: float = field(default_factory=time.time)
    speed: float = 600.0

    def now(self) -> datetime:
        """Read it."""
        return self.start + timedelta(seconds=(time.time() - self.origin) * self.speed)


class FastProgram(Program):
    """The real wiring with another clock."""

    def __init__(self, clock: FastClock, settings: Mapping[str, Any]) -> None:
        super().__init__(Path(os.devnull), **settings)
        self._clock = clock

    def now(self) -> datetime:
        """Read the fast clock, in the office's time zone."""
        return self._clock.now().astimezone(self.timezone)


class FastTicker:
    """What the daemon uses in the place of APScheduler, which knows one clock only."""

    def __init__(self, tick: Callable[[], None], *, every: timedelta, timezone: str) -> None:
        self._tick = tick
        self._pause = every.total_seconds()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker")

    def start(self, *, now: datetime) -> None:
        """Tick at once, then again and again."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the tick that is running."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        self._tick()
        while not self._stopping.wait(self._pause):
            self._tick()


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One daemon that can be started again and again on the same ledger."""

    folder: Path
    database_url: str
    smtp_url: str
    clock: FastClock
    settings: Mapping[str, Any] = field(default_factory=dict)

    def start(self) -> "Life":
        """Start it; what it logs is in `folder/node.log`."""
        _warm_up()
        life = Life(multiprocessing.get_context("fork").Process(target=self._live))
        life.process.start()
        return life

    def _live(self) -> None:
        self.folder.mkdir(exist_ok=True)
        _log_to(self.folder / "node.log")
        cli.daemon.Ticker = FastTicker
        daemon = Daemon(FastProgram(self.clock, self._settings()))
        stop_on_signals(daemon)
        daemon.run()

    def _settings(self) -> dict[str, Any]:
        usual = {
            "var": self.folder,
            "database_url": SecretStr(self.database_url),
            "smtp_url": SecretStr(self.smtp_url),
            "mail_from": SENDER,
            "base_url": "https://duban.office.example",
            "port": free_port(),
        }
        return {**usual, **self.settings}


@dataclass(frozen=True, slots=True)
class Life:
    """One run of a node, until it is killed or told to stop."""

    process: multiprocessing.Process

    def kill(self) -> None:
        """SIGKILL it; AssertionError when it had died by itself."""
        assert self.process.exitcode is None, f"a daemon ended by itself with {self.process.exitcode}"
        self.process.kill()
        self.process.join()

    def stop(self) -> int:
        """SIGTERM it and give its exit status; AssertionError when it does not end in time."""
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.join(PATIENCE)
        assert self.process.exitcode is not None, "a daemon does not end"
        return self.process.exitcode


@cache
def _warm_up() -> None:
    """Read here what every daemon reads at its start, so that one that is born by a fork starts at once."""
    default_policy()
    load(DEFAULT_LOCALE)


def _log_to(path: Path) -> None:
    logging.basicConfig(filename=path, level=logging.WARNING, force=True, format="%(asctime)s %(message)s")
