"""One round: what is owed now is decided, written down, and put into the outbox as one whole.

Running it again, twice at once, or after a crash adds nothing: slots, messages and notices are unique.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.database import Ledger
from models.errors import LedgerError
from models.letters import Envelope, Letter, Reader
from models.queries import heartbeats, log, outbox, reached
from models.queries.runs import run_report
from models.tables.columns import Packed
from models.views import LedgerView
from scheduler.agenda import Agenda, decide
from scheduler.concerns import concerns
from scheduler.missed import slots_missed
from scheduler.policy import Policy
from scheduler.ports import Compose, Dispatch
from scheduler.reach import reach
from scheduler.slots import Slot, SlotKind, slots_due
from scheduler.spread import wait_of
from scheduler.workdays import WorkingCalendar

TRIES = 5
FOR_THE_OFFICE = frozenset({SlotKind.DIGEST, SlotKind.REPORT})
REPORTED_BACK = timedelta(days=7)
"""A run report looks back so many *calendar* days at most."""
logger = logging.getLogger(__name__)


class _LedgerMovedError(Exception):
    """Somebody changed the ledger between deciding and writing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """The rules and the people of one office: all a decision depends on besides ledger and time."""

    policy: Policy
    calendar: WorkingCalendar
    supervisors: tuple[Reader, ...] = field(default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """All that a decision depends on, told cheaply: two equal looks of one office find the same owed."""

    on: date
    last_event: int
    slots: tuple[Slot, ...]
    """The slots due and not settled yet."""


@dataclass(kw_only=True, slots=True)
class Memo:
    """Remember the last look that found nothing owed, so that a quiet tick reads no task."""

    quiet: Look | None = None


def plan_round(ledger: Ledger, office: Office, *, now: datetime, full: bool = False) -> Agenda:
    """Decide what is owed at `now` and write nothing; `full` asks for all duties of the day now."""
    return _decide(ledger, office, Memo(), now=now, full=full)[0]


def count_owed(ledger: Ledger, office: Office, *, now: datetime, memo: Memo) -> int:
    """Count the letters that are owed at `now` and not written; cheap while the ledger stands still."""
    return len(_decide(ledger, office, memo, now=now, full=False)[0].letters)


def run_round(
    ledger: Ledger,
    office: Office,
    compose: Compose,
    *,
    now: datetime,
    full: bool = False,
    memo: Memo | None = None,
    dispatch: Dispatch | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Agenda:
    """Decide what is owed at `now` and put it into the outbox; give what this very round wrote.

    `memo` is kept from one tick to the next by whoever ticks; `dispatch` takes over what is written.
    Once `stopping` is true no further letter is written down, and nothing of the round is kept.
    """
    _record_missed(ledger, office, now=now)
    for _attempt in range(TRIES):
        agenda, look = _decide(ledger, office, memo or Memo(), now=now, full=full)
        if not agenda.letters:
            return agenda
        going = takewhile(lambda _letter: not stopping(), agenda.letters)
        written = [(letter, _composed(compose, letter)) for letter in going]
        if len(written) < len(agenda.letters):
            return Agenda()
        try:
            _write(ledger, agenda, written, look, now=now, policy=office.policy, dispatch=dispatch)
        except (IntegrityError, _LedgerMovedError):
            continue  # another round or an import was faster: decide anew on what it left
        _tell(agenda)
        return agenda
    raise LedgerError(
        "The ledger kept changing while a round was being written; nothing of it was written.",
        cure="The next round makes up for it.",
    )


def _tell(agenda: Agenda) -> None:
    """Log one line a decision."""
    for letter in agenda.letters:
        facts = {"key": letter.key, "kind": letter.kind.value, "reader": letter.reader.name}
        logger.info("written", extra=facts | {"rows": len(letter.lines), "notices": len(letter.notices)})
    for each in agenda.unreachable:
        logger.warning("unreachable", extra={"reader": each.reader.name, "tasks": ",".join(each.tasks)})


def _record_missed(ledger: Ledger, office: Office, *, now: datetime) -> None:
    """Record what nobody served in time before anything is decided, so that letters of now can tell it."""
    with ledger.reading() as session:
        since = heartbeats.last_sign(session)
        missed = slots_missed(since, now, calendar=office.calendar, policy=office.policy)
        settled = reached.glance(session, [slot.key for slot in missed]).rounds if missed else ()
    unsettled = [slot for slot in missed if slot.key not in settled]
    if not unsettled:
        return
    with suppress(IntegrityError), ledger.writing() as session:  # another node may have been faster
        for slot in unsettled:
            outbox.record_skipped(session, slot.kind, slot.label, now=now)


def _decide(ledger: Ledger, office: Office, memo: Memo, *, now: datetime, full: bool) -> tuple[Agenda, Look]:
    with ledger.reading() as session:
        look, glanced = _look(session, office, now=now, full=full)
        if not look.slots or look == memo.quiet:
            return Agenda(), look
        agenda = _agenda(session, office, glanced, look.slots, now=now)
    memo.quiet = None if agenda.letters else look
    return agenda, look


def _look(session: Session, office: Office, *, now: datetime, full: bool) -> tuple[Look, LedgerView]:
    due = slots_due(now, calendar=office.calendar, policy=office.policy, full=full)
    glanced = reached.glance(session, [slot.key for slot in due])
    look = Look(
        on=now.date(),
        last_event=glanced.last_event,
        slots=tuple(slot for slot in due if slot.key not in glanced.rounds),
    )
    return look, glanced


def _agenda(
    session: Session, office: Office, glanced: LedgerView, slots: Sequence[Slot], *, now: datetime
) -> Agenda:
    policy, calendar, on = office.policy, office.calendar, now.date()
    within = reach(slots, on=on, policy=policy, calendar=calendar)
    kinds = {slot.kind for slot in slots}
    return decide(
        reached.ledger_view(session, glanced, within, on=on),
        now=now,
        slots=slots,
        policy=policy,
        calendar=calendar,
        office=office.supervisors,
        findings=concerns(session, calendar=calendar, now=now) if kinds & FOR_THE_OFFICE else (),
        run=run_report(session, earliest=now - REPORTED_BACK) if SlotKind.REPORT in kinds else None,
    )


def _composed(compose: Compose, letter: Letter) -> Envelope | Exception:
    try:
        envelope = compose(letter)
        # A round may write thousands: they are held packed, and packed before the ledger is locked.
        return replace(envelope, content=Packed.of(envelope.content))
    except Exception as failure:
        logger.exception("letter %s could not be written", letter.key)
        return failure


def _write(
    ledger: Ledger,
    agenda: Agenda,
    written: Sequence[tuple[Letter, Envelope | Exception]],
    look: Look,
    *,
    now: datetime,
    policy: Policy,
    dispatch: Dispatch | None,
) -> None:
    with ledger.writing() as session:
        if log.newest(session) != look.last_event:
            raise _LedgerMovedError
        for slot in _recorded(agenda):
            outbox.record_round(session, slot.kind, slot.label, now=now, messages=len(written))
        for letter, envelope in written:
            _put(session, letter, envelope, now=now, wait=wait_of(letter, policy=policy))
        if dispatch:
            dispatch.enlist(session, now=now)


def _recorded(agenda: Agenda) -> list[Slot]:
    """Leave notices out: each is unique by itself, and a plan imported at noon still owes some today."""
    return [slot for slot in agenda.slots if slot.kind is not SlotKind.NOTICES]


def _put(
    session: Session, letter: Letter, envelope: Envelope | Exception, *, now: datetime, wait: timedelta
) -> None:
    if isinstance(envelope, Envelope):
        outbox.write(session, letter, envelope, now=now, wait=wait)
    else:
        outbox.write_unwritable(session, letter, str(envelope), now=now)
