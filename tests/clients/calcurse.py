# SPDX-License-Identifier: Apache-2.0
"""calcurse, which knows no subscriptions: a feed is fetched and imported into a folder of its own."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clients.entries import Entry, entries_in

SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Calcurse:
    """One folder of data that is emptied before each import, since calcurse adds what it has already."""

    folder: Path

    def take_in(self, feed: bytes) -> str:
        """Import a feed in the place of the earlier one; give what calcurse says of it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        return self.add(feed)

    def add(self, feed: bytes) -> str:
        """Import a feed beside what is there; give what calcurse says of it."""
        file = self.folder / "feed.ics"
        file.write_bytes(feed)
        return self._run("-i", str(file))

    def entries(self) -> tuple[Entry, ...]:
        """Give what it exports again."""
        return entries_in(self._run("-x").encode())

    def _run(self, *words: str) -> str:
        command = [program(), "-D", str(self.folder), *words]
        home = {"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, env=home, capture_output=True, text=True, check=False, timeout=SECONDS)
        assert done.returncode == 0, done.stderr
        return done.stdout


def program() -> str:
    """Find calcurse, or skip."""
    found = shutil.which("calcurse")
    if not found:
        pytest.skip("calcurse is not on this machine: apt-get install calcurse")
    return found


def version() -> str:
    """Say which calcurse this is."""
    said = subprocess.run(
        [program(), "--version"], capture_output=True, text=True, check=True, timeout=SECONDS
    )
    return said.stdout.split()[1]
