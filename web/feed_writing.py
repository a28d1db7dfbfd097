"""What one address shows: the feed, or for a while the notice that it has ended."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.queries.feed_tasks import shows
from models.views import FeedView, TaskView
from notifiers.calendar_style import Style
from notifiers.calendar_versions import whole_second
from notifiers.ical import END, Block, calendar_head, ended_feed, feed_changed_at
from web.feed_addresses import Address
from web.feed_answers import Ended, Rendering, rendering
from web.feed_blocks import HeldBlock

NOTICE_LASTS = timedelta(days=30)


@dataclass(kw_only=True, slots=True, eq=False)
class Shown:
    """What is held of one address; `given` stays when it is outdated, for when the ledger is away."""

    address: Address
    feed: FeedView
    ids: "array[int]"
    """Its tasks, in the order of their ids."""
    blocks: list[HeldBlock] = field(default_factory=list)
    given: Rendering | Ended | None = None
    is_doubted: bool = False
    """The feed itself and which tasks it has must be read again."""

    def has(self, task_id: int) -> bool:
        """Tell whether a task is one of its own."""
        place = bisect_left(self.ids, task_id)
        return place < len(self.ids) and self.ids[place] == task_id

    def take(self, task: TaskView) -> bool:
        """Let a task in or out as it stands now; tell whether that was a change."""
        is_in, was_in = shows(self.feed, task), self.has(task.id)
        if is_in and not was_in:
            insort(self.ids, task.id)
        elif was_in and not is_in:
            self.ids.remove(task.id)
        return is_in != was_in


def until(feed: FeedView, generation: int, now: datetime) -> tuple[bool, datetime | None]:
    """Tell whether an address still shows its feed, and until when this answer holds, None for ever."""
    ends = feed.ended_at(generation)
    if ends is None or now < ends:
        return True, ends
    return False, ends + NOTICE_LASTS


def is_over(given: Rendering | Ended, now: datetime) -> bool:
    """Tell whether the time of an answer has run out."""
    return isinstance(given, Rendering) and given.expires is not None and now >= given.expires


def write_feed(
    feed: FeedView, blocks: Iterable[Block], *, address: Address, expires: datetime | None, style: Style
) -> Rendering:
    """Write a calendar out of the blocks of its tasks."""
    placed = sorted(blocks, key=lambda block: block.order)
    changed_at = feed_changed_at(placed)
    head = calendar_head(feed, changed_at=changed_at, address=address.url(style.base_url), style=style)
    parts = [head, *(block.content for block in placed if block.content), END]
    return rendering(feed.id, parts, changed_at=changed_at, expires=expires)


def write_ending(
    feed: FeedView, *, address: Address, expires: datetime | None, now: datetime, style: Style
) -> Rendering | Ended:
    """Write the notice of an address that has ended, as long as there is one."""
    ended_at = feed.ended_at(address.generation)
    if ended_at is None or (expires and now >= expires):
        return Ended()
    content = ended_feed(feed, ended_at=ended_at, address=address.url(style.base_url), style=style)
    changed_at = whole_second(max(ended_at, style.edition.at))
    return rendering(feed.id, [content], changed_at=changed_at, expires=expires)
