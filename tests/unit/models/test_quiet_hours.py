# SPDX-License-Identifier: Apache-2.0
"""When a channel may speak."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.channels import QuietHours

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
NIGHT = QuietHours(start=time(20), end=time(8))
NOON = QuietHours(start=time(12), end=time(14))


def at(hour: int, minute: int = 0, *, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("quiet", "moment", "leaves_at"),
    [
        (NIGHT, at(9), at(9)),
        (NIGHT, at(19, 59), at(19, 59)),
        (NIGHT, at(20), at(8, day=24)),
        (NIGHT, at(23, 59), at(8, day=24)),
        (NIGHT, at(0), at(8)),
        (NIGHT, at(7, 59), at(8)),
        (NIGHT, at(8), at(8)),
        (NOON, at(11, 59), at(11, 59)),
        (NOON, at(12), at(14)),
        (NOON, at(14), at(14)),
    ],
)
def test_what_falls_into_quiet_hours_leaves_at_their_end(
    quiet: QuietHours, moment: datetime, leaves_at: datetime
) -> None:
    """The first minute is quiet, the last one no more; a night ends on the next day."""
    assert quiet.leaves_at(moment) == leaves_at


def test_an_end_that_the_clock_skips_comes_an_hour_later_by_the_new_clock() -> None:
    """Half past two does not exist on the first day of summer time: half past three is meant."""
    quiet = QuietHours(start=time(22), end=time(2, 30))
    left = quiet.leaves_at(datetime(2026, 3, 7, 23, tzinfo=NEW_YORK))
    assert (left.hour, left.minute, left.day) == (3, 30, 8)


def test_in_the_hour_that_comes_twice_the_end_of_the_same_pass_is_meant() -> None:
    """A message of the second pass does not leave before it was due."""
    quiet = QuietHours(start=time(22), end=time(1, 30))
    second = datetime(2026, 11, 1, 1, 10, tzinfo=NEW_YORK, fold=1)
    assert quiet.leaves_at(second).astimezone(UTC) - second.astimezone(UTC) == timedelta(minutes=20)


TIMES = st.times().map(lambda each: each.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001  (hypothesis adds the zone)
    max_value=datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(NEW_YORK),
    allow_imaginary=False,
)


@given(start=TIMES, end=TIMES, moment=MOMENTS)
def test_nothing_leaves_early_and_nothing_waits_longer_than_a_day(
    start: time, end: time, moment: datetime
) -> None:
    """Whatever the hours and the clock's changes: never before its moment, never an hour more than a day."""
    if start == end:
        return
    waits = QuietHours(start=start, end=end).leaves_at(moment).astimezone(UTC) - moment.astimezone(UTC)
    assert timedelta(0) <= waits <= timedelta(hours=25)


@given(start=TIMES, end=TIMES, moment=MOMENTS)
def test_when_it_leaves_it_is_quiet_no_more(start: time, end: time, moment: datetime) -> None:
    """Asking again at the moment it was put off to changes nothing, but on a day whose clock turns back."""
    quiet = QuietHours(start=start, end=end)
    if start == end or (moment.month, moment.day) in {(10, 31), (11, 1), (11, 7), (11, 6)}:
        return
    left = quiet.leaves_at(moment)
    assert quiet.leaves_at(left) == left
