# SPDX-License-Identifier: Apache-2.0
"""Thunderbird without a screen: a prepared profile, and what it keeps of each subscription.

Preferences as in its CalCalendarManager; an interval written as text may be a part of a minute.
Tables of `calendar-data/cache.sqlite` as in its CalStorageDatabase.
"""

import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from icalendar import Alarm

from tests.clients.entries import Entry
from tests.support.waiting import wait_until

POLL_MINUTES = "0.03"
NO_PORT = 9
"""Discard: whatever Thunderbird wants of the network beyond this machine ends here."""
PREFERENCES: Mapping[str, str | bool | int] = {
    # without a desktop its own alerts must do: a failing one leaves a subscription locked until a restart
    "alerts.useSystemBackend": False,
    "app.update.enabled": False,
    "app.donation.eoy.version.viewed": 999,
    "calendar.timezone.local": "Asia/Shanghai",
    "calendar.timezone.useSystemTimezone": False,
    "calendar.alarms.show": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.shell.checkDefaultClient": False,
    "mailnews.start_page.enabled": False,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": NO_PORT,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": NO_PORT,
    "network.proxy.no_proxies_on": "127.0.0.1, localhost",
    "toolkit.telemetry.server": "",
}
EVENTS = "SELECT id, title, event_start, event_end, ical_status FROM cal_events WHERE cal_id = ?"
TODOS = "SELECT id, title, todo_entry, todo_due, ical_status FROM cal_todos WHERE cal_id = ?"
PROPERTIES = "SELECT item_id, key, value FROM cal_properties WHERE cal_id = ?"
ALARMS = "SELECT item_id, icalString FROM cal_alarms WHERE cal_id = ?"
COMMA = re.compile(r"(?<!\\),")


@dataclass(kw_only=True)
class Thunderbird:
    """One profile with subscriptions by name; it may be started again and again."""

    folder: Path
    calendars: Mapping[str, str]
    kind: str = "ics"
    settings: Mapping[str, str | bool | int] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it asks for every subscription at once, then every two seconds."""
        profile = self.folder / "profile"
        profile.mkdir(parents=True, exist_ok=True)
        (profile / "user.js").write_text("".join(self._preferences()), encoding="utf-8")
        with (self.folder / "thunderbird.log").open("ab") as log:
            self._process = subprocess.Popen(
                [program(), "--headless", "--no-remote", "--profile", str(profile)],
                env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
                stdout=log,
                stderr=log,
            )

    def stop(self) -> None:
        """End the process we started, and only that."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def entries(self, name: str) -> tuple[Entry, ...]:
        """Give what it keeps of a subscription at this moment."""
        try:
            with self._cache() as cache:
                return _entries(cache, name)
        except sqlite3.DatabaseError:  # copied between two of its writes, or before the first
            return ()

    def wait_for(
        self, name: str, condition: Callable[[tuple[Entry, ...]], bool], what: str
    ) -> tuple[Entry, ...]:
        """Wait until what it keeps of a subscription is so, and give it."""
        found: list[tuple[Entry, ...]] = [()]

        def holds() -> bool:
            found[0] = self.entries(name)
            return condition(found[0])

        wait_until(holds, lambda: f"Thunderbird has {what}; it keeps {len(found[0])} entries")
        return found[0]

    def preference(self, name: str, key: str) -> str | None:
        """Give a preference of a subscription as its profile was last written, None when unset."""
        written = (self.folder / "profile" / "prefs.js").read_text(encoding="utf-8")
        found = re.search(rf'"calendar\.registry\.{name}\.{re.escape(key)}", (.*)\);', written)
        return found[1].strip('"') if found else None

    def _preferences(self) -> Iterator[str]:
        yield from (_line(key, value) for key, value in {**PREFERENCES, **self.settings}.items())
        for name, address in self.calendars.items():
            branch = f"calendar.registry.{name}"
            yield _line(f"{branch}.type", self.kind)
            yield _line(f"{branch}.uri", address)
            yield _line(f"{branch}.name", name)
            yield _line(f"{branch}.cache.enabled", value=True)
            yield _line(f"{branch}.calendar-main-in-composite", value=True)
            yield _line(f"{branch}.refreshInterval", POLL_MINUTES)

    @contextmanager
    def _cache(self) -> Iterator[sqlite3.Connection]:
        """Open a copy: the running program holds its own file locked."""
        with TemporaryDirectory(dir=self.folder) as copy:
            for part in ("cache.sqlite", "cache.sqlite-wal"):
                source = self.folder / "profile" / "calendar-data" / part
                if source.exists():
                    shutil.copy(source, copy)
            with closing(sqlite3.connect(Path(copy) / "cache.sqlite")) as cache:
                yield cache


def program() -> str:
    """Find Thunderbird, or skip."""
    found = shutil.which("thunderbird")
    if not found:
        pytest.skip("Thunderbird is not on this machine: apt-get install thunderbird")
    return found


def version() -> str:
    """Say which Thunderbird this is."""
    said = subprocess.run([program(), "--version"], capture_output=True, text=True, check=True, timeout=60)
    return said.stdout.split()[-1]


def _line(key: str, value: str | bool | int) -> str:
    text = str(value).lower() if isinstance(value, bool | int) else f'"{value}"'
    return f'user_pref("{key}", {text});\n'


def _entries(cache: sqlite3.Connection, name: str) -> tuple[Entry, ...]:
    said: dict[str, dict[str, str]] = {}
    for uid, key, value in cache.execute(PROPERTIES, [name]):
        said.setdefault(uid, {})[key] = value if isinstance(value, str) else bytes(value).decode()
    alarms: dict[str, list[timedelta]] = {}
    for uid, text in cache.execute(ALARMS, [name]):
        alarms.setdefault(uid, []).append(Alarm.from_ical(text)["TRIGGER"].dt)
    rows = [("VEVENT", *row) for row in cache.execute(EVENTS, [name])]
    rows += [("VTODO", *row) for row in cache.execute(TODOS, [name])]
    return tuple(_entry(row, said.get(row[1], {}), alarms.get(row[1], [])) for row in rows)


def _entry(row: tuple[object, ...], said: Mapping[str, str], alarms: list[timedelta]) -> Entry:
    kind, uid, title, start, end, status = row
    names = COMMA.split(said.get("CATEGORIES", "")) if said.get("CATEGORIES") else []
    return Entry(
        uid=str(uid),
        kind=str(kind),
        title=str(title or ""),
        start=_day(start),
        end=_day(end),
        status=str(status or ""),
        description=said.get("DESCRIPTION", ""),
        categories=frozenset(each.replace("\\,", ",") for each in names),
        alarms=tuple(sorted(alarms)),
    )


def _day(stamp: object) -> date | None:
    """Read its microseconds since the epoch; a day is kept as midnight without a zone."""
    return datetime.fromtimestamp(int(str(stamp)) / 1_000_000, UTC).date() if stamp is not None else None
