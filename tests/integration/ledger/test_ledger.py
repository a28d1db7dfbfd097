# SPDX-License-Identifier: Apache-2.0
"""The ledger keeps what it is told, on both databases."""

import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import select

from models import migrations
from models.backend_move import count_rows
from models.database import Ledger
from models.errors import LedgerError
from models.job_tables import is_ours
from models.kinds import BounceEffect, LetterKind, MessageState
from models.migrations import steps
from models.queries import bounces, feeds, readers
from models.tables import Message, Plan
from models.tables.base import LedgerTable, row_id, table_of
from scheduler.delivery.deliver import deliver
from scheduler.delivery.transport import Transport
from tests.builders import MONDAY, bring_in, late_task, register
from tests.support.mails.channels import give_channel, run
from tests.support.mails.outboxes import Desk, queue

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def a_plan(**facts: object) -> Plan:
    """Build a plan with everything it must have."""
    return Plan(**{"key": "2026", "title": "plan", "year": 2026, "sha256": "", "imported_at": NOW} | facts)


def test_the_tables_of_the_models_are_those_of_the_migrations(ledger: Ledger) -> None:
    """Models and migrations cannot part."""
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_ours}
        )
        assert compare_metadata(context, LedgerTable.metadata) == []


def test_a_moment_comes_back_aware_and_the_same(ledger: Ledger) -> None:
    """Times keep their zone on the way through the database."""
    with ledger.writing() as session:
        session.add(a_plan())
    with ledger.reading() as session:
        assert session.exec(select(Plan)).one().imported_at == NOW


def test_a_row_gives_its_facts_in_the_order_of_its_table(ledger: Ledger) -> None:
    """What lists print as JSON has the same order each time, also for rows that were read."""
    with ledger.writing() as session:
        session.add(a_plan())
    with ledger.reading() as session:
        facts = session.exec(select(Plan)).one().facts(but={"id", "sha256"})
    columns = [column.name for column in table_of(Plan).columns]
    assert list(facts) == [name for name in columns if name not in {"id", "sha256"}]
    assert facts["imported_at"] == NOW


def test_work_that_fails_leaves_nothing(ledger: Ledger) -> None:
    """A writing session is one whole."""
    with pytest.raises(RuntimeError), ledger.writing() as session:
        session.add(a_plan())
        session.flush()
        raise RuntimeError
    with ledger.reading() as session:
        assert session.exec(select(Plan)).all() == []


def test_a_database_of_another_revision_is_refused_with_the_cure(ledger: Ledger) -> None:
    """Start-up names the command that upgrades."""
    with ledger.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'older'"))
    with pytest.raises(LedgerError, match="duban db upgrade"):
        migrations.require_head(ledger)


def test_a_database_can_go_down_and_up_again(ledger: Ledger) -> None:
    """Every revision can be taken back."""
    migrations.downgrade(ledger, "base")
    assert migrations.revision_of(ledger) is None
    migrations.upgrade(ledger)
    assert migrations.revision_of(ledger) == migrations.head()


def test_what_only_a_newer_program_knows_is_no_work_for_an_older_one(ledger: Ledger) -> None:
    """After going down, no message for a channel waits or is told as given up, and no feed is unheard of."""
    register(ledger)
    bring_in(ledger, [late_task()])
    give_channel(ledger, "甲局")
    given_up = give_channel(ledger, "甲局")
    run(ledger)
    with ledger.writing() as session:
        lost = session.exec(select(Message).where(Message.channel_id == given_up.id)).one()
        lost.state = MessageState.DEAD
        keys = ("unit:1", "subtree:1", "plan:1", "office")
        kept, *newer, revoked = [row_id(feeds.add(session, key, now=NOW, by="test")) for key in keys]
        for feed_id in (kept, *newer, revoked):
            feeds.rotate(session, feed_id, now=NOW, by="test", ends_at=NOW)
        feeds.revoke(session, revoked, now=NOW, by="test")
        readers.mute(session, "person:1", LetterKind.PORTFOLIO, now=NOW, by="test")
    migrations.downgrade(ledger, "0003")
    with ledger.engine.connect() as connection:
        states = connection.exec_driver_sql("SELECT state FROM message WHERE recipient LIKE 'channel:%%'")
        assert set(states.scalars()) == {"dropped"}
        left = set(connection.exec_driver_sql("SELECT id FROM feed").scalars())
        assert kept in left
        assert not left & {*newer, revoked}
    migrations.upgrade(ledger)
    migrations.require_head(ledger)


def test_what_an_older_program_could_not_write_is_written_anew(ledger: Ledger) -> None:
    """It stood dead and empty under the letter's own key, at which every later round failed."""
    register(ledger)
    bring_in(ledger, [late_task()])
    run(ledger)
    deliver(ledger, Transport(name="test", senders=(Desk(),)), clock=lambda: MONDAY, owner="test")
    migrations.downgrade(ledger, "0008")
    empty = {"empty": zlib.compress(b"", 1)}
    with ledger.engine.begin() as connection:
        connection.execute(
            sa.text(
                "UPDATE message SET state = 'dead', content = :empty, sender = '', last_error = 'a comma' "
                "WHERE reader_key = 'unit:1'"
            ),
            empty,
        )
        connection.execute(sa.text("DELETE FROM said WHERE key LIKE '%:unit:1'"))
    migrations.upgrade(ledger)
    with ledger.reading() as session:
        (message,) = session.exec(select(Message).where(Message.reader_key == "unit:1"))
        assert (message.state, message.attempts) == (MessageState.UNWRITTEN, 1)
    (letter,) = run(ledger, MONDAY + timedelta(minutes=1)).letters
    assert (letter.key, letter.reader.name) == ("weekly:2026-W48:unit:1", "甲局")
    with ledger.reading() as session:
        (message,) = session.exec(select(Message).where(Message.reader_key == "unit:1"))
        assert message.state is MessageState.QUEUED
    migrations.downgrade(ledger, "0008")
    migrations.upgrade(ledger)


def test_a_ledger_with_mails_goes_down_and_up_again(ledger: Ledger) -> None:
    """SQLite makes a table anew to change it, also one that the rows of others refer to."""
    register(ledger)
    bring_in(ledger, [late_task()])
    run(ledger)
    deliver(ledger, Transport(name="test", senders=(Desk(),)), clock=lambda: MONDAY, owner="test")
    before = count_rows(ledger)
    assert before["said"]
    assert before["delivery"]
    migrations.downgrade(ledger, "0003")
    migrations.upgrade(ledger)
    assert count_rows(ledger) == before
    with pytest.raises(sa.exc.IntegrityError), ledger.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM message"))


def test_what_came_back_before_is_believed_where_its_return_path_proves_it(ledger: Ledger) -> None:
    """A ledger from before goes on stopping what was proven, and lists what a Message-ID alone said."""
    queue(ledger, 4)
    with ledger.writing() as session:
        for number, message in enumerate(session.exec(select(Message).order_by(Message.id))):
            tag = f"{number:032x}"
            message.sender = f"bounces+{tag}@office.example" if number < 3 else message.sender
    migrations.downgrade(ledger, "0006")
    row = (
        "INSERT INTO bounce (source, message_id, mailbox, at, is_hard, status, text) "
        "VALUES (:source, :message, :mailbox, :at, :hard, '', '')"
    )
    with ledger.engine.begin() as connection:
        for number in range(4):
            facts = {"source": str(number), "message": number + 1, "mailbox": f"unit-{number}@office.example"}
            hard = number != 1
            connection.execute(sa.text(row), facts | {"at": "2026-11-23 01:00:00+00:00", "hard": hard})
    migrations.upgrade(ledger)
    with ledger.reading() as session:
        found = {bounce.mailbox[:6]: bounce.effect for bounce in bounces.listed(session)}
        assert set(bounces.failing(session)) == {"unit-0@office.example", "unit-2@office.example"}
    effect = BounceEffect
    assert found == {
        "unit-0": effect.STOPS,
        "unit-1": effect.SOFT,
        "unit-2": effect.STOPS,
        "unit-3": effect.UNPROVEN,
    }


def test_a_revision_that_would_lose_what_rows_refer_to_is_taken_back(tmp_path, monkeypatch) -> None:
    """On SQLite nobody watches while tables are made anew, so it is looked at in the end."""
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    migrations.require_head(ledger)
    register(ledger)
    bring_in(ledger, [late_task()])
    run(ledger)
    before = count_rows(ledger)
    losing = sa.text("DELETE FROM message")
    monkeypatch.setattr(steps, "upgrade", lambda connection: connection.execute(losing))
    with pytest.raises(LedgerError, match="table said would refer to rows of table message"):
        migrations.upgrade(ledger)
    assert count_rows(ledger) == before
    ledger.close()


def test_the_newest_revision_is_known_without_alembic() -> None:
    """The files of the revisions are named by them, in the order that Alembic finds in their content."""
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert migrations.head() == scripts.get_current_head()
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")


def test_a_file_that_is_no_database_is_told(tmp_path) -> None:
    """A wrong file is named with a cure instead of a traceback."""
    (tmp_path / "ledger.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(LedgerError, match="is not a database"):
        migrations.require_head(Ledger(f"sqlite:///{tmp_path / 'ledger.db'}"))


def test_sqlite_is_set_up_to_lose_nothing(tmp_path) -> None:
    """WAL, full sync, foreign keys and patience are on for every connection."""
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    with ledger.engine.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    ledger.close()
    assert values == ["wal", 2, 1, 10_000]
