# SPDX-License-Identifier: Apache-2.0
"""A ledger with many mails owed, and what became of them."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from sqlmodel import col, func, insert, select

from models.addresses import Mailbox
from models.database import Ledger
from models.kinds import LetterKind, MessageState, Outcome, ReaderKind
from models.letters import Envelope, Letter, Reader
from models.migrations import require_head
from models.queries import outbox
from models.tables import Delivery, MailboxRow, Message
from notifiers.mail.mime import message_id
from tests.builders import MONDAY, boxes
from tests.builders import letter as letter_of
from tests.faults.sink import REFUSED
from tests.faults.verdict import Owed

SENDER = "duban@office.example"
OPEN_STATES = (MessageState.QUEUED, MessageState.SENDING)


def fill(ledger: Ledger, count: int, *, refused: int = 0) -> frozenset[str]:
    """Owe `count` readers a mail each; give the mailboxes that the sink never takes, `refused` of them."""
    require_head(ledger)
    step = count // refused if refused else count + 1
    letters = [_letter(number, gone=(number + 1) % step == 0) for number in range(count)]
    with ledger.writing() as session:
        session.execute(insert(MailboxRow), [_at_home(letter) for letter in letters])
        for letter in letters:
            outbox.write(session, letter, [write_down(letter, *letter.reader.mailboxes)], now=MONDAY)
    addresses = (each.address for letter in letters for each in letter.reader.mailboxes)
    return frozenset(address for address in addresses if address.startswith(REFUSED))


def fill_by_the_thousand(ledger: Ledger, count: int) -> None:
    """Owe as many mails as a whole province, past the one-by-one writing that a round does."""
    require_head(ledger)
    for first in range(0, count, 5_000):
        letters = [_letter(number, gone=False) for number in range(first, min(first + 5_000, count))]
        with ledger.writing() as session:
            session.execute(insert(MailboxRow), [_at_home(letter) for letter in letters])
            session.execute(insert(Message), [_row(letter) for letter in letters])


def _at_home(letter: Letter) -> dict[str, object]:
    """Give the row of the registry without which a mail would wait for somebody who is no more."""
    (mailbox,) = letter.reader.mailboxes
    return {
        "owner_key": letter.reader.key,
        "position": 0,
        "address": mailbox.address,
        "is_copy": mailbox.is_copy,
        "label": mailbox.label,
    }


def _row(letter: Letter) -> dict[str, object]:
    envelope = write_down(letter, *letter.reader.mailboxes)
    return {
        "key": letter.key,
        "letter_key": letter.key,
        "kind": letter.kind,
        "reader_key": letter.reader.key,
        "reader_name": letter.reader.name,
        "sender": envelope.sender,
        "recipient": envelope.recipient,
        "subject": envelope.subject,
        "message_id": envelope.message_id,
        "content": envelope.content,
        "created_at": MONDAY,
        "next_at": MONDAY,
    }


def write_down(letter: Letter, mailbox: Mailbox) -> Envelope:
    """Write about 2 kB, different for each letter, with lines that SMTP must double the dot of."""
    name = message_id(letter.key, "office.example", secret=b"a key of tests")
    line = f"\r\n.{sha256(name.encode()).hexdigest()}"
    return Envelope(
        key=letter.key,
        message_id=name,
        sender=SENDER,
        recipient=mailbox.address,
        subject=letter.key,
        content=f"Message-ID: {name}\r\nTo: {mailbox.address}\r\n{line * 30}\r\n".encode(),
    )


def _letter(number: int, *, gone: bool) -> Letter:
    mailbox = f"{REFUSED if gone else 'unit-'}{number}@office.example"
    reader = Reader(
        kind=ReaderKind.UNIT, key=f"unit:{number}", name=f"第{number}所", mailboxes=boxes(mailbox)
    )
    return letter_of(LetterKind.WEEKLY, reader)


def unsettled(ledger: Ledger) -> int:
    """Count the mails that still wait or are in somebody's hand."""
    open_ones = select(func.count()).where(col(Message.state).in_(OPEN_STATES))
    with ledger.reading() as session:
        return session.exec(open_ones).one()


def owed_in(ledger: Ledger) -> Sequence[Owed]:
    """Read the whole outbox."""
    query = select(Delivery.message_id, func.count()).where(Delivery.outcome == Outcome.REFUSED)
    with ledger.reading() as session:
        refusals = dict(session.exec(query.group_by(col(Delivery.message_id))).all())
        return list(_owed(session.exec(select(Message)), refusals))


def _owed(messages: Iterable[Message], refusals: dict[int, int]) -> Iterable[Owed]:
    for message in messages:
        yield Owed(
            key=message.key,
            message_id=message.message_id,
            recipient=message.recipient,
            body=sha256(message.content).hexdigest(),
            state=message.state,
            refusals=refusals.get(message.id, 0),
        )
