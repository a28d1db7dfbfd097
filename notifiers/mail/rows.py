"""The rows of a mail: the facts of each task in labelled words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from models.kinds import Signal
from models.letters import LetterLine, SectionKind
from models.text import clean_line
from models.views import MilestoneView, TaskView, UnitView
from wording.formatter import Formatter
from wording.labels import due_kind_word, milestone_word, reason, role_word, signal_word

NAMES_IN_BRIEF = 6
NAMES_AT_MOST = 240
"""Characters of an enumeration of names that the HTML shows."""
TEXT_IN_BRIEF = 120
"""Characters of a report or a milestone that the HTML shows."""
TEXT_AT_MOST = 1_000
"""Characters of one fact in the plain text: nobody's report may crowd out what else is owed."""
MISSED_AT_MOST = 5


Fact = tuple[str, str, str]
"""One thing a row tells: its label with the colon, the text, and the text as the HTML shows it."""


def facts_of(line: LetterLine, section: SectionKind, formatter: Formatter) -> tuple[Fact, ...]:
    """Tell all that is known of a line but its plan, in the order it is read; what is due comes first."""
    colon = formatter.catalogue.gettext(": ")
    told = (
        *_matter(line, formatter),
        *_people(line.standing.task, formatter),
        *_course(line, formatter),
        *_grounds(line, section, formatter),
    )
    return tuple([(label + colon, cut(text, TEXT_AT_MOST), brief) for label, text, brief in told if text])


def plan_of(line: LetterLine, formatter: Formatter) -> Fact:
    """Tell which plan a line comes from, for letters in which not all come from one."""
    plan = cut(clean_line(line.standing.task.plan_title), TEXT_AT_MOST)
    return formatter.catalogue.gettext("In the plan") + formatter.catalogue.gettext(": "), plan, plan


def milestone_of(line: LetterLine) -> MilestoneView | None:
    """Give the milestone that a row is about, None for a task's row."""
    return line.notice.deadline.milestone if line.notice else None


def next_step_of(line: LetterLine) -> MilestoneView | None:
    """Find the milestone a task's row must name, because it may be what the row's colour comes from."""
    task, on = line.standing.task, line.standing.on
    open_steps = (step for step in task.milestones if step.done_on is None and step.by >= on)
    return None if milestone_of(line) else min(open_steps, key=lambda step: step.by, default=None)


def cut(text: str, limit: int) -> str:
    """Shorten a text to `limit` characters, the last of them an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _matter(line: LetterLine, formatter: Formatter) -> Iterator[Fact]:
    gettext, milestone = formatter.catalogue.gettext, milestone_of(line)
    if milestone:
        yield _shortened(gettext("Milestone"), clean_line(milestone.text))
    due = _milestone_day(milestone, formatter) if milestone else _due(line.standing.task, formatter)
    yield gettext("Deadline"), due, due


def _people(task: TaskView, formatter: Formatter) -> Iterator[Fact]:
    gettext, units = formatter.catalogue.gettext, tuple(_units(task.units, formatter))
    listed = formatter.listed(units)
    brief = _in_brief(units, formatter) if len(units) > NAMES_IN_BRIEF else listed
    yield gettext("Units"), listed, cut(brief, NAMES_AT_MOST)
    leaders = formatter.listed(clean_line(leader.name) for leader in task.leaders)
    yield gettext("Leaders in charge"), leaders, cut(leaders, NAMES_AT_MOST)


def _course(line: LetterLine, formatter: Formatter) -> Iterator[Fact]:
    gettext, milestone, next_step = formatter.catalogue.gettext, milestone_of(line), next_step_of(line)
    yield _shortened(gettext("Progress"), _progress(line.standing.task, formatter))
    for missed in line.standing.missed[:MISSED_AT_MOST]:
        if missed != milestone:
            yield _shortened(gettext("Milestone not reached"), _dated(missed, formatter))
    if next_step:
        yield _shortened(gettext("Next milestone"), _dated(next_step, formatter))


def _grounds(line: LetterLine, section: SectionKind, formatter: Formatter) -> Iterator[Fact]:
    why = reason(line, section, formatter)
    yield formatter.catalogue.gettext("Why here"), why, why


def _shortened(label: str, text: str) -> Fact:
    return label, text, cut(text, TEXT_IN_BRIEF)


def _due(task: TaskView, formatter: Formatter) -> str:
    gettext = formatter.catalogue.gettext
    day = formatter.day(task.due) if task.due else gettext("no fixed deadline")
    said = day + due_kind_word(task.due_kind, gettext)
    if task.original_due is None or task.original_due == task.due:
        return said
    return gettext("{due}, originally {day}").format(due=said, day=formatter.day(task.original_due))


def _milestone_day(milestone: MilestoneView, formatter: Formatter) -> str:
    """Say a milestone's last day only as precisely as the plan does."""
    if len(milestone.by_text) > len("2026-11"):
        return formatter.day(milestone.by)
    return formatter.catalogue.gettext("by the end of {month}").format(month=formatter.month(milestone.by))


def _dated(milestone: MilestoneView, formatter: Formatter) -> str:
    said = formatter.catalogue.gettext("{text} ({day})")
    return said.format(text=clean_line(milestone.text), day=_milestone_day(milestone, formatter))


def _progress(task: TaskView, formatter: Formatter) -> str:
    gettext = formatter.catalogue.gettext
    if task.last_report_on is None:
        return gettext("nothing reported yet")
    percent = gettext("{n} %").format(n=task.percent) if task.percent is not None else ""
    report = clean_line(task.last_report or "")
    said = gettext(": ").join(part for part in (percent, report) if part)
    return (
        gettext("{said} (reported {day})").format(said=said, day=formatter.day(task.last_report_on)).strip()
    )


def _units(units: Iterable[UnitView], formatter: Formatter) -> Iterable[str]:
    return (clean_line(unit.name) + role_word(unit.role, formatter.catalogue.gettext) for unit in units)


def _in_brief(names: tuple[str, ...], formatter: Formatter) -> str:
    hidden = len(names) - NAMES_IN_BRIEF
    said = formatter.catalogue.ngettext("{names} and {n} more", "{names} and {n} more", hidden)
    return said.format(names=formatter.listed(names[:NAMES_IN_BRIEF]), n=hidden)


TITLE_IN_BRIEF, TITLE_IN_LINE = 120, 40
"""Characters of a title in the HTML, and where a row is one line."""
ROWS_KEPT = 512
"""A task stands in the letters of all its units and leaders, mostly as the same row."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class MailRow:
    """A row as the templates lay it out; `signal` is the signal's value, `days` the *working* days left.

    Rows are kept, so each is equal to itself alone: what was laid out for one is found without comparing.
    """

    uid: str
    signal: str
    signal_word: str
    distance: str
    days: int | None
    ahead: date | None
    """The first day still ahead on which something of it falls due."""
    number: str
    title: str
    title_in_brief: str
    title_in_line: str
    due: str
    """What is due when, as one line."""
    facts: tuple[Fact, ...]
    facts_with_plan: tuple[Fact, ...]
    plan: str
    is_milestone: bool
    in_bulletin: bool


@lru_cache(ROWS_KEPT)
def row_of(line: LetterLine, section: SectionKind, formatter: Formatter) -> MailRow:
    """Put a line into words: a milestone's row tells the milestone's day, a task's row the task's."""
    task, milestone = line.standing.task, milestone_of(line)
    days = line.notice.working_days if line.notice else line.standing.working_days
    by = milestone.by if milestone else task.due
    signal, title = _signal(line), cut(clean_line(task.title).rstrip("。；"), TEXT_AT_MOST)
    facts, plan = facts_of(line, section, formatter), plan_of(line, formatter)
    return MailRow(
        uid=f"{task.uid}:{milestone.uid if milestone else 'task'}",
        signal=signal.value,
        signal_word=(milestone_word if milestone else signal_word)(signal, formatter.catalogue.gettext),
        distance=formatter.distance(days, by=by, on=line.standing.on) if signal is not Signal.CLOSED else "",
        days=days,
        ahead=_ahead(by, next_step_of(line), on=line.standing.on),
        number=cut(clean_line(task.number), TITLE_IN_LINE),
        title=title,
        title_in_brief=cut(title, TITLE_IN_BRIEF),
        title_in_line=cut(title, TITLE_IN_LINE),
        due="".join(facts[1 if milestone else 0][::2]),
        facts=facts,
        facts_with_plan=(*facts, plan),
        plan=plan[1],
        is_milestone=milestone is not None,
        in_bulletin=line.in_bulletin,
    )


def _signal(line: LetterLine) -> Signal:
    milestone = milestone_of(line)
    if milestone is None:
        return line.standing.signal
    return Signal.RED if milestone.by < line.standing.on else Signal.BLUE


def _ahead(by: date | None, step: MilestoneView | None, *, on: date) -> date | None:
    days = (day for day in (by, step.by if step else None) if day is not None)
    return min((day for day in days if day >= on), default=None)
