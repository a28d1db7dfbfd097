# SPDX-License-Identifier: Apache-2.0
"""The rows of a mail: the facts of each task in labelled words."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from models.kinds import Signal
from models.letters import LetterLine, SectionKind
from models.text import clean_line
from models.views import TaskView
from wording.facts import Fact, Subject, facts
from wording.formatter import Formatter
from wording.labels import milestone_word, part, reason, signal_word

FACTS = (
    "milestone",
    "deadline",
    "units",
    "leaders",
    "assessment_dimension",
    "grade",
    "reported_targets",
    "progress",
    "overdue_milestones",
    "next_milestone",
)
"""What a row tells of its task, in the order it is read; what is due comes first."""
NAMES_IN_BRIEF = 6
TEXT_IN_BRIEF = 120
IN_BRIEF = {"units": 240, "leaders": 240, "reported_targets": 240, "deadline": 1_000}
"""Characters of a fact that the HTML shows, where they are not `TEXT_IN_BRIEF`."""
TEXT_AT_MOST = 1_000
"""Characters of one fact in the plain text: nobody's report may crowd out what else is owed."""


LabelledText = tuple[str, str, str]
"""One thing a row tells: its label with the colon, the text, and the text as the HTML shows it."""


def facts_of(line: LetterLine, section: SectionKind, formatter: Formatter) -> tuple[LabelledText, ...]:
    """Tell all that is known of a line but its plan, and why it is in the letter."""
    gettext = formatter.catalogue.gettext
    colon, why = gettext(": "), reason(line, section, formatter)
    told = facts(FACTS, subject_of(line), formatter)
    role = part(line, formatter)
    return (
        *(
            ((gettext("Your part") + colon, cut(role, TEXT_AT_MOST), cut(role, TEXT_IN_BRIEF)),)
            if role
            else ()
        ),
        *(
            (fact.label + colon, cut(fact.text, TEXT_AT_MOST), brief(fact, formatter))
            for fact in told
            if fact.text
        ),
        (gettext("Why here") + colon, cut(why, TEXT_AT_MOST), why),
    )


def plan_of(line: LetterLine, formatter: Formatter) -> LabelledText:
    """Tell which plan a line comes from, for letters in which not all come from one."""
    (fact,) = facts(("plan",), subject_of(line), formatter)
    text = cut(fact.text, TEXT_AT_MOST)
    return fact.label + formatter.catalogue.gettext(": "), text, text


def subject_of(line: LetterLine) -> Subject:
    """Give what a line is about: its task on the day, or the milestone of its worst notice.

    Where the task itself is late it is about the task, whatever became of its milestones.
    """
    status = line.status
    milestone = line.notices[0].deadline.milestone if line.notices and not status.is_late else None
    return Subject(task=status.task, status=status, milestone=milestone)


def brief(fact: Fact, formatter: Formatter) -> str:
    """Give a fact as the HTML shows it: of many units the first, of a long text the beginning."""
    text, hidden = fact.text, len(fact.items) - NAMES_IN_BRIEF
    if fact.name == "units" and hidden > 0:
        more = formatter.catalogue.ngettext("{names} and {n} more", "{names} and {n} more", hidden)
        text = more.format(names=formatter.listed(fact.items[:NAMES_IN_BRIEF]), n=hidden)
    return cut(text, IN_BRIEF.get(fact.name, TEXT_IN_BRIEF))


def cut(text: str, limit: int) -> str:
    """Shorten a text to `limit` characters, the last of them an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


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
    facts: tuple[LabelledText, ...]
    facts_with_plan: tuple[LabelledText, ...]
    plan: str
    is_milestone: bool
    in_bulletin: bool
    is_supported: bool
    """Whether another unit answers for the task, and the reader helps."""


@lru_cache(ROWS_KEPT)
def row_of(line: LetterLine, section: SectionKind, formatter: Formatter) -> MailRow:
    """Put a line into words: a row about a milestone tells its days left, a row about the task the task's."""
    subject = subject_of(line)
    task, milestone, on = subject.task, subject.milestone, line.status.on
    days = line.notices[0].working_days if milestone else line.status.working_days
    by, signal = task.due, line.status.signal
    if milestone:
        by, signal = milestone.by, Signal.RED if milestone.by < on else Signal.BLUE
    title = cut(clean_line(task.title).rstrip("。；"), TEXT_AT_MOST)
    told, plan = facts_of(line, section, formatter), plan_of(line, formatter)
    return MailRow(
        uid=task.uid,
        signal=signal.value,
        signal_word=(milestone_word if milestone else signal_word)(signal, formatter.catalogue.gettext),
        distance=formatter.distance(days, by=by, on=on) if signal is not Signal.CLOSED else "",
        days=days,
        ahead=_ahead(task, on=on),
        number=cut(clean_line(task.number), TITLE_IN_LINE),
        title=title,
        title_in_brief=cut(title, TITLE_IN_BRIEF),
        title_in_line=cut(title, TITLE_IN_LINE),
        due=_due(subject, formatter),
        facts=told,
        facts_with_plan=(*told, plan),
        plan=plan[1],
        is_milestone=milestone is not None,
        in_bulletin=line.in_bulletin,
        is_supported=line.helps_as is not None,
    )


def _due(subject: Subject, formatter: Formatter) -> str:
    (fact,) = facts(("milestone" if subject.milestone else "deadline",), subject, formatter)
    return fact.label + formatter.catalogue.gettext(": ") + cut(fact.text, TEXT_AT_MOST)


def _ahead(task: TaskView, *, on: date) -> date | None:
    days = (task.due, *(step.by for step in task.milestones if step.done_on is None))
    return min((day for day in days if day is not None and day >= on), default=None)
