# SPDX-License-Identifier: Apache-2.0
"""What the mails of one round carry besides their letters, read from the ledger as the round begins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from models.addresses import Mailbox, address_key
from models.database import Ledger
from models.kinds import LetterKind, ReaderKind
from models.letters import Letter
from models.queries import feeds, readers
from models.queries.feed_scope import OF_UNITS, OFFICE_KEY
from models.queries.readers import ReaderMailbox
from models.queries.tasks import open_views_of_units
from models.views import FeedView, TaskView
from notifiers.ical.entries import CalendarStyle
from notifiers.mail.content import Context, Introduction

OpenTasks = Mapping[int, tuple[TaskView, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """How the signed addresses in mails are made."""

    feed: Callable[[FeedView], str]
    page: Callable[[FeedView], str]
    unsubscribe: Callable[[str, LetterKind, bool], str]
    """By reader, kind, and whether the letter is rehearsed, whose links do not act."""


class MailContext:
    """Give the context of each letter of one round; each question is put to the ledger once, if at all.

    Make a new one for each round, because most rounds owe nothing.
    """

    def __init__(self, ledger: Ledger, addresses: Addresses, style: Callable[[], CalendarStyle]) -> None:
        self._ledger = ledger
        self._addresses = addresses
        self._style = cache(style)
        self._feeds = cache(self._read_feeds)
        self._strangers = cache(self._read_strangers)
        self._threads = cache(self._read_threads)
        self._open_tasks = cache(self._read_open_tasks)

    def of(self, letter: Letter, mailbox: Mailbox, *, is_first: bool | None = None) -> Context:
        """Give what the mail of a letter says of its reader's other ways, and the mail it follows.

        Whether it is the first mail to this mailbox of a unit is read from the ledger, unless `is_first`
        says it.
        """
        reader, addresses = letter.reader, self._addresses
        place = (reader.key, address_key(mailbox.address))
        feed = self._feeds().get(OFFICE_KEY if reader.kind is ReaderKind.OFFICE else reader.key)
        return Context(
            feed_address=addresses.feed(feed) if feed else None,
            page_address=addresses.page(feed) if feed else None,
            thread=self._threads(_week_of(letter.written_at)).get(place),
            unsubscribe=None
            if letter.kind.is_duty
            else addresses.unsubscribe(readers.key_of(reader, mailbox), letter.kind, letter.is_rehearsal),
            introduction=self._introduction(letter, feed, place, is_first) if feed else None,
        )

    def _introduction(
        self, letter: Letter, feed: FeedView, place: ReaderMailbox, is_first: bool | None
    ) -> Introduction | None:
        if feed.scope not in OF_UNITS:
            return None
        if not (place in self._strangers() if is_first is None else is_first):
            return None
        return Introduction(feed=feed, tasks=self._tasks(letter, feed), style=self._style())

    def _tasks(self, letter: Letter, feed: FeedView) -> tuple[TaskView, ...]:
        """Give every open task of a unit: a weekly letter has them all."""
        if LetterKind.WEEKLY in letter.covers:
            return tuple({line.status.task.id: line.status.task for line in letter.lines}.values())
        known = self._open_tasks(letter.written_at.date())
        return tuple(task for unit_id in sorted(feed.unit_ids) for task in known.get(unit_id, ()))

    def _read_feeds(self) -> Mapping[str, FeedView]:
        with self._ledger.reading() as session:
            return feeds.by_owner(session)

    def _read_strangers(self) -> frozenset[ReaderMailbox]:
        with self._ledger.reading() as session:
            return readers.never_mailed(session)

    def _read_threads(self, since: datetime) -> Mapping[ReaderMailbox, str]:
        with self._ledger.reading() as session:
            return readers.begun_since(session, since)

    def _read_open_tasks(self, on: date) -> OpenTasks:
        """Read the open tasks of all units with a mailbox that was never written to, by unit."""
        keys = {reader_key for reader_key, _address in self._strangers()}
        ids = frozenset(int(key.removeprefix("unit:")) for key in keys)
        with self._ledger.reading() as session:
            tasks = open_views_of_units(session, ids, on=on)
        by_unit: dict[int, tuple[TaskView, ...]] = {}
        for task in tasks:
            for unit_id in {unit.id for unit in task.named_units}:
                by_unit[unit_id] = (*by_unit.get(unit_id, ()), task)
        return by_unit


def _week_of(moment: datetime) -> datetime:
    """Give the beginning of the ISO week, Monday at midnight of the office's zone."""
    monday = moment.date() - timedelta(days=moment.weekday())
    return datetime.combine(monday, time(), moment.tzinfo)
