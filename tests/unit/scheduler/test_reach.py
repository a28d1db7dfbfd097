# SPDX-License-Identifier: Apache-2.0
"""Which open tasks the slots of a round can concern at all."""

from datetime import date

import pytest

from models.views import TaskFilter
from scheduler.assessment import last_day_within, tasks_for_round
from scheduler.policy import Policy, read_policy
from scheduler.slots import Slot, SlotKind
from scheduler.workdays import WorkingCalendar

MONDAY = date(2026, 11, 23)


def reached(*kinds: SlotKind, calendar: WorkingCalendar, policy: Policy) -> TaskFilter:
    slots = [Slot(kind=kind, label="now") for kind in kinds]
    return tasks_for_round(slots, on=MONDAY, policy=policy, calendar=calendar)


def test_a_weekly_mail_needs_everything(calendar: WorkingCalendar, policy: Policy) -> None:
    """It lists all that is open, whatever else is due."""
    assert reached(SlotKind.NOTICES, SlotKind.WEEKLY, calendar=calendar, policy=policy) == TaskFilter(
        everything=True
    )


def test_notices_reach_as_far_as_the_first_threshold(calendar: WorkingCalendar, policy: Policy) -> None:
    """Thirty working days, up to the day before the thirty-first; today at least, where a policy has none."""
    found = reached(SlotKind.NOTICES, calendar=calendar, policy=policy)
    assert found == TaskFilter(until=date(2027, 1, 5), below=None)
    assert calendar.between(MONDAY, date(2027, 1, 5)) == 30
    assert calendar.between(MONDAY, date(2027, 1, 6)) == 31
    none = read_policy("[thresholds]\nbefore = []\n", source="own.toml")
    assert reached(SlotKind.NOTICES, calendar=calendar, policy=none).until == MONDAY


def test_a_digest_reaches_what_is_blue_or_behind(calendar: WorkingCalendar, policy: Policy) -> None:
    """Ten working days; and all that reported less than the whole but for the tolerance."""
    found = reached(SlotKind.DIGEST, calendar=calendar, policy=policy)
    assert found == TaskFilter(until=date(2026, 12, 7), below=100 - policy.signals.pace_tolerance)
    asked = read_policy("[signals]\nreport_every = 20\n", source="own.toml")
    assert reached(SlotKind.DIGEST, calendar=calendar, policy=asked) == TaskFilter(everything=True)
    assert not reached(SlotKind.NOTICES, calendar=calendar, policy=asked).everything


def test_the_farthest_of_several_slots_counts(calendar: WorkingCalendar, policy: Policy) -> None:
    """The digest beside notices reaches as far as they do."""
    found = reached(SlotKind.DIGEST, SlotKind.NOTICES, calendar=calendar, policy=policy)
    assert found == TaskFilter(until=date(2027, 1, 5), below=100 - policy.signals.pace_tolerance)


def test_a_run_report_reaches_no_task(calendar: WorkingCalendar, policy: Policy) -> None:
    """It tells of mails alone."""
    for kinds in ((), (SlotKind.REPORT,)):
        assert reached(*kinds, calendar=calendar, policy=policy) == TaskFilter(until=None, below=None)


@pytest.mark.parametrize(
    ("days", "last"), [(0, date(2026, 11, 23)), (4, date(2026, 11, 29)), (5, date(2026, 11, 30))]
)
def test_days_off_behind_the_last_working_day_are_within_it(
    days: int, last: date, calendar: WorkingCalendar
) -> None:
    """A deadline on the Sunday is four working days away, like one on the Friday."""
    assert last_day_within(days, on=MONDAY, calendar=calendar) == last
