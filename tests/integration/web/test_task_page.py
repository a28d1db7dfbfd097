# SPDX-License-Identifier: Apache-2.0
"""Where a calendar entry leads to: a page that says what the entry says, to whoever has it."""

import asyncio
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI

from models.database import Ledger
from notifiers.ical.feed import task_block
from plans.drafts import TaskDraft
from tests.builders import MONDAY, bring_in, late_task, office, register, rich_task, task, tasks_of
from tests.support.feeds.lint import parse, text
from tests.support.served import STYLE
from web.pages.reader_page import ReaderPages
from web.pages.task import add_task_pages

pytestmark = pytest.mark.one_database

BASE = STYLE.base_url
UNDATED: TaskDraft = task(2, due=None)


@dataclass
class Desk:
    """A ledger behind its pages; `away` makes it raise as a lost database does."""

    ledger: Ledger
    away: bool = False

    def get(self, path: str) -> httpx.Response:
        """Ask without a socket."""
        app = FastAPI()
        add_task_pages(app, self._pages(), locale="zh_CN")

        async def once() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE) as client:
                return await client.get(path)

        return asyncio.run(once())

    def _pages(self) -> ReaderPages:
        def clock():
            if self.away:
                raise OSError("the database is away")
            return MONDAY

        return ReaderPages(self.ledger, office(), name="督查室", clock=clock, address=str)


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    register(ledger)
    bring_in(ledger, [late_task(), UNDATED, rich_task()])
    return Desk(ledger)


@pytest.mark.parametrize("number", ["1", "3"])
def test_every_entry_leads_to_what_it_says(desk: Desk, number: str) -> None:
    """The link of an event and of a milestone opens a page with its title and every fact of it."""
    block = task_block(tasks_of(desk.ledger)[number], on=MONDAY.date(), style=STYLE)
    calendar = parse(b"BEGIN:VCALENDAR\r\n" + block.content + b"END:VCALENDAR\r\n")
    for event in calendar.named("VEVENT"):
        answer = desk.get(event.value("URL"))
        assert answer.status_code == 200
        assert text(event.value("SUMMARY")) in answer.text
    facts = text(calendar.parts[0].value("DESCRIPTION")).split("\n")
    assert all(f"<li>{fact.replace('>', '&gt;')}</li>" in answer.text for fact in facts)


def test_the_page_speaks_english_when_asked(desk: Desk) -> None:
    """By the same word as the feed."""
    answer = desk.get(f"/tasks/{tasks_of(desk.ledger)['1'].uid}?lang=en")
    assert "[Overdue] 1. " in answer.text
    assert 'lang="en"' in answer.text


@pytest.mark.parametrize("uid", ["0" * 32, "x"])
def test_what_is_not_there_is_404_in_words(desk: Desk, uid: str) -> None:
    """In plain text, in the office's language."""
    answer = desk.get(f"/tasks/{uid}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert answer.text == "此处没有标明日期的任务；可能已随方案调整。\n"


@pytest.mark.parametrize("uid", ["%00", "a%00b", "%ff", "%2e%2e", "%zz", "督办", "9" * 4000])
def test_what_can_be_no_task_is_never_looked_up(desk: Desk, uid: str) -> None:
    """A database would stumble over a NUL; without asking it, the answer is 404 also while it is away."""
    desk.away = True
    assert desk.get(f"/tasks/{uid}").status_code == 404


def test_a_task_without_a_date_has_no_page(desk: Desk) -> None:
    """No calendar entry leads there, so nobody was given its uid."""
    assert desk.get(f"/tasks/{tasks_of(desk.ledger)['2'].uid}").status_code == 404


def test_the_page_is_kept_by_nobody(desk: Desk) -> None:
    """Neither a cache nor a search engine, and its address is told to no other site."""
    headers = desk.get(f"/tasks/{tasks_of(desk.ledger)['1'].uid}").headers
    assert headers["cache-control"] == "private, no-store"
    assert (headers["x-robots-tag"], headers["referrer-policy"]) == ("noindex", "no-referrer")
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_while_the_ledger_is_away_the_reader_is_asked_to_wait(desk: Desk) -> None:
    """503 in words, and when to come again."""
    uid = tasks_of(desk.ledger)["1"].uid
    desk.away = True
    answer = desk.get(f"/tasks/{uid}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
