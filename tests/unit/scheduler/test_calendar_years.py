# SPDX-License-Identifier: Apache-2.0
"""Years whose official working days are not known, and what moves once they are."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings import Finding
from models.kinds import Severity
from models.views import MilestoneView
from scheduler.assessment import deadlines
from scheduler.calendar_years import (
    MOST_MOVES,
    CountedYear,
    MovedReminder,
    MovedWeek,
    first_said,
    moves_told,
    reminders_moved,
    span_of,
    threshold_day,
    weeks_moved,
    years_not_known,
)
from scheduler.policy import Policy
from scheduler.workdays import DAY, DayKind, Override, WorkingCalendar
from tests.builders import MONDAY
from tests.unit.scheduler.conftest import MakeTask

NOW = datetime(2030, 12, 16, 8, 30, tzinfo=UTC)
FORMER = WorkingCalendar()
"""Nobody has published the working days of 2031."""
ARRANGED = WorkingCalendar(
    overrides=(
        *(Override(day=date(2031, 1, 20 + nth), kind=DayKind.REST) for nth in range(7)),
        Override(day=date(2031, 1, 6), kind=DayKind.REST),
        Override(day=date(2031, 1, 11), kind=DayKind.WORK),
    )
)
YEAR = CountedYear(year=2031, exceptions=FORMER.exceptions(*span_of(2031)))


def told_on(day: date, until: date | None = None) -> list[tuple[Severity, str]]:
    """Give what is told of years not known on a day."""
    found = years_not_known(FORMER, now=datetime(day.year, day.month, day.day, tzinfo=UTC), until=until)
    return [(finding.severity, str(finding)) for finding in found]


def test_a_year_whose_working_days_are_not_published_is_told():
    """Until an override says which weekend is worked."""
    ((severity, told),) = told_on(date(2031, 3, 3))
    assert severity is Severity.WARNING
    assert told.startswith(
        "The official working days of 2031 are not known; distances into it are provisional. Once they are"
    )
    assert years_not_known(ARRANGED, now=datetime(2031, 3, 3, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    ("day", "until", "severity"),
    [
        (date(2026, 3, 2), date(2026, 12, 31), None),
        (date(2026, 3, 2), date(2040, 1, 1), Severity.INFO),
        (date(2030, 12, 31), None, Severity.WARNING),
    ],
)
def test_what_cannot_be_published_yet_is_nothing_to_mend(
    day: date, until: date | None, severity: Severity | None
):
    """It is told as soon as something falls due in it, and becomes a warning when it is overdue."""
    assert [told[0] for told in told_on(day, until)] == ([severity] if severity else [])


def test_several_years_are_one_finding():
    """A task due in nine years does not fill the digest."""
    ((_severity, told),) = told_on(date(2031, 11, 1), date(2040, 6, 30))
    assert told.startswith("The official working days of 2031 to 2040 are not known")


@given(
    by=st.dates(date(2026, 1, 1), date(2031, 12, 31)),
    threshold=st.integers(-40, 40),
    calendar=st.sampled_from([FORMER, ARRANGED]),
)
def test_a_threshold_is_reached_on_the_first_working_day_that_is_near_enough(
    by: date, threshold: int, calendar: WorkingCalendar
):
    """It is a working day, and on the one before the threshold still lay ahead."""
    day = threshold_day(calendar, by, threshold)
    before = calendar.add(day, -1)
    assert calendar.is_working(day)
    if threshold >= 0:
        assert calendar.between(day, by) == threshold < calendar.between(before, by)
    else:
        assert calendar.between(by, day) == -threshold
        assert day > by


@pytest.fixture
def moved(task: MakeTask, policy: Policy) -> Callable[..., list[MovedReminder]]:
    """Find what moved of one task, in December before the year."""

    def find(due: date, *, said: dict[str, date] | None = None, **facts: object) -> list[MovedReminder]:
        ahead = deadlines(task(4, due, **facts))
        return reminders_moved(
            ahead, former=FORMER, calendar=ARRANGED, policy=policy, said=said or {}, now=NOW
        )

    return find


def test_each_threshold_with_another_day_moves(moved: Callable[..., list[MovedReminder]]):
    """2031-01-06 is off after all and the 11th worked, so what has either between is a day earlier."""
    found = moved(date(2031, 1, 8))
    assert [(each.threshold, each.former, each.day) for each in found] == [
        (14, date(2030, 12, 18), date(2030, 12, 17)),
        (7, date(2030, 12, 27), date(2030, 12, 26)),
        (3, date(2031, 1, 3), date(2031, 1, 2)),
        (-5, date(2031, 1, 15), date(2031, 1, 14)),
    ]
    assert all(each.said_on is None and list(each.tasks) == ["4"] for each in found)


def test_notices_after_a_deadline_move_too(moved: Callable[..., list[MovedReminder]]):
    """The urging notice comes once the days off are over."""
    found = {each.threshold: each for each in moved(date(2031, 1, 17))}
    assert (found[-1].former, found[-1].day) == (date(2031, 1, 20), date(2031, 1, 28))


def test_what_was_told_is_told_as_such(
    moved: Callable[..., list[MovedReminder]], task: MakeTask, milestone: Callable[..., MilestoneView]
):
    """With the first day on which it was, where the office is; of a milestone just as of the task itself."""
    by = date(2031, 1, 8)
    (deadline,) = deadlines(task(4, None, milestones=(milestone(by),)))
    key = f"{deadline.key}:14:unit:1"
    at = datetime(2030, 12, 17, 17, 30, tzinfo=UTC)
    said = first_said({f"{deadline.key}:14:unit:2": at + timedelta(days=1), key: at}, now=MONDAY)
    assert said == {f"{deadline.key}:14:": date(2030, 12, 18)}
    found = {each.threshold: each for each in moved(None, milestones=(milestone(by),), said=said)}  # type: ignore[arg-type]
    assert found[14].said_on == date(2030, 12, 18)
    assert found[7].said_on is None


def test_what_lies_behind_and_was_told_to_nobody_is_left_out(moved: Callable[..., list[MovedReminder]]):
    """A plan that came later never told its first thresholds."""
    assert [each.threshold for each in moved(date(2031, 1, 8)) if each.day < NOW.date()] == []


def test_a_week_whose_first_working_day_is_another_one_moves():
    """2031-01-06 is a Monday; the week of the 20th has no working day at all."""
    weeks = weeks_moved(YEAR, ARRANGED)
    assert weeks == [
        MovedWeek(monday=date(2031, 1, 6), former=date(2031, 1, 6), day=date(2031, 1, 7)),
        MovedWeek(monday=date(2031, 1, 20), former=date(2031, 1, 20), day=None),
    ]
    assert weeks_moved(YEAR, FORMER) == []


def findings(reminders: list[MovedReminder], weeks: list[MovedWeek]) -> list[Finding]:
    """Give what is told of moves."""
    return list(moves_told(2031, reminders, weeks))


def test_every_kind_of_move_has_its_sentence():
    """Before a deadline, on it and after it; told already or still to be told; weeks moved, lost and won."""
    due, former, day = date(2031, 1, 8), date(2031, 1, 3), date(2031, 1, 2)
    reminders = [
        MovedReminder(by=due, threshold=step, former=former, day=day, said_on=said, tasks={"4": None})
        for step in (3, 0, -1)
        for said in (None, former)
    ]
    weeks = [
        MovedWeek(monday=due, former=before, day=after)
        for before, after in ((former, day), (former, None), (None, day))
    ]
    told = findings(reminders, weeks)
    assert {each.severity for each in told} == {Severity.INFO}
    assert [str(each) for each in told] == [
        "The official working days of 2031 are known now; until then they were counted provisionally. "
        "Moved to another day: weekly mails of 3 weeks, 6 reminders.",
        "The weekly mail of week 2 of 2031 moves from 2031-01-03 to 2031-01-02.",
        "Week 2 of 2031 has no working day, so no weekly mail; it was due on 2031-01-03.",
        "Week 2 of 2031 has a weekly mail after all, on 2031-01-02.",
        "Tasks 4: the reminder 3 working day(s) before 2031-01-08 moves from 2031-01-03 to 2031-01-02.",
        "Tasks 4: the reminder 3 working day(s) before 2031-01-08 was told on 2031-01-03; "
        "by the official working days it belongs on 2031-01-02.",
        "Tasks 4: the reminder on the last working day until 2031-01-08 moves from 2031-01-03 to 2031-01-02.",
        "Tasks 4: the reminder on the last working day until 2031-01-08 was told on 2031-01-03; "
        "by the official working days it belongs on 2031-01-02.",
        "Tasks 4: the notice 1 working day(s) after 2031-01-08 moves from 2031-01-03 to 2031-01-02.",
        "Tasks 4: the notice 1 working day(s) after 2031-01-08 was told on 2031-01-03; "
        "by the official working days it belongs on 2031-01-02.",
    ]


def test_more_moves_than_anybody_reads_are_counted():
    """The first ones are told one by one."""
    many = [
        MovedReminder(
            by=date(2031, 3, 3) + DAY * nth,
            threshold=3,
            former=date(2031, 1, 3),
            day=date(2031, 1, 2),
            said_on=None,
            tasks={"1": None, "2": None},
        )
        for nth in range(MOST_MOVES + 3)
    ]
    told = findings(many, [])
    assert len(told) == MOST_MOVES + 2
    assert str(told[-1]) == "6 more reminders moved to another day, all of them later ones."
