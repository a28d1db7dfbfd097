# SPDX-License-Identifier: Apache-2.0
"""Thunderbird subscribed to a running daemon: what arrives, when, and what failure does to it."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clients import plans, thunderbird
from tests.clients.daemon import FORMER_HOST, Office, at_work
from tests.clients.entries import Entry, by_uid, entries_in, titled
from tests.clients.recorder import Medium
from tests.clients.thunderbird import Thunderbird
from tests.support.postgres import Server
from tests.support.waiting import wait_until

pytestmark = pytest.mark.clients
NAME = "Thunderbird"
QUIET_SECONDS = 6.0
"""Three of its polls, and none came."""
Note = Callable[[str, str, str], None]


@pytest.fixture(autouse=True)
def _installed() -> None:
    thunderbird.program()


@contextmanager
def subscribed(folder: Path, **calendars: str) -> Iterator[Thunderbird]:
    """Run Thunderbird with these subscriptions."""
    client = Thunderbird(folder=folder / "thunderbird", calendars=calendars)
    client.start()
    try:
        yield client
    finally:
        client.stop()


def all_of(served: bytes) -> Callable[[tuple[Entry, ...]], bool]:
    """Tell whether a client keeps exactly what is served."""
    wanted = by_uid(entries_in(served))
    return lambda entries: len(entries) == len(wanted) and by_uid(entries) == wanted


def polls(office: Office) -> int:
    """Count what Thunderbird has asked so far."""
    return len(office.recorder.asked(program="Thunderbird"))


def wait_for_polls(office: Office, more: int) -> None:
    """Let Thunderbird ask that many times more."""
    enough = polls(office) + more
    wait_until(lambda: polls(office) >= enough, f"{more} more polls")


def test_every_event_and_alarm_arrives_unharmed(office: Office, tmp_path: Path, note: Note) -> None:
    """Days, words, categories, status and alarms of every task and milestone are kept as they were served."""
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, all=address) as client:
        kept = client.wait_for("all", all_of(office.served(address)), "every entry as it is served")
    plans.show_all(kept)
    assert titled(kept, plans.STEPS).description.count("\n") >= 4
    assert titled(kept, plans.OPEN).categories == {plans.CATEGORY, plans.UNIT}
    assert titled(kept, plans.OPEN).alarms
    note(NAME, "version", thunderbird.version())
    note(NAME, "all arrives", "yes: days, words, categories, status")
    note(NAME, "alarms", "all kept")


def test_the_real_plan_arrives_whole(shared: Path, tmp_path: Path, note: Note) -> None:
    """Of the plan of 2026 each of the 101 tasks, and each milestone, stands in the calendar."""
    office = Office(tmp_path / "office")
    office.folder.mkdir()
    office.duban("plan", "import", shared / "corpus" / "003_task_plan_2026.txt", "--yes", "--with-errors")
    with at_work(office):
        address = office.address(plans.WHOLE)
        with subscribed(tmp_path, plan=address) as client:
            kept = client.wait_for("plan", all_of(office.served(address)), "the whole plan")
    tasks = [each for each in kept if "节点：" not in each.title]
    assert len(tasks) == 101
    note(NAME, "all arrives", f"yes: days, words, categories, status; {len(tasks)} tasks of the real plan")


def test_what_the_office_does_arrives_on_the_next_poll(office: Office, tmp_path: Path, note: Note) -> None:
    """A reworded title, another day, a progress, a closing and a withdrawal each show after one poll."""
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, all=address) as client:
        before = client.wait_for("all", all_of(office.served(address)), "every entry")
        plans.work(office)
        changed = polls(office)
        kept = client.wait_for("all", all_of(office.served(address)), "what was changed")
        needed = polls(office) - changed
    plans.show_the_work(kept, before)
    assert {each.uid for each in kept} == {each.uid for each in before}
    assert needed <= 2  # the one that fetched it, and one that may have come between two commands
    note(NAME, "edit, close, withdraw", "yes, on the next poll")


def test_a_quiet_poll_is_a_conditional_request(office: Office, tmp_path: Path, note: Note) -> None:
    """It sends the tag of the last answer and hears 304 without content."""
    with subscribed(tmp_path, all=office.address(plans.WHOLE)):
        wait_for_polls(office, 4)
    first, *others = office.recorder.asked(program="Thunderbird")
    assert (first.status, first.tag, "gzip" in first.encoding) == (200, None, True)
    assert {(each.status, bool(each.tag), each.since, each.size) for each in others} == {(304, True, None, 0)}
    note(NAME, "conditional request", "If-None-Match, from the second poll after its start on")
    note(NAME, "bytes of a quiet poll", "0")


def test_a_restart_of_the_daemon_loses_nothing(office: Office, tmp_path: Path, note: Note) -> None:
    """While connections are refused every event stays; afterwards the next poll brings what changed."""
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, all=address) as client:
        before = client.wait_for("all", all_of(office.served(address)), "every entry")
        office.stop()
        office.duban("task", "close", plans.KEY, plans.CLOSED)
        time.sleep(QUIET_SECONDS)
        client.wait_for("all", still(before), "every entry while the daemon is away")
        office.start()
        kept = client.wait_for("all", all_of(office.served(address)), "what was closed meanwhile")
    assert titled(kept, plans.CLOSED).title.startswith("【已办结】")
    note(NAME, "daemon restarted", "keeps every event, then follows")


def still(wanted: tuple[Entry, ...]) -> Callable[[tuple[Entry, ...]], bool]:
    """Tell whether a client keeps what it kept; it empties and fills its cache on every poll."""
    return lambda entries: by_uid(entries) == by_uid(wanted)


def test_without_its_postgresql_the_daemon_serves_what_it_has(
    on_postgresql: tuple[Office, Server], tmp_path: Path, note: Note
) -> None:
    """While the database is stopped polls are answered 304, never with an error, and nothing goes."""
    office, server = on_postgresql
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, all=address) as client:
        before = client.wait_for("all", all_of(office.served(address)), "every entry")
        server.stop()
        wait_for_polls(office, 3)
        heard = {each.status for each in office.recorder.asked(program=NAME)[-3:]}
        client.wait_for("all", still(before), "every entry while the database is away")
        server.start()
        office.duban("task", "close", plans.KEY, plans.CLOSED)
        wait_until(lambda: office.served(address).count("【已办结】".encode()) > 1, "the closing is served")
        kept = client.wait_for("all", all_of(office.served(address)), "what was closed afterwards")
    assert heard == {304}
    assert titled(kept, plans.CLOSED).title.startswith("【已办结】")
    note(NAME, "database away", "keeps every event (304), then follows")


def test_an_sqlite_file_that_is_away_for_a_while_costs_nothing(
    office: Office, tmp_path: Path, note: Note
) -> None:
    """The file moved away and back: polls are answered as before, and a later change arrives."""
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, all=address) as client:
        before = client.wait_for("all", all_of(office.served(address)), "every entry")
        var, away = office.folder / "var", office.folder / "away"
        away.mkdir()
        parts = [part.name for part in var.glob("duban.db*")]
        for part in parts:
            shutil.move(var / part, away / part)
        wait_for_polls(office, 3)
        heard = {each.status for each in office.recorder.asked(program="Thunderbird")[-3:]}
        client.wait_for("all", still(before), "every entry while the database is away")
        for part in parts:
            shutil.move(away / part, var / part)
        office.duban("task", "close", plans.KEY, plans.CLOSED)
        wait_until(lambda: office.served(address).count("【已办结】".encode()) > 1, "the closing is served")
        client.wait_for("all", all_of(office.served(address)), "what was closed afterwards")
    assert heard == {304}


def test_what_a_client_forgets_that_starts_while_the_daemon_is_away(
    office: Office, tmp_path: Path, note: Note
) -> None:
    """Thunderbird empties its cache when its first poll fails, and fills it on the first that works."""
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, all=address) as client:
        client.wait_for("all", all_of(office.served(address)), "every entry")
        client.stop()
        office.stop()
        client.start()
        client.wait_for("all", lambda entries: not entries, "forgotten what it kept")
        office.start()
        client.wait_for("all", all_of(office.served(address)), "every entry again")
    note(NAME, "client restarted meanwhile", "empty until the first poll that works")


def test_an_error_page_of_a_proxy_stops_the_polling_and_a_cut_connection_does_not(
    office: Office, tmp_path: Path, note: Note
) -> None:
    """After a 502 it asks no more until it is started again; when the proxy hangs up instead, it goes on."""
    address = office.address(plans.WHOLE)
    with subscribed(tmp_path, all=address) as client:
        before = client.wait_for("all", all_of(office.served(address)), "every entry")
        office.recorder.medium = Medium.CUT
        wait_for_polls(office, 3)
        office.recorder.medium = Medium.OPEN
        wait_for_polls(office, 2)
        assert office.recorder.exchanges[-1].status in {200, 304}
        office.recorder.medium = Medium.BAD_GATEWAY
        wait_for_polls(office, 1)
        office.recorder.medium = Medium.OPEN
        so_far = polls(office)
        time.sleep(QUIET_SECONDS)
        assert polls(office) == so_far
        client.stop()
        assert client.preference("all", "disabled") == "true"
        client.start()
        wait_for_polls(office, 2)
        client.wait_for("all", still(before), "every entry after all")
    note(NAME, "proxy answers 502", "asks no more until it is restarted; a cut connection (444) does no harm")


def test_a_rotated_address_goes_on_through_its_grace(office: Office, tmp_path: Path, note: Note) -> None:
    """Until its time is over the old address shows every change; then there is one notice instead."""
    old = office.address(plans.UNIT)
    with subscribed(tmp_path, all=old) as client:
        client.wait_for("all", all_of(office.served(old)), "every entry")
        office.duban("feed", "rotate", plans.UNIT)
        assert office.address(plans.UNIT) != old
        office.duban("task", "close", plans.KEY, plans.CLOSED)
        kept = client.wait_for("all", all_of(office.served(old)), "what was closed after the rotation")
        assert titled(kept, plans.CLOSED).title.startswith("【已办结】")
        office.duban("feed", "rotate", plans.UNIT, "--grace", 0)
        client.wait_for("all", lambda entries: len(entries) == 1, "the notice alone")
    assert {each.status for each in office.recorder.asked(program=NAME)} == {200, 304}
    note(NAME, "rotated", "the old address goes on through its grace, then shows the notice")


def test_a_revoked_address_empties_to_one_notice(office: Office, tmp_path: Path, note: Note) -> None:
    """All events go on the next poll, and one that says why stands there instead."""
    address = office.address(plans.UNIT)
    with subscribed(tmp_path, all=address) as client:
        client.wait_for("all", all_of(office.served(address)), "every entry")
        office.duban("feed", "revoke", plans.UNIT)
        (told,) = client.wait_for("all", lambda entries: len(entries) == 1, "the notice alone")
        assert (told,) == entries_in(office.served(address))
    assert told.start == plans.today()
    note(NAME, "revoked: notice", "replaces all events on the next poll")


def test_after_the_notice_410_ends_a_subscription_for_good(
    office: Office, tmp_path: Path, note: Note
) -> None:
    """Thirty days after the end Thunderbird is told that the feed is gone, and never asks again."""
    address = office.address(plans.UNIT)
    with subscribed(tmp_path, all=address) as client:
        client.wait_for("all", all_of(office.served(address)), "every entry")
        plans.revoke_long_ago(office, plans.UNIT)
        wait_until(lambda: office.recorder.exchanges[-1].status == 410, "the end")
        so_far = polls(office)
        time.sleep(QUIET_SECONDS)
        client.stop()
        assert client.preference("all", "disabled") == "true"
        client.start()
        time.sleep(QUIET_SECONDS)
        assert polls(office) == so_far
    note(NAME, "revoked: 410", "switches itself off for good")


def test_a_moved_host_is_followed(office: Office, tmp_path: Path, note: Note) -> None:
    """Each poll asks at the former host, hears 308, and fetches everything from the present one."""
    with subscribed(tmp_path, all=office.former_address(plans.WHOLE)) as client:
        client.wait_for("all", all_of(office.served(office.address(plans.WHOLE))), "every entry")
        wait_for_polls(office, 4)
    heard = {(each.host.split(":")[0], each.status) for each in office.recorder.asked(program=NAME)}
    assert heard == {(FORMER_HOST, 308), ("127.0.0.1", 200)}
    note(NAME, "moved (308)", "followed; asks at the former host each time, and fetches all")


def test_options_of_the_address_are_kept(office: Office, tmp_path: Path, note: Note) -> None:
    """To-dos beside events, no alarms, English: each subscription shows what its address asks for."""
    address = office.address(plans.WHOLE)
    asked = {"todo": f"{address}?todo=1", "alarms": f"{address}?alarms=0", "lang": f"{address}?lang=en"}
    with subscribed(tmp_path, all=address, **asked) as client:
        kept = {name: client.wait_for(name, all_of(office.served(url)), name) for name, url in asked.items()}
        usual = client.wait_for("all", all_of(office.served(address)), "every entry")
    to_dos = [each for each in kept["todo"] if each.kind == "VTODO"]
    assert len(kept["todo"]) - len(to_dos) == len(usual) == len(to_dos)
    assert not any(each.alarms for each in kept["alarms"])
    assert titled_in_english(kept["lang"], plans.DONE) == "[Done] 6. 印发养老服务设施名录"
    note(NAME, "to-dos", "yes, with ?todo=1")
    note(NAME, "options", "?todo=1, ?alarms=0, ?lang=en each kept apart")


def titled_in_english(entries: tuple[Entry, ...], number: str) -> str:
    """Give the title of a task in a feed in English."""
    return next(
        each.title for each in entries if f" {number}. " in each.title and "Milestone" not in each.title
    )
