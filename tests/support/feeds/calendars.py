# SPDX-License-Identifier: Apache-2.0
"""Feeds as tests make them: every one is read by the lint before a test sees it."""

from dataclasses import replace
from datetime import date
from typing import Any

from models.views import FeedView, TaskView
from notifiers.ical.feed import build_feed
from tests.builders import feed_view
from tests.support.feeds.lint import Component, lint, parse, text
from tests.support.served import ON, STYLE

ADDRESS = f"{STYLE.base_url}/feeds/abc.ics"


def checked(content: bytes) -> bytes:
    """Give a feed back that the lint has nothing against."""
    assert lint(content) == []
    return content


def written(*tasks: TaskView, on: date = ON, feed: FeedView | None = None, **style: Any) -> bytes:
    """Write the feed of tasks on a day, in the usual style but for what is given."""
    made = build_feed(feed or feed_view(), tasks, on=on, address=ADDRESS, style=replace(STYLE, **style))
    return checked(made)


def events(*tasks: TaskView, **options: Any) -> list[Component]:
    """Give the events of a feed."""
    return parse(written(*tasks, **options)).named("VEVENT")


def summaries(*tasks: TaskView, **options: Any) -> list[str]:
    """Give the titles in a feed."""
    return [text(event.value("SUMMARY")) for event in events(*tasks, **options)]
