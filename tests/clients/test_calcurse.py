# SPDX-License-Identifier: Apache-2.0
"""calcurse taking in what a script fetched: it knows no subscriptions and keeps less than it is given."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients import calcurse, plans
from tests.clients.calcurse import Calcurse
from tests.clients.daemon import Office
from tests.clients.entries import Entry, entries_in, titled

pytestmark = pytest.mark.clients
NAME = "calcurse"
Note = Callable[[str, str, str], None]


@pytest.fixture
def client(tmp_path: Path) -> Calcurse:
    """Give an empty folder of data."""
    calcurse.program()
    return Calcurse(folder=tmp_path / "calcurse")


def what_it_keeps(entries: tuple[Entry, ...]) -> set[tuple[str, object, str]]:
    """Leave out what calcurse does not keep of an all-day event."""
    return {(each.title, each.start, each.description) for each in entries}


def test_every_event_is_taken_in_and_given_back(client: Calcurse, office: Office, note: Note) -> None:
    """Title, day and description survive the way in and out; alarms, categories and status are not kept."""
    served = office.served(office.address(plans.WHOLE))
    said = client.take_in(served)
    kept = client.entries()
    assert "13 events / 0 todos / 0 skipped" in said
    assert what_it_keeps(kept) == what_it_keeps(entries_in(served))
    plans.show_all(kept)
    assert {(each.status, each.alarms) for each in kept} == {("", ())}
    note(NAME, "version", calcurse.version())
    note(NAME, "all arrives", "title, day, description; no categories, status, UIDs")
    note(NAME, "alarms", "none kept of all-day events")


def test_what_the_office_does_arrives_with_the_next_import(
    client: Calcurse, office: Office, note: Note
) -> None:
    """A fresh import shows it; an import on top of the earlier one doubles what did not change."""
    address = office.address(plans.WHOLE)
    client.take_in(office.served(address))
    before = client.entries()
    plans.work(office)
    client.add(office.served(address))
    assert sum(each.title == titled(before, "5").title for each in client.entries()) == 2
    client.take_in(office.served(address))
    plans.show_the_work(client.entries(), before)
    note(NAME, "edit, close, withdraw", "yes, when the earlier import is emptied first; else doubled")
    note(NAME, "conditional request", "no subscriptions: the script that fetches decides")


def test_to_dos_are_taken_in_where_the_address_asks_for_them(
    client: Calcurse, office: Office, note: Note
) -> None:
    """With `?todo=1` each deadline is an event and a to-do."""
    assert "13 events / 13 todos / 0 skipped" in client.take_in(
        office.served(f"{office.address(plans.WHOLE)}?todo=1")
    )
    note(NAME, "to-dos", "yes, with ?todo=1")
