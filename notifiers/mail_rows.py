"""One row of a mail, every fact of it already in the reader's words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from models.kinds import Signal
from models.letters import Line, SectionKind
from models.text import clean_line
from models.views import MilestoneView, TaskView, UnitView
from notifiers.phrases import Phrases
from notifiers.reasons import due_kind_word, milestone_word, reason, role_word, signal_word

NAMES_IN_BRIEF = 6
TITLE_IN_BRIEF, TEXT_IN_BRIEF = 160, 120
"""Characters that the HTML shows; the plain text has them all."""
ROWS_KEPT = 512
"""A task stands in the letters of all its units and leaders, mostly as the same row."""


class Fact(NamedTuple):
    """One thing a row tells: its label with the colon, the text, and the text as the HTML shows it."""

    label: str
    text: str
    brief: str


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Row:
    """A row as the templates lay it out; `tone` is the signal's value, `days` the *working* days left.

    Rows are kept, so each is equal to itself alone: what was laid out for one is found without comparing.
    """

    uid: str
    tone: str
    signal: str
    distance: str
    days: int | None
    ahead: date | None
    """The first day still ahead on which something of it falls due."""
    number: str
    title: str
    title_in_brief: str
    facts: tuple[Fact, ...]
    is_milestone: bool
    in_bulletin: bool


@lru_cache(ROWS_KEPT)
def row_of(line: Line, section: SectionKind, phrases: Phrases) -> Row:
    """Put a line into words: a milestone's row tells the milestone's day, a task's row the task's."""
    task, milestone = line.standing.task, _milestone(line)
    days = line.notice.working_days if line.notice else line.standing.working_days
    by = milestone.by if milestone else task.due
    tone, title = _tone(line), clean_line(task.title).rstrip("。；")
    return Row(
        uid=f"{task.uid}:{milestone.uid if milestone else 'task'}",
        tone=tone.value,
        signal=(milestone_word if milestone else signal_word)(tone, phrases.catalogue.gettext),
        distance=phrases.distance(days, by=by, on=line.standing.on) if tone is not Signal.CLOSED else "",
        days=days,
        ahead=_ahead(by, _next_step(line), on=line.standing.on),
        number=clean_line(task.number),
        title=title,
        title_in_brief=_cut(title, TITLE_IN_BRIEF),
        facts=tuple(fact for fact in _facts(line, section, phrases) if fact.text),
        is_milestone=milestone is not None,
        in_bulletin=line.in_bulletin,
    )


def _facts(line: Line, section: SectionKind, phrases: Phrases) -> Iterator[Fact]:
    task, milestone, next_step = line.standing.task, _milestone(line), _next_step(line)
    gettext = phrases.catalogue.gettext
    colon = gettext(": ")
    if milestone:
        yield _fact(gettext("Milestone") + colon, clean_line(milestone.text))
    due = _milestone_day(milestone, phrases) if milestone else _due(task, phrases)
    yield Fact(gettext("Deadline") + colon, due, due)
    units = tuple(_units(task.units, phrases))
    yield Fact(gettext("Units") + colon, phrases.listed(units), _in_brief(units, phrases))
    leaders = phrases.listed(clean_line(leader.name) for leader in task.leaders)
    yield Fact(gettext("Leaders in charge") + colon, leaders, leaders)
    yield _fact(gettext("Progress") + colon, _progress(task, phrases))
    for missed in line.standing.missed:
        if missed != milestone:
            yield _fact(gettext("Milestone not reached") + colon, _dated(missed, phrases))
    if next_step:
        yield _fact(gettext("Next milestone") + colon, _dated(next_step, phrases))
    plan, why = clean_line(task.plan_title), reason(line, section, phrases)
    yield Fact(gettext("In the plan") + colon, plan, plan)
    yield Fact(gettext("Why here") + colon, why, why)


def _fact(label: str, text: str) -> Fact:
    return Fact(label, text, _cut(text, TEXT_IN_BRIEF))


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _milestone(line: Line) -> MilestoneView | None:
    return line.notice.deadline.milestone if line.notice else None


def _tone(line: Line) -> Signal:
    milestone = _milestone(line)
    if milestone is None:
        return line.standing.signal
    return Signal.RED if milestone.by < line.standing.on else Signal.BLUE


def _next_step(line: Line) -> MilestoneView | None:
    """Find the milestone a task's row must name, because it may be what the row's colour comes from."""
    task, on = line.standing.task, line.standing.on
    open_steps = (step for step in task.milestones if step.done_on is None and step.by >= on)
    return None if _milestone(line) else min(open_steps, key=lambda step: step.by, default=None)


def _ahead(by: date | None, step: MilestoneView | None, *, on: date) -> date | None:
    days = (day for day in (by, step.by if step else None) if day is not None)
    return min((day for day in days if day >= on), default=None)


def _due(task: TaskView, phrases: Phrases) -> str:
    gettext = phrases.catalogue.gettext
    day = phrases.day(task.due) if task.due else gettext("no fixed deadline")
    said = day + due_kind_word(task.due_kind, gettext)
    if task.original_due is None or task.original_due == task.due:
        return said
    return gettext("{due}, originally {day}").format(due=said, day=phrases.day(task.original_due))


def _milestone_day(milestone: MilestoneView, phrases: Phrases) -> str:
    """Say a milestone's last day only as precisely as the plan does."""
    if len(milestone.by_text) > len("2026-11"):
        return phrases.day(milestone.by)
    return phrases.catalogue.gettext("by the end of {month}").format(month=phrases.month(milestone.by))


def _dated(milestone: MilestoneView, phrases: Phrases) -> str:
    said = phrases.catalogue.gettext("{text} ({day})")
    return said.format(text=clean_line(milestone.text), day=_milestone_day(milestone, phrases))


def _progress(task: TaskView, phrases: Phrases) -> str:
    gettext = phrases.catalogue.gettext
    if task.last_report_on is None:
        return gettext("nothing reported yet")
    percent = gettext("{n} %").format(n=task.percent) if task.percent is not None else ""
    report = clean_line(task.last_report or "")
    said = gettext(": ").join(part for part in (percent, report) if part)
    return gettext("{said} (reported {day})").format(said=said, day=phrases.day(task.last_report_on)).strip()


def _units(units: Iterable[UnitView], phrases: Phrases) -> Iterable[str]:
    return (clean_line(unit.name) + role_word(unit.role, phrases.catalogue.gettext) for unit in units)


def _in_brief(names: tuple[str, ...], phrases: Phrases) -> str:
    hidden = len(names) - NAMES_IN_BRIEF
    if hidden <= 0:
        return phrases.listed(names)
    said = phrases.catalogue.ngettext("{names} and {n} more", "{names} and {n} more", hidden)
    return said.format(names=phrases.listed(names[:NAMES_IN_BRIEF]), n=hidden)
