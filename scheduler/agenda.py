# SPDX-License-Identifier: Apache-2.0
"""The agenda of a round: a cheap look first, then who is owed which letter now, from the ledger alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models.addresses import Mailbox, address_key, fault_of
from models.channels import reader_key_of
from models.database import Ledger
from models.findings import Finding
from models.kinds import LetterKind, ReaderKind
from models.letters import FailedCopy, FailedLetter, Letter, Reader, RunReport
from models.queries import bounces, failed, readers, tasks
from models.queries.outbox import run_report
from models.status import TaskStatus
from models.views import LeaderView, LedgerView, UnitView
from scheduler.again import NOTHING, Again, Closed, Destination, owed_again
from scheduler.assessment import assess, tasks_for_round
from scheduler.letters import RoundContext, leader_letter, office_letter, run_letter, unit_letter
from scheduler.policy import Policy
from scheduler.problems import ledger_problems
from scheduler.slots import SLOT_OF, Slot, SlotKind, slot_on, slots_due
from scheduler.workdays import WorkingCalendar

Portfolios = dict[Reader, list[TaskStatus]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreachable:
    """A reader without a mailbox that works who is owed a letter; what it would have said stays unsaid."""

    reader: Reader
    kinds: tuple[LetterKind, ...]
    tasks: tuple[str, ...]
    """The numbers of the tasks the letter would have been about."""
    letter: Letter
    """What no mail can say; a channel of the reader still may."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unwritten:
    """A letter that could not be written down, and why, in the office's language."""

    letter: Letter
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Agenda:
    """All letters of one round, and what to record beside them."""

    letters: tuple[Letter, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()
    unmailed: tuple[Letter, ...] = ()
    """What readers no longer want by mail; their channels are told it all the same."""
    retold: tuple[tuple[Letter, int], ...] = ()
    """What one channel alone is told anew."""
    again: tuple[FailedLetter, ...] = ()
    """The letters that reached nobody before and are settled by this round."""
    spare: tuple[FailedCopy, ...] = ()
    """Single mails that need not wait any more."""
    slots: tuple[Slot, ...] = ()
    """The slots served by at least one letter; the others stay due."""
    noted: int = 0
    """How many messages were written for channels, once the round is."""
    unwritten: tuple[Unwritten, ...] = ()
    """What could not be written down, once the round is; `letters` are the others then."""

    @property
    def is_quiet(self) -> bool:
        """Tell whether there is nothing to write by mail, and nothing to settle."""
        return not (self.letters or self.again or self.spare)

    def blanks_of(self, letter: Letter) -> tuple[FailedLetter, ...]:
        """Give the mails to a letter's reader that are settled and were never written down."""
        return tuple(
            item
            for item in self.again
            if item.reader_key == letter.reader.key and item.channel_id is None and item.is_blank
        )

    def blank_keys(self, letter: Letter) -> frozenset[str]:
        """Give the keys of those."""
        return frozenset(copy.key for item in self.blanks_of(letter) for copy in item.copies)


def decide(  # noqa: PLR0913  (all that a decision depends on)
    ledger: LedgerView,
    *,
    now: datetime,
    slots: Iterable[Slot],
    policy: Policy,
    calendar: WorkingCalendar,
    office: tuple[Reader, ...],
    findings: tuple[Finding, ...] = (),
    run: RunReport | None = None,
    again: Again = NOTHING,
) -> Agenda:
    """Decide what is owed at `now`, aware and in the office's time zone, for the slots not served yet.

    `office` are the readers of the digest, each with a key of its own; `findings` is what it tells besides,
    and `run` what became of the mails of the last rounds.
    `again` is what is owed once more to some readers, whether its slot was served or not.
    """
    unserved = tuple(slot for slot in slots if slot.key not in ledger.rounds)
    if not unserved and again.is_nothing:
        return Agenda()
    context = RoundContext(
        now=now,
        slots=frozenset(slot.kind for slot in unserved),
        said=ledger.said - again.said if again.failed else ledger.said,
        policy=policy,
        calendar=calendar,
        answer_by=calendar.add(now.date(), policy.thresholds.answer_within),
        muted=ledger.muted,
        failing=ledger.failing,
        again=again,
        frequencies=ledger.frequencies,
        is_first_of_week=calendar.first_of_week(now.date()) == now.date(),
        is_rehearsal=ledger.is_rehearsal,
    )
    statuses = tuple(
        assess(task, on=now.date(), calendar=calendar, policy=policy) for task in ledger.tasks if task.is_open
    )
    material = _Material(statuses, office, findings, run)
    agenda = _agenda(tuple(material.letters(context)), unserved, ledger)
    retold = (pair for destination in again.failed for pair in _retold(material, context, destination))
    return replace(agenda, again=again.letters, spare=again.spare, retold=tuple(retold))


class _Material:
    """All that letters are written from."""

    def __init__(
        self,
        statuses: tuple[TaskStatus, ...],
        office: tuple[Reader, ...],
        findings: tuple[Finding, ...],
        run: RunReport | None,
    ) -> None:
        self._statuses = statuses
        self._office = office
        self._findings = findings
        self._run = run
        self._by_unit: Portfolios = {}
        self._by_leader: Portfolios = {}
        _index(statuses, self._by_unit, self._by_leader)

    def letters(
        self, context: RoundContext, *, chosen: Callable[[Reader], bool] = lambda _reader: True
    ) -> Iterator[Letter]:
        """Give every letter owed to the chosen readers: units first, then leaders, the office last."""
        office = tuple(filter(chosen, self._office))
        owed = (
            *(unit_letter(item, self._by_unit[item], context) for item in filter(chosen, self._by_unit)),
            *(
                leader_letter(item, self._by_leader[item], context)
                for item in filter(chosen, self._by_leader)
            ),
            *(office_letter(item, self._statuses, self._findings, context) for item in office),
            *(run_letter(item, self._run, self._findings, context) for item in office if self._run),
        )
        return (letter for letter in owed if letter)


def _retold(
    material: _Material, context: RoundContext, destination: Destination
) -> Iterator[tuple[Letter, int]]:
    """Give what a channel was to be told and was not, whatever its reader's mails have said meanwhile."""
    reader_key, channel_id = destination
    if channel_id is None:
        return
    unsaid = {key.rpartition("@")[0] for letter in context.again.failed[destination] for key in letter.said}
    alone = replace(context, said=frozenset(context.said) - unsaid, channel_id=channel_id)
    letters = material.letters(alone, chosen=lambda reader: reader_key_of(reader) == reader_key)
    if letter := next(letters, None):
        yield letter, channel_id


def _index(statuses: Iterable[TaskStatus], by_unit: Portfolios, by_leader: Portfolios) -> None:
    for status in statuses:
        task = status.task
        for unit in dict.fromkeys(_unit_reader(unit) for unit in task.named_units):
            by_unit.setdefault(unit, []).append(status)
        for leader in dict.fromkeys(_leader_reader(leader) for leader in task.leaders):
            by_leader.setdefault(leader, []).append(status)


def _unit_reader(unit: UnitView) -> Reader:
    return Reader(kind=ReaderKind.UNIT, key=unit.key, name=unit.name, mailboxes=unit.mailboxes)


def _leader_reader(leader: LeaderView) -> Reader:
    return Reader(kind=ReaderKind.LEADER, key=leader.key, name=leader.name, mailboxes=leader.mailboxes)


def _agenda(composed: tuple[Letter, ...], slots: tuple[Slot, ...], ledger: LedgerView) -> Agenda:
    wanted = tuple(_where_wanted(letter, ledger) for letter in composed if not _is_muted(letter, ledger))
    unmailed = tuple(letter for letter in composed if _is_muted(letter, ledger))
    working = tuple((letter, _working(letter.reader, ledger.failing)) for letter in wanted)
    letters = tuple(_at(letter, mailboxes) for letter, mailboxes in working if mailboxes)
    unsent = (letter for letter, mailboxes in working if not mailboxes)
    served = {SLOT_OF[kind] for letter in (*letters, *unmailed) for kind in letter.covers}
    if any(letter.is_weekly for letter in (*letters, *unmailed)):
        served.add(SlotKind.WEEKLY)
    return Agenda(
        letters=letters,
        unreachable=_unreachable(unsent),
        unmailed=unmailed,
        slots=tuple(slot for slot in slots if slot.kind in served),
    )


def _is_muted(letter: Letter, ledger: LedgerView) -> bool:
    return all(
        letter.reader.declines(kind, muted=ledger.muted, failing=ledger.failing) for kind in letter.covers
    )


def _where_wanted(letter: Letter, ledger: LedgerView) -> Letter:
    reader = letter.reader
    wanted = tuple(
        mailbox
        for mailbox in reader.mailboxes
        if not all((reader.key_at(mailbox), kind) in ledger.muted for kind in letter.covers)
    )
    return letter if wanted == reader.mailboxes else _at(letter, wanted)


def _at(letter: Letter, mailboxes: tuple[Mailbox, ...]) -> Letter:
    if mailboxes == letter.reader.mailboxes:
        return letter
    return replace(letter, reader=replace(letter.reader, mailboxes=mailboxes, has_others=True))


def _working(reader: Reader, failing: frozenset[str]) -> tuple[Mailbox, ...]:
    """Leave out what mail came back from, and what no mail can carry as long as another mailbox works."""
    live = tuple(mailbox for mailbox in reader.mailboxes if address_key(mailbox.address) not in failing)
    return tuple(item for item in live if fault_of(item.address) is None) or live


def _unreachable(unsent: Iterable[Letter]) -> tuple[Unreachable, ...]:
    return tuple(
        Unreachable(reader=letter.reader, kinds=letter.covers, tasks=_numbers(letter), letter=letter)
        for letter in unsent
    )


def _numbers(letter: Letter) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.status.task.number for line in letter.lines))


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
class LedgerVersion:
    """All that a decision depends on, told cheaply: two equal looks of one office find the same owed."""

    on: date
    last_event: int
    slots: tuple[Slot, ...]
    """The slots due and not settled yet."""
    due: tuple[Slot, ...] = ()
    """The slots due, settled or not: what reached nobody may still be served."""
    failed: tuple[object, ...] = ()
    """What changes whenever a message fails, is dealt with by hand, or may be written anew."""

    def is_but_for_failures(self, other: "LedgerVersion | None") -> bool:
        """Tell whether two looks differ in nothing but what failed: then nothing else can be owed."""
        return other is not None and replace(self, failed=other.failed) == other


@dataclass(kw_only=True, slots=True)
class IdleCache:
    """Remember the last look that found nothing owed, so that a quiet tick reads no task."""

    quiet: LedgerVersion | None = None
    failed_rounds: dict[str, tuple[int, str]] = field(default_factory=dict)
    """How many rounds failed at a reader's letter, and why, for as long as the ledger cannot be told."""


def plan_round(ledger: Ledger, office: Office, *, now: datetime, full: bool = False) -> Agenda:
    """Decide what is owed at `now` and write nothing; `full` asks for all duties of the day now."""
    return decide_round(ledger, office, IdleCache(), now=now, full=full)[0]


def count_owed(ledger: Ledger, office: Office, *, now: datetime, idle: IdleCache) -> int:
    """Count the letters that are owed at `now` and not written; cheap while the ledger stands still."""
    agenda, look = decide_round(ledger, office, idle, now=now, full=False)
    idle.quiet = look if agenda.is_quiet else None
    return len(agenda.letters)


def decide_round(
    ledger: Ledger, office: Office, idle: IdleCache, *, now: datetime, full: bool
) -> tuple[Agenda, LedgerVersion]:
    """Decide what is owed at `now`, and tell the look it was decided on; a quiet one of `idle` is spared.

    Whoever wrote all of it may note the look as quiet.
    """
    with ledger.reading() as session:
        look, outline = _look(session, office, now=now, full=full)
        if look == idle.quiet:
            return Agenda(), look
        again = _again(session, office, look, now=now)
        if again.is_nothing and (not look.slots or look.is_but_for_failures(idle.quiet)):
            return Agenda(), look
        view = view_of(session, office, outline, look.slots, now=now, again=again)
        return agenda_of(session, office, view, look.slots, now=now, again=again), look


def view_of(
    session: Session,
    office: Office,
    outline: LedgerView,
    slots: Sequence[Slot],
    *,
    now: datetime,
    again: Again = NOTHING,
) -> LedgerView:
    """Read all that the slots can concern on the day of `now`, aware and in the office's time zone."""
    on = now.date()
    wanted = (*slots, *(slot_on(on, kind) for kind in again.kinds))
    within = tasks_for_round(wanted, on=on, policy=office.policy, calendar=office.calendar)
    return tasks.ledger_view(session, outline, within, on=on)


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
        findings=ledger_problems(session, calendar=calendar, policy=policy, now=now)
        if kinds & FOR_THE_OFFICE
        else (),
        run=run_report(session, earliest=now - REPORTED_BACK) if SlotKind.REPORT in kinds else None,
        again=again,
    )


def _look(session: Session, office: Office, *, now: datetime, full: bool) -> tuple[LedgerVersion, LedgerView]:
    due = slots_due(now, calendar=office.calendar, policy=office.policy, full=full)
    outline = tasks.ledger_outline(session, [slot.key for slot in due], now=now)
    look = LedgerVersion(
        on=now.date(),
        last_event=outline.last_event,
        slots=tuple(slot for slot in due if slot.key not in outline.rounds),
        due=due,
        failed=outline.failed_version,
    )
    return look, outline


def _again(session: Session, office: Office, look: LedgerVersion, *, now: datetime) -> Again:
    found = failed.read(session, on=now.date(), office=_mailboxes(office))
    if not (found.letters or found.spare):
        return NOTHING
    return owed_again(
        found,
        due=look.due,
        of_the_day=slots_due(now, calendar=office.calendar, policy=office.policy, full=True),
        closed=Closed(
            failing=frozenset(map(address_key, bounces.failing(session))), muted=readers.muted(session)
        ),
        now=now,
    )


def _mailboxes(office: Office) -> dict[str, tuple[Mailbox, ...]]:
    return {reader.key: reader.mailboxes for reader in office.supervisors}
