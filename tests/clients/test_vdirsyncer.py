"""vdirsyncer fetching a feed into a folder, with khal reading it: the way of terminals and cron jobs."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.clients import plans, vdirsyncer
from tests.clients.daemon import Office
from tests.clients.entries import Entry, entries_in, titled
from tests.clients.recorder import Way
from tests.clients.vdirsyncer import Vdirsyncer

pytestmark = pytest.mark.clients
NAME = "vdirsyncer + khal"
Note = Callable[[str, str, str], None]


@pytest.fixture
def client(office: Office, tmp_path: Path) -> Vdirsyncer:
    """Give a first sync of the whole office."""
    made = Vdirsyncer(folder=tmp_path / "vdirsyncer", address=office.address("督查室"))
    assert made.sync().returncode == 0
    return made


def without_uids(entries: tuple[Entry, ...]) -> set[Entry]:
    """Leave the UIDs out: vdirsyncer gives what it fetches over HTTP UIDs of its own."""
    return {replace(entry, uid="") for entry in entries}


def test_every_event_and_alarm_arrives_unharmed(client: Vdirsyncer, office: Office, note: Note) -> None:
    """Each is a file of its own with the days, words, categories, status and alarms that were served."""
    kept = client.entries()
    assert without_uids(kept) == without_uids(entries_in(office.served(client.address)))
    plans.show_all(kept)
    assert titled(kept, plans.OPEN).alarms
    note(NAME, "version", vdirsyncer.version())
    note(NAME, "all arrives", "yes: days, words, categories, status; UIDs are its own")
    note(NAME, "alarms", "all kept")


def test_khal_lists_each_deadline_on_its_day(client: Vdirsyncer, office: Office) -> None:
    """Every event stands under its date, hostile words included."""
    first = plans.today() - plans.timedelta(days=30)
    listed = client.khal("list", "--format", "{start-date} {title}", "--day-format", "", str(first), "120d")
    served = entries_in(office.served(client.address))
    assert sorted(listed) == sorted(f"{each.start} {each.title}" for each in served)


def test_what_the_office_does_arrives_with_the_next_sync(
    client: Vdirsyncer, office: Office, note: Note
) -> None:
    """A reworded title, another day, a progress, a closing and a withdrawal show after one sync."""
    before = client.entries()
    plans.work(office)
    assert client.sync().returncode == 0
    plans.show_the_work(client.entries(), before)
    note(NAME, "edit, close, withdraw", "yes, with the next sync")


def test_it_fetches_the_whole_feed_every_time(client: Vdirsyncer, office: Office, note: Note) -> None:
    """It sends no condition, so each sync costs the whole feed, compressed."""
    client.sync()
    asked = office.recorder.asked(program="vdirsyncer")
    assert {(each.status, each.tag, each.since) for each in asked} == {(200, None, None)}
    assert all("gzip" in each.encoding for each in asked)
    note(NAME, "conditional request", "none")
    note(NAME, "bytes of a quiet poll", "the whole feed, gzip")


def test_failures_leave_the_folder_as_it_is(client: Vdirsyncer, office: Office, note: Note) -> None:
    """Refused connections, cut ones and error pages of a proxy end the sync with 1 and touch nothing."""
    before = client.entries()
    for way in (Way.CUT, Way.BAD_GATEWAY):
        office.recorder.way = way
        assert client.sync().returncode == 1
        assert client.entries() == before
    office.recorder.way = Way.OPEN
    office.stop()
    assert client.sync().returncode == 1
    assert client.entries() == before
    office.start()
    office.duban("task", "close", plans.KEY, plans.CLOSED)
    assert client.sync().returncode == 0
    assert titled(client.entries(), plans.CLOSED).title.startswith("【已办结】")
    note(NAME, "daemon restarted", "keeps every event, then follows")
    note(NAME, "proxy answers 502", "keeps every event, then follows")
