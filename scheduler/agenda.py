"""The agenda of a round: who is owed which letter now, decided from the ledger alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from models.addresses import Mailbox, address_key, fault_of
from models.findings import Finding
from models.kinds import LetterKind, ReaderKind
from models.letters import Letter, Reader, RunReport
from models.views import LeaderView, LedgerView, UnitView
from scheduler.letters import Situation, leader_letter, office_letter, run_letter, unit_letter
from scheduler.outlook import Outlook, look
from scheduler.policy import Policy
from scheduler.slots import Slot, SlotKind
from scheduler.workdays import WorkingCalendar

SLOT_OF = {
    LetterKind.WEEKLY: SlotKind.WEEKLY,
    LetterKind.THRESHOLD: SlotKind.NOTICES,
    LetterKind.URGING: SlotKind.NOTICES,
    LetterKind.DIGEST: SlotKind.DIGEST,
    LetterKind.PORTFOLIO: SlotKind.DIGEST,
    LetterKind.REPORT: SlotKind.REPORT,
}

Portfolios = dict[Reader, list[Outlook]]


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
class Agenda:
    """All letters of one round, and what to record beside them."""

    letters: tuple[Letter, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()
    unmailed: tuple[Letter, ...] = ()
    """What readers no longer want by mail; their channels are told it all the same."""
    slots: tuple[Slot, ...] = ()
    """The slots served by at least one letter; the others stay due."""
    noted: int = 0
    """How many messages were written for channels, once the round is."""


def decide(
    ledger: LedgerView,
    *,
    now: datetime,
    slots: Iterable[Slot],
    policy: Policy,
    calendar: WorkingCalendar,
    office: tuple[Reader, ...],
    findings: tuple[Finding, ...] = (),
    run: RunReport | None = None,
) -> Agenda:
    """Decide what is owed at `now`, aware and in the office's time zone, for the slots not served yet.

    `office` are the readers of the digest, each with a key of its own; `findings` is what it tells besides,
    and `run` what became of the mails of the last rounds.
    """
    unserved = tuple(slot for slot in slots if slot.key not in ledger.rounds)
    if not unserved:
        return Agenda()
    kinds = frozenset(slot.kind for slot in unserved)
    situation = Situation(
        now=now,
        slots=kinds,
        said=ledger.said,
        policy=policy,
        answer_by=calendar.add(now.date(), policy.thresholds.answer_within),
        muted=ledger.muted,
    )
    outlooks = tuple(
        look(task, now=now, calendar=calendar, policy=policy) for task in ledger.tasks if task.is_open
    )
    duties = tuple(_duties(outlooks, situation))
    digests = (office_letter(reader, outlooks, findings, situation) for reader in office)
    reports = (run_letter(reader, run, findings, situation) for reader in office) if run else ()
    told = tuple(letter for letter in (*digests, *reports) if letter)
    return _agenda((*duties, *told), unserved, ledger)


def _duties(outlooks: Iterable[Outlook], situation: Situation) -> Iterator[Letter]:
    by_unit: Portfolios = {}
    by_leader: Portfolios = {}
    _index(outlooks, by_unit, by_leader)
    letters = (
        *(unit_letter(reader, theirs, situation) for reader, theirs in by_unit.items()),
        *(leader_letter(reader, theirs, situation) for reader, theirs in by_leader.items()),
    )
    return (letter for letter in letters if letter)


def _index(outlooks: Iterable[Outlook], by_unit: Portfolios, by_leader: Portfolios) -> None:
    for outlook in outlooks:
        task = outlook.standing.task
        for unit in dict.fromkeys(_unit_reader(unit) for unit in task.named_units):
            by_unit.setdefault(unit, []).append(outlook)
        for leader in dict.fromkeys(_leader_reader(leader) for leader in task.leaders):
            by_leader.setdefault(leader, []).append(outlook)


def _unit_reader(unit: UnitView) -> Reader:
    return Reader(kind=ReaderKind.UNIT, key=f"unit:{unit.id}", name=unit.name, mailboxes=unit.mailboxes)


def _leader_reader(leader: LeaderView) -> Reader:
    return Reader(kind=ReaderKind.LEADER, key=leader.key, name=leader.name, mailboxes=leader.mailboxes)


def _agenda(composed: tuple[Letter, ...], slots: tuple[Slot, ...], ledger: LedgerView) -> Agenda:
    wanted = tuple(_where_wanted(letter, ledger) for letter in composed if not _is_muted(letter, ledger))
    unmailed = tuple(letter for letter in composed if _is_muted(letter, ledger))
    working = tuple((letter, _working(letter.reader, ledger.failing)) for letter in wanted)
    letters = tuple(_at(letter, mailboxes) for letter, mailboxes in working if mailboxes)
    unsent = (letter for letter, mailboxes in working if not mailboxes)
    served = {SLOT_OF[kind] for letter in (*letters, *unmailed) for kind in letter.covers}
    return Agenda(
        letters=letters,
        unreachable=_unreachable(unsent),
        unmailed=unmailed,
        slots=tuple(slot for slot in slots if slot.kind in served),
    )


def _is_muted(letter: Letter, ledger: LedgerView) -> bool:
    reader = letter.reader
    is_wanted = any(not _declines(reader.key_at(each), letter, ledger) for each in reader.mailboxes)
    return _declines(reader.key, letter, ledger) or (bool(reader.mailboxes) and not is_wanted)


def _where_wanted(letter: Letter, ledger: LedgerView) -> Letter:
    reader = letter.reader
    wanted = tuple(each for each in reader.mailboxes if not _declines(reader.key_at(each), letter, ledger))
    return letter if wanted == reader.mailboxes else _at(letter, wanted)


def _declines(key: str, letter: Letter, ledger: LedgerView) -> bool:
    return all((key, kind) in ledger.muted for kind in letter.covers)


def _at(letter: Letter, mailboxes: tuple[Mailbox, ...]) -> Letter:
    if mailboxes == letter.reader.mailboxes:
        return letter
    return replace(letter, reader=replace(letter.reader, mailboxes=mailboxes))


def _working(reader: Reader, failing: frozenset[str]) -> tuple[Mailbox, ...]:
    """Leave out what mail came back from, and what no mail can carry as long as another mailbox works."""
    live = tuple(each for each in reader.mailboxes if address_key(each.address) not in failing)
    return tuple(each for each in live if fault_of(each.address) is None) or live


def _unreachable(unsent: Iterable[Letter]) -> tuple[Unreachable, ...]:
    return tuple(
        Unreachable(reader=letter.reader, kinds=letter.covers, tasks=_numbers(letter), letter=letter)
        for letter in unsent
    )


def _numbers(letter: Letter) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.standing.task.number for line in letter.lines))
