"""Slots that nobody was there to serve, and that are too old to be made good."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from scheduler.policy import Policy
from scheduler.slots import Slot, SlotKind, days_kept, moment_of, opens, slot_on
from scheduler.workdays import DAY, WorkingCalendar

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
