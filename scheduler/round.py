"""One round: what is owed now is decided, written down, and put into the outbox as one whole.

Running it again, twice at once, or after a crash adds nothing: slots, messages and notices are unique.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.database import Ledger
from models.errors import LedgerError
from models.letters import Envelope, Letter, Reader
from models.queries import log, outbox
from models.queries.views import ledger_view
from models.views import LedgerView
from scheduler.agenda import Agenda, decide
from scheduler.concerns import concerns
from scheduler.policy import Policy
from scheduler.ports import Compose
from scheduler.slots import Slot, SlotKind, slots_due
from scheduler.workdays import WorkingCalendar

TRIES = 5
logger = logging.getLogger(__name__)


class _LedgerMovedError(Exception):
    """Somebody changed the ledger between deciding and writing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """The rules and the people of one office: all a decision depends on besides ledger and time."""

    policy: Policy
    calendar: WorkingCalendar
    supervisors: tuple[Reader, ...] = field(default=())


def plan_round(ledger: Ledger, office: Office, *, now: datetime, full: bool = False) -> Agenda:
    """Decide what is owed at `now` and write nothing; `full` asks for all duties of the day now."""
    return _decide(ledger, office, now=now, full=full)[0]


def run_round(
    ledger: Ledger, office: Office, compose: Compose, *, now: datetime, full: bool = False
) -> Agenda:
    """Decide what is owed at `now` and put it into the outbox; give what this very round wrote."""
    for _attempt in range(TRIES):
        agenda, view = _decide(ledger, office, now=now, full=full)
        if not agenda.letters:
            return agenda
        written = [(letter, _composed(compose, letter)) for letter in agenda.letters]
        try:
            _write(ledger, agenda, written, view, now=now)
        except (IntegrityError, _LedgerMovedError):
            continue  # another round or an import was faster: decide anew on what it left
        return agenda
    raise LedgerError(
        "The ledger kept changing while a round was being written; nothing of it was written.",
        cure="The next round makes up for it.",
    )


def _decide(ledger: Ledger, office: Office, *, now: datetime, full: bool) -> tuple[Agenda, LedgerView]:
    slots = slots_due(now, calendar=office.calendar, policy=office.policy, full=full)
    with ledger.reading() as session:
        view = ledger_view(session, on=now.date())
        findings = concerns(session, view, calendar=office.calendar, now=now)
    agenda = decide(
        view,
        now=now,
        slots=slots,
        policy=office.policy,
        calendar=office.calendar,
        office=office.supervisors,
        findings=findings,
    )
    return agenda, view


def _composed(compose: Compose, letter: Letter) -> Envelope | Exception:
    try:
        return compose(letter)
    except Exception as failure:
        logger.exception("letter %s could not be written", letter.key)
        return failure


def _write(
    ledger: Ledger,
    agenda: Agenda,
    written: Sequence[tuple[Letter, Envelope | Exception]],
    view: LedgerView,
    *,
    now: datetime,
) -> None:
    with ledger.writing() as session:
        if log.newest(session) != view.last_event:
            raise _LedgerMovedError
        for slot in _recorded(agenda):
            outbox.record_round(session, slot.kind, slot.label, now=now, messages=len(written))
        for letter, envelope in written:
            _put(session, letter, envelope, now=now)


def _recorded(agenda: Agenda) -> list[Slot]:
    """Leave notices out: each is unique by itself, and a plan imported at noon still owes some today."""
    return [slot for slot in agenda.slots if slot.kind is not SlotKind.NOTICES]


def _put(session: Session, letter: Letter, envelope: Envelope | Exception, *, now: datetime) -> None:
    if isinstance(envelope, Envelope):
        outbox.write(session, letter, envelope, now=now)
    else:
        outbox.write_unwritable(session, letter, str(envelope), now=now)
