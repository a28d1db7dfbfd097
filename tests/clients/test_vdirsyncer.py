# SPDX-License-Identifier: Apache-2.0
"""vdirsyncer fetching a feed into a folder, with khal reading it: the way of terminals and cron jobs."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.clients import plans, vdirsyncer
from tests.clients.daemon import Office
from tests.clients.entries import Entry, entries_in, titled
from tests.clients.recorder import Medium
from tests.clients.vdirsyncer import Vdirsyncer
from tests.support.postgres import Server
from tests.support.waiting import wait_until

pytestmark = pytest.mark.clients
NAME, PROGRAM = "vdirsyncer + khal", "vdirsyncer"
Note = Callable[[str, str, str], None]


@pytest.fixture
def client(office: Office, tmp_path: Path) -> Vdirsyncer:
    """Give a first sync of the whole office."""
    made = Vdirsyncer(folder=tmp_path / "vdirsyncer", address=office.address(plans.WHOLE))
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
    asked = office.recorder.asked(program=PROGRAM)
    assert {(each.status, each.tag, each.since) for each in asked} == {(200, None, None)}
    assert all("gzip" in each.encoding for each in asked)
    note(NAME, "conditional request", "none")
    note(NAME, "bytes of a quiet poll", "the whole feed, gzip")


def test_failures_leave_the_folder_as_it_is(client: Vdirsyncer, office: Office, note: Note) -> None:
    """Refused connections, cut ones and error pages of a proxy end the sync with 1 and touch nothing."""
    before = client.entries()
    for medium in (Medium.CUT, Medium.BAD_GATEWAY):
        office.recorder.medium = medium
        assert client.sync().returncode == 1
        assert client.entries() == before
    office.recorder.medium = Medium.OPEN
    office.stop()
    assert client.sync().returncode == 1
    assert client.entries() == before
    office.start()
    office.duban("task", "close", plans.KEY, plans.CLOSED)
    assert client.sync().returncode == 0
    assert titled(client.entries(), plans.CLOSED).title.startswith("【已办结】")
    note(NAME, "daemon restarted", "keeps every event, then follows")
    note(NAME, "proxy answers 502", "keeps every event, then follows")


def test_without_its_postgresql_the_daemon_serves_what_it_has(
    on_postgresql: tuple[Office, Server], tmp_path: Path, note: Note
) -> None:
    """While the database is stopped a sync succeeds and changes nothing."""
    office, server = on_postgresql
    client = Vdirsyncer(folder=tmp_path / "vdirsyncer", address=office.address(plans.WHOLE))
    assert client.sync().returncode == 0
    before = client.entries()
    server.stop()
    assert (client.sync().returncode, client.entries()) == (0, before)
    server.start()
    office.duban("task", "close", plans.KEY, plans.CLOSED)
    wait_until(lambda: client.sync().returncode == 0 and client.entries() != before, "the closing")
    assert titled(client.entries(), plans.CLOSED).title.startswith("【已办结】")
    note(NAME, "database away", "keeps every event (200), then follows")


def test_a_rotated_address_goes_on_and_a_revoked_one_shows_the_notice(
    client: Vdirsyncer, office: Office, note: Note
) -> None:
    """The old address brings changes through its grace; at its end one event says that it is over."""
    office.duban("feed", "rotate", plans.WHOLE)
    office.duban("task", "close", plans.KEY, plans.CLOSED)
    assert client.sync().returncode == 0
    assert titled(client.entries(), plans.CLOSED).title.startswith("【已办结】")
    note(NAME, "rotated", "the old address goes on through its grace")
    office.duban("feed", "revoke", plans.WHOLE)
    assert client.sync().returncode == 0
    (told,) = client.entries()
    assert told.title == entries_in(office.served(client.address))[0].title
    note(NAME, "revoked: notice", "replaces all events with the next sync")


def test_after_the_notice_410_leaves_the_folder_as_it_is(
    client: Vdirsyncer, office: Office, note: Note
) -> None:
    """Each sync fails with a sentence from then on, and touches nothing."""
    before = client.entries()
    plans.revoke_long_ago(office, "office")
    done = client.sync()
    assert (done.returncode, client.entries()) == (1, before)
    assert "410" in done.stderr or "Gone" in done.stderr
    note(NAME, "revoked: 410", "fails each time, keeps what it had")


def test_a_moved_host_is_followed(office: Office, tmp_path: Path, note: Note) -> None:
    """From the former host it goes on to the present one, each time."""
    client = Vdirsyncer(folder=tmp_path / "moved", address=office.former_address(plans.WHOLE))
    assert client.sync().returncode == 0
    plans.show_all(client.entries())
    assert {each.status for each in office.recorder.asked(program=PROGRAM)} == {308, 200}
    note(NAME, "moved (308)", "followed each time")


def test_to_dos_arrive_where_the_address_asks_for_them(office: Office, tmp_path: Path, note: Note) -> None:
    """With `?todo=1` each deadline is an event and a to-do, each in a file of its own."""
    client = Vdirsyncer(folder=tmp_path / "todo", address=f"{office.address(plans.WHOLE)}?todo=1")
    assert client.sync().returncode == 0
    kinds = [each.kind for each in client.entries()]
    assert kinds.count("VTODO") == kinds.count("VEVENT") == 13
    note(NAME, "to-dos", "yes, with ?todo=1")
