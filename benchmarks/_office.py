# SPDX-License-Identifier: Apache-2.0
"""Large invented ledgers for the benchmarks, written fast: every row is made inside SQLite."""

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from models.database import Ledger
from models.migrations import require_head

COUNTED = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count}) "
PLAN = (
    "INSERT INTO plan (id, key, title, year, issued_on, sha256, revision, imported_at) "
    "VALUES (1, 'plan', '年度重点任务分工', 2026, '2026-01-15', '0', 1, :at)"
)
UNITS = "INSERT INTO unit (id, name, kind) SELECT n, '第' || n || '局', 'unit' FROM n"
LEADERS = "INSERT INTO person (id, name) SELECT n, '领导' || n FROM n"
MAILBOXES = (
    "INSERT INTO mailbox (owner_key, position, address, is_copy, label) "
    "SELECT '{owner}:' || n, 0, '{owner}' || n || '@example.test', 0, '' FROM n"
)
TASKS = """
INSERT INTO task (id, uid, plan_id, number, position, section, title, due, due_kind, original_due, stretch,
  state, revision, created_at, updated_at, percent)
SELECT n, 'task-' || n, 1, n, n, '城市建设', '建成第' || n || '号口袋公园并向居民开放，同步改造周边道路照明',
  {due}, 'firm', {due}, 0, {state}, 1, :at, :at, CASE WHEN n % 3 = 0 THEN 90 - n % 9 END FROM n"""
ASSIGNMENTS = (
    "INSERT INTO assignment (task_id, unit_id, role, position) SELECT n, 1 + n % {units}, 'lead', 0 FROM n"
)
LEADS = "INSERT INTO lead (task_id, person_id, position) SELECT n, 1 + n % {leaders}, 0 FROM n"
MILESTONES = (
    "INSERT INTO milestone (uid, task_id, by, by_text, text) "
    "SELECT 'step-' || n, n, date(due, '-60 days'), strftime('%Y-%m', due, '-60 days'), '完成主体工程' "
    "FROM n JOIN task ON task.id = n WHERE n % 10 = 0"
)
NEAR = "date(:on, (n % 40 - 20) || ' days')"
FAR = "date(:on, (400 + n % 600) || ' days')"
PAST = "date(:on, '-' || (30 + n % 3000) || ' days')"


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large an office is; of the tasks that are not `near` (due around the day), some are `far`."""

    tasks: int
    near: int
    far: int = 0
    """Open and due in more than a year; the rest is closed."""
    units: int = 1_000
    leaders: int = 0


def make_ledger(path: Path, size: Size, *, on: date) -> Ledger:
    """Fill a new SQLite ledger."""
    ledger = Ledger(f"sqlite:///{path}")
    require_head(ledger)
    ledger.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    with connection:
        for statement, count in _statements(size):
            facts = {"at": f"{on - timedelta(days=100)} 00:00:00", "on": on.isoformat()}
            connection.execute(COUNTED.format(count=count) + statement, facts)
    connection.close()
    return ledger


def _statements(size: Size) -> list[tuple[str, int]]:
    due = (
        f"CASE WHEN n <= {size.near} THEN {NEAR} WHEN n <= {size.near + size.far} THEN {FAR} ELSE {PAST} END"
    )
    state = f"CASE WHEN n <= {size.near + size.far} THEN 'open' ELSE 'closed' END"
    leading = [
        (LEADERS, size.leaders),
        (MAILBOXES.format(owner="person"), size.leaders),
        (LEADS.format(leaders=size.leaders), size.tasks),
    ]
    return [
        (PLAN, 1),
        (UNITS, size.units),
        (MAILBOXES.format(owner="unit"), size.units),
        (TASKS.format(due=due, state=state), size.tasks),
        (ASSIGNMENTS.format(units=size.units), size.tasks),
        (MILESTONES, size.tasks),
        *(leading if size.leaders else []),
    ]
