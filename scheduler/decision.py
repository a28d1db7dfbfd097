"""The decision of a round: a cheap look first, and the tasks only when something may be owed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models.addresses import Mailbox, address_key
from models.database import Ledger
from models.letters import Reader
from models.queries import bounces, failed, mutes, reached
from models.queries.runs import run_report
from models.views import LedgerView
from scheduler.again import NOTHING, Again, Closed, owed_again
from scheduler.agenda import Agenda, decide
from scheduler.concerns import concerns
from scheduler.policy import Policy
from scheduler.reach import reach
from scheduler.slots import Slot, SlotKind, slot_on, slots_due
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
    due: tuple[Slot, ...] = ()
    """The slots due, settled or not: what reached nobody may still be served."""
    failed: tuple[object, ...] = ()
    """What changes whenever a message fails, is dealt with by hand, or may be written anew."""

    def is_but_for_failures(self, other: "Look | None") -> bool:
        """Tell whether two looks differ in nothing but what failed: then nothing else can be owed."""
        return other is not None and replace(self, failed=other.failed) == other


@dataclass(kw_only=True, slots=True)
class Memo:
    """Remember the last look that found nothing owed, so that a quiet tick reads no task."""

    quiet: Look | None = None
    failed_rounds: dict[str, tuple[int, str]] = field(default_factory=dict)
    """How many rounds failed at a reader's letter, and why, for as long as the ledger cannot be told."""


def plan_round(ledger: Ledger, office: Office, *, now: datetime, full: bool = False) -> Agenda:
    """Decide what is owed at `now` and write nothing; `full` asks for all duties of the day now."""
    return decide_round(ledger, office, Memo(), now=now, full=full)[0]


def count_owed(ledger: Ledger, office: Office, *, now: datetime, memo: Memo) -> int:
    """Count the letters that are owed at `now` and not written; cheap while the ledger stands still."""
    agenda, look = decide_round(ledger, office, memo, now=now, full=False)
    memo.quiet = look if agenda.is_quiet else None
    return len(agenda.letters)


def decide_round(
    ledger: Ledger, office: Office, memo: Memo, *, now: datetime, full: bool
) -> tuple[Agenda, Look]:
    """Decide what is owed at `now`, and tell the look it was decided on; a quiet one of `memo` is spared.

    Whoever wrote all of it may note the look as quiet.
    """
    with ledger.reading() as session:
        look, glanced = _look(session, office, now=now, full=full)
        if look == memo.quiet:
            return Agenda(), look
        again = _again(session, office, look, now=now)
        if again.is_nothing and (not look.slots or look.is_but_for_failures(memo.quiet)):
            return Agenda(), look
        view = view_of(session, office, glanced, look.slots, now=now, again=again)
        return agenda_of(session, office, view, look.slots, now=now, again=again), look


def view_of(
    session: Session,
    office: Office,
    glanced: LedgerView,
    slots: Sequence[Slot],
    *,
    now: datetime,
    again: Again = NOTHING,
) -> LedgerView:
    """Read all that the slots can concern on the day of `now`, aware and in the office's time zone."""
    on = now.date()
    wanted = (*slots, *(slot_on(on, kind) for kind in again.kinds))
    within = reach(wanted, on=on, policy=office.policy, calendar=office.calendar)
    return reached.ledger_view(session, glanced, within, on=on)


def agenda_of(
    session: Session,
    office: Office,
    view: LedgerView,
    slots: Sequence[Slot],
    *,
    now: datetime,
    again: Again = NOTHING,
) -> Agenda:
    """Decide what is owed at `now` on what was read, with what the office is told besides."""
    policy, calendar = office.policy, office.calendar
    kinds = {slot.kind for slot in slots} | again.kinds
    return decide(
        view,
        now=now,
        slots=slots,
        policy=policy,
        calendar=calendar,
        office=office.supervisors,
        findings=concerns(session, calendar=calendar, now=now) if kinds & FOR_THE_OFFICE else (),
        run=run_report(session, earliest=now - REPORTED_BACK) if SlotKind.REPORT in kinds else None,
        again=again,
    )


def _look(session: Session, office: Office, *, now: datetime, full: bool) -> tuple[Look, LedgerView]:
    due = slots_due(now, calendar=office.calendar, policy=office.policy, full=full)
    glanced = reached.glance(session, [slot.key for slot in due], now=now)
    look = Look(
        on=now.date(),
        last_event=glanced.last_event,
        slots=tuple(slot for slot in due if slot.key not in glanced.rounds),
        due=due,
        failed=glanced.failed_version,
    )
    return look, glanced


def _again(session: Session, office: Office, look: Look, *, now: datetime) -> Again:
    found = failed.read(session, on=now.date(), office=_mailboxes(office))
    if not (found.letters or found.spare):
        return NOTHING
    return owed_again(
        found,
        due=look.due,
        of_the_day=slots_due(now, calendar=office.calendar, policy=office.policy, full=True),
        closed=Closed(
            failing=frozenset(map(address_key, bounces.failing(session))), muted=mutes.muted(session)
        ),
        now=now,
    )


def _mailboxes(office: Office) -> dict[str, tuple[Mailbox, ...]]:
    return {reader.key: reader.mailboxes for reader in office.supervisors}
