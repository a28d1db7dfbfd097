# SPDX-License-Identifier: Apache-2.0
"""Evolution's data server, which GNOME Calendar shows too: one subscription in a home of its own."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.clients.entries import Entry, entries_in
from tests.support.waiting import wait_until

SESSION = Path(__file__).with_name("evolution_session.py")
SYSTEM_PYTHON = "/usr/bin/python3"
"""Its libraries for GNOME are those of the system."""
SERVER = Path("/usr/libexec/evolution-calendar-factory")
SOURCE = """\
[Data Source]
DisplayName=office
Enabled=true
Parent=webcal-stub

[{section}]
BackendName=webcal
Selected=true

[WebDAV Backend]
ResourcePath={path}
ResourceQuery={query}

[Authentication]
Host={host}
Port={port}
Method=none

[Security]
Method=none

[Refresh]
Enabled=true
IntervalMinutes=60

[Offline]
StaySynchronized=true
"""
SECTIONS = {"events": "Calendar", "todos": "Task List"}


@dataclass(kw_only=True)
class Evolution:
    """One subscription, as a calendar (`events`) or as a task list (`todos`)."""

    folder: Path
    address: str
    kind: str = "events"
    _session: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the data server in a session of its own; it polls at once."""
        sources = self.folder / ".config" / "evolution" / "sources"
        sources.mkdir(parents=True, exist_ok=True)
        (sources / "office.source").write_text(self._source(), encoding="utf-8")
        with (self.folder / "evolution.log").open("a") as log:
            self._session = subprocess.Popen(
                [_bus(), "--", SYSTEM_PYTHON, str(SESSION), self.kind],
                env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
                | {"XDG_RUNTIME_DIR": str(self.folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def stop(self) -> None:
        """End the session, and with its bus everything in it."""
        if self._session:
            self._session.stdin.close()
            try:
                self._session.wait(20)
            except subprocess.TimeoutExpired:
                self._session.kill()
                self._session.wait()
            self._session.stdout.close()
        self._session = None

    def entries(self) -> tuple[Entry, ...]:
        """Give what it keeps at this moment."""
        return self._ask("look")

    def refresh(self) -> None:
        """Have it poll now."""
        self._ask("refresh")

    def wait_for(self, condition: Callable[[tuple[Entry, ...]], bool], what: str) -> tuple[Entry, ...]:
        """Wait until what it keeps is so, and give it."""
        found: list[tuple[Entry, ...]] = [()]

        def holds() -> bool:
            found[0] = self.entries()
            return condition(found[0])

        wait_until(holds, lambda: f"Evolution has {what}; it keeps {len(found[0])} entries")
        return found[0]

    def _ask(self, command: str) -> tuple[Entry, ...]:
        assert self._session
        self._session.stdin.write(f"{command}\n")
        self._session.stdin.flush()
        parts = json.loads(self._session.stdout.readline())
        return entries_in("\r\n".join(["BEGIN:VCALENDAR", *parts, "END:VCALENDAR", ""]).encode())

    def _source(self) -> str:
        place = urlsplit(self.address)
        section = SECTIONS[self.kind]
        return SOURCE.format(
            section=section, path=place.path, query=place.query, host=place.hostname, port=place.port
        )


def require() -> None:
    """Skip where the data server, its Python library or a bus is missing."""
    _bus()
    seen = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('ECal', '2.0')"],
        capture_output=True,
        check=False,
    )
    if not SERVER.exists() or seen.returncode:
        pytest.skip(
            "no Evolution here: apt-get install evolution-data-server gir1.2-ecal-2.0 python3-gi dbus"
        )


def version() -> str:
    """Say which data server this is."""
    said = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", "evolution-data-server"],
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.split("-")[0] or "unknown"


def _bus() -> str:
    found = shutil.which("dbus-run-session")
    if not found:
        pytest.skip("dbus-run-session is not on this machine: apt-get install dbus")
    return found
