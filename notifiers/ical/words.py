# SPDX-License-Identifier: Apache-2.0
"""What an event says in words: nothing here may depend on the day beyond the entry's status."""

from datetime import date

from models.kinds import FeedScope
from models.text import clean_line
from models.views import FeedView, TaskView
from notifiers.ical.entries import CalendarEntry, EntryStatus
from templates.catalogues import Catalogue
from wording.facts import Subject, facts
from wording.formatter import Formatter

PREFIXES = {
    EntryStatus.LATE: "[Overdue] {text}",
    EntryStatus.DONE: "[Done] {text}",
    EntryStatus.WITHDRAWN: "[Withdrawn] {text}",
}
SCOPES = {
    FeedScope.UNIT: "The deadlines of all tasks {name} answers for.",
    FeedScope.SUBTREE: "The deadlines of all tasks {name} and every unit below it answer for.",
    FeedScope.LEADER: "The deadlines of all tasks {name} is in charge of.",
    FeedScope.OFFICE: "The deadlines of all tasks under supervision.",
    FeedScope.PLAN: "The deadlines of all tasks of the plan {name}.",
}
FACTS = (
    *("dated_milestone", "plan_and_number", "section", "assessment_dimension", "grade"),
    *("leaders", "units_by_role", "due", "targets", "percent"),
)
"""What a description says of a task, below its title."""


def plain(text: str) -> str:
    r"""Make a text one line that every calendar program reads back unchanged.

    A backslash becomes its full-width form: icalendar writes `\N` as a line break, and reads `\\n` as one.
    """
    return clean_line(text).replace("\\", "\N{FULLWIDTH REVERSE SOLIDUS}")


class CalendarFormatter(Formatter):
    """Write days as programs do, and texts as every calendar program reads them back."""

    def clean(self, text: str) -> str:
        """Make a text one line without a backslash."""
        return plain(text)

    def day(self, day: date) -> str:
        """Write a day: 2026-11-30."""
        return day.isoformat()


def feed_name(feed: FeedView, words: Catalogue) -> str:
    """Name the calendar in the reader's list of calendars."""
    name = plain(feed.name) or words.gettext("all tasks")
    return words.gettext("Supervision: {name}").format(name=name)


def feed_description(feed: FeedView, words: Catalogue) -> str:
    """Say in one sentence what the calendar shows."""
    return words.gettext(SCOPES[feed.scope]).format(name=plain(feed.name))


def summary(entry: CalendarEntry, words: Catalogue) -> str:
    """Give the line seen in the calendar, its status first."""
    milestone = entry.deadline.milestone
    template = "{number}. Milestone: {text}" if milestone else "{number}. {text}"
    text = words.gettext(template).format(
        number=plain(entry.task.number), text=plain(milestone.text if milestone else entry.task.title)
    )
    return words.gettext(PREFIXES[entry.status]).format(text=text) if entry.status in PREFIXES else text


def description(entry: CalendarEntry, words: Catalogue) -> str:
    """Say what the task is, whose it is and what it must reach, one fact a line."""
    subject = Subject(task=entry.task, milestone=entry.deadline.milestone)
    told = facts(FACTS, subject, CalendarFormatter(words))
    colon = words.gettext(": ")
    lines = (f"{fact.label}{colon}{fact.text}" for fact in told if fact.text)
    return "\n".join([plain(entry.task.title), *lines])


def contact(task: TaskView, words: Catalogue) -> str:
    """Name whom to ask: the leaders in charge and the first unit; empty when there are none."""
    names = [leader.name for leader in task.leaders] + [unit.name for unit in task.named_units[:1]]
    return words.gettext(", ").join(map(plain, names))


def categories(task: TaskView) -> tuple[str, ...]:
    """Give the section and the units, each once, in the order of the plan.

    Evolution 3.46 cuts a category at its comma, escaped or not, so it is written in its full-width form.
    """
    names = (plain(name) for name in (task.section, *(unit.name for unit in task.units)))
    return tuple(dict.fromkeys(name.replace(",", "\N{FULLWIDTH COMMA}") for name in names if name))
