"""What an event says in words: nothing here may depend on the day beyond the entry's status."""

from collections.abc import Iterable, Iterator

from models.kinds import FeedScope, Role
from models.text import clean_line
from models.views import FeedView, TargetView, TaskView
from notifiers.ical.entries import CalendarEntry, EntryStatus
from templates.catalogues import Catalogue

PREFIXES = {
    EntryStatus.LATE: "[Overdue] {text}",
    EntryStatus.DONE: "[Done] {text}",
    EntryStatus.WITHDRAWN: "[Withdrawn] {text}",
}
ROLES = {
    Role.LEAD: "Lead unit: {names}",
    Role.RESPONSIBLE: "Responsible units: {names}",
    Role.SUPPORT: "Supporting units: {names}",
    Role.IMPLEMENTS: "Implementing units: {names}",
}
SCOPES = {
    FeedScope.UNIT: "The deadlines of all tasks {name} answers for.",
    FeedScope.SUBTREE: "The deadlines of all tasks {name} and every unit below it answer for.",
    FeedScope.LEADER: "The deadlines of all tasks {name} is in charge of.",
    FeedScope.OFFICE: "The deadlines of all tasks under supervision.",
    FeedScope.PLAN: "The deadlines of all tasks of the plan {name}.",
}
SIGNS = {">=": "≥", "<=": "≤", "~": "≈"}


def plain(text: str) -> str:
    r"""Make a text one line that every calendar program reads back unchanged.

    A backslash becomes its full-width form: icalendar writes `\N` as a line break, and reads `\\n` as one.
    """
    return clean_line(text).replace("\\", "\N{FULLWIDTH REVERSE SOLIDUS}")


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
    return "\n".join(_facts(entry, words))


def contact(task: TaskView, words: Catalogue) -> str:
    """Name whom to ask: the leaders in charge and the first unit; empty when there are none."""
    names = [leader.name for leader in task.leaders] + [unit.name for unit in task.named_units[:1]]
    return _names(names, words)


def categories(task: TaskView) -> tuple[str, ...]:
    """Give the section and the units, each once, in the order of the plan.

    Evolution 3.46 cuts a category at its comma, escaped or not, so it is written in its full-width form.
    """
    names = (plain(name) for name in (task.section, *(unit.name for unit in task.units)))
    return tuple(dict.fromkeys(name.replace(",", "\N{FULLWIDTH COMMA}") for name in names if name))


def _facts(entry: CalendarEntry, words: Catalogue) -> Iterator[str]:
    task, milestone, say = entry.task, entry.deadline.milestone, words.gettext
    yield plain(task.title)
    if milestone:
        by, text = plain(milestone.by_text), plain(milestone.text)
        yield say("Milestone by {by}: {text}").format(by=by, text=text)
    yield say("Plan: {plan}, number {number}").format(plan=plain(task.plan_title), number=plain(task.number))
    if task.section:
        yield say("Section: {section}").format(section=plain(task.section))
    yield from _people(task, words)
    yield from _deadline(task, words)
    for target in task.targets:
        yield say("Target: {target}").format(target=_target(target))
    if task.percent is not None:
        yield say("Progress reported: {percent}%").format(percent=task.percent)


def _people(task: TaskView, words: Catalogue) -> Iterator[str]:
    if task.leaders:
        names = _names((leader.name for leader in task.leaders), words)
        yield words.gettext("Leader in charge: {names}").format(names=names)
    for role, template in ROLES.items():
        if units := [unit.name for unit in task.units if unit.role is role]:
            yield words.gettext(template).format(names=_names(units, words))


def _deadline(task: TaskView, words: Catalogue) -> Iterator[str]:
    if task.due and task.original_due and task.original_due != task.due:
        template = "Deadline: {due}, extended from {original}"
        yield words.gettext(template).format(due=task.due, original=task.original_due)
    elif task.due:
        yield words.gettext("Deadline: {due}").format(due=task.due)


def _target(target: TargetView) -> str:
    sign, amount = SIGNS.get(target.op, plain(target.op)), plain(target.value + target.unit)
    return f"{plain(target.name)} {sign} {amount}"


def _names(names: Iterable[str], words: Catalogue) -> str:
    return words.gettext(", ").join(map(plain, names))
