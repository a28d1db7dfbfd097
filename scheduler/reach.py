"""How far a round must look: which open tasks its slots can concern at all."""

from collections.abc import Iterable, Iterator
from datetime import date

from models.views import Reach
from scheduler.policy import Policy
from scheduler.slots import Slot, SlotKind
from scheduler.workdays import DAY, WorkingCalendar

ALL_DONE = 100


def reach(slots: Iterable[Slot], *, on: date, policy: Policy, calendar: WorkingCalendar) -> Reach:
    """Say which tasks the slots can concern on a day; every other one would add nothing to any letter.

    The weekly slot shows everything open, the others what is near or late, and the digest what is behind.
    """
    kinds = {slot.kind for slot in slots}
    is_digest = SlotKind.DIGEST in kinds
    if SlotKind.WEEKLY in kinds or (is_digest and policy.signals.report_every):
        return Reach(everything=True)
    days = max(_days_ahead(kinds, policy), default=None)
    return Reach(
        until=None if days is None else last_day_within(days, on=on, calendar=calendar),
        below=ALL_DONE - policy.signals.pace_tolerance if is_digest else None,
    )


def last_day_within(days: int, *, on: date, calendar: WorkingCalendar) -> date:
    """Give the last *calendar* day that is no more than that many *working* days away."""
    return calendar.add(on, days + 1) - DAY


def _days_ahead(kinds: Iterable[SlotKind], policy: Policy) -> Iterator[int]:
    for kind in kinds:
        if kind is SlotKind.NOTICES:
            yield from (0, *policy.thresholds.before)
        if kind is SlotKind.DIGEST:
            yield policy.signals.near_due
