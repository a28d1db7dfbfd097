"""One round: what is owed now is decided, written down, and put into the outbox as one whole.

Running it again, twice at once, or after a crash adds nothing: slots, messages and notices are unique.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.addresses import Mailbox
from models.database import Ledger
from models.errors import LedgerError
from models.letters import Envelope, Letter
from models.queries import log, outbox
from models.tables.columns import Packed
from scheduler.agenda import Agenda
from scheduler.decision import Look, Memo, Office, decide_round
from scheduler.policy import Policy
from scheduler.ports import Compose, Dispatch, Shorten
from scheduler.skipping import record_missed
from scheduler.slots import Slot, SlotKind
from scheduler.spread import wait_of
from scheduler.telling import Told, shortened, tell

TRIES = 5
Mails = Sequence[tuple[Mailbox, Envelope | Exception]]
"""A letter's mail to each mailbox of its reader, or why it could not be written."""
logger = logging.getLogger(__name__)


class _LedgerMovedError(Exception):
    """Somebody changed the ledger between deciding and writing."""


def run_round(  # noqa: PLR0913  (each is for whoever rounds to say)
    ledger: Ledger,
    office: Office,
    compose: Compose,
    *,
    now: datetime,
    full: bool = False,
    memo: Memo | None = None,
    dispatch: Dispatch | None = None,
    shorten: Shorten | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Agenda:
    """Decide what is owed at `now` and put it into the outbox; give what this very round wrote.

    `memo` is kept from one tick to the next by whoever ticks; `dispatch` takes over what is written.
    `shorten` puts letters into a few words for their readers' channels, which are told nothing without it.
    Once `stopping` is true no further letter is written down, and nothing of the round is kept.
    """
    record_missed(ledger, office, now=now)
    memo = memo or Memo()
    for _attempt in range(TRIES):
        agenda, look = decide_round(ledger, office, memo, now=now, full=full)
        told = shortened(ledger, agenda, shorten, policy=office.policy) if shorten else ()
        if not (agenda.letters or agenda.unmailed or told):
            return agenda
        going = takewhile(lambda _letter: not stopping(), agenda.letters)
        written = [(letter, _mails(compose, letter)) for letter in going]
        if len(written) < len(agenda.letters):
            return Agenda()
        # Until it is written, what only channels are told must not be taken for a quiet look.
        quiet, memo.quiet = memo.quiet, None
        try:
            noted = _write(
                ledger, agenda, written, told, look, now=now, policy=office.policy, dispatch=dispatch
            )
        except (IntegrityError, _LedgerMovedError):
            continue  # another round or an import was faster: decide anew on what it left
        memo.quiet = quiet
        _log_decisions(agenda, noted)
        return replace(agenda, noted=noted)
    raise LedgerError(
        "The ledger kept changing while a round was being written; nothing of it was written.",
        cure="The next round makes up for it.",
    )


def _log_decisions(agenda: Agenda, noted: int) -> None:
    """Log one line a decision, and one for what channels are told."""
    for letter in agenda.letters:
        facts = {"key": letter.key, "kind": letter.kind.value, "reader": letter.reader.name}
        logger.info("written", extra=facts | {"rows": len(letter.lines), "notices": len(letter.notices)})
    for each in agenda.unreachable:
        logger.info("unreachable", extra={"reader": each.reader.name, "tasks": ",".join(each.tasks)})
    if noted:
        logger.info("written for channels", extra={"messages": noted})


def _mails(compose: Compose, letter: Letter) -> Mails:
    return [(mailbox, _composed(compose, letter, mailbox)) for mailbox in letter.reader.mailboxes]


def _composed(compose: Compose, letter: Letter, mailbox: Mailbox) -> Envelope | Exception:
    try:
        envelope = compose(letter, mailbox)
        # A round may write thousands: they are held packed, and packed before the ledger is locked.
        return replace(envelope, content=Packed.of(envelope.content))
    except Exception as failure:
        logger.exception("letter %s could not be written", letter.key)
        return failure


def _write(
    ledger: Ledger,
    agenda: Agenda,
    written: Sequence[tuple[Letter, Mails]],
    told: Sequence[Told],
    look: Look,
    *,
    now: datetime,
    policy: Policy,
    dispatch: Dispatch | None,
) -> int:
    with ledger.writing() as session:
        if log.newest(session) != look.last_event:
            raise _LedgerMovedError
        for slot in _recorded(agenda):
            outbox.record_round(session, slot.kind, slot.label, now=now, messages=len(written))
        for letter, mails in written:
            _put(session, letter, mails, now=now, wait=wait_of(letter, policy=policy))
        noted = tell(session, told, now=now)
        if dispatch:
            dispatch.enlist(session, now=now)
    return noted


def _recorded(agenda: Agenda) -> list[Slot]:
    """Leave notices out: each is unique by itself, and a plan imported at noon still owes some today."""
    return [slot for slot in agenda.slots if slot.kind is not SlotKind.NOTICES]


def _put(session: Session, letter: Letter, mails: Mails, *, now: datetime, wait: timedelta) -> None:
    if envelopes := [mail for _mailbox, mail in mails if isinstance(mail, Envelope)]:
        outbox.write(session, letter, envelopes, now=now, wait=wait)
    for mailbox, mail in mails:
        if not isinstance(mail, Envelope):
            outbox.write_unwritable(session, letter, mailbox, str(mail), now=now)
