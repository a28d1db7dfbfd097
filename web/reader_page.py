"""The page of one reader: each open task worst first, what was done lately, the calendars to subscribe to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from models.kinds import FeedScope, Signal
from models.letters import Line, SectionKind
from models.text import clean_line
from models.views import FeedView, Standing, TaskView
from notifiers.mail_rows import Row, row_of
from notifiers.phrases import Phrases
from notifiers.qr import qr_svg
from notifiers.reasons import signal_word
from notifiers.webcal import webcal_address
from templates.catalogues import LOCALES
from web.pages import Page, render_page

STYLES = ("page.css", "reader.css")
SECTIONS = {
    Signal.RED: SectionKind.OVERDUE,
    Signal.YELLOW: SectionKind.BEHIND,
    Signal.BLUE: SectionKind.DUE_SOON,
}
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
    standings: tuple[Standing, ...]
    done: tuple[tuple[TaskView, date], ...]
    """Tasks closed not long ago, each with the day in the office."""
    feeds: tuple[tuple[FeedView, str], ...]
    """The reader's calendars with their addresses."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A task as the page lays it out; `steps` are its milestones' names, which calendars link to."""

    uid: str
    steps: tuple[str, ...]
    row: Row
    facts: tuple[tuple[str, str], ...]
    plan: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The open tasks of one signal."""

    tone: str
    word: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """A calendar as the page offers it."""

    shows: str
    label: str
    address: str
    webcal: str
    code: Markup


def reader_page(facts: ReaderFacts, *, locale: str, office: str) -> Page:
    """Render the page in one locale; the same facts give the same bytes."""
    phrases = Phrases.of(locale)
    return render_page(
        "reader.html",
        locale=locale,
        styles=STYLES,
        name=clean_line(facts.name),
        office=clean_line(office),
        day=phrases.day(facts.on),
        count=len(facts.standings),
        groups=_groups(facts.standings, phrases),
        done=[(_named(task), phrases.day(closed_on)) for task, closed_on in facts.done],
        subscriptions=[_subscription(feed, address, phrases) for feed, address in facts.feeds],
        other_locales=[each for each in LOCALES if each != locale],
    )


def _groups(standings: Iterable[Standing], phrases: Phrases) -> list[Group]:
    by_signal = groupby(standings, key=lambda stand: stand.signal)
    return [
        Group(
            tone=signal.value,
            word=signal_word(signal, phrases.catalogue.gettext),
            entries=tuple(_entry(stand, phrases) for stand in stands),
        )
        for signal, stands in by_signal
    ]


def _entry(stand: Standing, phrases: Phrases) -> Entry:
    gettext = phrases.catalogue.gettext
    row = row_of(Line(standing=stand), SECTIONS.get(stand.signal, SectionKind.OPEN), phrases)
    unsaid = "" if stand.signal in SECTIONS else gettext("Why here") + gettext(": ")
    return Entry(
        uid=stand.task.uid,
        steps=tuple(step.uid for step in stand.task.milestones),
        row=row,
        facts=tuple((label, text) for label, text, _brief in row.facts if label != unsaid),
        plan=clean_line(stand.task.plan_title),
    )


def _named(task: TaskView) -> dict[str, str]:
    told = {name: clean_line(getattr(task, name)) for name in ("uid", "number", "title", "plan_title")}
    return told | {"title": told["title"].rstrip("。；")}


def _subscription(feed: FeedView, address: str, phrases: Phrases) -> Subscription:
    gettext = phrases.catalogue.gettext
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
