# SPDX-License-Identifier: Apache-2.0
"""Ledgers that earlier programs made: each upgrades to the tables of a new one and keeps every row."""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models import migrations
from models.database import Ledger
from models.queries.tasks import task_views
from models.tables import Message
from tests.builders import MONDAY

RECORDED = Path(__file__).resolve().parents[2] / "ledgers"
"""See the README beside them."""
HASHES = RECORDED / "revisions.sha256"
REVISIONS = Path(migrations.__file__).parent / "versions"
NAMES = sorted({path.name.partition(".")[0] for path in RECORDED.glob("*.sql")})
ANNOUNCING = """
SELECT tgname, pg_get_triggerdef(pg_trigger.oid), prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND tgname LIKE 'duban%%'
"""
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=NAMES, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    """Choose a recorded ledger."""
    return str(request.param)


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def old(
    name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ledger]:
    """Give a ledger as an earlier program left it, on each database."""
    text = (RECORDED / f"{name}.{request.param}.sql").read_text(encoding="utf-8")
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("old") / "old.db"
        with sqlite3.connect(path) as connection:
            connection.executescript(text)
        connection.close()
        ledger = Ledger(f"sqlite:///{path}")
    else:
        server = request.getfixturevalue("postgres").replace("+psycopg", "")
        database = f"old{uuid4().hex}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as administrator:
            administrator.execute(f"CREATE DATABASE {database}")
        with psycopg.connect(f"{server}/{database}") as connection:
            connection.execute(text)
        ledger = Ledger(f"{request.getfixturevalue('postgres')}/{database}")
    yield ledger
    ledger.close()


@dataclass(frozen=True, kw_only=True)
class Upgraded:
    """A ledger of today's tables, and the rows that it had before."""

    ledger: Ledger
    before: Rows


@pytest.fixture(scope="module")
def upgraded(old: Ledger) -> Upgraded:
    """Upgrade it, once for what is asked of it."""
    before = rows_of(old)
    migrations.upgrade(old)
    return Upgraded(ledger=old, before=before)


def rows_of(ledger: Ledger) -> Rows:
    """Read every row of every table by the columns it has."""
    tables = sa.MetaData()
    with ledger.engine.connect() as connection:
        tables.reflect(connection)
        return {
            table.name: [
                row._asdict() for row in connection.execute(sa.select(table).order_by(*table.primary_key))
            ]
            for table in tables.sorted_tables
            if table.name != migrations.VERSION.name and not table.name.startswith("procrastinate")
        }


def shape_of(ledger: Ledger) -> dict[str, Any]:
    """Describe all tables: columns with types and defaults, keys, constraints, indexes, triggers."""
    with ledger.engine.connect() as connection:
        found = sa.inspect(connection)
        tables = {table: _table(found, table) for table in found.get_table_names()}
        if ledger.is_sqlite:
            return tables
        return tables | {"triggers": sorted(map(tuple, connection.exec_driver_sql(ANNOUNCING)))}


def _table(found: sa.Inspector, table: str) -> dict[str, Any]:
    columns = {
        each["name"]: (str(each["type"]), each["nullable"], each["default"])
        for each in found.get_columns(table)
    }
    others = {
        "references": found.get_foreign_keys(table),
        "unique": found.get_unique_constraints(table),
        "checks": found.get_check_constraints(table),
        "indexes": found.get_indexes(table),
    }
    told = {
        kind: sorted(json.dumps(each, sort_keys=True, default=str) for each in items)
        for kind, items in others.items()
    }
    return {"columns": columns, "key": found.get_pk_constraint(table), **told}


@cache
def shape_at(url: str) -> dict[str, Any]:
    """Describe the tables of a new ledger."""
    new = Ledger(url)
    try:
        return shape_of(new)
    finally:
        new.close()


def test_a_released_ledger_gets_the_tables_of_a_new_one(
    upgraded: Upgraded, request: pytest.FixtureRequest
) -> None:
    """Columns, types, defaults, keys, constraints and indexes are the same, whichever text made them."""
    ledger = upgraded.ledger
    if ledger.is_sqlite:
        new = f"sqlite:///{request.getfixturevalue('sqlite_template')}"
    else:
        new = f"{ledger.url.rpartition('/')[0]}/{request.getfixturevalue('postgres_template')}"
    assert shape_of(ledger) == shape_at(new)


def test_a_released_ledger_keeps_every_row(upgraded: Upgraded) -> None:
    """What a table had before it has afterwards, and the program of today reads it."""
    old, after = upgraded.ledger, rows_of(upgraded.ledger)
    for table, rows in upgraded.before.items():
        known = after[table][0].keys() & rows[0].keys() if rows else ()
        assert [_plain(row, known) for row in after[table]] == [_plain(row, known) for row in rows], table
    mails = {each["message_id"] for each in after["delivery"] if each["outcome"] == "sent"}
    assert mails == {each["id"] for each in after["message"] if each["sent_at"]}
    with old.reading() as session:
        assert [view.number for view in task_views(session, on=MONDAY.date())] == ["1", "2", "3"]
        contents = session.exec(select(Message.content).where(col(Message.channel_id).is_(None))).all()
        assert {content[:9] for content in contents} == {b"Subject: "}


def _plain(row: dict[str, Any], known: Any) -> dict[str, Any]:
    """Give the columns that are known before and after; a mail counts as its text, compressed or not."""
    values = {column: row[column] for column in known}
    content = values.get("content")
    if content and bytes(content)[:1] == b"\x78":
        values["content"] = zlib.decompress(bytes(content))
    return values


def test_a_released_revision_is_never_changed() -> None:
    """A ledger that an earlier text made would be another one than the text says."""
    lines = HASHES.read_text(encoding="utf-8").splitlines()
    known = dict(reversed(line.split("  ")) for line in lines)
    texts = {path.name: sha256(path.read_bytes()).hexdigest() for path in REVISIONS.glob("0*.py")}
    missing = "\n".join(f"{texts[name]}  {name}" for name in sorted(texts.keys() - known.keys()))
    assert not missing, f"New revisions; add to tests/ledgers/{HASHES.name} what will land:\n{missing}"
    changed = sorted(name for name in known if texts.get(name) != known[name])
    assert not changed, f"{changed} differ from what was released. Take that back, and write a new revision."
