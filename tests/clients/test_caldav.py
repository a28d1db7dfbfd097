# SPDX-License-Identifier: Apache-2.0
"""Thunderbird with the daemon's CalDAV: both collections arrive, stay up to date, and cannot be written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clients import plans, thunderbird
from tests.clients.caldav import collections, office_with_caldav
from tests.clients.daemon import Office, at_work
from tests.clients.entries import Entry, by_uid, entries_in
from tests.clients.recorder import Exchange
from tests.clients.thunderbird import Thunderbird
from tests.support.waiting import wait_until

pytestmark = pytest.mark.clients
NAME = "Thunderbird"
OFFICE = "督查室"
Note = Callable[[str, str, str], None]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    thunderbird.program()
    with at_work(office_with_caldav(tmp_path / "office")) as made:
        yield made


@contextmanager
def synchronized(office: Office, folder: Path) -> Iterator[Thunderbird]:
    """Run Thunderbird with both collections of the office."""
    client = Thunderbird(folder=folder / "thunderbird", calendars=collections(office, OFFICE), kind="caldav")
    client.start()
    try:
        yield client
    finally:
        client.stop()


def served(office: Office) -> dict[str, dict[str, Entry]]:
    """Give what the feed serves at this moment, events and to-dos apart."""
    entries = entries_in(office.served(f"{office.address(OFFICE)}?todo=1"))
    kinds = {"events": "VEVENT", "todos": "VTODO"}
    return {
        name: by_uid(tuple(each for each in entries if each.kind == kind)) for name, kind in kinds.items()
    }


def wait_for_all(office: Office, client: Thunderbird) -> dict[str, dict[str, Entry]]:
    """Wait until Thunderbird keeps exactly what is served, and give it."""
    for name in ("events", "todos"):
        client.wait_for(name, lambda kept, name=name: by_uid(kept) == served(office)[name], f"all {name}")
    return served(office)


def reports(office: Office) -> list[Exchange]:
    """Give the questions for changes and items so far."""
    return [each for each in office.recorder.asked(path="/caldav/") if each.method == "REPORT"]


def test_events_and_to_dos_arrive_and_are_read_only(office: Office, tmp_path: Path, note: Note) -> None:
    """Every item is kept as the feed has it, and Thunderbird marks both calendars read-only by itself."""
    with synchronized(office, tmp_path) as client:
        kept = wait_for_all(office, client)
    assert len(kept["events"]) == len(kept["todos"]) > 10
    assert [client.preference(name, "readOnly") for name in ("events", "todos")] == ["true", "true"]
    assert {each.method for each in office.recorder.asked()} <= {"OPTIONS", "PROPFIND", "REPORT", "GET"}
    note(NAME, "CalDAV", "events and to-dos arrive, read-only by itself")


def test_a_change_is_fetched_alone(office: Office, tmp_path: Path) -> None:
    """After a closing the next synchronization fetches that event and that to-do, and nothing else."""
    with synchronized(office, tmp_path) as client:
        wait_for_all(office, client)
        before = len(reports(office))
        whole = max(each.size for each in reports(office))
        office.duban("task", "close", plans.KEY, plans.CLOSED)
        kept = wait_for_all(office, client)
        later = reports(office)[before:]
    assert sum("【已办结】" in each.title for each in kept["events"].values()) == 2
    assert max(each.size for each in later) < whole / 3
    assert {each.status for each in later} == {207}


def test_a_restart_of_the_daemon_costs_no_item(office: Office, tmp_path: Path) -> None:
    """The same facts have the same token in the next process: nothing is fetched again, nothing lost."""
    with synchronized(office, tmp_path) as client:
        before = wait_for_all(office, client)
        office.stop()
        office.start()
        seen = len(reports(office))
        wait_until(lambda: len(reports(office)) >= seen + 4, "more synchronizations")
        assert {name: by_uid(client.entries(name)) for name in before} == before
        assert {each.status for each in reports(office)[seen:]} == {207}


def test_an_ended_token_wipes_nothing(office: Office, tmp_path: Path) -> None:
    """After the end of its address Thunderbird is refused, and keeps what it had."""
    with synchronized(office, tmp_path) as client:
        before = wait_for_all(office, client)
        number = office.duban("feed", "list", "--json").json[0]["id"]
        office.duban("feed", "revoke", str(number))
        wait_until(lambda: 401 in {each.status for each in office.recorder.asked()[-3:]}, "a refusal")
        assert {name: by_uid(client.entries(name)) for name in before} == before
