"""A calendar feed as bytes: the same facts on the same side of each deadline give the same bytes.

A feed is its head, the blocks of its tasks in their order, and `END`.
"""

from collections.abc import Iterable
from datetime import date

from models.views import FeedView, TaskView
from notifiers.calendar_blocks import Block, feed_changed_at, task_block
from notifiers.calendar_ended import ended_feed
from notifiers.calendar_head import END, calendar_head
from notifiers.calendar_style import Style

__all__ = ["END", "Block", "build_feed", "calendar_head", "ended_feed", "feed_changed_at", "task_block"]


def build_feed(feed: FeedView, tasks: Iterable[TaskView], *, on: date, address: str, style: Style) -> bytes:
    """Write the calendar of `feed` on a day: one all-day event for each due date and each milestone.

    `address` is where the feed is served. Source: RFC 5545, 7986 and 9074.
    """
    blocks = sorted((task_block(task, on=on, style=style) for task in tasks), key=lambda block: block.order)
    head = calendar_head(feed, changed_at=feed_changed_at(blocks), address=address, style=style)
    return b"".join([head, *(block.content for block in blocks), END])
