"""What the office is told of mails that came back."""

from datetime import UTC, datetime

from models.kinds import BounceEffect, Severity
from models.tables import Bounce
from scheduler.concerns import MOST_MESSAGES, mails_came_back

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def bounce(
    effect: BounceEffect, mailbox: str = "jia@x.example", recipient: str = "", text: str = ""
) -> Bounce:
    """Give what came back from a mailbox."""
    return Bounce(
        source="", mailbox=mailbox, recipient=recipient or mailbox, at=NOW, effect=effect, is_hard=False,
        status="5.2.2", text=text,
    )  # fmt: skip


def test_each_address_is_told_once_with_what_was_said_last():
    """A unit gets a mail each week; the office reads one line."""
    told = mails_came_back(
        [
            bounce(BounceEffect.SOFT, text="first"),
            bounce(BounceEffect.MEMBER, recipient="wang@x.example"),
            bounce(BounceEffect.SOFT, text="last"),
            bounce(BounceEffect.MEMBER, recipient="zhao@x.example"),
        ]
    )
    assert [(each.code, each.facts.get("recipient"), each.facts["text"]) for each in told] == [
        ("member-bounced", "wang@x.example", "5.2.2"),
        ("member-bounced", "zhao@x.example", "5.2.2"),
        ("mail-came-back", None, "last"),
    ]


def test_what_strangers_can_write_is_one_line():
    """However many they write, and it does not turn the check red."""
    forged = [bounce(BounceEffect.UNPROVEN, f"u{number}@x.example") for number in range(500)]
    told = mails_came_back([*forged, *(bounce(BounceEffect.UNREAD, "") for _time in range(500))])
    assert [each.code for each in told] == ["bounce-unproven", "bounce-unread"]
    assert {each.severity for each in told} == {Severity.INFO}
    assert len(str(told[0])) < 600


def test_what_is_out_of_date_is_not_told():
    """It is listed, for whoever looks."""
    assert mails_came_back([bounce(BounceEffect.OUTDATED), bounce(BounceEffect.UNSENT)]) == []


def test_a_long_list_ends_with_a_count():
    """A digest of a thousand lines would be read by nobody."""
    told = mails_came_back([bounce(BounceEffect.VAGUE, f"u{n}@x.example") for n in range(MOST_MESSAGES + 7)])
    assert len(told) == MOST_MESSAGES + 1
    assert told[-1].facts == {"count": 7}
