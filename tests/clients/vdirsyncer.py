# SPDX-License-Identifier: Apache-2.0
"""vdirsyncer from a feed into a folder, and khal reading that folder."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clients.entries import Entry, entries_in

CONFIG = """\
[general]
status_path = "{folder}/status/"
[pair office]
a = "feed"
b = "folder"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{address}"
[storage folder]
type = "filesystem"
path = "{folder}/items"
fileext = ".ics"
"""
KHAL_CONFIG = """\
[calendars]
[[office]]
path = {folder}/items
readonly = True
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
timeformat = %H:%M
"""
SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Vdirsyncer:
    """One subscription; `sync` fetches it as a cron job would."""

    folder: Path
    address: str

    def sync(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Fetch once."""
        if not (self.folder / "config").exists():
            (self.folder / "items").mkdir(parents=True)
            config = CONFIG.format(folder=self.folder, address=self.address)
            (self.folder / "config").write_text(config, encoding="utf-8")
            self._run(program(), "-c", str(self.folder / "config"), "discover")
        return self._run(program(), "-c", str(self.folder / "config"), "sync", *options)

    def entries(self) -> tuple[Entry, ...]:
        """Give what lies in the folder."""
        files = sorted((self.folder / "items").glob("*.ics"))
        return tuple(entry for file in files for entry in entries_in(file.read_bytes()))

    def khal(self, *words: str) -> list[str]:
        """Let khal list the folder; give its lines."""
        (self.folder / "khal.conf").write_text(KHAL_CONFIG.format(folder=self.folder), encoding="utf-8")
        done = self._run(khal(), "--no-color", "-c", str(self.folder / "khal.conf"), *words)
        assert done.returncode == 0, done.stderr
        return [line.strip() for line in done.stdout.splitlines() if line.strip()]

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        home = {"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}
        return subprocess.run(command, env=home, capture_output=True, text=True, check=False, timeout=SECONDS)


def program() -> str:
    """Find vdirsyncer, or skip."""
    found = shutil.which("vdirsyncer")
    if not found:
        pytest.skip("vdirsyncer is not on this machine: apt-get install vdirsyncer")
    return found


def khal() -> str:
    """Find khal beside this Python, or skip."""
    found = shutil.which("khal", path=str(Path(sys.executable).parent))
    if not found:
        pytest.skip("khal is not installed beside this Python: install the extra `dev`")
    return found


def version() -> str:
    """Say which vdirsyncer and khal these are."""
    said = (_version(each) for each in (program(), khal()))
    return ", khal ".join(said)


def _version(path: str) -> str:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, timeout=SECONDS)
    return said.stdout.split()[-1]
