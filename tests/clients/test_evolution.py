# SPDX-License-Identifier: Apache-2.0
"""Evolution's data server, behind GNOME Calendar and Evolution, subscribed to a running daemon."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clients import evolution, plans
from tests.clients.daemon import Office
from tests.clients.entries import Entry, entries_in, titled
from tests.clients.evolution import Evolution
from tests.clients.recorder import Medium
from tests.support.postgres import Server
from tests.support.waiting import wait_until

pytestmark = pytest.mark.clients
NAME = "Evolution"
Note = Callable[[str, str, str], None]


@pytest.fixture(autouse=True)
def _installed() -> None:
    evolution.require()


@contextmanager
def subscribed(folder: Path, address: str, kind: str = "events") -> Iterator[Evolution]:
    """Run the data server with one subscription."""
    client = Evolution(folder=folder / f"evolution-{kind}", address=address, kind=kind)
    client.start()
    try:
        yield client
    finally:
        client.stop()


def all_of(served: bytes) -> Callable[[tuple[Entry, ...]], bool]:
    """Tell whether a client keeps all that is served."""
    wanted = set(entries_in(served))
    return lambda entries: set(entries) == wanted


def polls(office: Office) -> int:
    """Count what Evolution has asked so far."""
    return len(office.recorder.asked(program=NAME))


def poll(office: Office, client: Evolution) -> None:
    """Have it poll, and wait until it did."""
    before = polls(office)
    client.refresh()
    wait_until(lambda: polls(office) > before, "another poll")


def test_every_event_and_alarm_arrives_unharmed(office: Office, tmp_path: Path, note: Note) -> None:
    """Days, words, categories, status and alarms of every task and milestone are kept as they were served."""
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, address) as client:
        kept = client.wait_for(all_of(office.served(address)), "every entry")
    plans.show_all(kept)
    assert titled(kept, plans.OPEN).alarms
    note(NAME, "version", evolution.version())
    note(NAME, "all arrives", "yes: days, words, categories, status")
    note(NAME, "alarms", "all kept")


def test_to_dos_arrive_in_a_task_list(office: Office, tmp_path: Path, note: Note) -> None:
    """Subscribed as a task list, the address with `?todo=1` shows one to-do for each deadline."""
    address = f"{office.address(plans.WHOLE)}?todo=1"
    with subscribed(tmp_path, address, "todos") as client:
        kept = client.wait_for(lambda entries: len(entries) == 13, "every to-do")
    assert {each.kind for each in kept} == {"VTODO"}
    note(NAME, "to-dos", "yes, with ?todo=1 in a task list")


def test_what_the_office_does_arrives_on_the_next_poll(office: Office, tmp_path: Path, note: Note) -> None:
    """A reworded title, another day, a progress, a closing and a withdrawal each show after one poll."""
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, address) as client:
        before = client.wait_for(all_of(office.served(address)), "every entry")
        plans.work(office)
        poll(office, client)
        kept = client.wait_for(all_of(office.served(address)), "what was changed")
    plans.show_the_work(kept, before)
    note(NAME, "edit, close, withdraw", "yes, on the next poll")


def test_a_quiet_poll_is_a_conditional_request(office: Office, tmp_path: Path, note: Note) -> None:
    """It sends the tag of the last answer, after a restart too, and hears 304 without content."""
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, address) as client:
        client.wait_for(all_of(office.served(address)), "every entry")
        poll(office, client)
        client.stop()
        client.start()
        poll(office, client)
    first, *others = office.recorder.asked(program=NAME)
    assert (first.status, first.tag) == (200, None)
    assert {(each.status, bool(each.tag), each.size) for each in others} == {(304, True, 0)}
    note(NAME, "conditional request", "If-None-Match, after its restart too")
    note(NAME, "bytes of a quiet poll", "0")


def test_failures_lose_nothing(office: Office, tmp_path: Path, note: Note) -> None:
    """Cut connections, error pages and a daemon that is away leave every event, and polling goes on."""
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, address) as client:
        before = client.wait_for(all_of(office.served(address)), "every entry")
        for medium in (Medium.CUT, Medium.BAD_GATEWAY):
            office.recorder.medium = medium
            poll(office, client)
            assert set(client.entries()) == set(before)
        office.recorder.medium = Medium.OPEN
        office.stop()
        client.stop()
        client.start()
        assert set(client.entries()) == set(before)
        office.start()
        office.duban("task", "close", plans.KEY, plans.CLOSED)
        poll(office, client)
        client.wait_for(all_of(office.served(address)), "what was closed")
    note(NAME, "daemon restarted", "keeps every event, then follows")
    note(NAME, "client restarted meanwhile", "keeps every event")
    note(NAME, "proxy answers 502", "keeps every event, then follows")


def test_without_its_postgresql_the_daemon_serves_what_it_has(
    on_postgresql: tuple[Office, Server], tmp_path: Path, note: Note
) -> None:
    """While the database is stopped polls are answered 304, and nothing goes."""
    office, server = on_postgresql
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, address) as client:
        before = client.wait_for(all_of(office.served(address)), "every entry")
        server.stop()
        poll(office, client)
        assert office.recorder.asked(program=NAME)[-1].status == 304
        assert set(client.entries()) == set(before)
        server.start()
        office.duban("task", "close", plans.KEY, plans.CLOSED)
        wait_until(lambda: office.served(address).count("【已办结】".encode()) > 1, "the closing is served")
        poll(office, client)
        client.wait_for(all_of(office.served(address)), "what was closed afterwards")
    note(NAME, "database away", "keeps every event (304), then follows")


def test_a_revoked_address_empties_to_one_notice_and_410_changes_nothing(
    office: Office, tmp_path: Path, note: Note
) -> None:
    """The notice comes on the next poll; what is served 410 from the start leaves the events."""
    address = office.address(plans.UNIT)
    with subscribed(tmp_path, address) as client:
        client.wait_for(all_of(office.served(address)), "every entry")
        office.duban("feed", "rotate", plans.UNIT)
        office.duban("task", "close", plans.KEY, plans.CLOSED)
        poll(office, client)
        client.wait_for(all_of(office.served(address)), "what was closed after the rotation")
        office.duban("feed", "revoke", plans.UNIT)
        poll(office, client)
        client.wait_for(lambda entries: len(entries) == 1, "the notice alone")
    note(NAME, "rotated", "the old address goes on through its grace")
    note(NAME, "revoked: notice", "replaces all events on the next poll")
    whole = office.address(plans.WHOLE)
    with subscribed(tmp_path / "whole", whole) as client:
        before = client.wait_for(all_of(office.served(whole)), "every entry")
        plans.revoke_long_ago(office, "office")
        poll(office, client)
        assert office.recorder.asked(program=NAME)[-1].status == 410
        assert set(client.entries()) == set(before)
    note(NAME, "revoked: 410", "fails each time, keeps what it had")


def test_a_moved_host_is_followed(office: Office, tmp_path: Path, note: Note) -> None:
    """From the former host it goes on to the present one."""
    with subscribed(tmp_path, office.former_address(plans.WHOLE)) as client:
        client.wait_for(all_of(office.served(office.address(plans.WHOLE))), "every entry")
        poll(office, client)
    assert {each.status for each in office.recorder.asked(program=NAME)} >= {308, 200}
    note(NAME, "moved (308)", "followed each time")
