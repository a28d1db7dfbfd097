# SPDX-License-Identifier: Apache-2.0
"""Which duties are due at a moment."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.policy import Policy, read_policy
from scheduler.slots import Slot, SlotKind, iso_week, next_slot, slots_due
from scheduler.workdays import DayKind, Override, WorkingCalendar

NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
Due = Callable[..., list[str]]
Next = Callable[[str], str]


@pytest.fixture(scope="session")
def due(calendar: WorkingCalendar, policy: Policy, shanghai: ZoneInfo) -> Due:
    """Give the slots due at a local time, as kind and label."""

    def ask(moment: str, full: bool = False) -> list[str]:
        now = datetime.fromisoformat(moment).replace(tzinfo=shanghai)
        return [" ".join(slot.key) for slot in slots_due(now, calendar=calendar, policy=policy, full=full)]

    return ask


@pytest.fixture(scope="session")
def following(calendar: WorkingCalendar, policy: Policy, shanghai: ZoneInfo) -> Next:
    """Give the next slot after a local time."""

    def ask(moment: str) -> str:
        now = datetime.fromisoformat(moment).replace(tzinfo=shanghai)
        found = next_slot(now, calendar=calendar, policy=policy)
        return "" if found is None else f"{found:%Y-%m-%d %H:%M}"

    return ask


@pytest.mark.parametrize(
    ("moment", "slots"),
    [
        ("2026-11-23 07:59", []),
        ("2026-11-23 08:00", ["notices 2026-11-23", "weekly 2026-W48"]),
        ("2026-11-23 08:30", ["notices 2026-11-23", "weekly 2026-W48", "digest 2026-11-23"]),
        ("2026-11-23 16:59", ["notices 2026-11-23", "weekly 2026-W48", "digest 2026-11-23"]),
        (
            "2026-11-23 17:59",
            ["notices 2026-11-23", "weekly 2026-W48", "digest 2026-11-23", "report 2026-11-23"],
        ),
        ("2026-11-23 18:00", []),
        ("2026-11-23 21:21", []),
    ],
)
def test_slots_fall_due_at_their_times(due: Due, moment: str, slots: list[str]) -> None:
    """Notices and the weekly mail at eight, the digest half an hour later, the run report at five."""
    assert due(moment) == slots


def test_nothing_is_due_on_a_day_off(due: Due) -> None:
    """A Sunday and National Day are quiet."""
    assert due("2026-11-22 10:00") == []
    assert due("2026-10-01 10:00") == []


def test_a_weekend_worked_in_exchange_is_like_any_day(due: Due) -> None:
    """On Saturday 10 October 2026 the office works."""
    assert due("2026-10-10 09:00") == ["notices 2026-10-10", "weekly 2026-W41", "digest 2026-10-10"]


def test_a_week_missed_on_monday_is_made_good_on_tuesday(due: Due) -> None:
    """The slot of the week stays due, under the same label, until it is served."""
    assert "weekly 2026-W48" in due("2026-11-24 08:00")


def test_a_week_that_begins_with_a_holiday_begins_later(due: Due) -> None:
    """In the week of National Day 2026 the weekly mail waits for Thursday 8 October."""
    assert due("2026-10-05 08:00") == []
    assert "weekly 2026-W41" in due("2026-10-08 08:00")


def test_everything_is_due_when_all_is_asked_for(due: Due) -> None:
    """A full round serves the day whatever the hour and whether it is worked."""
    assert due("2026-11-22 03:00", full=True) == [
        "notices 2026-11-22",
        "weekly 2026-W47",
        "digest 2026-11-22",
        "report 2026-11-22",
    ]


def test_the_week_of_new_year_belongs_to_the_year_of_its_thursday() -> None:
    """ISO weeks keep one label over the turn of the year."""
    assert (iso_week(date(2026, 12, 31)), iso_week(date(2027, 1, 3))) == ("2026-W53", "2026-W53")


def test_a_slot_is_known_to_the_ledger_by_kind_and_label() -> None:
    """The key is two plain words."""
    assert Slot(kind=SlotKind.WEEKLY, label="2026-W48").key == ("weekly", "2026-W48")


@pytest.mark.parametrize("day", [date(2026, 3, 9), date(2026, 11, 2)])
def test_the_monday_after_a_clock_change_is_served_at_eight_local(policy: Policy, day: date) -> None:
    """Summer time moves the moment, not the hour on the wall."""
    calendar = WorkingCalendar(country="US")
    eight = datetime(day.year, day.month, day.day, 8, tzinfo=NEW_YORK)
    assert slots_due(eight - timedelta(minutes=1), calendar=calendar, policy=policy) == ()
    assert [slot.kind for slot in slots_due(eight, calendar=calendar, policy=policy)] == [
        SlotKind.NOTICES,
        SlotKind.WEEKLY,
    ]


def test_a_slot_does_not_fall_due_twice_when_the_clock_is_turned_back() -> None:
    """Due at 01:30 on the night of the change, it stays due in the second hour from one to two."""
    night = read_policy("[times]\nnotices = '01:30'\n[office_hours]\nbegin = '00:00'\n", source="own.toml")
    sunday = WorkingCalendar(country="US", overrides=(Override(day=date(2026, 11, 1), kind=DayKind.WORK),))
    served = [
        bool(slots_due(moment, calendar=sunday, policy=night))
        for moment in (
            datetime(2026, 11, 1, 1, 29, tzinfo=NEW_YORK),
            datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK),
            datetime(2026, 11, 1, 1, 10, fold=1, tzinfo=NEW_YORK),
        )
    ]
    assert served == [False, True, True]


def test_a_time_skipped_by_the_clock_is_made_good_after_the_gap() -> None:
    """02:30 does not exist on the night of the change; the slot is due at 03:30."""
    night = read_policy("[times]\nnotices = '02:30'\n[office_hours]\nbegin = '00:00'\n", source="own.toml")
    sunday = WorkingCalendar(country="US", overrides=(Override(day=date(2026, 3, 8), kind=DayKind.WORK),))
    served = [
        bool(slots_due(datetime(2026, 3, 8, 3, minute, tzinfo=NEW_YORK), calendar=sunday, policy=night))
        for minute in (29, 30)
    ]
    assert served == [False, True]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-11-23 07:00", "2026-11-23 08:00"),
        ("2026-11-23 08:00", "2026-11-23 08:30"),
        ("2026-11-23 08:30", "2026-11-23 17:00"),
        ("2026-11-23 17:00", "2026-11-24 08:00"),
        ("2026-11-22 12:00", "2026-11-23 08:00"),
        ("2026-09-30 17:00", "2026-10-08 08:00"),
        ("2026-10-09 17:00", "2026-10-10 08:00"),
    ],
)
def test_the_next_slot_is_the_next_time_of_a_working_day(following: Next, now: str, found: str) -> None:
    """Days off are skipped, weekends worked in exchange are not."""
    assert following(now) == found


def test_the_next_slot_is_told_in_the_zone_of_the_office(policy: Policy) -> None:
    """A zone with a clock change of half an hour gets its own wall time."""
    calendar = WorkingCalendar(country="AU")
    now = datetime(2026, 4, 2, 17, tzinfo=LORD_HOWE)
    found = next_slot(now, calendar=calendar, policy=policy)
    assert found == datetime(2026, 4, 7, 8, tzinfo=LORD_HOWE)
    assert found is not None
    assert found.tzinfo is LORD_HOWE


def test_there_is_no_next_slot_where_nobody_ever_works(policy: Policy, shanghai: ZoneInfo) -> None:
    """A calendar file that frees two months ends the search."""
    days = [date(2026, 11, 22) + timedelta(days=nth) for nth in range(70)]
    free = WorkingCalendar(overrides=tuple(Override(day=day, kind=DayKind.REST) for day in days))
    assert next_slot(datetime(2026, 11, 22, tzinfo=shanghai), calendar=free, policy=policy) is None
