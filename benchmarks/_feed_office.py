# SPDX-License-Identifier: Apache-2.0
"""An invented office with many calendar feeds of equal length, written fast into an SQLite ledger."""

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from _office import COUNTED, MAILBOXES, PLAN, TASKS, UNITS

from models.database import Ledger
from models.migrations import require_head

EVENTS = 121
PARTS = """
INSERT INTO assignment (task_id, unit_id, role, position)
SELECT 1 + (unit.id * {step} + n - 1) % {tasks}, unit.id, 'support', n FROM n, unit
WHERE unit.kind = 'unread'"""
FEEDS = (
    "INSERT INTO feed (id, scope, unit_id, label, generation, created_at) "
    "SELECT n, 'unit', 1 + n % {units}, n, 1, :at FROM n"
)
READERS = """
INSERT INTO assignment (task_id, unit_id, role, position)
SELECT 1 + (unit.id * 10 + n - 1) % {tasks}, unit.id, 'lead', 0 FROM n, unit
WHERE unit.kind <> 'unread'"""
UNREAD = "UPDATE unit SET kind = 'unread' WHERE id <= (SELECT max(n) FROM n)"
UNREACHED = "DELETE FROM mailbox WHERE id <= (SELECT max(n) FROM n)"
DUE = "date(:on, (30 + n % 300) || ' days')"


@dataclass(frozen=True, kw_only=True)
class FeedOffice:
    """So many feeds, several of each unit, with `EVENTS` tasks each out of `tasks` distinct ones."""

    feeds: int
    units: int
    tasks: int
    readers: int = 0
    """How many further units have ten of the tasks each and a mailbox; those with feeds have none."""


def make_feed_ledger(path: Path, office: FeedOffice, *, on: date) -> Ledger:
    """Fill a new SQLite ledger; feeds have numbers from 1 on."""
    ledger = Ledger(f"sqlite:///{path}")
    require_head(ledger)
    ledger.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    facts = {"at": f"{on - timedelta(days=100)} 00:00:00", "on": on.isoformat()}
    parts = PARTS.format(step=max(office.tasks // office.units, 1), tasks=office.tasks)
    tasks = TASKS.format(due=DUE, state="'open'")
    with connection:
        for statement, count in [
            (PLAN, 1),
            (UNITS, office.units + office.readers),
            (tasks, office.tasks),
            (MAILBOXES.format(owner="unit"), office.units + office.readers),
            (UNREAD, office.units),
            (UNREACHED, office.units),
            (parts, EVENTS),
            (READERS.format(tasks=office.tasks), 10),
            (FEEDS.format(units=office.units), office.feeds),
        ]:
            connection.execute(COUNTED.format(count=count) + statement, facts)
    connection.close()
    return ledger
