"""One row of a mail, every fact of it already in the reader's words."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from models.kinds import Signal
from models.letters import Line, SectionKind
from models.text import clean_line
from models.views import MilestoneView
from notifiers.mail_facts import TEXT_AT_MOST, Fact, cut, facts_of, milestone_of, next_step_of, plan_of
from notifiers.phrases import Phrases
from notifiers.reasons import milestone_word, signal_word

TITLE_IN_BRIEF, TITLE_IN_LINE = 120, 40
"""Characters of a title in the HTML, and where a row is one line."""
ROWS_KEPT = 512
"""A task stands in the letters of all its units and leaders, mostly as the same row."""


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
    title_in_line: str
    due: str
    """What is due when, as one line."""
    facts: tuple[Fact, ...]
    facts_with_plan: tuple[Fact, ...]
    plan: str
    is_milestone: bool
    in_bulletin: bool


@lru_cache(ROWS_KEPT)
def row_of(line: Line, section: SectionKind, phrases: Phrases) -> Row:
    """Put a line into words: a milestone's row tells the milestone's day, a task's row the task's."""
    task, milestone = line.standing.task, milestone_of(line)
    days = line.notice.working_days if line.notice else line.standing.working_days
    by = milestone.by if milestone else task.due
    tone, title = _tone(line), cut(clean_line(task.title).rstrip("。；"), TEXT_AT_MOST)
    facts, plan = facts_of(line, section, phrases), plan_of(line, phrases)
    return Row(
        uid=f"{task.uid}:{milestone.uid if milestone else 'task'}",
        tone=tone.value,
        signal=(milestone_word if milestone else signal_word)(tone, phrases.catalogue.gettext),
        distance=phrases.distance(days, by=by, on=line.standing.on) if tone is not Signal.CLOSED else "",
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


def _tone(line: Line) -> Signal:
    milestone = milestone_of(line)
    if milestone is None:
        return line.standing.signal
    return Signal.RED if milestone.by < line.standing.on else Signal.BLUE


def _ahead(by: date | None, step: MilestoneView | None, *, on: date) -> date | None:
    days = (day for day in (by, step.by if step else None) if day is not None)
    return min((day for day in days if day >= on), default=None)
