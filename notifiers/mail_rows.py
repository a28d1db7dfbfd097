"""One row of a mail, every fact of it already in the reader's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from models.kinds import Signal
from models.letters import Line, SectionKind
from models.text import clean_line
from models.views import LeaderView, MilestoneView, TaskView, UnitView
from notifiers.phrases import Phrases
from notifiers.reasons import due_kind_word, milestone_word, reason, role_word, signal_word

NAMES_IN_BRIEF = 6
ROWS_KEPT = 512
"""A task stands in the letters of all its units and leaders, mostly as the same row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row as the templates lay it out; `tone` is the signal's value, `days` the *working* days left."""

    uid: str
    tone: str
    signal: str
    distance: str
    days: int | None
    ahead: date | None
    """The first day still ahead on which something of it falls due."""
    number: str
    title: str
    milestone: str
    due: str
    plan: str
    units: str
    units_in_brief: str
    leaders: str
    progress: str
    missed: tuple[str, ...]
    upcoming: str
    reason: str
    in_bulletin: bool


@lru_cache(ROWS_KEPT)
def row_of(line: Line, section: SectionKind, phrases: Phrases) -> Row:
    """Put a line into words: a milestone's row tells the milestone's day, a task's row the task's."""
    task, milestone, next_step = line.standing.task, _milestone(line), _next_step(line)
    by = milestone.by if milestone else task.due
    days = line.notice.working_days if line.notice else line.standing.working_days
    tone = _tone(line)
    return Row(
        uid=f"{task.uid}:{milestone.uid if milestone else 'task'}",
        tone=tone.value,
        signal=(milestone_word if milestone else signal_word)(tone, phrases.catalogue.gettext),
        distance=phrases.distance(days, by=by, on=line.standing.on) if tone is not Signal.CLOSED else "",
        days=days,
        ahead=_ahead(by, next_step, on=line.standing.on),
        number=clean_line(task.number),
        title=clean_line(task.title).rstrip("。；"),
        milestone=clean_line(milestone.text) if milestone else "",
        due=_milestone_day(milestone, phrases) if milestone else _due(task, phrases),
        plan=clean_line(task.plan_title),
        units=phrases.listed(_units(task.units, phrases)),
        units_in_brief=_in_brief(tuple(_units(task.units, phrases)), phrases),
        leaders=phrases.listed(_leaders(task.leaders)),
        progress=_progress(task, phrases),
        missed=tuple(_dated(each, phrases) for each in line.standing.missed if each != milestone),
        upcoming=_dated(next_step, phrases) if next_step else "",
        reason=reason(line, section, phrases),
        in_bulletin=line.in_bulletin,
    )


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


def _leaders(leaders: Iterable[LeaderView]) -> Iterable[str]:
    return (clean_line(leader.name) for leader in leaders)


def _in_brief(names: tuple[str, ...], phrases: Phrases) -> str:
    hidden = len(names) - NAMES_IN_BRIEF
    if hidden <= 0:
        return phrases.listed(names)
    said = phrases.catalogue.ngettext("{names} and {n} more", "{names} and {n} more", hidden)
    return said.format(names=phrases.listed(names[:NAMES_IN_BRIEF]), n=hidden)
