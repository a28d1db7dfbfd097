# SPDX-License-Identifier: Apache-2.0
"""A reader's page: what it shows, and how that is read from the ledger."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from markupsafe import Markup

from models.database import Ledger
from models.kinds import FeedScope, TaskState
from models.letters import BY_COLOUR, NOBODY, LetterLine, OfficeContact, SectionKind
from models.queries import feed_scope, feeds
from models.queries.tasks import view_of_uid, views_of
from models.status import TaskStatus
from models.text import clean_line
from models.views import FeedView, TaskView
from notifiers.mail.rows import MailRow, row_of
from notifiers.qr import qr_svg, webcal_address
from scheduler.agenda import Office
from scheduler.assessment import assess, worst_first
from scheduler.ports import Clock
from templates.catalogues import LOCALES
from web.pages.render import Page, render_page
from wording.formatter import Formatter
from wording.labels import signal_word

STYLES = ("page.css", "reader.css")
SCOPES = {
    FeedScope.UNIT: "Tasks of {name}",
    FeedScope.SUBTREE: "Tasks of {name} and of every unit below it",
    FeedScope.LEADER: "Tasks led by {name}",
    FeedScope.OFFICE: "All tasks under supervision",
    FeedScope.PLAN: "Tasks of the plan {name}",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReaderFacts:
    """What the ledger knows of one reader on a day: open tasks worst first, done ones the latest first."""

    name: str
    on: date
    statuses: tuple[TaskStatus, ...]
    done: tuple[tuple[TaskView, date], ...]
    """Tasks closed not long ago, each with the day in the office."""
    feeds: tuple[tuple[FeedView, str], ...]
    """The reader's calendars with their addresses."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageTask:
    """A task as the page lays it out; `steps` are its milestones' names, which calendars link to."""

    uid: str
    steps: tuple[str, ...]
    row: MailRow
    facts: tuple[tuple[str, str], ...]
    plan: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The open tasks of one signal."""

    css_class: str
    word: str
    entries: tuple[PageTask, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """A calendar as the page offers it."""

    shows: str
    label: str
    address: str
    webcal: str
    code: Markup


def reader_page(facts: ReaderFacts, *, locale: str, office: str, contact: OfficeContact = NOBODY) -> Page:
    """Render the page in one locale; the same facts give the same bytes."""
    formatter = Formatter.of(locale)
    return render_page(
        "reader.html",
        locale=locale,
        styles=STYLES,
        name=clean_line(facts.name),
        office=clean_line(office),
        contact=contact,
        day=formatter.day(facts.on),
        count=len(facts.statuses),
        groups=_groups(facts.statuses, formatter),
        done=[(_named(task), formatter.day(closed_on)) for task, closed_on in facts.done],
        subscriptions=[_subscription(feed, address, formatter) for feed, address in facts.feeds],
        other_locales=[item for item in LOCALES if item != locale],
    )


def _groups(statuses: Iterable[TaskStatus], formatter: Formatter) -> list[Group]:
    by_signal = groupby(statuses, key=lambda status: status.signal)
    return [
        Group(
            css_class=signal.value,
            word=signal_word(signal, formatter.catalogue.gettext),
            entries=tuple(_entry(status, formatter) for status in alike),
        )
        for signal, alike in by_signal
    ]


def _entry(status: TaskStatus, formatter: Formatter) -> PageTask:
    gettext = formatter.catalogue.gettext
    row = row_of(LetterLine(status=status), BY_COLOUR.get(status.signal, SectionKind.OPEN), formatter)
    unsaid = "" if status.signal in BY_COLOUR else gettext("Why here") + gettext(": ")
    return PageTask(
        uid=status.task.uid,
        steps=tuple(step.uid for step in status.task.milestones),
        row=row,
        facts=tuple((label, text) for label, text, _brief in row.facts if label != unsaid),
        plan=clean_line(status.task.plan_title),
    )


def _named(task: TaskView) -> dict[str, str]:
    told = {name: clean_line(getattr(task, name)) for name in ("uid", "number", "title", "plan_title")}
    return told | {"title": told["title"].rstrip("。；")}


def _subscription(feed: FeedView, address: str, formatter: Formatter) -> Subscription:
    gettext = formatter.catalogue.gettext
    shows = gettext(SCOPES[feed.scope]).format(name=clean_line(feed.name))
    webcal = webcal_address(address)
    code = qr_svg(webcal, label=gettext("QR code: {name}").format(name=shows))
    return Subscription(
        shows=shows,
        label=clean_line(feed.label),
        address=address,
        webcal=webcal,
        code=Markup(code),  # noqa: S704  (numbers of our own and an escaped name)
    )


class ReaderPages:
    """Answer `web.site.ReaderPages` from the ledger; every call is a reading session of its own."""

    def __init__(
        self,
        ledger: Ledger,
        rules: Office,
        *,
        name: str,
        clock: Clock,
        address: Callable[[FeedView], str],
        contact: OfficeContact = NOBODY,
    ) -> None:
        self._ledger = ledger
        self._rules = rules
        self._clock = clock
        self._address = address
        self.office = name
        self.contact = contact

    def facts(self, feed_id: int, generation: int) -> ReaderFacts | None:
        """Read the page of the feed's owner, None when there is no such feed or its address has ended."""
        now = self._clock()
        with self._ledger.reading() as session:
            feed = feeds.view(session, feed_id)
            if feed is None or _has_ended(feed, generation, now):
                return None
            tasks = views_of(session, feed_scope.task_ids(feed), on=now.date())
            theirs = feeds.of_reader(session, feed)
        return ReaderFacts(
            name=feed.name or self.office,
            on=now.date(),
            statuses=self._statuses(tasks, now.date()),
            done=self._done(tasks, now),
            feeds=tuple((item, self._address(item)) for item in theirs),
        )

    def task(self, uid: str) -> tuple[TaskView, date] | None:
        """Read one task as it stands today."""
        on = self._clock().date()
        with self._ledger.reading() as session:
            task = view_of_uid(session, uid, on=on)
        return (task, on) if task else None

    def _statuses(self, tasks: tuple[TaskView, ...], on: date) -> tuple[TaskStatus, ...]:
        calendar, policy = self._rules.calendar, self._rules.policy
        statuses = (assess(task, on=on, calendar=calendar, policy=policy) for task in tasks if task.is_open)
        return tuple(sorted(statuses, key=worst_first))

    def _done(self, tasks: tuple[TaskView, ...], now: datetime) -> tuple[tuple[TaskView, date], ...]:
        """Give what was closed as long ago as feeds still show it."""
        since = now.date() - timedelta(days=self._rules.policy.feeds.keep_done)
        closed = [
            (task, task.closed_at.astimezone(now.tzinfo).date())
            for task in tasks
            if task.state is TaskState.CLOSED and task.closed_at
        ]
        return tuple(sorted((item for item in closed if item[1] >= since), key=_latest_first))


def _latest_first(done: tuple[TaskView, date]) -> tuple[int, str, int]:
    task, day = done
    return -day.toordinal(), task.plan_key, task.position


def _has_ended(feed: FeedView, generation: int, now: datetime) -> bool:
    ended_at = feed.ended_at(generation)
    return ended_at is not None and ended_at <= now
