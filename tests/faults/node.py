# SPDX-License-Identifier: Apache-2.0
"""The real daemon as a process that a test may kill, on a clock that runs faster than ours.

Waits of minutes and days are the product's own; only the clock is another one.
"""

import logging
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import SecretStr

import cli.clock
from cli.daemon.daemon import Daemon, stop_on_signals
from cli.ledger_place import Beginning
from cli.wiring import Program
from scheduler.policy import default_policy
from templates.catalogues import DEFAULT_LOCALE, load
from tests.builders import MONDAY
from tests.faults.ledgers import SENDER
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE

TICK = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class FastClock:
    """A clock that showed `start` when the machine's showed `origin`, and runs `speed` times as fast."""

    start: datetime = MONDAY
    origin: float = field(default_factory=time.time)
    speed: float = 600.0

    def now(self, timezone: tzinfo) -> datetime:
        """Read it, as `cli.clock.now` reads the machine's."""
        passed = timedelta(seconds=(time.time() - self.origin) * self.speed)
        return (self.start + passed).astimezone(timezone)


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One daemon that can be started again and again on the same ledger."""

    folder: Path
    database_url: str
    smtp_url: str
    clock: FastClock
    settings: Mapping[str, Any] = field(default_factory=dict)
    most_files: int | None = None
    """How many files it may open at most, None for as many as the test may."""

    def start(self) -> "Life":
        """Start it; what it logs is in `folder/node.log`."""
        _warm_up()
        life = Life(multiprocessing.get_context("fork").Process(target=self._live))
        life.process.start()
        return life

    def _live(self) -> None:
        if self.most_files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (self.most_files, self.most_files))
        self.folder.mkdir(exist_ok=True)
        _log_to(self.folder / "node.log")
        cli.clock.now = self.clock.now
        daemon = Daemon(Program(Path(os.devnull), beginning=Beginning.HERE, **self._settings()))
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
