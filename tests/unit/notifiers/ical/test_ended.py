# SPDX-License-Identifier: Apache-2.0
"""What an address serves that shows its feed no longer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models.views import EditionView
from notifiers.ical.entries import CalendarStyle
from notifiers.ical.feed import ended_feed
from tests.builders import feed_view
from tests.support.feeds.calendars import ADDRESS, checked
from tests.support.feeds.lint import Component, parse, text
from tests.support.served import STYLE

ENDED = datetime(2026, 11, 21, 16, 0, 1, tzinfo=UTC)  # 2026-11-22 in the office


def content(style: CalendarStyle = STYLE, ended_at: datetime = ENDED) -> bytes:
    return checked(ended_feed(feed_view(), ended_at=ended_at, address=ADDRESS, style=style))


def notice(**changes) -> Component:
    (event,) = parse(content(replace(STYLE, **changes))).named("VEVENT")
    return event


def test_an_ended_address_shows_one_notice_on_the_day_it_ended():
    """The day is the office's, and nothing else is in the calendar, so that the old events go."""
    event = notice()
    assert (event.value("DTSTART"), event.value("DTEND")) == ("20261122", "20261123")
    assert (event.value("STATUS"), event.parts) == ("CONFIRMED", [])


@pytest.mark.parametrize(
    ("locale", "title", "asked"),
    [
        ("zh_CN", "此日历已停用，请订阅新地址", "请向督查室索取新的订阅地址并重新订阅。"),
        (
            "en",
            "This calendar has ended: subscribe to its new address",
            "Ask the supervision office for the new address and subscribe to that.",
        ),
    ],
)
def test_the_notice_says_what_happened_and_what_to_do(locale, title, asked):
    """In the office's language, with the day."""
    event = notice(locale=locale)
    assert text(event.value("SUMMARY")) == title
    first, second, _ = text(event.value("DESCRIPTION")).split("\n")
    assert "2026-11-22" in first
    assert second == asked


def test_an_ended_calendar_no_longer_says_what_it_showed():
    """Its own description tells that it has ended, where a program shows that instead of the notice."""
    calendar, event = parse(content()), notice()
    assert calendar.value("DESCRIPTION") == calendar.value("X-WR-CALDESC") == event.value("SUMMARY")


def test_the_notice_is_the_same_at_every_poll():
    """Its identity and version come from the moment of the end."""
    assert content() == content()
    assert notice().value("UID") == "ended-7-20261121T160001Z@duban"
    assert parse(content()).value("LAST-MODIFIED") == notice().value("DTSTAMP") == "20261121T160001Z"


def test_a_new_edition_lifts_the_notice_too():
    """Its words may have changed with an upgrade."""
    later = EditionView(number=3, at=datetime(2026, 11, 25, tzinfo=UTC))
    event = notice(edition=later)
    assert (event.value("SEQUENCE"), event.value("LAST-MODIFIED")) == ("6", "20261125T000000Z")
