# SPDX-License-Identifier: Apache-2.0
"""What the office is told so that it can be mended: mails that came back, stops, silent channels, gaps."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from models.addresses import Mailbox
from models.kinds import BounceEffect, MessageState, Severity
from models.queries.channels import Trouble
from models.tables import Bounce, Message, Relay, ServedSlot
from scheduler.problems import (
    MOST_MESSAGES,
    channels_troubled,
    group_words,
    leaders_without_mailbox,
    mailboxes_unusable,
    mails_came_back,
    messages_not_sent,
    relays_stopped,
    slots_skipped,
    units_without_mailbox,
)
from tests.builders import message as row

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HERE = NOW.astimezone(ZoneInfo("Asia/Shanghai"))


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


def message(
    number: int, state: MessageState, error: str | None = "mailbox full", recipient: str = "jia@x.example"
) -> Message:
    """Give a weekly mail that did not leave."""
    facts = {"reader_name": "A", "sender": "s@x.example", "recipient": recipient, "subject": "Week 48"}
    times = {"created_at": NOW, "next_at": NOW}
    return row(
        number,
        id=number,
        key=f"k{number}",
        reader_key="unit:1",
        state=state,
        last_error=error,
        **facts,
        **times,
    )


def test_each_thing_to_mend_is_one_sentence_with_its_cure():
    """Filled from its facts, with a dash where nothing is known, and in the time of the office."""
    stop = Relay(name="mx:25", refilled_at=NOW, stopped_until=NOW, stopped_by="535 refused")
    told = [
        *relays_stopped([stop, Relay(name="b", refilled_at=NOW, stopped_until=NOW)], now=HERE),
        *messages_not_sent([message(7, MessageState.DEAD), message(8, MessageState.QUEUED, None)]),
        *channels_troubled([Trouble(channel_id=3, reader="Works", dead=2, waiting=1, reason="HTTP 500")]),
        *slots_skipped([ServedSlot(kind="weekly", label="2026-W48", at=NOW, messages=0)]),
        *units_without_mailbox([("Works", "3"), ("Parks", "1"), ("Works", "5")]),
        *group_words([("all towns", "4")]),
        *leaders_without_mailbox(["Ann", "Ben"]),
    ]
    assert [str(each) for each in told] == [
        "Relay mx:25 is stopped until 2026-11-23 09:00; every mail waits, none is lost: 535 refused "
        "Mend it or DUBAN_SMTP_URL, then run: duban outbox resume.",
        "Relay b is stopped until 2026-11-23 09:00; every mail waits, none is lost: – "
        "Mend it or DUBAN_SMTP_URL, then run: duban outbox resume.",
        '"Week 48" to jia@x.example was given up: mailbox full '
        "If the mailbox is wrong: duban unit set A --mailbox ADDRESS; or mend the relay, then run: "
        "duban outbox retry 7; or drop it.",
        '"Week 48" to jia@x.example has not left yet: – '
        "If the mailbox is wrong: duban unit set A --mailbox ADDRESS; or mend the relay, then run: "
        "duban outbox retry 8; or drop it.",
        "Channel 3 of Works fails (2 given up, 1 waiting): HTTP 500 "
        "Try it with: duban unit channel test 3; then duban outbox retry or drop what it missed.",
        "The weekly of 2026-W48 did not go out: duban was not running. "
        "See that it runs always; what is still owed is told by the next one.",
        "Unit Parks has no mailbox; nobody tells it of tasks 1. "
        "Give it one with: duban unit set Parks --mailbox ADDRESS.",
        "Unit Works has no mailbox; nobody tells it of tasks 3, 5. "
        "Give it one with: duban unit set Works --mailbox ADDRESS.",
        '"all towns" names no unit in particular; tasks 4 have nobody to remind through it. '
        "Say who is meant: duban unit resolve all towns --plan PLAN --task NUMBER --to UNIT.",
        "2 leaders have no mailbox and get no digest: Ann, Ben. "
        "Give each of them one, as with: duban unit set Ann --mailbox ADDRESS.",
    ]
    assert [each.severity for each in told] == [
        *[Severity.ERROR] * 3,
        *[Severity.WARNING] * 6,
        Severity.INFO,
    ]
    assert len({each.code for each in told}) == 8
    assert leaders_without_mailbox([]) == []


@pytest.mark.parametrize(
    ("count", "shown"),
    [(8, "1, 2, 3, 4, 5, 6, 7, 8"), (10, "1, 2, 3, 4, 5, 6, 7, 8 and other tasks, 10 in all")],
)
def test_of_many_tasks_eight_are_named_and_the_others_counted(count: int, shown: str):
    """A unit with a hundred tasks is one line."""
    (told,) = units_without_mailbox(("Works", str(number)) for number in range(1, count + 1))
    assert str(told.facts["tasks"]) == shown


def test_what_waits_for_a_stopped_relay_is_told_as_the_stop():
    """What was given up has another reason, and is told beside it."""
    messages = [message(1, MessageState.DEAD), message(2, MessageState.QUEUED)]
    told = messages_not_sent(messages, is_relay_stopped=True)
    assert [(each.code, each.facts["id"]) for each in told] == [("message-dead", 1)]


def test_what_one_cause_keeps_from_leaving_is_one_sentence():
    """Also where the relay's answer names each mail's own address; what waits is told beside."""
    refused = [
        message(number, MessageState.DEAD, f"550 <{sent}>: Relay access denied", f"u{number}@x.example")
        for number in range(314)
        for sent in [f"U{number}@X.example"]
    ]
    waiting = [message(number, state, "550 <…>: Relay access denied") for number, state in WAITING.items()]
    dead, stuck = messages_not_sent([*refused, *waiting])
    assert (dead.code, stuck.code) == ("message-dead", "message-stuck")
    eight = ", ".join(f"u{number}@x.example" for number in range(8))
    assert str(dead) == (
        f"314 mails to {eight} and others, 314 in all were given up: 550 <…>: Relay access denied "
        "Mend the addresses or the relay, then run: duban outbox retry NUMBER… "
        "with the numbers listed by: duban outbox list --state dead; or drop them."
    )
    assert str(stuck).startswith("2 mails to jia@x.example have not left yet: 550 <…>: Relay access denied ")
    assert str(stuck).endswith("duban outbox list --state queued; or drop them.")


def test_a_mailbox_that_keeps_a_letter_from_being_written_is_told_with_the_letter():
    """And by itself while no letter is owed to it, or when the letter has another reason."""
    named = [("Works", Mailbox(address="bad one@x")), ("Parks", Mailbox(address="also bad@x"))]
    letter = message(1, MessageState.UNWRITTEN, "The mailbox of Works, bad one@x, is not one e-mail address")
    alone = mailboxes_unusable(named)
    assert [each.facts["name"] for each in alone] == ["Works", "Parks"]
    assert mailboxes_unusable(named, unwritten=[letter]) == alone[1:]
    assert mailboxes_unusable(named, unwritten=[message(1, MessageState.UNWRITTEN, "no memory")]) == alone


WAITING = {901: MessageState.QUEUED, 902: MessageState.SENDING}


def test_many_causes_are_counted():
    """Fifty one by one, the mails of the others in one line, which is not there where none is left."""
    many = [message(number, MessageState.DEAD, f"fault {number}") for number in range(MOST_MESSAGES + 3)]
    told = messages_not_sent([*many, message(99, MessageState.DEAD, f"fault {MOST_MESSAGES}")])
    assert (len(told), told[-1].code, told[-1].severity) == (51, "messages-not-sent", Severity.ERROR)
    assert str(told[-1]).startswith(
        "4 more messages were given up or have not left yet. List them with: duban outbox"
    )
    assert len(messages_not_sent(many[:MOST_MESSAGES])) == 50
