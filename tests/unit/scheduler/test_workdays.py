# SPDX-License-Identifier: Apache-2.0
"""Working days by China's official calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.workdays import DayKind, Override, WorkingCalendar

DAY = timedelta(days=1)
DAYS = st.dates(date(2022, 6, 1), date(2027, 12, 31))
CALENDAR = WorkingCalendar()
untimed = settings(deadline=None)

WORKED_WEEKENDS = {
    2023: "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}
FREE_WEEKDAYS = {
    2023: "01-02 01-23 01-24 01-25 01-26 01-27 04-05 05-01 05-02 05-03 06-22 06-23 09-29 10-02 10-03 10-04 "
    "10-05 10-06",
    2024: "01-01 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-01 05-02 05-03 06-10 09-16 09-17 10-01 10-02 "
    "10-03 10-04 10-07",
    2025: "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 10-06 "
    "10-07 10-08",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 "
    "10-05 10-06 10-07",
}


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + DAY * nth for nth in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("year", WORKED_WEEKENDS)
def test_weekends_worked_in_exchange_are_working_days(year: int) -> None:
    """Exactly the weekend days of the published arrangement are worked."""
    worked = [day for day in days_of(year) if day.weekday() >= 5 and CALENDAR.is_working(day)]
    assert " ".join(f"{day:%m-%d}" for day in worked) == WORKED_WEEKENDS[year]


def test_the_arrangement_of_a_year_may_have_the_last_day_of_the_year_before_worked() -> None:
    """Saturday 31 December 2011 was worked for a day off in January 2012."""
    assert CALENDAR.is_working(date(2011, 12, 31))


@pytest.mark.parametrize("year", FREE_WEEKDAYS)
def test_weekdays_of_holidays_are_days_off(year: int) -> None:
    """Exactly the weekdays of the published arrangement are free."""
    free = [day for day in days_of(year) if day.weekday() < 5 and not CALENDAR.is_working(day)]
    assert " ".join(f"{day:%m-%d}" for day in free) == FREE_WEEKDAYS[year]


def test_the_day_counted_to_is_part_of_the_distance() -> None:
    """From the Sunday of 22 November 2026 to the Monday eight days later there are six working days."""
    assert CALENDAR.between(date(2026, 11, 22), date(2026, 11, 30)) == 6


def test_a_distance_over_national_day_skips_the_week_off() -> None:
    """From 30 September 2026 to 10 October, a Saturday worked in exchange, there are three working days."""
    assert CALENDAR.between(date(2026, 9, 30), date(2026, 10, 10)) == 3


def test_a_distance_may_span_years() -> None:
    """Whole years between two days are counted with their ends."""
    expected = sum(CALENDAR.is_working(day) for year in (2024, 2025) for day in days_of(year))
    assert CALENDAR.between(date(2023, 12, 31), date(2025, 12, 31)) == expected


@untimed
@given(DAYS, DAYS)
def test_a_distance_backwards_is_the_negative_one(start: date, end: date) -> None:
    """Counting the other way only turns the sign."""
    assert CALENDAR.between(start, end) == -CALENDAR.between(end, start)


@untimed
@given(DAYS, DAYS, DAYS)
def test_distances_add_up(first: date, second: date, third: date) -> None:
    """A stop on the way changes nothing."""
    by_way = CALENDAR.between(first, second) + CALENDAR.between(second, third)
    assert CALENDAR.between(first, third) == by_way


@untimed
@given(DAYS, st.integers(0, 400))
def test_a_distance_is_the_number_of_working_days(start: date, length: int) -> None:
    """Counting day by day gives the same number."""
    after = [start + DAY * nth for nth in range(1, length + 1)]
    assert CALENDAR.between(start, start + DAY * length) == sum(CALENDAR.is_working(day) for day in after)


@untimed
@given(DAYS, st.integers(-60, 60).filter(bool))
def test_adding_working_days_lands_at_that_distance(day: date, n: int) -> None:
    """The day given is worked and lies `n` working days away."""
    found = CALENDAR.add(day, n)
    assert CALENDAR.is_working(found)
    assert CALENDAR.between(day, found) == n


def test_adding_no_working_day_stays() -> None:
    """A distance of zero is the day itself, worked or not."""
    assert CALENDAR.add(date(2026, 10, 3), 0) == date(2026, 10, 3)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 29), date(2026, 11, 23)),
        (date(2026, 10, 5), date(2026, 10, 8)),
        (date(2026, 10, 11), date(2026, 10, 8)),
        (date(2026, 4, 8), date(2026, 4, 7)),
        (date(2026, 2, 18), None),
        (date(2026, 2, 15), date(2026, 2, 9)),
        (date(2026, 2, 22), None),
    ],
)
def test_the_first_working_day_of_a_week(day: date, first: date | None) -> None:
    """A holiday moves the first working day of a week; the week of Spring Festival 2026 has none.

    A week ends with its Sunday, though the Monday after it is the first day that is worked.
    """
    assert CALENDAR.first_of_week(day) == first


def test_a_week_of_rest_has_no_first_working_day_though_the_next_monday_has() -> None:
    """Eight days would be one too many: the weekly mail of one week would go out in the next."""
    rest = tuple(Override(day=date(2026, 11, day), kind=DayKind.REST) for day in range(23, 30))
    own = WorkingCalendar(overrides=rest)
    assert own.is_working(date(2026, 11, 30))
    assert [own.first_of_week(date(2026, 11, day)) for day in (23, 29)] == [None, None]
    assert own.first_of_week(date(2026, 11, 30)) == date(2026, 11, 30)


def test_a_week_in_which_only_the_sunday_is_worked_begins_on_that_sunday() -> None:
    """A week has seven days: a Sunday worked in exchange is one of them."""
    rest = tuple(Override(day=date(2026, 11, day), kind=DayKind.REST) for day in range(23, 29))
    own = WorkingCalendar(overrides=(*rest, Override(day=date(2026, 11, 29), kind=DayKind.WORK)))
    assert [own.first_of_week(date(2026, 11, day)) for day in (23, 29)] == [date(2026, 11, 29)] * 2


def test_an_override_beats_the_published_calendar() -> None:
    """A day declared free is free, and one declared worked is worked."""
    free, worked = date(2026, 11, 23), date(2026, 11, 28)
    own = WorkingCalendar(
        overrides=(Override(day=free, kind=DayKind.REST), Override(day=worked, kind=DayKind.WORK))
    )
    assert (own.is_working(free), own.is_working(worked)) == (False, True)


def test_a_year_with_exchanged_weekends_is_not_provisional() -> None:
    """The arrangements of 2023 to 2026 are known."""
    assert not any(CALENDAR.is_provisional(year) for year in range(2023, 2027))


def test_a_year_without_exchanged_weekends_is_provisional() -> None:
    """A year beyond the last arrangement is reckoned by statutory rules alone, and says so."""
    assert CALENDAR.is_provisional(2031)


def test_a_country_that_exchanges_no_weekends_is_never_provisional() -> None:
    """Where statutory rules are all there is, nothing is missing."""
    assert not WorkingCalendar(country="US").is_provisional(2031)


def test_a_known_year_that_happens_to_exchange_no_weekend_is_not_provisional() -> None:
    """Hungary exchanged none in 2023, but did so in 2024: its arrangements were known."""
    assert not WorkingCalendar(country="HU").is_provisional(2023)


def test_a_working_day_in_the_calendar_file_is_an_arrangement() -> None:
    """One day declared worked tells that somebody entered the arrangement; a day off alone does not."""
    worked = Override(day=date(2031, 1, 4), kind=DayKind.WORK)
    free = Override(day=date(2031, 3, 4), kind=DayKind.REST)
    assert not WorkingCalendar(overrides=(worked,)).is_provisional(2031)
    assert WorkingCalendar(overrides=(free,)).is_provisional(2031)


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 6, 1), ()),
        (date(2031, 10, 31), (2031,)),
        (date(2031, 11, 1), (2031, 2032)),
    ],
)
def test_next_year_is_asked_for_from_november_on(today: date, years: tuple[int, ...]) -> None:
    """The arrangement of the next year is published in November."""
    assert CALENDAR.provisional_years(today) == years


def test_a_later_year_is_asked_for_once_something_falls_due_in_it() -> None:
    """And with it every one before; what falls due in a year that is known adds none."""
    today = date(2026, 3, 2)
    assert CALENDAR.provisional_years(today, until=date(2032, 2, 1))[-2:] == (2031, 2032)
    assert CALENDAR.provisional_years(today, until=date(2026, 12, 31)) == ()
    assert CALENDAR.provisional_years(date(2031, 11, 1), until=date(2031, 12, 31)) == (2031, 2032)


def test_no_year_is_known_after_one_that_is_not() -> None:
    """However far it is: the last arrangement may be more than ten years before it."""
    assert CALENDAR.provisional_between(date(2031, 5, 1), date(2045, 5, 1)) == tuple(range(2031, 2046))
    assert CALENDAR.provisional_between(date(2024, 5, 1), date(2026, 5, 1)) == ()


SPAN = date(2025, 12, 1), date(2026, 12, 31)


def test_a_calendar_is_told_by_its_exceptions() -> None:
    """Days off on weekdays and weekends worked: with them another calendar has the very same days."""
    exceptions = CALENDAR.exceptions(*SPAN)
    assert {each.kind for each in exceptions} == set(DayKind)
    assert Override(day=date(2026, 10, 1), kind=DayKind.REST) in exceptions
    plain = CALENDAR.with_exceptions(*SPAN, ())
    assert plain.exceptions(*SPAN) == ()
    assert plain.with_exceptions(*SPAN, exceptions).exceptions(*SPAN) == exceptions


def test_other_exceptions_of_a_span_leave_all_other_days_alone() -> None:
    """The office's own days too, as long as they are outside of it."""
    own = WorkingCalendar(overrides=(Override(day=date(2025, 11, 29), kind=DayKind.WORK),))
    changed = own.with_exceptions(*SPAN, ())
    before, after = (date(2025, 1, 1), date(2025, 11, 30)), (date(2027, 1, 1), date(2027, 12, 31))
    assert [changed.exceptions(*span) for span in (before, after)] == [
        own.exceptions(*span) for span in (before, after)
    ]
