"""The feeds as they are served: built when a fact or the day changed, otherwise from memory."""

import gzip
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from models.views import FeedView
from notifiers.calendar_style import Style
from notifiers.ical import build_feed, feed_changed_at, task_block
from web.ports import FeedSource, Site
from web.tokens import feed_address

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendering:
    """One feed ready to be sent in both encodings; `tag` is its ETag without quotes and suffix."""

    content: bytes
    compressed: bytes
    tag: str
    changed_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Held:
    facts: int
    day: date
    rendering: Rendering


class FeedStore:
    """Give the current bytes of a feed, and the last good ones while the ledger is away.

    A calendar program that meets an error may drop the subscription for good, so old bytes beat none.
    """

    def __init__(self, *, source: FeedSource, today: Callable[[], date], site: Site) -> None:
        self._source = source
        self._today = today
        self._site = site
        self._held: dict[tuple[int, int], _Held] = {}
        self._used: dict[int, date] = {}

    def current(self, feed_id: int, generation: int, token: str) -> Rendering | None:
        """Give the feed, None when that generation is not its newest; raise only when nothing is held."""
        held = self._held.get((feed_id, generation))
        try:
            return self._fresh(feed_id, generation, token)
        except Exception:
            if held is None:
                raise
            logger.exception("Feed %s cannot be built; its last good bytes are served.", feed_id)
            return held.rendering

    def note_use(self, feed_id: int) -> None:
        """Tell the source once a day that the feed is read; losing that note harms nobody."""
        day = self._today()
        if self._used.get(feed_id) == day:
            return
        try:
            self._source.touch(feed_id, day)
            self._used[feed_id] = day
        except Exception:
            logger.warning("The use of feed %s could not be noted.", feed_id, exc_info=True)

    def _fresh(self, feed_id: int, generation: int, token: str) -> Rendering | None:
        place, facts, day = (feed_id, generation), self._source.version(), self._today()
        held = self._held.get(place)
        if held and (held.facts, held.day) == (facts, day):
            return held.rendering
        feed = self._source.feed(feed_id)
        if feed is None or feed.generation != generation:
            self._held.pop(place, None)
            return None
        rendering = self._render(feed, day, token)
        self._held[place] = _Held(facts=facts, day=day, rendering=rendering)
        return rendering

    def _render(self, feed: FeedView, day: date, token: str) -> Rendering:
        site, standings = self._site, self._source.standings(feed, day)
        address = feed_address(site.base_url, token)
        tasks, style = [standing.task for standing in standings], _style(site)
        content = build_feed(feed, tasks, on=day, address=address, style=style)
        return Rendering(
            content=content,
            compressed=gzip.compress(content, 6, mtime=0),
            tag=sha256(content).hexdigest(),
            changed_at=feed_changed_at(task_block(task, on=day, style=style) for task in tasks),
        )


def _style(site: Site) -> Style:
    return Style(base_url=site.base_url, locale=site.locale, timezone=site.timezone, keep_done=site.keep_done)
