# SPDX-License-Identifier: Apache-2.0
"""Slots: which duties fall due at which moment, and which were missed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from models.kinds import LetterKind
from scheduler.policy import Policy
from scheduler.workdays import DAY, WorkingCalendar

LONGEST_REST = timedelta(days=60)
"""No calendar rests longer than that, so a search for the next working day may end there."""


class SlotKind(StrEnum):
    """What a slot asks for; the policy has its time under the same name."""

    NOTICES = "notices"
    WEEKLY = "weekly"
    DIGEST = "digest"
    REPORT = "report"


SLOT_OF = {
    LetterKind.WEEKLY: SlotKind.WEEKLY,
    LetterKind.THRESHOLD: SlotKind.NOTICES,
    LetterKind.URGING: SlotKind.NOTICES,
    LetterKind.DIGEST: SlotKind.DIGEST,
    LetterKind.PORTFOLIO: SlotKind.DIGEST,
    LetterKind.REPORT: SlotKind.REPORT,
}
"""What a letter of a kind is owed by."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One duty of one period, served once: `label` is a day, or an ISO week such as `2026-W48`."""

    kind: SlotKind
    label: str

    @property
    def key(self) -> tuple[str, str]:
        """Name the slot as the ledger keeps it (see `LedgerView.rounds`)."""
        return self.kind.value, self.label


def slots_due(
    now: datetime, *, calendar: WorkingCalendar, policy: Policy, full: bool = False
) -> tuple[Slot, ...]:
    """Give the slots due at `now`, which is aware and in the office's time zone; none outside office hours.

    Each is due from its time of its opening day on, and made good at that time of the working days after it,
    as many as the policy's `catch_up` says.
    `full` gives all four of the day at any hour of any day.
    """
    today = now.date()
    if full:
        return tuple(slot_on(today, kind) for kind in SlotKind)
    if not is_office_hour(now, calendar=calendar, policy=policy):
        return ()
    return tuple(
        slot_on(day, kind)
        for kind in SlotKind
        if moment_of(today, kind, policy=policy, zone=now) <= now
        for day in window(today, kind, policy=policy, calendar=calendar)
        if opens(day, kind, calendar=calendar)
    )


def is_office_hour(now: datetime, *, calendar: WorkingCalendar, policy: Policy) -> bool:
    """Tell whether mails and messages may leave at `now`, aware and in the office's time zone."""
    hours = policy.office_hours
    return hours.begin <= now.time() < hours.end and calendar.is_working(now.date())


def next_office_hour(now: datetime, *, calendar: WorkingCalendar, policy: Policy) -> datetime | None:
    """Give the first moment from `now` on at which mails may leave; None if no working day is known ahead."""
    for day in _today_and_next_working_day(now.date(), calendar):
        moment = max(now, datetime.combine(day, policy.office_hours.begin, tzinfo=now.tzinfo))
        if is_office_hour(moment, calendar=calendar, policy=policy):
            return moment
    return None


def window(day: date, kind: SlotKind, *, policy: Policy, calendar: WorkingCalendar) -> Iterator[date]:
    """Give the *working* days whose slots may still be served on a working day, the earliest first."""
    for before in reversed(range(days_kept(kind, policy))):
        yield calendar.add(day, -before)


def days_kept(kind: SlotKind, policy: Policy) -> int:
    """Say for how many *working* days a slot may be served, its own day counted."""
    return int(getattr(policy.catch_up, kind.value, 1))


def opens(day: date, kind: SlotKind, *, calendar: WorkingCalendar) -> bool:
    """Tell whether a slot opens on a day: every working day, or the first one of the ISO week."""
    if kind is SlotKind.WEEKLY:
        return calendar.first_of_week(day) == day
    return calendar.is_working(day)


def moment_of(day: date, kind: SlotKind, *, policy: Policy, zone: datetime) -> datetime:
    """Give the moment of a day from which slots of a kind are served, in UTC; `zone` has the time zone.

    In UTC, because two moments of one zone compare by their wall clocks, which DST turns back.
    """
    return datetime.combine(day, getattr(policy.times, kind.value), tzinfo=zone.tzinfo).astimezone(UTC)


def slot_on(day: date, kind: SlotKind) -> Slot:
    """Give the slot of one kind that a day belongs to."""
    label = iso_week(day) if kind is SlotKind.WEEKLY else day.isoformat()
    return Slot(kind=kind, label=label)


def iso_week(day: date) -> str:
    """Write the ISO week of a day, such as `2026-W48`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def next_slot(now: datetime, *, calendar: WorkingCalendar, policy: Policy) -> datetime | None:
    """Give the next moment after `now` at which something may become due, in the zone of `now`.

    None when the calendar knows no working day in the next 60 days.
    """
    later = (moment for moment in _moments(now, calendar, policy) if moment > now)
    found = min(later, default=None)
    return found.astimezone(now.tzinfo) if found else None


def day_opened(now: datetime, *, calendar: WorkingCalendar, policy: Policy) -> datetime | None:
    """Give the first moment from `now` on at which all mails of one day but its report may leave.

    None when the calendar knows no working day in the next 60 days.
    """
    for day in _today_and_next_working_day(now.date(), calendar):
        opened = max(
            moment_of(day, kind, policy=policy, zone=now) for kind in SlotKind if kind is not SlotKind.REPORT
        )
        moment = max(opened.astimezone(now.tzinfo), now)
        if is_office_hour(moment, calendar=calendar, policy=policy):
            return moment
    return None


def _moments(now: datetime, calendar: WorkingCalendar, policy: Policy) -> Iterator[datetime]:
    for day in _today_and_next_working_day(now.date(), calendar):
        yield from (moment_of(day, kind, policy=policy, zone=now) for kind in SlotKind)


def _today_and_next_working_day(today: date, calendar: WorkingCalendar) -> Iterator[date]:
    if calendar.is_working(today):
        yield today
    ahead = (today + DAY * nth for nth in range(1, LONGEST_REST.days + 1))
    following = next((day for day in ahead if calendar.is_working(day)), None)
    if following:
        yield following


LONGEST_ABSENCE = timedelta(days=400)
"""*Calendar* days back to which slots are recorded as skipped, however long nobody was there."""
RECORDED = (SlotKind.WEEKLY, SlotKind.DIGEST)
"""The kinds that can be missed: a notice is owed until it is said, so a later day says it."""


def slots_missed(
    since: datetime | None, now: datetime, *, calendar: WorkingCalendar, policy: Policy
) -> tuple[Slot, ...]:
    """Give the slots that opened after `since`, the last sign of life, and are no longer due at `now`.

    Both are aware, `now` in the office's time zone. Nothing is missed before a first sign of life.
    """
    if since is None or since >= now:
        return ()
    return tuple(
        slot_on(day, kind)
        for day in _days(max(since, now - LONGEST_ABSENCE).astimezone(now.tzinfo).date(), now.date())
        for kind in RECORDED
        if opens(day, kind, calendar=calendar)
        and since < moment_of(day, kind, policy=policy, zone=now)
        and not _can_still_come(day, kind, now, calendar=calendar, policy=policy)
    )


def _can_still_come(
    day: date, kind: SlotKind, now: datetime, *, calendar: WorkingCalendar, policy: Policy
) -> bool:
    """Tell whether the last moment to make a slot good is still ahead."""
    last = calendar.add(day, days_kept(kind, policy) - 1)
    return now.date() <= last


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += DAY
