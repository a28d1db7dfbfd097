# SPDX-License-Identifier: Apache-2.0
"""A ledger goes from one database into another, whole, and whatever interrupts it."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import time as time_of_day
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import delete, select

from models import migrations
from models.backend_move import CHUNK, count_rows, move, require_free, tables
from models.channels import QuietHours
from models.database import Ledger
from models.errors import LedgerError
from models.kinds import LetterKind
from models.queries import editions, feeds, readers
from models.tables import GoLive, Message, Relay, Unit
from models.tables.base import row_id
from scheduler.round import run_round
from tests.builders import MONDAY, bring_in, late_task, office, register, rich_task, write_down
from tests.support.clocks import Clock
from tests.support.mails.channels import give_channel, shortened
from tests.support.mails.outboxes import messages, queue
from tests.support.programs import command

to_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def nobody(_rows: int) -> None:
    """Hear of progress, and do nothing."""


@pytest.fixture
def source(tmp_path: Path, sqlite_template: Path) -> Iterator[Ledger]:
    """Give an SQLite ledger with a plan, units below one another, letters, feeds, channels and mutes."""
    path = tmp_path / "source.db"
    path.write_bytes(sqlite_template.read_bytes())
    made = Ledger(f"sqlite:///{path}")
    register(made)
    bring_in(made, [late_task(1), rich_task(3)])
    give_channel(made, "甲局", quiet=QuietHours(start=time_of_day(20, 30), end=time_of_day(8)))
    run_round(made, office(), write_down, now=MONDAY, full=True, shorten=shortened)
    with made.writing() as session:
        readers.mute(session, "office:sup@office.example", LetterKind.DIGEST, now=MONDAY, by="test")
        editions.renew(session, "another style", now=MONDAY)
        subtree = feeds.add(session, "subtree:1", now=MONDAY, by="test")
        feeds.rotate(session, row_id(subtree), now=MONDAY, by="test", ends_at=MONDAY)
        first, second, *_rest = session.exec(select(Unit).order_by(Unit.id))
        first.parent_id = second.id  # refers to a row that comes later
    yield made
    made.close()


@pytest.fixture
def ledger(ledger: Ledger) -> Ledger:
    """Give an empty ledger, which has not even gone live."""
    with ledger.writing() as session:
        session.exec(delete(GoLive))
    return ledger


def rows_of(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    """Read every row of every table as it is stored."""
    with ledger.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(table.c.id))]
            for table in tables()
        }


def test_a_moved_ledger_has_every_row_under_its_id(source: Ledger, ledger: Ledger) -> None:
    """On either database: nothing more, nothing less, the compressed mails to the last byte."""
    told: list[int] = []
    move(source, ledger, told.append)
    assert rows_of(ledger) == rows_of(source)
    assert sum(told) == 2 * sum(count_rows(source).values())
    migrations.require_head(ledger)


def test_every_table_that_a_person_fills_is_tried(source: Ledger) -> None:
    """A table without a row would be moved whole whatever happens to it."""
    empty = {name for name, rows in count_rows(source).items() if not rows}
    assert not empty & {"channel", "mute", "edition", "feed", "feedending", "message", "said", "event"}


def test_new_rows_follow_the_moved_ones(source: Ledger, ledger: Ledger) -> None:
    """Ids go on, also where a sequence counts them."""
    move(source, ledger, nobody)
    last = max(message.id for message in messages(ledger))
    queue(ledger, 1)
    assert messages(ledger)[-1].id == last + 1


@to_postgresql
def test_a_ledger_can_be_moved_there_and_back(source: Ledger, ledger: Ledger, tmp_path: Path) -> None:
    """What comes back is what went."""
    move(source, ledger, nobody)
    back = Ledger(f"sqlite:///{tmp_path / 'back.db'}")
    move(ledger, back, nobody)
    assert rows_of(back) == rows_of(source)
    back.close()


def test_a_database_that_holds_other_data_is_refused(source: Ledger, ledger: Ledger) -> None:
    """Nothing of it is touched."""
    queue(ledger, 1)
    with pytest.raises(LedgerError, match="holds other data"):
        move(source, ledger, nobody)
    assert len(messages(ledger)) == 1


@to_postgresql
def test_a_database_of_another_program_is_refused(source: Ledger, ledger: Ledger) -> None:
    """It has tables, and none of them is ours."""
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    with pytest.raises(LedgerError, match="holds other data"):
        require_free(ledger)


def broken_off(source: Ledger, target: Ledger, *, after: str | None = None) -> None:
    """Break a move off after its first rows, or after the first ones of a table."""
    counts = count_rows(source)
    earlier = sum(counts[name] for name in list(counts)[: list(counts).index(after)]) if after else 0
    done = 0

    def stop(rows: int) -> None:
        nonlocal done
        done += rows
        if done > earlier:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(source, target, stop)


def test_a_ledger_that_is_half_there_cannot_be_used(source: Ledger, ledger: Ledger) -> None:
    """No daemon sends half of the mails, and an upgrade does not pretend that all is well."""
    broken_off(source, ledger)
    with pytest.raises(LedgerError, match="is being moved"):
        migrations.require_head(ledger)


def test_a_move_goes_on_where_it_was_broken_off(source: Ledger, ledger: Ledger) -> None:
    """What is there is kept."""
    broken_off(source, ledger)
    move(source, ledger, nobody)
    assert rows_of(ledger) == rows_of(source)


def test_a_row_that_was_changed_meanwhile_is_found(source: Ledger, ledger: Ledger) -> None:
    """The half-moved ledger belongs to another state of the source: it is never mixed."""
    queue(source, CHUNK + 1, first=10)
    broken_off(source, ledger, after="message")
    with source.writing() as session:
        first = session.exec(select(Message).order_by(Message.id)).first()
        first.subject = "changed"
    with pytest.raises(LedgerError, match="of table message differs"):
        move(source, ledger, nobody)


def test_a_row_too_many_is_found(source: Ledger, ledger: Ledger) -> None:
    """Somebody wrote into the target."""
    broken_off(source, ledger)
    with ledger.writing() as session:
        session.add(Relay(id=900, name="relay.example", refilled_at=MONDAY))
    with pytest.raises(LedgerError, match="differs"):
        move(source, ledger, nobody)


def start_command(source: Ledger, target: Ledger) -> subprocess.Popen[bytes]:
    """Start `duban db move` as a process."""
    settings = {"DUBAN_VAR": str(source.path.parent / "var"), "DUBAN_DATABASE_URL": source.url}
    words = command(Clock.starting_at(MONDAY), "db", "move", "--to", target.url)
    return subprocess.Popen(words, env=os.environ | settings)


def moved(target: Ledger) -> int:
    """Count the mails that have arrived, while there may not even be a table."""
    with target.engine.connect() as connection:
        if not sa.inspect(connection).has_table("message"):
            return 0
        return connection.execute(sa.text("SELECT count(*) FROM message")).scalar_one()


@to_postgresql
def test_a_move_that_is_killed_is_resumed(source: Ledger, ledger: Ledger) -> None:
    """SIGKILL while rows are on their way, then the same again."""
    queue(source, 8 * CHUNK, first=10)
    with start_command(source, ledger) as process:
        until = time.monotonic() + 60
        while not moved(ledger) and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert 0 < moved(ledger) < 8 * CHUNK
    move(source, ledger, nobody)
    assert rows_of(ledger) == rows_of(source)
