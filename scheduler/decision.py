"""The decision of a round: a cheap look first, and the tasks only when something may be owed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models.database import Ledger
from models.letters import Reader
from models.queries import reached
from models.queries.runs import run_report
from models.views import LedgerView
from scheduler.agenda import Agenda, decide
from scheduler.concerns import concerns
from scheduler.policy import Policy
from scheduler.reach import reach
from scheduler.slots import Slot, SlotKind, slots_due
from scheduler.workdays import WorkingCalendar

FOR_THE_OFFICE = frozenset({SlotKind.DIGEST, SlotKind.REPORT})
REPORTED_BACK = timedelta(days=7)
"""A run report looks back so many *calendar* days at most."""


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
    return decide_round(ledger, office, Memo(), now=now, full=full)[0]


def count_owed(ledger: Ledger, office: Office, *, now: datetime, memo: Memo) -> int:
    """Count the letters that are owed at `now` and not written; cheap while the ledger stands still."""
    return len(decide_round(ledger, office, memo, now=now, full=False)[0].letters)


def decide_round(
    ledger: Ledger, office: Office, memo: Memo, *, now: datetime, full: bool
) -> tuple[Agenda, Look]:
    """Decide what is owed at `now`, and tell the look it was decided on; `memo` spares a quiet one."""
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
    return agenda_of(session, office, view_of(session, office, glanced, slots, now=now), slots, now=now)


def view_of(
    session: Session, office: Office, glanced: LedgerView, slots: Sequence[Slot], *, now: datetime
) -> LedgerView:
    """Read all that the slots can concern on the day of `now`, aware and in the office's time zone."""
    on = now.date()
    within = reach(slots, on=on, policy=office.policy, calendar=office.calendar)
    return reached.ledger_view(session, glanced, within, on=on)


def agenda_of(
    session: Session, office: Office, view: LedgerView, slots: Sequence[Slot], *, now: datetime
) -> Agenda:
    """Decide what is owed at `now` on what was read, with what the office is told besides."""
    policy, calendar = office.policy, office.calendar
    kinds = {slot.kind for slot in slots}
    return decide(
        view,
        now=now,
        slots=slots,
        policy=policy,
        calendar=calendar,
        office=office.supervisors,
        findings=concerns(session, calendar=calendar, now=now) if kinds & FOR_THE_OFFICE else (),
        run=run_report(session, earliest=now - REPORTED_BACK) if SlotKind.REPORT in kinds else None,
    )
