# SPDX-License-Identifier: Apache-2.0
"""Strangers, and readers of one mail, write notifications themselves: none of them stops a mailbox."""

import random
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from models.database import Ledger
from models.kinds import BounceEffect
from models.tables import Message
from notifiers.mail.mime import RETURN_DIGITS, ReturnPaths, message_id, return_path
from tests.support.mails.notifications import chinese, failed, in_parts, inside, notification, qmail
from tests.support.mails.outboxes import messages
from tests.support.mails.returning import (
    ADDRESS,
    JIA,
    PROOF,
    SECRET,
    YI,
    back_to,
    effects,
    fill,
    mail_to,
    noted,
    send_round,
    stopped,
)

pytestmark = pytest.mark.one_database

Forge = Callable[[Message, random.Random], str]


@pytest.fixture
def sent(ledger: Ledger) -> Ledger:
    """Give a ledger whose units and office were sent mails."""
    fill(ledger)
    send_round(ledger)
    return ledger


def tag_of(message: Message) -> str:
    """Give the tag that only the mail itself shows."""
    return message.sender.partition("+")[2].partition("@")[0]


def changed(tag: str, chance: random.Random) -> str:
    """Change one digit of a tag."""
    place = chance.randrange(RETURN_DIGITS)
    return (
        tag[:place]
        + chance.choice([each for each in "0123456789abcdef" if each != tag[place]])
        + tag[place + 1 :]
    )


GUESSES: dict[str, Forge] = {
    "no tag": lambda _message, _chance: ADDRESS,
    "a random tag": lambda _message, chance: f"bounces+{chance.randbytes(16).hex()}@duban.example",
    "one digit changed": lambda message, chance: f"bounces+{changed(tag_of(message), chance)}@duban.example",
    "cut short": lambda message, chance: (
        f"bounces+{tag_of(message)[: chance.randrange(RETURN_DIGITS)]}@duban.example"
    ),
    "too long": lambda message, chance: (
        f"bounces+{tag_of(message)}{chance.choice('0123456789abcdef')}@duban.example"
    ),
    "the hash of the key": lambda message, _chance: (
        f"bounces+{sha256(message.key.encode()).hexdigest()[:RETURN_DIGITS]}@duban.example"
    ),
    "the key itself": lambda message, _chance: f"bounces+{message.key}@duban.example",
    "another secret": lambda message, chance: return_path(
        message.key, address=ADDRESS, secret=chance.randbytes(32)
    ),
    "an empty secret": lambda message, _chance: return_path(message.key, address=ADDRESS, secret=b""),
    "the Message-ID": lambda message, _chance: f"bounces+{message.message_id[1:33]}@duban.example",
    "a wild card": lambda _message, _chance: f"bounces+{'%' * RETURN_DIGITS}@duban.example",
    "wild cards that fit": lambda _message, _chance: f"bounces+{'_' * RETURN_DIGITS}@duban.example",
    "the sender of all": lambda _message, _chance: "duban@office.example",
    "turned round": lambda message, _chance: f"bounces+{tag_of(message)[::-1]}@duban.example",
    "in quotes": lambda message, _chance: f'"bounces+{tag_of(message)[:-1]}"@duban.example',
}


@pytest.mark.parametrize("guess", GUESSES)
def test_a_guessed_return_path_stops_nothing(sent: Ledger, guess: str) -> None:
    """Whatever is known of the mail but its tag: key, Message-ID, recipient, subject."""
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for message in messages(sent):
        to = GUESSES[guess](message, chance)
        for about in (message.message_id, "<a@duban.example>"):
            content = notification(to=to, recipient=message.recipient, about=about, number=None)
            assert set(effects(sent, content)) <= {BounceEffect.UNPROVEN}
    assert stopped(sent) == set()


def test_a_message_id_alone_proves_nothing(sent: Ledger) -> None:
    """It goes along with every answer and every copy that is passed on; what quotes it is shown."""
    forged = [
        notification(to="x@y.example", recipient=each.recipient, about=each.message_id)
        for each in messages(sent)
    ]
    assert set(effects(sent, *forged)) == {BounceEffect.UNPROVEN}
    assert {each.mailbox for each in noted(sent)} == {each.recipient for each in messages(sent)}
    assert stopped(sent) == set()


@pytest.mark.parametrize("victim", [YI, "sup@office.example", "YI@OFFICE.EXAMPLE"])
def test_whoever_got_one_mail_stops_nobody_else(sent: Ledger, victim: str) -> None:
    """The tag of one's own mail, with another recipient in any field, and in any order."""
    forged = (
        back_to(sent, recipient=victim),
        back_to(sent, recipient=victim, original=JIA),
        back_to(sent, recipient=JIA, original=victim),
        back_to(sent, recipient=JIA, actual=victim),
        back_to(sent, recipient=f"{JIA}>, <{victim}"),
        in_parts(failed(victim), failed(victim, status="5.2.1"), to=mail_to(sent, JIA).sender),
        in_parts(f"Final-Recipient: rfc822; {JIA}\r\n{failed(victim)}", to=mail_to(sent, JIA).sender),
        in_parts(f"{failed(victim)}Final-Recipient: rfc822; {JIA}\r\n", to=mail_to(sent, JIA).sender),
        qmail(to=mail_to(sent, JIA).sender, recipient=victim),
        chinese(to=mail_to(sent, JIA).sender, recipient=victim),
    )
    assert set(effects(sent, *forged)) <= {BounceEffect.MEMBER, BounceEffect.VAGUE}
    assert stopped(sent) == set()


def test_the_tags_of_several_mails_prove_none(sent: Ledger) -> None:
    """No server sends one notification to the return paths of two mails."""
    both = f"{mail_to(sent, JIA).sender}, {mail_to(sent, YI).sender}"
    twice = notification(to=both, recipient=JIA, about=mail_to(sent, JIA).message_id)
    assert effects(sent, twice) == [BounceEffect.UNPROVEN]
    more = b"Delivered-To: " + mail_to(sent, YI).sender.encode() + b"\r\n" + back_to(sent)
    assert effects(sent, more) == []
    assert stopped(sent) == set()


def test_a_tag_in_the_body_or_in_another_header_proves_nothing(sent: Ledger) -> None:
    """Only where the envelope's recipient stands; the body of a notification is anybody's."""
    path = mail_to(sent, JIA).sender
    for header in ("From", "Subject", "Reply-To", "X-Anything", "References"):
        assert effects(sent, back_to(sent, header=header)) in ([], [BounceEffect.UNPROVEN])
    quoted = in_parts(failed(JIA), to="x@y.example", sentences=f"To: {path}\r\nDelivered-To: {path}")
    assert effects(sent, quoted) == []
    assert effects(sent, inside(back_to(sent), to="x@y.example")) == []
    assert stopped(sent) == set()


def test_a_flood_of_forgeries_leaves_one_line_a_mail(sent: Ledger) -> None:
    """Nobody fills the ledger or the digest, and the one that is true still counts."""
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    chance = random.Random(seed)
    forged = [
        notification(
            to=GUESSES[chance.choice(list(GUESSES))](message, chance),
            recipient=chance.choice([message.recipient, f"{chance.random()}@x.example"]),
            about=message.message_id,
            number=str(chance.random()),
        )
        for message in messages(sent)
        for _time in range(30)
    ]
    chance.shuffle(forged)
    assert set(effects(sent, *forged)) == {BounceEffect.UNPROVEN}
    assert len(noted(sent)) == len(messages(sent))
    assert effects(sent, back_to(sent)) == [BounceEffect.STOPS]
    assert stopped(sent) == {JIA}


def test_a_forgery_that_came_first_does_not_hide_the_true_one(sent: Ledger) -> None:
    """Neither by the name it gives itself nor by what it says."""
    true = back_to(sent)
    forged = notification(to="x@y.example", recipient=JIA, about=mail_to(sent, JIA).message_id)
    assert effects(sent, forged, true) == [BounceEffect.UNPROVEN, BounceEffect.STOPS]


def test_a_message_id_cannot_be_worked_out() -> None:
    """Who knows the key of a mail and how Message-IDs are made still needs the secret."""
    made = message_id("weekly:2026-W48:unit:1", "office.example", secret=SECRET)
    assert made == message_id("weekly:2026-W48:unit:1", "office.example", secret=SECRET)
    guesses = {
        message_id("weekly:2026-W48:unit:1", "office.example", secret=each)
        for each in (b"", b"duban", ADDRESS.encode())
    }
    assert made not in guesses
    assert sha256(b"weekly:2026-W48:unit:1").hexdigest()[:40] not in made


def test_without_a_return_path_for_each_mail_nothing_is_stopped(ledger: Ledger) -> None:
    """What came back is shown: found by its Message-ID, or by the address that it names."""
    fill(ledger)
    send_round(ledger)
    with ledger.writing() as session:
        for message in messages(ledger):
            session.get_one(Message, message.id).sender = "duban@office.example"
    proof = ReturnPaths(address="", secret=SECRET)
    quoting = notification(to="duban@office.example", recipient=JIA, about=mail_to(ledger, JIA).message_id)
    naming = notification(to="duban@office.example", recipient=YI, about="")
    foreign = notification(to="duban@office.example", recipient="nobody@x.example")
    assert effects(ledger, quoting, naming, foreign, proof=proof) == [BounceEffect.UNPROVEN] * 2
    assert {each.mailbox for each in noted(ledger)} == {JIA, YI}
    tagged = notification(
        to=return_path(mail_to(ledger, JIA).key, address=ADDRESS, secret=SECRET), recipient=JIA
    )
    assert BounceEffect.STOPS not in effects(ledger, tagged, proof=proof)
    assert stopped(ledger) == set()


def test_mails_sent_under_a_tag_are_proven_after_the_setting_is_gone(sent: Ledger) -> None:
    """And after the address of returned mails has changed."""
    for address in ("", "returned@elsewhere.example"):
        proof = ReturnPaths(address=address, secret=SECRET)
        assert proof.holds(mail_to(sent, JIA).key, [mail_to(sent, JIA).sender])
    assert effects(sent, back_to(sent), proof=replace(PROOF, address="")) == [BounceEffect.STOPS]


def test_another_secret_believes_nothing_of_the_former_one(sent: Ledger) -> None:
    """A key that was exposed is exchanged: what was made with it counts no more."""
    assert effects(sent, back_to(sent), proof=replace(PROOF, secret=b"new")) == [BounceEffect.UNPROVEN]
