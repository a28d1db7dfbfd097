# SPDX-License-Identifier: Apache-2.0
"""The real daemon over a ledger of its own, behind a recorder, with the commands of its office."""

import os
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.clients.recorder import Recorder
from tests.support.clocks import Clock
from tests.support.ports import free_port, is_open
from tests.support.programs import Ran, command
from tests.support.waiting import wait_until

FORMER_HOST = "localhost"
"""Another name of this machine, from which the office has moved."""
THEIRS = Clock()
"""The machine's own clock, because the calendar programs go by no other."""


class Office:
    """An office at work: `duban` runs a command of it, `start` and `stop` are its daemon's."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.database_url = (settings or {}).get(
            "DUBAN_DATABASE_URL"
        ) or f"sqlite:///{folder / 'var' / 'duban.db'}"
        self._port = free_port()
        self.recorder = Recorder(self._port)
        self.base_url = f"http://127.0.0.1:{self.recorder.port}"
        self._settings = {
            "DUBAN_VAR": str(folder / "var"),
            "DUBAN_SECRET_KEY": "of this office " * 4,
            "DUBAN_PORT": str(self._port),
            "DUBAN_BASE_URL": self.base_url,
            "DUBAN_FORMER_URLS": self.base_url.replace("127.0.0.1", FORMER_HOST),
            "DUBAN_TICK_SECONDS": "1",
            **(settings or {}),
        }
        self._daemon: subprocess.Popen[bytes] | None = None

    def duban(self, *words: object, expect: int = 0) -> Ran:
        """Run a command to its end; AssertionError when it ends otherwise than expected."""
        done = subprocess.run(
            command(THEIRS, *words),
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == expect, f"duban {words}: {done.stderr or done.stdout}"
        return Ran(status=done.returncode, out=done.stdout, err=done.stderr)

    def start(self) -> None:
        """Start the daemon and wait until it and the way to it answer."""
        with (self.folder / "daemon.log").open("ab") as log:
            self._daemon = subprocess.Popen(
                command(THEIRS, "run"), cwd=self.folder, env=self._environment(), stdout=log, stderr=log
            )
        wait_until(self._is_up, f"the daemon answers; see {self.folder / 'daemon.log'}")
        self.recorder.start()

    def stop(self) -> None:
        """Stop the daemon; its address refuses connections then."""
        self.recorder.stop()
        if self._daemon:
            self._daemon.terminate()
            try:
                self._daemon.wait(30)
            except subprocess.TimeoutExpired:
                self._daemon.kill()
                self._daemon.wait()
            self._daemon = None

    def address(self, name: str) -> str:
        """Give the address of the first feed of that name."""
        feeds = self.duban("feed", "list", "--json").json
        return str(next(each["address"] for each in feeds if each["name"] == name))

    def former_address(self, name: str) -> str:
        """Give the address that feed had before the office moved its host."""
        return self.address(name).replace("127.0.0.1", FORMER_HOST)

    def served(self, address: str) -> bytes:
        """Fetch what the address gives at this moment, past the recorder."""
        path = address.removeprefix(self.base_url)
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=10) as answer:
            return bytes(answer.read())

    def _is_up(self) -> bool:
        assert self._daemon
        assert self._daemon.poll() is None, (self.folder / "daemon.log").read_text()
        return is_open(self._port)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
        return kept | self._settings


@contextmanager
def at_work(office: Office) -> Iterator[Office]:
    """Run the daemon of an office for as long as a test needs it."""
    office.start()
    try:
        yield office
    finally:
        office.stop()
