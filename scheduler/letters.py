# SPDX-License-Identifier: Apache-2.0
"""Letters and their sections: what one reader is owed in one mail."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from models.channels import reader_key_of
from models.findings import Finding
from models.kinds import LetterKind, Signal
from models.letters import Letter, LetterLine, Reader, RunReport, Section, SectionKind
from models.status import Notice, TaskStatus
from scheduler.again import NOTHING, Again
from scheduler.assessment import deadlines, is_changed, is_owed
from scheduler.policy import Policy
from scheduler.slots import SlotKind, iso_week
from scheduler.workdays import WorkingCalendar

BY_COLOUR = {
    Signal.RED: SectionKind.OVERDUE,
    Signal.YELLOW: SectionKind.BEHIND,
    Signal.BLUE: SectionKind.DUE_SOON,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterRow:
    """One line on its way into a letter; `distance` counts *working* days, negative when late."""

    section: SectionKind
    line: LetterLine
    distance: int | None

    @property
    def rank(self) -> tuple[int, date, str, int]:
        """Sort the latest first, then by deadline, then in the order of the plan."""
        task = self.line.status.task
        distance = 100_000 if self.distance is None else self.distance
        return distance, task.due or date.max, task.plan_key, task.position


def sections_of(rows: Iterable[LetterRow]) -> tuple[Section, ...]:
    """Gather rows into sections, in the order in which they are read."""
    gathered: dict[SectionKind, list[LetterRow]] = {kind: [] for kind in SectionKind}
    for row in rows:
        gathered[row.section].append(row)
    return tuple(_section(kind, found) for kind, found in gathered.items() if found)


def notice_row(status: TaskStatus, notice: Notice, *, is_weekly: bool, policy: Policy) -> LetterRow:
    """Make the row of an owed notice."""
    return LetterRow(
        section=_section_of_notice(notice, on=status.on, is_weekly=is_weekly, policy=policy),
        line=LetterLine(
            status=status,
            notice=notice,
            in_bulletin=_in_bulletin(notice.working_days, policy=policy),
        ),
        distance=notice.working_days,
    )


def weekly_row(status: TaskStatus, *, now: datetime, policy: Policy) -> LetterRow:
    """Make the row of a task in a weekly letter, which shows everything open."""
    return _row(status, _section_of_week(status, now=now, policy=policy), policy=policy)


def colour_row(status: TaskStatus, *, policy: Policy) -> LetterRow | None:
    """Make the row of a task in a digest, which leaves out what is green."""
    section = BY_COLOUR.get(status.signal)
    return None if section is None else _row(status, section, policy=policy)


def _section(kind: SectionKind, rows: list[LetterRow]) -> Section:
    return Section(kind=kind, lines=tuple(row.line for row in sorted(rows, key=lambda row: row.rank)))


def _row(status: TaskStatus, section: SectionKind, *, policy: Policy) -> LetterRow:
    line = LetterLine(status=status, in_bulletin=_in_bulletin(status.worst, policy=policy))
    return LetterRow(section=section, line=line, distance=status.worst)


def _section_of_notice(notice: Notice, *, on: date, is_weekly: bool, policy: Policy) -> SectionKind:
    if policy.thresholds.urges(notice.threshold):
        return SectionKind.URGED
    if notice.deadline.by < on:
        return SectionKind.OVERDUE
    if is_weekly and notice.working_days <= policy.weekly.horizon:
        return SectionKind.DUE_SOON
    return SectionKind.CROSSED


def _section_of_week(status: TaskStatus, *, now: datetime, policy: Policy) -> SectionKind:
    if status.signal is Signal.RED:
        return SectionKind.OVERDUE
    if status.nearest is not None and status.nearest <= policy.weekly.horizon:
        return SectionKind.DUE_SOON
    if status.signal is Signal.YELLOW:
        return SectionKind.BEHIND
    changed = is_changed(status.task, now=now, days=policy.weekly.changed_within)
    return SectionKind.CHANGED if changed else SectionKind.OPEN


def _in_bulletin(distance: int | None, *, policy: Policy) -> bool:
    return distance is not None and distance <= -policy.thresholds.bulletin_at


Owed = tuple[tuple[TaskStatus, Notice], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundContext:
    """What all letters of one round share; `now` is aware and in the office's time zone."""

    now: datetime
    slots: frozenset[SlotKind]
    said: Collection[str]
    policy: Policy
    calendar: WorkingCalendar
    answer_by: date | None = None
    """The day by which a reader is to answer about what is late."""
    muted: Collection[tuple[str, LetterKind]] = ()
    """What readers, by key, no longer want by mail."""
    failing: Collection[str] = ()
    """The mailboxes that mail came back from."""
    again: Again = NOTHING
    """What is owed once more, to some readers."""
    channel_id: int | None = None
    """The channel that letters are for, None for mail."""

    def is_due(self, kind: SlotKind, reader: Reader) -> bool:
        """Tell whether a duty towards a reader is due now, for all readers or once more."""
        key = reader.key if self.channel_id is None else reader_key_of(reader)
        return kind in self.slots or self.again.opens(kind, (key, self.channel_id))

    def provisional_years(self, rows: Iterable[LetterRow]) -> tuple[int, ...]:
        """Give the years not officially known that a letter with these rows counts days of."""
        days = [self.now.date(), *((self.answer_by,) if self.answer_by else ())]
        days += [deadline.by for row in rows for deadline in deadlines(row.line.status.task)]
        return self.calendar.provisional_between(min(days), max(days))


def unit_letter(reader: Reader, statuses: Sequence[TaskStatus], context: RoundContext) -> Letter | None:
    """Write a unit its weekly letter, or the notices it is owed, or both in one; None when nothing is owed.

    `statuses` are those of the unit's open tasks, at least one.
    """
    owed = tuple(_owed(reader, statuses, context))
    is_weekly = context.is_due(SlotKind.WEEKLY, reader)
    covers = (*((LetterKind.WEEKLY,) if is_weekly else ()), *_kinds_of(owed, context.policy))
    rest = _without_notice(statuses, owed) if is_weekly else ()
    rows = (
        *_notice_rows(owed, context.policy, is_weekly=is_weekly),
        *(weekly_row(status, now=context.now, policy=context.policy) for status in rest),
    )
    return _letter(reader, covers, rows, owed, context) if covers else None


def leader_letter(reader: Reader, statuses: Sequence[TaskStatus], context: RoundContext) -> Letter | None:
    """Write a leader the copies of urging notices, or the overdue portfolio, or both in one.

    One who no longer wants the portfolio still gets the copies.
    """
    urges = context.policy.thresholds.urges
    owed = tuple(pair for pair in _owed(reader, statuses, context) if urges(pair[1].threshold))
    declined = bool(owed) and reader.declines(
        LetterKind.PORTFOLIO, muted=context.muted, failing=context.failing
    )
    is_portfolio = _has_overdue(reader, statuses, context) and not declined
    covers = (
        *((LetterKind.PORTFOLIO,) if is_portfolio else ()),
        *((LetterKind.URGING,) if owed else ()),
    )
    rest = _without_notice(statuses, owed) if is_portfolio else ()
    rows = (*_notice_rows(owed, context.policy), *_colour_rows(rest, context.policy))
    return _letter(reader, covers, rows, owed, context) if covers else None


def office_letter(
    reader: Reader, statuses: Sequence[TaskStatus], findings: tuple[Finding, ...], context: RoundContext
) -> Letter | None:
    """Write the office its digest, None while nothing is overdue."""
    if not _has_overdue(reader, statuses, context):
        return None
    rows = tuple(_colour_rows(statuses, context.policy))
    return _letter(reader, (LetterKind.DIGEST,), rows, (), context, findings=findings)


def run_letter(
    reader: Reader, run: RunReport, findings: tuple[Finding, ...], context: RoundContext
) -> Letter | None:
    """Write the office what became of its mails, None while there is nothing worth telling."""
    if not context.is_due(SlotKind.REPORT, reader) or not run.is_worth_telling:
        return None
    letter = _letter(reader, (LetterKind.REPORT,), (), (), context, findings=findings)
    return replace(letter, run=run)


def _owed(
    reader: Reader, statuses: Iterable[TaskStatus], context: RoundContext
) -> Iterator[tuple[TaskStatus, Notice]]:
    if not context.is_due(SlotKind.NOTICES, reader):
        return
    for status in statuses:
        for notice in status.notices:
            if is_owed(notice, reader.key, said=context.said, policy=context.policy):
                yield status, notice


def _kinds_of(owed: Owed, policy: Policy) -> tuple[LetterKind, ...]:
    urges = policy.thresholds.urges
    found = {LetterKind.URGING if urges(notice.threshold) else LetterKind.THRESHOLD for _, notice in owed}
    return tuple(kind for kind in (LetterKind.URGING, LetterKind.THRESHOLD) if kind in found)


def _has_overdue(reader: Reader, statuses: Iterable[TaskStatus], context: RoundContext) -> bool:
    return context.is_due(SlotKind.DIGEST, reader) and any(status.is_overdue for status in statuses)


def _without_notice(statuses: Iterable[TaskStatus], owed: Owed) -> tuple[TaskStatus, ...]:
    shown = {status.task.id for status, _ in owed}
    return tuple(status for status in statuses if status.task.id not in shown)


def _notice_rows(owed: Owed, policy: Policy, *, is_weekly: bool = False) -> Iterator[LetterRow]:
    for status, notice in owed:
        yield notice_row(status, notice, is_weekly=is_weekly, policy=policy)


def _colour_rows(statuses: Iterable[TaskStatus], policy: Policy) -> Iterator[LetterRow]:
    found = (colour_row(status, policy=policy) for status in statuses)
    return (row for row in found if row is not None)


def _letter(
    reader: Reader,
    covers: tuple[LetterKind, ...],
    rows: Iterable[LetterRow],
    owed: Owed,
    context: RoundContext,
    *,
    findings: tuple[Finding, ...] = (),
) -> Letter:
    notices, rows = tuple(notice for _, notice in owed), tuple(rows)
    today = context.now.date()
    period = iso_week(today) if covers[0] is LetterKind.WEEKLY else today.isoformat()
    written = Letter(
        key=_key(covers[0], period, reader, notices),
        kind=covers[0],
        reader=reader,
        written_at=context.now,
        period=period,
        covers=covers,
        sections=sections_of(rows),
        notices=notices,
        findings=findings,
        answer_by=context.answer_by,
        provisional_years=context.provisional_years(rows),
    )
    return replace(written, due_at=context.again.due_at(written)) if context.again.failed else written


def _key(kind: LetterKind, period: str, reader: Reader, notices: Iterable[Notice]) -> str:
    """Name a letter by its period where it has one a period, else by the notices in it as well."""
    name = f"{kind}:{period}:{reader.key}"
    if kind not in (LetterKind.THRESHOLD, LetterKind.URGING):
        return name
    said = "\n".join(sorted(notice.key_for(reader.key) for notice in notices))
    return f"{name}:{sha256(said.encode()).hexdigest()[:10]}"
