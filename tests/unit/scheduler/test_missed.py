# SPDX-License-Identifier: Apache-2.0
"""Slots nobody served: made good while the policy says so, then recorded as skipped, never lost silently."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.policy import Policy, default_policy, read_policy
from scheduler.slots import SlotKind, slots_due, slots_missed
from scheduler.workdays import WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkingCalendar(country="CN")


def at(moment: str) -> datetime:
    """Read a local time."""
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)


def missed(since: str | None, now: str, policy: Policy | None = None) -> list[str]:
    """Give the slots missed between two local times, as kind and label."""
    sign = at(since) if since else None
    slots = slots_missed(sign, at(now), calendar=CALENDAR, policy=policy or default_policy())
    return [" ".join(slot.key) for slot in slots]


def due(now: str, policy: Policy) -> list[str]:
    """Give the slots due at a local time."""
    return [" ".join(slot.key) for slot in slots_due(at(now), calendar=CALENDAR, policy=policy)]


def test_nothing_is_missed_before_a_first_sign_of_life() -> None:
    """A fresh installation owes nothing of last month."""
    assert missed(None, "2026-11-23 10:00") == []


def test_nothing_is_missed_between_two_ticks() -> None:
    """Half a minute, a night and a weekend with a daemon lose nothing."""
    assert missed("2026-11-23 08:29:50", "2026-11-23 08:30:20") == []
    assert missed("2026-11-20 18:00", "2026-11-23 07:00") == []


def test_a_day_without_a_daemon_misses_its_digest() -> None:
    """The digest of Tuesday is skipped on Wednesday; that of Wednesday is still to come."""
    assert missed("2026-11-23 18:00", "2026-11-25 07:00") == ["digest 2026-11-24"]


def test_a_weekly_mail_is_made_good_for_five_working_days() -> None:
    """From Monday to Friday the slot of the week is due; the Monday after it is skipped."""
    assert missed("2026-11-20 18:00", "2026-11-27 23:00") == [
        f"digest 2026-11-{day}" for day in range(23, 27)
    ]
    assert "weekly 2026-W48" in due("2026-11-27 09:00", default_policy())
    assert "weekly 2026-W48" in missed("2026-11-20 18:00", "2026-11-30 07:00")


def test_a_week_that_began_late_is_made_good_in_the_next() -> None:
    """In the week of National Day 2026 the slot opens on Thursday, so Tuesday after it still serves it."""
    kept = read_policy("[catch_up]\nweekly = 5\n", source="own.toml")
    assert [slot for slot in due("2026-10-13 09:00", kept) if "weekly" in slot] == [
        "weekly 2026-W41",
        "weekly 2026-W42",
    ]


def test_a_policy_may_make_digests_good() -> None:
    """With two days, the digest of Monday goes out with that of Tuesday, at its time and not at night."""
    kept = read_policy("[catch_up]\ndigest = 2\n", source="own.toml")
    assert "digest 2026-11-23" not in due("2026-11-24 08:29", kept)
    digests = [slot for slot in due("2026-11-24 08:30", kept) if "digest" in slot]
    assert digests == ["digest 2026-11-23", "digest 2026-11-24"]


def test_notices_are_never_missed() -> None:
    """A notice is owed until it is said, so its slots leave no gap."""
    assert not any("notices" in slot for slot in missed("2026-09-01 18:00", "2026-11-25 07:00"))


def test_a_clock_that_was_ahead_misses_nothing() -> None:
    """After eight days forward and back again, the last sign of life lies in the future."""
    assert missed("2026-12-01 10:00", "2026-11-23 10:00") == []


START = at("2026-01-05 00:00")
moments = st.integers(0, 350 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@given(st.lists(moments, min_size=2, max_size=6))
def test_every_slot_is_due_at_a_tick_or_missed_once(ticks: list[datetime]) -> None:
    """Whatever the ticks, a slot that opened between the first and the last is settled exactly one way."""
    ticks = sorted(ticks)
    policy, served, skipped = default_policy(), set(), []
    for since, now in zip([None, *ticks], ticks, strict=False):
        served |= {slot.key for slot in slots_due(now, calendar=CALENDAR, policy=policy)}
        skipped += [slot.key for slot in slots_missed(since, now, calendar=CALENDAR, policy=policy)]
    assert len(skipped) == len(set(skipped))
    assert not served & set(skipped)


@pytest.mark.parametrize("kind", [SlotKind.WEEKLY, SlotKind.DIGEST])
def test_a_long_absence_is_bounded(kind: SlotKind) -> None:
    """After ten years, slots of a bit more than one year are recorded."""
    slots = slots_missed(
        at("2016-11-23 10:00"), at("2026-11-23 10:00"), calendar=CALENDAR, policy=default_policy()
    )
    assert 50 <= sum(slot.kind is kind for slot in slots) <= 290
