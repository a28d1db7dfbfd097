# SPDX-License-Identifier: Apache-2.0
"""How a node hears that another one wrote to the log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import pytest

from models.changes import Changes, PostgresChanges, SqliteChanges, changes_of
from models.database import Ledger
from models.kinds import EventKind
from models.migrations import require_head
from models.queries import log
from models.queries.log import LogPosition
from models.tables import Heartbeat
from tests.builders import MONDAY
from tests.support.postgres import running_server
from tests.support.processes import run_apart

ANOTHER_NODE = """
import sys
from datetime import UTC, datetime
from models.database import Ledger
from models.kinds import EventKind
from models.queries import log
with Ledger(sys.argv[1]).writing() as session:
    log.record(session, EventKind.UNIT_CHANGED, at=datetime.now(UTC), by="another node")
"""


def write_a_line(ledger: Ledger) -> None:
    with ledger.writing() as session:
        log.record(session, EventKind.UNIT_CHANGED, at=MONDAY, by="test")


def beat(ledger: Ledger) -> None:
    with ledger.writing() as session:
        session.merge(Heartbeat(node="n", roles="web", started_at=MONDAY, at=MONDAY, every_seconds=30))


def write_in_another_process(ledger: Ledger) -> None:
    run_apart(ANOTHER_NODE, ledger.url)


def until(says: Callable[[], bool]) -> None:
    deadline = monotonic() + 30
    while not says():
        assert monotonic() < deadline, "it never happens"
        sleep(0.01)


@contextmanager
def watching(ledger: Ledger) -> Iterator[Changes]:
    changes = changes_of(ledger)
    try:
        if isinstance(changes, PostgresChanges):
            until(lambda: changes.is_listening)
        yield changes
    finally:
        changes.close()


def test_a_line_of_another_process_is_heard(ledger):
    """The number is another one as soon as the transaction has ended."""
    with watching(ledger) as changes:
        before = changes.counter()
        write_in_another_process(ledger)
        until(lambda: changes.counter() != before)
        settled = changes.counter()
        assert changes.counter() == settled


def test_what_is_no_line_of_the_log_is_not_heard(ledger):
    """Stamps of mails and signs of life come all the time, and concern no feed."""
    with watching(ledger) as changes:
        before = changes.counter()
        beat(ledger)
        assert changes.counter() == before
        write_a_line(ledger)
        until(lambda: changes.counter() != before)
        assert changes.counter() == before + 1


def test_a_line_on_sqlite_is_heard_at_once(tmp_path, sqlite_template):
    """There is no moment after a commit at which the old number is given."""
    ledger = copied(sqlite_template, tmp_path)
    changes = SqliteChanges(tmp_path / "ledger.db")
    for _ in range(20):
        before = changes.counter()
        write_a_line(ledger)
        assert changes.counter() == before + 1
    changes.close()
    ledger.close()


def copied(template: Path, folder: Path) -> Ledger:
    (folder / "ledger.db").write_bytes(template.read_bytes())
    return Ledger(f"sqlite:///{folder / 'ledger.db'}")


def test_an_absent_file_is_no_error_and_is_not_made(tmp_path, sqlite_template):
    """The last number is given until the file is there; looking at it makes none."""
    changes = SqliteChanges(tmp_path / "ledger.db")
    assert changes.counter() == 0
    assert not (tmp_path / "ledger.db").exists()
    ledger = copied(sqlite_template, tmp_path)
    write_a_line(ledger)
    assert changes.counter() == 1
    changes.close()
    ledger.close()


@pytest.fixture
def server():
    with TemporaryDirectory(prefix="duban-postgres-") as folder, running_server(Path(folder)) as running:
        yield running


def test_a_server_that_went_away_counts_as_a_change(server, caplog):
    """While nothing is heard the number rises by itself, and once more when it is heard again."""
    ledger = Ledger(f"{server.address}/postgres")
    require_head(ledger)
    with watching(ledger) as changes:
        write_a_line(ledger)
        before = changes.counter()
        ledger.close()
        server.stop()
        until(lambda: not changes.is_listening)
        until(lambda: changes.counter() > before)
        server.start()
        until(lambda: changes.is_listening)
        heard = changes.counter()
        assert heard > before
        write_a_line(ledger)
        until(lambda: changes.counter() > heard)
    ledger.close()
    assert "not heard" in caplog.text
    assert "trust" not in caplog.text


def news(ledger: Ledger, since: LogPosition | None) -> log.News:
    with ledger.reading() as session:
        return log.news(session, since)


def test_news_name_what_calendars_have_to_take_up(ledger):
    """Tasks and feeds by number, everything when a unit changed, nothing for what no calendar shows."""
    mark = news(ledger, None).mark
    assert news(ledger, mark) == log.News(mark=mark)
    with ledger.writing() as session:
        log.record(session, EventKind.MAILBOX_FAILED, at=MONDAY, by="mail")
        log.record(session, EventKind.FEED_ROTATED, at=MONDAY, by="test", detail={"feed": 7})
    told = news(ledger, mark)
    assert (told.feed_ids, told.task_ids, told.everything) == ({7}, frozenset(), False)
    write_a_line(ledger)
    assert news(ledger, told.mark).everything


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_line_that_comes_to_light_after_a_later_one_is_not_missed(ledger):
    """On PostgreSQL ids are given out before transactions end: the gap is looked at until it is filled."""
    write_a_line(ledger)
    mark = news(ledger, None).mark
    with ledger.writing() as slow:
        log.record(slow, EventKind.FEED_ROTATED, at=MONDAY, by="slow", detail={"feed": 7})
        slow.flush()
        with ledger.writing() as quick:
            log.record(quick, EventKind.FEED_ROTATED, at=MONDAY, by="quick", detail={"feed": 8})
        told = news(ledger, mark)
        assert told.feed_ids == {8}
        starting = news(ledger, None)
    assert news(ledger, told.mark).feed_ids == {7}
    assert news(ledger, starting.mark).feed_ids == {7}
