# SPDX-License-Identifier: Apache-2.0
"""A reader's own page: from the ledger, over HTTP, and as a browser lays it out."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import zxingcpp
from fastapi import FastAPI

from models.database import Ledger
from models.queries import feeds, plans, progress
from models.views import FeedView
from plans.drafts import MilestoneDraft
from tests.builders import MONDAY, bring_in, late_task, office, register, rich_task, task
from tests.support.browser.chromium import Page, running_chromium
from web.pages.reader import add_reader_pages
from web.pages.reader_page import ReaderPages
from web.tokens import PAGE, feed_address, reader_page_address, sign

KEY, BASE, FOLD = b"k" * 32, "https://office.example", 800
WIDTHS, SCHEMES = (320, 640, 1200), ("light", "dark")
AUDIT = Path(__file__).resolve().parents[2] / "support" / "browser" / "page_audit.js"
SIGNALS = {"red": "▲", "yellow": "◆", "blue": "●", "green": "○"}


def address_of(feed: FeedView) -> str:
    """Give the address of a feed."""
    return feed_address(BASE, sign(feed.id, feed.generation, key=KEY))


@dataclass
class Desk:
    """A served ledger, and the moment it is."""

    ledger: Ledger
    now: datetime = MONDAY
    locale: str = "zh_CN"

    @property
    def pages(self) -> ReaderPages:
        """Give the ledger as the pages read it."""
        return ReaderPages(self.ledger, office(), name="督查室", clock=lambda: self.now, address=address_of)

    def ask(self, path: str, method: str = "GET") -> httpx.Response:
        """Ask the pages without a socket."""
        app = FastAPI()
        add_reader_pages(app, self.pages, key=KEY, locale=self.locale)

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                return await client.request(method, path)

        return asyncio.run(once())

    def feed(self, name: str) -> FeedView:
        """Give the first feed of an owner."""
        with self.ledger.reading() as session:
            return feeds.find(session, name)

    def link(self, name: str, *, generation: int = 1) -> str:
        """Give the link to a reader's page."""
        token = sign(self.feed(name).id, generation, key=KEY, purpose=PAGE)
        return reader_page_address(BASE, token)

    def get(self, name: str = "甲局", query: str = "", **more: Any) -> httpx.Response:
        """Ask for a reader's page."""
        return self.ask(self.link(name, **more) + query)


def filled(ledger: Ledger) -> Desk:
    """Fill a ledger with tasks in every colour, one closed lately and one long ago."""
    register(ledger)
    steps = (MilestoneDraft(by="2026-10", text="开工"),)
    behind = task(2, milestones=steps, leaders=())
    near = task(4, due=date(2026, 11, 26))
    bring_in(ledger, [task(1), behind, rich_task(3), near, late_task(5), late_task(6), task(7), task(8)])
    close(ledger, "7", MONDAY - timedelta(days=31))
    close(ledger, "8", MONDAY - timedelta(days=30))
    return Desk(ledger)


@pytest.fixture
def ledger_in_a_file(sqlite_template: Path, tmp_path: Path) -> Iterator[Ledger]:
    """Give an empty ledger, for what does not depend on the database."""
    (tmp_path / "ledger.db").write_bytes(sqlite_template.read_bytes())
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield ledger
    ledger.close()


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    """Give a full ledger on each database."""
    return filled(ledger)


@pytest.fixture
def any_desk(ledger_in_a_file: Ledger) -> Desk:
    """Give a full ledger, for what does not depend on the database."""
    return filled(ledger_in_a_file)


def close(ledger: Ledger, number: str, at: datetime) -> None:
    """Close a task."""
    with ledger.writing() as session:
        progress.close(session, plans.find_task(session, "2026", number), at=at, by="test", text="")


def rows(text: str) -> list[tuple[str, str]]:
    """Give signal and number of every task on a page, in its order."""
    found = re.findall(r'<li id="\w+" class="b-(\w+)">.*?<h3>(\d+)', text, re.DOTALL)
    return [(signal, number) for signal, number in found]


def test_a_page_shows_every_open_task_worst_first_and_what_was_done_lately(desk: Desk) -> None:
    """Late before behind before near before the rest, then those closed at most 30 days ago."""
    assert rows(desk.get().text) == [
        ("red", "5"),
        ("red", "6"),
        ("yellow", "2"),
        ("blue", "4"),
        ("blue", "3"),
        ("green", "1"),
        ("closed", "8"),
    ]


def test_a_row_tells_signal_distance_deadline_step_progress_and_plan(any_desk: Desk) -> None:
    """In the reader's words, with a sign beside each colour."""
    text = any_desk.get(query="?lang=en").text
    late, rich = (text.split(f"<h3>{number}&ensp;")[1].split("</li>")[0] for number in (5, 3))
    facts = ("▲ Overdue", "15 working days late", "Mon 2 Nov 2026", "二〇二六年修桥方案", "nothing reported")
    for fact in facts:
        assert fact in late
    for fact in ("● Due soon", "Next milestone", "开工"):
        assert fact in rich


def test_calendars_and_mails_can_link_to_a_task_and_to_a_milestone(any_desk: Desk) -> None:
    """Every identity that an event may have is an anchor of the page, once."""
    text = any_desk.get("office").text
    with any_desk.ledger.reading() as session:
        (task_uid,) = {plans.find_task(session, "2026", "3").uid}
    ids = re.findall(r'id="([^"]+)"', text)
    assert task_uid in ids
    assert len(ids) == len(set(ids))
    assert len(re.findall(r"<span id=", text)) == 3


def test_a_page_speaks_the_language_asked_for(any_desk: Desk) -> None:
    """The office's own without a wish, and for a wish that cannot be met."""
    asked = {query: any_desk.get(query=query).text for query in ("", "?lang=en", "?lang=xx", "?lang=zh_CN")}
    english = ['<html lang="en">' in text for text in asked.values()]
    assert english == [False, True, False, False]
    assert "Overdue" not in asked[""]
    assert asked[""] == asked["?lang=xx"] == asked["?lang=zh_CN"]


def test_every_calendar_of_the_reader_is_offered(desk: Desk) -> None:
    """With both addresses and a code; another unit's and a revoked one are not there."""
    with desk.ledger.writing() as session:
        unit = f"{desk.feed('甲局').owner_id}"
        more = feeds.add(session, f"subtree:{unit}", now=MONDAY, by="test", label="值班<室>")
        gone = feeds.add(session, f"unit:{unit}", now=MONDAY, by="test")
        feeds.revoke(session, gone.id, now=MONDAY, by="test")
        numbers = (desk.feed("甲局").id, more.id)
    text = desk.get().text
    addresses = [feed_address(BASE, sign(number, 1, key=KEY)) for number in numbers]
    assert sorted(set(re.findall(r'href="(https:[^"]+)"', text))) == sorted(addresses)
    assert all(address.replace("https:", "webcal:") in text for address in addresses)
    assert text.count("<svg") == 2
    assert "值班&lt;室&gt;" in text


def test_the_office_reads_everything_and_the_plans_calendars(desk: Desk) -> None:
    """And a leader the tasks in the leader's charge."""
    with desk.ledger.writing() as session:
        plan = plans.find_plan(session, "2026").id
        feeds.add(session, f"plan:{plan}", now=MONDAY, by="test")
    assert desk.get("office").text.count("<svg") == 2
    assert len(rows(desk.get("office").text)) == 7
    assert [number for _signal, number in rows(desk.get("李一").text)] == ["5", "6", "4", "3", "1", "8"]


def test_a_reader_with_nothing_open_is_told_so(any_desk: Desk) -> None:
    """The calendars are offered all the same."""
    close(any_desk.ledger, "3", MONDAY)
    text = any_desk.get("乙镇", query="?lang=en").text
    assert "Nothing is open." in text
    assert rows(text) == [("closed", "3")]
    assert text.count("<svg") == 1


def test_nobody_keeps_a_page_and_its_address_is_told_nobody(any_desk: Desk) -> None:
    """No cache, no search engine, no referrer, no script, and nothing from elsewhere."""
    answer = any_desk.get()
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "<script" not in answer.text
    ours = r'data:|/help"|#|\?lang=|webcal:|https://office\.example/feeds/'
    assert not re.findall(rf'(?:src|href)="(?!{ours})', answer.text)


def test_head_hears_what_get_does(any_desk: Desk) -> None:
    """Mail programs look whether a link lives."""
    head, got = any_desk.ask(any_desk.link("甲局"), "HEAD"), any_desk.get()
    assert head.status_code == 200
    assert head.headers == got.headers


def test_a_link_that_nobody_signed_leads_nowhere(any_desk: Desk) -> None:
    """A made-up token, and a calendar's token."""
    tokens = ("x" * 32, "", "x", sign(any_desk.feed("甲局").id, 1, key=KEY))
    answers = [any_desk.ask(f"/units/{token}") for token in tokens]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert "督查室" in answers[0].text
    assert any_desk.ask(any_desk.link("甲局"), "POST").status_code == 405


def test_a_link_lives_as_long_as_the_address_of_the_readers_feed(desk: Desk) -> None:
    """Through the time of grace and no longer; the new link works from the start."""
    with desk.ledger.writing() as session:
        number = desk.feed("甲局").id
        feeds.rotate(session, number, now=MONDAY, by="test", ends_at=MONDAY + timedelta(days=14))
    assert [desk.get(generation=each).status_code for each in (1, 2)] == [200, 200]
    desk.now = MONDAY + timedelta(days=14)
    assert [desk.get(generation=each).status_code for each in (1, 2)] == [404, 200]
    with desk.ledger.writing() as session:
        feeds.revoke(session, number, now=desk.now, by="test")
    assert desk.get(generation=2).status_code == 404


def test_a_lost_database_is_told_as_passing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """With when to try again, in plain words, and a line in the log."""
    link = desk.link("甲局")
    desk.ledger.close()
    broken = replace(desk, ledger=Ledger("sqlite:////nowhere/ledger.db"))
    answer = broken.ask(link)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "cannot be read from the ledger" in caplog.text


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Give one browser for all pages."""
    with running_chromium(tmp_path_factory.mktemp("chromium")) as page:
        yield page


def audited(browser: Page, html: str, width: int, scheme: str) -> dict[str, Any]:
    """Measure a page at a width in a scheme."""
    browser.resize(width, FOLD, scheme=scheme)
    browser.show(html)
    found: dict[str, Any] = browser.evaluate(f"{AUDIT.read_text(encoding='utf-8')}({{withGlyphs: true}})")
    return found


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_a_page_can_be_read_on_every_screen(locale: str, ledger_in_a_file: Ledger, browser: Page) -> None:
    """From a phone to a wide window, light and dark: no sideways scrolling, nothing cut, pale or missing."""
    register(ledger_in_a_file)
    wordy = task(9, title="不可分割" + "x" * 300)
    bring_in(ledger_in_a_file, [task(1), rich_task(3), late_task(5), wordy])
    close(ledger_in_a_file, "1", MONDAY)
    html = Desk(ledger_in_a_file, locale=locale).get("office").text
    for width in WIDTHS:
        for scheme in SCHEMES:
            found = audited(browser, html, width, scheme)
            assert found["needs"] <= found["has"] == width
            faults = ("leaving", "covering", "cut", "pale", "tofu")
            assert [found[each] for each in faults] == [[]] * 5, (width, scheme)
            assert (found["ground"] < 0.2) == (scheme == "dark")
            assert min(each["size"] for each in found["texts"]) >= 12


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_phone_reads_the_code_off_the_screen(ledger_in_a_file: Ledger, browser: Page, scheme: str) -> None:
    """It stands on white with its quiet zone on a dark page too, and is the address a click opens."""
    register(ledger_in_a_file)
    bring_in(ledger_in_a_file, [task(1)])
    desk = Desk(ledger_in_a_file)
    browser.resize(320, FOLD, scheme=scheme)
    browser.show(desk.get().text)
    width, height, greys = browser.greys()
    found = zxingcpp.read_barcodes(memoryview(greys).cast("B", (height, width)))
    assert [each.text for each in found] == [address_of(desk.feed("甲局")).replace("https:", "webcal:")]


def test_a_browser_applies_the_style_under_the_policy_and_asks_for_nothing(
    ledger_in_a_file: Ledger, browser: Page
) -> None:
    """The hash of the policy is the style's, so the marks are coloured; no request goes out."""
    register(ledger_in_a_file)
    bring_in(ledger_in_a_file, [late_task(5)])
    answer = Desk(ledger_in_a_file).get()
    told = answer.headers["content-security-policy"].removesuffix("; frame-ancestors 'none'")
    policy = f'<meta http-equiv="Content-Security-Policy" content="{told}">'
    browser.resize(640, FOLD)
    browser.show(answer.text.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{policy}'))
    colour = browser.evaluate("getComputedStyle(document.querySelector('.when .t-red')).color")
    assert colour == "rgb(168, 32, 26)"
    assert [each for each in browser.asked if not each.startswith("data:")] == []
