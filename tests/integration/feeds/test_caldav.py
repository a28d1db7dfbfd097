# SPDX-License-Identifier: Apache-2.0
"""CalDAV over a real socket: what a calendar program finds, fetches, keeps up to date and may not do."""

import logging
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import httpx
import pytest

from models.kinds import TaskState
from tests.builders import milestone_view, task_view
from tests.support.feeds.caldav import (
    DECLARED,
    TOKEN,
    CaldavClient,
    Clock,
    ListedLedger,
    calendars_of,
    served,
)
from tests.support.feeds.lint import parse, text
from tests.support.served import KEY, ON, SITE
from tests.support.waiting import PATIENCE
from web.caldav_server.auth import CaldavGateway, with_caldav
from web.tokens import sign

pytest.importorskip("radicale", reason="Radicale is not installed: install the extra `caldav`")
pytest.importorskip("a2wsgi", reason="a2wsgi is not installed: install the extra `caldav`")
from web.caldav.application import make_caldav

EVENTS, TODOS = "/caldav/7/events/", "/caldav/7/todos/"
CLOSED = datetime(2026, 11, 20, 3, tzinfo=UTC)


@dataclass
class Office:
    """A served ledger, its clock and a client of it."""

    ledger: ListedLedger
    clock: Clock
    address: str
    opened: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.client = self.client_with()

    def client_with(self, **credentials: str) -> CaldavClient:
        """Give another client, with these credentials instead of the usual ones."""
        client = CaldavClient(self.address, **credentials)
        self.opened.enter_context(closing(client.http))
        return client


@pytest.fixture
def office() -> Iterator[Office]:
    with open_office() as made:
        yield made


@contextmanager
def open_office() -> Iterator[Office]:
    """Serve a ledger; at the end everything asked for is done."""
    tasks = [task_view(number) for number in range(1, 10)]
    late = task_view(10, due=date(2026, 10, 31), milestones=(milestone_view(1, date(2026, 11, 30)),))
    ledger, clock = ListedLedger(*tasks, late), Clock()
    calendars = calendars_of(ledger, clock)
    door = CaldavGateway(make_caldav(calendars), calendars=calendars, key=KEY, site=SITE)
    with served(with_caldav(_elsewhere, door)) as port:
        made = Office(ledger=ledger, clock=clock, address=f"http://127.0.0.1:{port}")
        with made.opened:
            yield made


async def _elsewhere(scope, receive, send) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def uids(answer) -> set[str]:
    """Give the UIDs of the items an answer names."""
    return {httpx.URL(href).path.rsplit("/", 1)[1].removesuffix(".ics") for href in answer.responses}


def test_a_program_finds_the_calendars_from_the_name_of_the_host(office):
    """Well-known address, principal, home and the two collections follow from one another (RFC 6764)."""
    client = office.client
    well_known = client.http.request("PROPFIND", "/.well-known/caldav")
    assert (well_known.status_code, well_known.headers["location"]) == (301, "/caldav/")
    principal = client.propfind("/caldav/", "d:current-user-principal").text(
        "/caldav/", "d:current-user-principal/d:href"
    )
    home = client.propfind(principal, "c:calendar-home-set").text(principal, "c:calendar-home-set/d:href")
    listed = client.propfind(home, "d:resourcetype", "d:displayname", depth=1)
    calendars = [
        href for href in listed.responses if listed.find(href, "d:resourcetype/c:calendar") is not None
    ]
    assert (principal, home, calendars) == ("/caldav/7/", "/caldav/7/", [EVENTS, TODOS])


def test_each_collection_says_what_it_is(office):
    """Events and to-dos are apart, because most programs show only one of them in one list."""
    names = ("d:displayname", "c:supported-calendar-component-set", "ical:calendar-color")
    listed = office.client.propfind("/caldav/7/", *names, depth=1)
    assert [listed.text(href, "d:displayname") for href in (EVENTS, TODOS)] == [
        "督办：区住建委",
        "督办：区住建委（待办）",
    ]
    kinds = [listed.find(href, "c:comp").get("name") for href in (EVENTS, TODOS)]
    assert kinds == ["VEVENT", "VTODO"]
    assert listed.text(EVENTS, "ical:calendar-color") == "#4682B4"


def test_nobody_is_told_that_writing_is_possible(office):
    """The privileges are reading alone, from which Thunderbird makes the calendar read-only."""
    found = office.client.propfind(EVENTS, "d:current-user-privilege-set")
    privileges = found.find(EVENTS, "d:current-user-privilege-set")
    assert [privilege[0].tag for privilege in privileges] == [
        "{DAV:}read",
        "{urn:ietf:params:xml:ns:caldav}read-free-busy",
    ]


@pytest.mark.parametrize("path", ["/caldav/7/events/task-001@duban.ics", EVENTS, "/caldav/7/new/"])
def test_writing_is_refused(office, path):
    """Whatever would change something is forbidden, and nothing changes."""
    before = office.client.sync(EVENTS)
    for method in ("PUT", "DELETE", "MKCALENDAR", "MKCOL", "PROPPATCH", "MOVE", "POST"):
        answer = office.client.http.request(method, path, content=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        assert answer.status_code == 403
    assert office.client.sync(EVENTS).sync_token == before.sync_token


def test_every_item_is_a_clean_calendar_of_one_thing(office):
    """A multiget of all hrefs gives each event and to-do with the UID of its href."""
    for path, kind, number in ((EVENTS, "VEVENT", 11), (TODOS, "VTODO", 11)):
        hrefs = list(office.client.sync(path).responses)
        got = office.client.multiget(path, *hrefs)
        assert len(got.responses) == number
        for href in hrefs:
            (only,) = parse(_crlf(got.text(href, "c:calendar-data"))).parts
            assert (only.name, f"{only.value('UID')}.ics") == (kind, httpx.URL(href).path.rsplit("/", 1)[1])


def _crlf(content: str) -> bytes:
    """Undo what XML does to line ends (XML 1.0 section 2.11)."""
    return content.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def test_a_time_range_gives_its_days_only(office):
    """November has the milestone, the last of October the late task; a to-do falls on its due date."""
    ask = office.client.query
    assert uids(ask(EVENTS, "VEVENT", "20261101T000000Z", "20261201T000000Z")) == {"step-1@duban"}
    assert uids(ask(EVENTS, "VEVENT", "20261031T000000Z", "20261101T000000Z")) == {"task-010@duban"}
    assert uids(ask(TODOS, "VTODO", "20261115T000000Z", "20261215T000000Z")) == {"todo-step-1@duban"}


def test_a_sync_names_exactly_what_changed(office):
    """Of ten tasks two changed: two events and two to-dos are named, then none."""
    before = [office.client.sync(path).sync_token for path in (EVENTS, TODOS)]
    office.ledger.change(2, title="新的名称")
    office.ledger.change(5, due=date(2026, 12, 20))
    events, todos = (office.client.sync(*each) for each in zip((EVENTS, TODOS), before, strict=True))
    assert uids(events) == {"task-002@duban", "task-005@duban"}
    assert uids(todos) == {"todo-task-002@duban", "todo-task-005@duban"}
    assert None not in events.responses.values()
    again = office.client.sync(EVENTS, events.sync_token)
    assert (again.responses, again.sync_token) == ({}, events.sync_token)


def test_a_sync_names_what_became_late(office):
    """The day after a deadline changes its event without a new fact."""
    before = office.client.sync(EVENTS)
    office.clock.day = date(2026, 12, 1)
    after = office.client.sync(EVENTS, before.sync_token)
    assert uids(after) == {"step-1@duban"}
    (href,) = after.responses
    (event,) = parse(_crlf(office.client.multiget(EVENTS, href).text(href, "c:calendar-data"))).parts
    assert text(event.value("SUMMARY")).startswith("【逾期】")


def test_a_sync_names_what_is_gone(office):
    """A task that went to another unit is gone at once, a closed one after thirty days."""
    office.ledger.change(4, state=TaskState.CLOSED, closed_at=CLOSED, updated_at=CLOSED)
    before = office.client.sync(EVENTS)
    office.ledger.move(3)
    moved = office.client.sync(EVENTS, before.sync_token)
    assert [uids(moved), *moved.responses.values()] == [{"task-003@duban"}, None]
    office.clock.day = date(2026, 12, 21)
    left = office.client.sync(EVENTS, moved.sync_token)
    assert left.responses["/caldav/7/events/task-004%40duban.ics"] is None


def test_an_unknown_sync_token_asks_for_all_anew(office):
    """RFC 6578 section 3.2 wants the precondition valid-sync-token, after which a program starts over."""
    body = (
        '<sync-collection xmlns="DAV:"><sync-token>data:,unknown</sync-token><sync-level>1</sync-level>'
        "<prop><getetag/></prop></sync-collection>"
    )
    answer = office.client.http.request("REPORT", EVENTS, content=body)
    assert answer.status_code == 403
    assert b"valid-sync-token" in answer.content


def test_equal_facts_have_equal_tokens_after_a_restart(office):
    """A token is a digest of the items: another process that knows the same gives the same."""
    other = calendars_of(office.ledger, office.clock)
    histories = other.current(7).histories
    assert office.client.sync(EVENTS).sync_token in {each.now.token for each in histories.values()}


def test_an_item_can_be_fetched_by_itself(office):
    """GET and HEAD give one item with its ETag."""
    path = "/caldav/7/events/task-001@duban.ics"
    answer, head = office.client.http.get(path), office.client.http.head(path)
    assert answer.status_code == head.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["etag"] == head.headers["etag"]
    assert answer.content.count(b"BEGIN:VEVENT") == 1


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("duban", ""),
        ("duban", "A" * 32),
        ("duban", sign(8, 1, key=KEY)),
        ("duban", sign(7, 2, key=KEY)),
        ("duban", sign(7, 1, key=b"o" * 32)),
        ("7", "7"),
    ],
)
def test_who_has_no_token_of_this_feed_is_asked_for_one(office, user, password):
    """Wrong, foreign, unborn and forged tokens get one and the same answer."""
    with httpx.Client(base_url=office.address, trust_env=False, timeout=PATIENCE) as nobody:
        anonymous = nobody.request("PROPFIND", EVENTS)
        answer = nobody.request("PROPFIND", EVENTS, auth=(user, password))
    assert (answer.status_code, answer.content) == (401, anonymous.content)
    assert answer.headers["www-authenticate"].startswith("Basic ")


def test_the_token_may_stand_as_the_user_name(office):
    """A program that has a field for one secret only is let in all the same."""
    client = office.client_with(user=TOKEN, password="")
    assert client.propfind(EVENTS, "d:displayname").status == 207


def test_a_token_opens_its_own_calendars_only(office):
    """With a token of feed 7 the calendars of feed 8 are forbidden, whether there are any or not."""
    assert office.client.propfind("/caldav/8/events/", "d:displayname").status == 403


def test_an_ended_token_is_an_unknown_one(office):
    """After a rotation the new address is let in and the old one is not; after revoking neither."""
    office.ledger.change_feed(generation=2)
    new = office.client_with(password=sign(7, 2, key=KEY))
    assert [office.client.sync(EVENTS).status, new.sync(EVENTS).status] == [401, 207]
    office.ledger.change_feed(revoked_at=datetime(2026, 11, 21, tzinfo=UTC))
    assert new.sync(EVENTS).status == 401


def test_a_token_in_its_time_of_grace_is_let_in(office):
    """An address that ends next week works until then."""
    office.ledger.change_feed(generation=2, endings=((1, datetime(2026, 11, 29, tzinfo=UTC)),))
    assert office.client.sync(EVENTS).status == 207
    office.clock.day = date(2026, 11, 30)
    assert office.client.sync(EVENTS).status == 401


def test_nobody_can_name_himself(office):
    """A header that names a user opens nothing without a token, and no other feed with one."""
    forged = {"X-Remote-User": "8"}
    assert httpx.request("PROPFIND", f"{office.address}{EVENTS}", headers=forged).status_code == 401
    assert office.client.http.request("PROPFIND", EVENTS, headers=forged).status_code == 207


def test_an_outage_is_invisible_to_who_asked_before(office):
    """With the ledger away the last good items are served; who comes first hears 503 and to come again."""
    before = office.client.sync(EVENTS)
    office.ledger.away = True
    during = office.client.sync(EVENTS)
    assert (during.status, during.sync_token) == (207, before.sync_token)


def test_a_first_question_during_an_outage_is_told_to_come_again(office):
    """Nothing is held yet: 503 with Retry-After, and no 401 that would make a program forget its password."""
    office.ledger.away = True
    answer = office.client.http.request("PROPFIND", EVENTS)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "300")


def test_who_is_let_in_is_noted_as_a_reader_and_nobody_else():
    """Once a day, behind the answer."""
    with open_office() as office:
        office.client_with(password="x" * 32).propfind(EVENTS, "d:sync-token")
        assert office.ledger.touched == []
        for _ in range(2):
            office.client.propfind(EVENTS, "d:sync-token")
    assert office.ledger.touched == [(7, ON)]


def test_a_question_reads_only_what_changed(office):
    """Each task is read once, then the one that changed, and all of them on a new day."""
    for _ in range(5):
        office.client.sync(EVENTS)
    assert office.ledger.read == [*range(1, 11)]
    office.ledger.change(4, title="新的名称")
    office.client.sync(EVENTS)
    assert office.ledger.read[10:] == [4]
    office.clock.day = date(2026, 11, 23)
    office.client.sync(EVENTS)
    assert office.ledger.read[11:] == [*range(1, 11)]


def test_the_token_is_in_no_log(office, caplog):
    """Neither a served, a refused nor a failing request writes down a token."""
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "radicale"):
        office.client.sync(EVENTS)
        office.client_with(user=TOKEN, password="").sync(EVENTS)
        office.client.http.request("PUT", EVENTS)
        office.ledger.change_feed(generation=2)
        office.client.sync(EVENTS)
    ours = [each for each in caplog.records if not each.name.startswith(("httpx", "httpcore"))]
    assert ours
    assert TOKEN not in "".join(each.getMessage() + (each.exc_text or "") for each in ours)


def test_a_request_beyond_all_measure_is_refused(office):
    """Two megabytes are not read."""
    assert office.client.http.request("REPORT", EVENTS, content=b"x" * 2_000_000).status_code == 413


def test_no_character_can_be_torn(office):
    """XML is sent as ASCII: Thunderbird reads each piece of an answer as if no character crossed its end."""
    href = next(iter(office.client.sync(EVENTS).responses))
    body = (
        f"<c:calendar-multiget {DECLARED}><d:prop><c:calendar-data/></d:prop><d:href>{href}</d:href>"
        "</c:calendar-multiget>"
    )
    content = office.client.http.request("REPORT", EVENTS, content=body).content
    assert content.isascii()
    assert "工程" in "".join(ET.fromstring(content).itertext())


def test_options_promise_no_more_than_there_is(office):
    """Evolution reads from the allowed methods whether it may write."""
    answer = office.client.http.options(EVENTS)
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, PROPFIND, REPORT"
    assert "calendar-access" in answer.headers["dav"]


def test_below_a_path_of_its_own_every_href_has_that_path(office):
    """Behind a proxy that takes `/office` away, what is named can be asked for as it is named."""
    calendars = calendars_of(office.ledger, office.clock)
    site = replace(SITE, base_url="https://town.example/office")
    door = CaldavGateway(make_caldav(calendars), calendars=calendars, key=KEY, site=site)
    with served(door) as port, closing(CaldavClient(f"http://127.0.0.1:{port}").http) as http:
        client = office.client_with()
        client.http.base_url = http.base_url
        assert http.get("/.well-known/caldav").headers["location"] == "/office/caldav/"
        hrefs = list(client.sync(EVENTS).responses)
        got = client.multiget(EVENTS, *hrefs)
    assert all(href.startswith("/office/caldav/7/events/") for href in hrefs)
    assert all(got.text(href, "c:calendar-data") for href in hrefs)


def test_everything_else_goes_where_it_went(office):
    """CalDAV takes no other address, however alike."""
    for path in ("/", "/caldavx", "/feeds/caldav/"):
        assert office.client.http.get(path).status_code == 418


def test_behind_the_door_nothing_can_be_written_either(office):
    """Radicale itself is given no right to write, nor to read the calendars of another feed."""
    with served(make_caldav(calendars_of(office.ledger, office.clock))) as port:
        inside = f"http://127.0.0.1:{port}/7/events/"
        statuses = {
            (method, user): httpx.request(method, inside, headers={"X-Remote-User": user}).status_code
            for method in ("PROPFIND", "PUT", "DELETE", "MKCALENDAR", "PROPPATCH")
            for user in ("7", "8")
        }
    assert statuses.pop(("PROPFIND", "7")) == 207
    assert set(statuses.values()) == {403}
