# SPDX-License-Identifier: Apache-2.0
"""An office whose mails leave under return paths of their own, and what comes back to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import select

from models.addresses import Mailbox
from models.database import Ledger
from models.kinds import BounceEffect
from models.letters import Envelope, Letter, Notification
from models.queries import bounces, claims
from models.tables import Bounce, Message
from notifiers.bounces import notifications_in
from notifiers.mail.mime import ReturnPaths, return_path
from scheduler.agenda import Agenda
from scheduler.round import run_round
from scheduler.upkeep import record_bounces
from tests.builders import MONDAY, bring_in, late_task, office, register, rich_task, task, write_down
from tests.support.mails.notifications import notification
from tests.support.mails.outboxes import messages

ADDRESS, SECRET = "bounces@duban.example", b"the secret of this office"
PROOF = ReturnPaths(address=ADDRESS, secret=SECRET)
JIA, YI = "jia@office.example", "yi@office.example"
SOON = MONDAY + timedelta(minutes=10)


def with_own_path(letter: Letter, mailbox: Mailbox) -> Envelope:
    """Write a letter with a return path of its own."""
    plain = write_down(letter, mailbox)
    return replace(plain, sender=return_path(plain.key, address=ADDRESS, secret=SECRET))


def send_round(ledger: Ledger, *, at: datetime = MONDAY) -> Agenda:
    """Run a round, and let all its mails leave."""
    agenda = run_round(ledger, office(), with_own_path, now=at, full=True)
    hand_over(ledger, at=at)
    return agenda


def hand_over(ledger: Ledger, *, at: datetime) -> None:
    """Let every mail that is due leave."""
    with ledger.writing() as session:
        for held in claims.claim(session, now=at, limit=100, owner="test"):
            claims.stamp_sent(session, held, now=at)


def fill(ledger: Ledger) -> None:
    """Give a ledger with units and tasks."""
    register(ledger)
    bring_in(ledger, [late_task(1), task(2), rich_task(3)])


def mail_to(ledger: Ledger, recipient: str) -> Message:
    """Give the newest mail to an address."""
    return [each for each in messages(ledger) if each.recipient == recipient][-1]


def back_to(ledger: Ledger, mailed: str = JIA, **facts: str) -> bytes:
    """Write the notification that a mail server sends about the newest mail to an address."""
    message = mail_to(ledger, mailed)
    usual = {"to": message.sender, "recipient": mailed, "about": message.message_id}
    return notification(**(usual | facts))


class Arrived:
    """What has just arrived, without a mailbox around it."""

    def __init__(self, *contents: bytes) -> None:
        self._contents = contents

    def collect(self, take: Callable[[Notification], None], *, leave: bool = False) -> None:
        """Give all of it."""
        for content in self._contents:
            for each in notifications_in(content):
                take(each)

    def probe(self) -> None:
        """Be there."""


def effects(
    ledger: Ledger, *contents: bytes, now: datetime = SOON, proof: ReturnPaths = PROOF
) -> list[BounceEffect]:
    """Read what arrived, and tell what each of it did."""
    return [bounce.effect for bounce in record_bounces(ledger, Arrived(*contents), proof, now=now)]


def stopped(ledger: Ledger) -> set[str]:
    """Give the mailboxes that get no mail any more."""
    with ledger.reading() as session:
        return set(bounces.failing(session))


def noted(ledger: Ledger) -> list[Bounce]:
    """Give every bounce that was noted, oldest first."""
    with ledger.reading() as session:
        return list(session.exec(select(Bounce).order_by(Bounce.id)))


def mailed(agenda: Agenda) -> set[str | None]:
    """Give the mailboxes that a round wrote to."""
    return {mailbox.address for letter in agenda.letters for mailbox in letter.reader.mailboxes}
