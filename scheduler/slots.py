"""Which duties are due at a moment: notices and digests daily, the weekly mail once an ISO week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from scheduler.policy import Policy
from scheduler.workdays import DAY, WorkingCalendar

LONGEST_REST = timedelta(days=60)
"""No calendar rests longer than that, so a search for the next working day may end there."""


class SlotKind(StrEnum):
    """What a slot asks for."""

    NOTICES = "notices"
    WEEKLY = "weekly"
    DIGEST = "digest"


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
    """Give the slots due at `now`, which is aware and in the office's time zone; none on a day off.

    Each is due from its time of every working day on, so that a slot missed is made good:
    the weekly one until the last working day of its ISO week.
    `full` gives all three at any hour of any day.
    """
    if not full and not calendar.is_working(now.date()):
        return ()
    return tuple(
        slot_on(now.date(), kind)
        for kind in SlotKind
        if full or _moment(now.date(), _time_of(kind, policy), now) <= now
    )


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


def _moments(now: datetime, calendar: WorkingCalendar, policy: Policy) -> Iterator[datetime]:
    for day in _today_and_next_working_day(now.date(), calendar):
        yield from (_moment(day, _time_of(kind, policy), now) for kind in SlotKind)


def _today_and_next_working_day(today: date, calendar: WorkingCalendar) -> Iterator[date]:
    if calendar.is_working(today):
        yield today
    ahead = (today + DAY * nth for nth in range(1, LONGEST_REST.days + 1))
    following = next((day for day in ahead if calendar.is_working(day)), None)
    if following:
        yield following


def _time_of(kind: SlotKind, policy: Policy) -> time:
    times = policy.times
    by_kind = {SlotKind.NOTICES: times.notices, SlotKind.WEEKLY: times.weekly, SlotKind.DIGEST: times.digest}
    return by_kind[kind]


def _moment(day: date, at: time, now: datetime) -> datetime:
    # In UTC, because two moments of one zone compare by their wall clocks, which DST turns back.
    return datetime.combine(day, at, tzinfo=now.tzinfo).astimezone(UTC)
