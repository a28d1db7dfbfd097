# SPDX-License-Identifier: Apache-2.0
"""Weekly mails spread over a window, each reader at a minute of its own."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.kinds import LetterKind, ReaderKind
from models.letters import Letter, Reader
from scheduler.policy import default_policy, read_policy
from scheduler.round import wait_of
from tests.builders import boxes
from tests.builders import letter as letter_of

NOW = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
SPREAD = read_policy("[spread]\nweekly = 60\n", source="own.toml")


def letter(number: int, *kinds: LetterKind) -> Letter:
    """Give a letter to a unit."""
    reader = Reader(
        kind=ReaderKind.UNIT, key=f"unit:{number}", name="甲局", mailboxes=boxes("jia@office.example")
    )
    return letter_of(kinds[0], reader, key=f"x:{number}", written_at=NOW, covers=kinds)


def test_everything_leaves_at_once_unless_the_policy_says_otherwise() -> None:
    """The shipped policy does not spread."""
    assert wait_of(letter(1, LetterKind.WEEKLY), policy=default_policy()) == timedelta(0)


def test_weekly_mails_fill_the_window_evenly() -> None:
    """A thousand units leave over the whole hour, and none after it."""
    waits = [wait_of(letter(number, LetterKind.WEEKLY), policy=SPREAD) for number in range(1000)]
    by_quarter = [sum(wait // timedelta(minutes=15) == quarter for wait in waits) for quarter in range(4)]
    assert sum(by_quarter) == 1000
    assert all(200 <= count <= 300 for count in by_quarter)


def test_a_unit_has_its_own_minute_every_week() -> None:
    """The same reader waits equally long."""
    assert len({wait_of(letter(7, LetterKind.WEEKLY), policy=SPREAD) for _ in range(3)}) == 1


def test_what_is_urgent_does_not_wait() -> None:
    """A notice, a digest, or a weekly mail that carries a notice leaves at once."""
    for kinds in ((LetterKind.URGING,), (LetterKind.DIGEST,), (LetterKind.WEEKLY, LetterKind.URGING)):
        assert wait_of(letter(7, *kinds), policy=SPREAD) == timedelta(0)
