# SPDX-License-Identifier: Apache-2.0
"""What is said of a task: each fact once, with its label, for whoever chooses it by name."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from models.kinds import Role
from models.status import TaskStatus
from models.views import MilestoneView, TargetView, TaskView
from wording.formatter import Formatter
from wording.labels import due_kind_word, role_word, signal_word

SIGNS = {">=": "≥", "<=": "≤", "~": "≈"}
"""How a target's comparison is printed; whatever is not here is printed as it is."""
ROLE_LABELS = {
    Role.LEAD: "Lead unit",
    Role.RESPONSIBLE: "Responsible units",
    Role.SUPPORT: "Supporting units",
    Role.IMPLEMENTS: "Implementing units",
}
OVERDUE_MILESTONES = 5
"""How many milestones not reached are named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What is spoken of: a task, with its status where it is known, and a milestone where it is that."""

    task: TaskView
    status: TaskStatus | None = None
    milestone: MilestoneView | None = None


class Fact(NamedTuple):
    """One thing said: its name, its label without a colon, and its text, which may be empty."""

    name: str
    label: str
    text: str
    items: tuple[str, ...] = ()
    """The parts of a text that enumerates something."""


def facts(names: Iterable[str], subject: Subject, formatter: Formatter) -> Iterator[Fact]:
    """Give the facts of these names in their order, those without a text included.

    Some names give several facts, and some none where the subject has no day or no milestone.
    """
    for name in names:
        for label, said in FACTS[name](subject, formatter):
            if isinstance(said, str):
                yield Fact(name, label, said)
            else:
                items = tuple(said)
                yield Fact(name, label, formatter.listed(items), items)


def values(names: Iterable[str], status: TaskStatus) -> dict[str, Any]:
    """Give the same facts as plain values for scripts; what has no form of its own is the task's field."""
    return {name: VALUES[name](status) if name in VALUES else getattr(status.task, name) for name in names}


def milestone_ahead(subject: Subject) -> MilestoneView | None:
    """Find the milestone that a task must name on a day, because it may be what its colour comes from."""
    if subject.status is None:
        return None
    on, spoken_of = subject.status.on, subject.milestone
    ahead = (
        step
        for step in subject.task.milestones
        if step.done_on is None and step.by >= on and step != spoken_of
    )
    return min(ahead, key=lambda step: step.by, default=None)


Said = Iterator[tuple[str, str | Iterable[str]]]
"""A label, and the text or the parts of it."""


def plan(subject: Subject, formatter: Formatter) -> Said:
    """Name the plan it comes from."""
    yield formatter.catalogue.gettext("In the plan"), formatter.clean(subject.task.plan_title)


def plan_and_number(subject: Subject, formatter: Formatter) -> Said:
    """Name the plan and the number in it."""
    gettext, clean, task = formatter.catalogue.gettext, formatter.clean, subject.task
    numbered = gettext("{plan}, number {number}")
    yield gettext("Plan"), numbered.format(plan=clean(task.plan_title), number=clean(task.number))


def section(subject: Subject, formatter: Formatter) -> Said:
    """Name the part of the plan."""
    yield formatter.catalogue.gettext("Section"), formatter.clean(subject.task.section)


def assessment_dimension(subject: Subject, formatter: Formatter) -> Said:
    """Name the heading under which its fulfilment is assessed."""
    label = formatter.catalogue.gettext("Assessment dimension")
    yield label, formatter.clean(subject.task.assessment_dimension)


def grade(subject: Subject, formatter: Formatter) -> Said:
    """Say how much weight the office gives it."""
    yield formatter.catalogue.gettext("Grade"), formatter.clean(subject.task.grade)


def milestone(subject: Subject, formatter: Formatter) -> Said:
    """Say what the milestone is, and its day as precisely as the plan does."""
    if step := subject.milestone:
        yield formatter.catalogue.gettext("Milestone"), dated(step, formatter)


def dated_milestone(subject: Subject, formatter: Formatter) -> Said:
    """Say what the milestone is and by when."""
    if step := subject.milestone:
        label = formatter.catalogue.gettext("Milestone by {by}")
        yield label.format(by=formatter.clean(step.by_text)), formatter.clean(step.text)


def deadline(subject: Subject, formatter: Formatter) -> Said:
    """Say by when the task falls due, how binding that is, and what it was at first."""
    gettext, task = formatter.catalogue.gettext, subject.task
    said = formatter.day(task.due) if task.due else gettext("no fixed deadline")
    said += due_kind_word(task.due_kind, gettext)
    if task.original_due and task.original_due != task.due:
        said = gettext("{due}, originally {day}").format(due=said, day=formatter.day(task.original_due))
    yield gettext("Deadline"), said


def due(subject: Subject, formatter: Formatter) -> Said:
    """Say by when in a word, as it stands in the plan."""
    gettext, task = formatter.catalogue.gettext, subject.task
    said = formatter.day(task.due) if task.due else ""
    if task.due and task.original_due and task.original_due != task.due:
        extended = gettext("{due}, extended from {original}")
        said = extended.format(due=said, original=formatter.day(task.original_due))
    yield gettext("Deadline"), said


def units(subject: Subject, formatter: Formatter) -> Said:
    """Name the units with what each does."""
    gettext = formatter.catalogue.gettext
    listed = (formatter.clean(unit.name) + role_word(unit.role, gettext) for unit in subject.task.units)
    yield gettext("Units"), listed


def units_by_role(subject: Subject, formatter: Formatter) -> Said:
    """Name the units, a fact a role."""
    for role, label in ROLE_LABELS.items():
        named = [formatter.clean(unit.name) for unit in subject.task.units if unit.role is role]
        if named:
            yield formatter.catalogue.gettext(label), named


def leaders(subject: Subject, formatter: Formatter) -> Said:
    """Name who is in charge."""
    named = (formatter.clean(leader.name) for leader in subject.task.leaders)
    yield formatter.catalogue.gettext("Leader in charge"), named


def targets(subject: Subject, formatter: Formatter) -> Said:
    """Say what each target asks for."""
    for target in subject.task.targets:
        yield formatter.catalogue.gettext("Target"), target_text(target, formatter)


def reported_targets(subject: Subject, formatter: Formatter) -> Said:
    """Say what is to be reached, and of each target what was last reported, in one line."""
    reported = formatter.catalogue.gettext("{target} (last reported: {value})")
    yield (
        formatter.catalogue.gettext("Targets"),
        (
            reported.format(target=target_text(target, formatter), value=formatter.clean(target.reported))
            if target.reported
            else target_text(target, formatter)
            for target in subject.task.targets
        ),
    )


def percent(subject: Subject, formatter: Formatter) -> Said:
    """Give the percentage last reported."""
    percent = subject.task.percent
    yield formatter.catalogue.gettext("Progress reported"), "" if percent is None else f"{percent}%"


def progress(subject: Subject, formatter: Formatter) -> Said:
    """Say what was last reported, and when."""
    gettext, task = formatter.catalogue.gettext, subject.task
    said = gettext("nothing reported yet")
    if task.last_report_on:
        percent = "" if task.percent is None else gettext("{n} %").format(n=task.percent)
        report = formatter.clean(task.last_report or "")
        said = gettext("{said} (reported {day})").format(
            said=gettext(": ").join(part for part in (percent, report) if part),
            day=formatter.day(task.last_report_on),
        )
    yield gettext("Progress"), said.strip()


def overdue_milestones(subject: Subject, formatter: Formatter) -> Said:
    """Name the first milestones whose day has passed."""
    for step in subject.status.overdue_milestones[:OVERDUE_MILESTONES] if subject.status else ():
        if step != subject.milestone:
            yield formatter.catalogue.gettext("Milestone not reached"), dated(step, formatter)


def next_milestone(subject: Subject, formatter: Formatter) -> Said:
    """Name the milestone that comes next."""
    if step := milestone_ahead(subject):
        yield formatter.catalogue.gettext("Next milestone"), dated(step, formatter)


def working_days(subject: Subject, formatter: Formatter) -> Said:
    """Count the *working* days left, negative when late."""
    days = subject.status.working_days if subject.status else None
    yield formatter.catalogue.gettext("Working days"), "" if days is None else str(days)


def signal(subject: Subject, formatter: Formatter) -> Said:
    """Name the colour."""
    gettext = formatter.catalogue.gettext
    yield gettext("Signal"), signal_word(subject.status.signal, gettext) if subject.status else ""


FACTS: dict[str, Callable[[Subject, Formatter], Said]] = {
    fact.__name__: fact
    for fact in (
        milestone,
        dated_milestone,
        plan,
        plan_and_number,
        section,
        assessment_dimension,
        grade,
        deadline,
        due,
        units,
        leaders,
        units_by_role,
        targets,
        reported_targets,
        progress,
        percent,
        overdue_milestones,
        next_milestone,
        working_days,
        signal,
    )
}
"""Every fact by its name."""

VALUES: dict[str, Callable[[TaskStatus], Any]] = {
    "plan": lambda status: status.task.plan_key,
    "units": lambda status: [unit.name for unit in status.task.units],
    "leaders": lambda status: [leader.name for leader in status.task.leaders],
    "signal": lambda status: status.signal,
    "working_days": lambda status: status.working_days,
    "missed_milestones": lambda status: [
        {"by": item.by_text, "text": item.text} for item in status.overdue_milestones
    ],
}
"""What a script gets that is not a field of the task by itself."""


def target_text(target: TargetView, formatter: Formatter) -> str:
    """Say what a target asks for: training courses ≥ 50场."""
    sign, amount = SIGNS.get(target.op, formatter.clean(target.op)), target.value + target.unit
    return f"{formatter.clean(target.name)} {sign} {formatter.clean(amount)}"


def milestone_day(milestone: MilestoneView, formatter: Formatter) -> str:
    """Say a milestone's last day only as precisely as the plan does."""
    if len(milestone.by_text) > len("2026-11"):
        return formatter.day(milestone.by)
    month = formatter.month(milestone.by)
    return formatter.catalogue.gettext("by the end of {month}").format(month=month)


def dated(milestone: MilestoneView, formatter: Formatter) -> str:
    """Name a milestone with its day."""
    said = formatter.catalogue.gettext("{text} ({day})")
    return said.format(text=formatter.clean(milestone.text), day=milestone_day(milestone, formatter))
