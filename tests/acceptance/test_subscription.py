# SPDX-License-Identifier: Apache-2.0
"""One real client in every run of the tests; `make clients` tries them all."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.clients import plans, vdirsyncer
from tests.clients.daemon import Office, at_work
from tests.clients.entries import Entry, entries_in, titled
from tests.clients.vdirsyncer import Vdirsyncer


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Give the invented office, its daemon not yet running; skip where vdirsyncer or khal is missing."""
    vdirsyncer.program(), vdirsyncer.khal()
    made = Office(tmp_path / "office")
    made.folder.mkdir()
    plans.fill(made)
    return made


def test_a_subscriber_follows_the_running_daemon(office: Office, tmp_path: Path) -> None:
    """vdirsyncer keeps every entry as it is served, khal lists it, and the next sync brings a closing."""
    client = Vdirsyncer(folder=tmp_path / "client", address=office.address("督查室"))
    with at_work(office):
        assert client.sync().returncode == 0
        kept = client.entries()
        assert _without_uids(kept) == _without_uids(entries_in(office.served(client.address)))
        plans.show_all(kept)
        first = str(plans.today() - plans.timedelta(days=30))
        listed = client.khal("list", "--format", "{start-date} {title}", "--day-format", "", first, "120d")
        assert sorted(listed) == sorted(f"{each.start} {each.title}" for each in kept)
        office.duban("task", "close", plans.KEY, plans.CLOSED)
        assert client.sync().returncode == 0
    assert titled(client.entries(), plans.CLOSED).title.startswith("【已办结】")


def _without_uids(entries: tuple[Entry, ...]) -> set[Entry]:
    """Leave the UIDs out: vdirsyncer gives what it fetches over HTTP UIDs of its own."""
    return {replace(entry, uid="") for entry in entries}
