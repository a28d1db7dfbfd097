# SPDX-License-Identifier: Apache-2.0
"""Letters and their sections: what one reader is owed in one mail."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby

from models.channels import reader_key_of
from models.findings import Finding
from models.kinds import Frequency, LetterKind, Signal
from models.letters import BY_COLOUR, Letter, LetterLine, Reader, RunReport, Section, SectionKind
from models.status import Notice, TaskStatus
from scheduler.again import NOTHING, Again
from scheduler.assessment import deadlines, is_changed, is_owed
from scheduler.policy import Policy
from scheduler.slots import SlotKind, iso_week
from scheduler.workdays import WorkingCalendar


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterRow:
    """One line on its way into a letter."""

    section: SectionKind
    line: LetterLine

    @property
    def rank(self) -> tuple[int, date, str, int]:
        """Sort the latest first, then by deadline, then in the order of the plan."""
        status = self.line.status
        task, distance = status.task, 100_000 if status.worst is None else status.worst
        return distance, task.due or date.max, task.plan_key, task.position


def sections_of(rows: Iterable[LetterRow]) -> tuple[Section, ...]:
    """Gather rows into sections, in the order in which they are read."""
    gathered: dict[SectionKind, list[LetterRow]] = {kind: [] for kind in SectionKind}
    for row in rows:
        gathered[row.section].append(row)
    return tuple(_section(kind, found) for kind, found in gathered.items() if found)


def notice_row(
    status: TaskStatus, notices: Iterable[Notice], reader: Reader, *, is_weekly: bool, policy: Policy
) -> LetterRow:
    """Make the one row of a task of which one or several notices are owed, in the worst one's section."""
    owed = tuple(sorted(notices, key=lambda notice: notice.working_days))
    found = {_section_of_notice(notice, on=status.on, is_weekly=is_weekly, policy=policy) for notice in owed}
    worst = next(kind for kind in SectionKind if kind in found)
    return _row(status, worst, reader, policy=policy, notices=owed)


def weekly_row(status: TaskStatus, reader: Reader, *, now: datetime, policy: Policy) -> LetterRow:
    """Make the row of a task in a weekly letter, which shows everything open."""
    return _row(status, _section_of_week(status, now=now, policy=policy), reader, policy=policy)


def colour_row(status: TaskStatus, reader: Reader, *, policy: Policy) -> LetterRow | None:
    """Make the row of a task in a digest, which leaves out what is green."""
    section = BY_COLOUR.get(status.signal)
    return None if section is None else _row(status, section, reader, policy=policy)


def _section(kind: SectionKind, rows: list[LetterRow]) -> Section:
    return Section(kind=kind, lines=tuple(row.line for row in sorted(rows, key=lambda row: row.rank)))


def _row(
    status: TaskStatus,
    section: SectionKind,
    reader: Reader,
    *,
    policy: Policy,
    notices: tuple[Notice, ...] = (),
) -> LetterRow:
    """Make a row; what another unit answers for is neither urged nor marked for the bulletin."""
    if role := status.task.helps_as(reader.key):
        line = LetterLine(status=status, notices=notices, helps_as=role)
        return LetterRow(section=SectionKind.SUPPORTED, line=line)
    is_listed = _in_bulletin(status.worst, policy=policy)
    return LetterRow(section=section, line=LetterLine(status=status, notices=notices, in_bulletin=is_listed))


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
    return policy.thresholds.lists_in_bulletin(distance)


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
    frequencies: Mapping[str, Frequency] = field(default_factory=dict)
    """How often leaders, by key, get mail; daily where nothing is said."""
    is_first_of_week: bool = False
    """Whether it is the first working day of the week, on which the weekly mails are owed."""
    is_rehearsal: bool = False
    """Whether letters are written only to be looked at."""

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
    is_weekly = context.is_due(SlotKind.WEEKLY, reader)
    waits = context.policy.thresholds.waits_for_weekly
    owed = tuple(
        pair for pair in _owed(reader, statuses, context) if is_weekly or not waits(pair[1].threshold)
    )
    covers = (*((LetterKind.WEEKLY,) if is_weekly else ()), *_kinds_of(owed, reader, context.policy))
    rest = _without_notice(statuses, owed) if is_weekly else ()
    rows = (
        *_notice_rows(owed, reader, context.policy, is_weekly=is_weekly),
        *(weekly_row(status, reader, now=context.now, policy=context.policy) for status in rest),
    )
    return _letter(reader, covers, rows, owed, context, is_weekly=is_weekly) if covers else None


def leader_letter(reader: Reader, statuses: Sequence[TaskStatus], context: RoundContext) -> Letter | None:
    """Write a leader copies of urging notices, or the portfolio, or both in one, as often as they want.

    One who no longer wants the portfolio still gets the copies.
    """
    frequency = context.frequencies.get(reader.key, Frequency.DAILY)
    is_weekly = frequency is not Frequency.DAILY and context.is_due(SlotKind.WEEKLY, reader)
    is_daily = _is_daily(reader, frequency, context)
    urges = context.policy.thresholds.urges
    copies = _owed(reader, statuses, context) if is_daily or is_weekly else ()
    owed = tuple(pair for pair in copies if urges(pair[1].threshold))
    declined = bool(owed) and reader.declines(
        LetterKind.PORTFOLIO, muted=context.muted, failing=context.failing
    )
    is_overdue = is_daily and _has_overdue(reader, statuses, context)
    covers = (
        *((LetterKind.PORTFOLIO,) if (is_overdue or is_weekly) and not declined else ()),
        *((LetterKind.URGING,) if owed else ()),
    )
    rest = _without_notice(statuses, owed) if LetterKind.PORTFOLIO in covers else ()
    shown = (
        (weekly_row(status, reader, now=context.now, policy=context.policy) for status in rest)
        if is_weekly
        else _colour_rows(rest, reader, context.policy)
    )
    rows = (*_notice_rows(owed, reader, context.policy, is_weekly=is_weekly), *shown)
    return _letter(reader, covers, rows, owed, context, is_weekly=is_weekly) if covers else None


def _is_daily(reader: Reader, frequency: Frequency, context: RoundContext) -> bool:
    """Tell whether a leader hears today of what is overdue; the week's first mail has said it already.

    What reached nobody is said again, however often they want mail.
    """
    if frequency is Frequency.DAILY or context.again.opens(SlotKind.DIGEST, (reader.key, context.channel_id)):
        return True
    return frequency is Frequency.BOTH and not context.is_first_of_week


def office_letter(
    reader: Reader, statuses: Sequence[TaskStatus], findings: tuple[Finding, ...], context: RoundContext
) -> Letter | None:
    """Write the office its digest, None while nothing is overdue."""
    if not _has_overdue(reader, statuses, context):
        return None
    rows = tuple(_colour_rows(statuses, reader, context.policy))
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


def _kinds_of(owed: Owed, reader: Reader, policy: Policy) -> tuple[LetterKind, ...]:
    """Tell which letters of their own the notices would be; what waits for the weekly mail would be none.

    A unit that only helps is reminded, never urged.
    """
    thresholds = policy.thresholds
    found = {
        LetterKind.URGING
        if thresholds.urges(notice.threshold) and not status.task.helps_as(reader.key)
        else LetterKind.THRESHOLD
        for status, notice in owed
        if not thresholds.waits_for_weekly(notice.threshold)
    }
    return tuple(kind for kind in (LetterKind.URGING, LetterKind.THRESHOLD) if kind in found)


def _has_overdue(reader: Reader, statuses: Iterable[TaskStatus], context: RoundContext) -> bool:
    return context.is_due(SlotKind.DIGEST, reader) and any(status.is_overdue for status in statuses)


def _without_notice(statuses: Iterable[TaskStatus], owed: Owed) -> tuple[TaskStatus, ...]:
    shown = {status.task.id for status, _ in owed}
    return tuple(status for status in statuses if status.task.id not in shown)


def _notice_rows(owed: Owed, reader: Reader, policy: Policy, *, is_weekly: bool) -> Iterator[LetterRow]:
    """Make a row a task, however many of its deadlines reached a threshold."""
    for _, pairs in groupby(owed, key=lambda pair: pair[0].task.id):
        statuses, notices = zip(*pairs, strict=True)
        yield notice_row(statuses[0], notices, reader, is_weekly=is_weekly, policy=policy)


def _colour_rows(statuses: Iterable[TaskStatus], reader: Reader, policy: Policy) -> Iterator[LetterRow]:
    found = (colour_row(status, reader, policy=policy) for status in statuses)
    return (row for row in found if row is not None)


def _letter(
    reader: Reader,
    covers: tuple[LetterKind, ...],
    rows: Iterable[LetterRow],
    owed: Owed,
    context: RoundContext,
    *,
    findings: tuple[Finding, ...] = (),
    is_weekly: bool = False,
) -> Letter:
    notices, rows = tuple(notice for _, notice in owed), tuple(rows)
    today = context.now.date()
    period = iso_week(today) if is_weekly else today.isoformat()
    written = Letter(
        key=_key(covers[0], period, reader, notices, is_rehearsal=context.is_rehearsal),
        kind=covers[0],
        reader=reader,
        written_at=context.now,
        period=period,
        covers=covers,
        sections=sections_of(rows),
        notices=notices,
        findings=findings,
        answer_by=context.answer_by,
        is_weekly=is_weekly,
        is_rehearsal=context.is_rehearsal,
        provisional_years=context.provisional_years(rows),
    )
    return replace(written, due_at=context.again.due_at(written)) if context.again.failed else written


def _key(
    kind: LetterKind, period: str, reader: Reader, notices: Iterable[Notice], *, is_rehearsal: bool
) -> str:
    """Name a letter by its period where it has one a period, else by the notices in it as well.

    A rehearsed one has another name, so that the real one has its own Message-ID and takes no file's place.
    """
    name = f"{'rehearsal:' if is_rehearsal else ''}{kind}:{period}:{reader.key}"
    if kind not in (LetterKind.THRESHOLD, LetterKind.URGING):
        return name
    said = "\n".join(sorted(notice.key_for(reader.key) for notice in notices))
    return f"{name}:{sha256(said.encode()).hexdigest()[:10]}"
