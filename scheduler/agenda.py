"""The agenda of a round: who is owed which letter now, decided from the ledger alone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from models.addresses import Mailbox, address_key, fault_of
from models.channels import reader_key_of
from models.findings import Finding
from models.kinds import LetterKind, ReaderKind
from models.letters import FailedCopy, FailedLetter, Letter, Reader, RunReport
from models.views import LeaderView, LedgerView, UnitView
from scheduler.again import NOTHING, Again, Way
from scheduler.letters import Situation, leader_letter, office_letter, run_letter, unit_letter
from scheduler.outlook import Outlook, look
from scheduler.policy import Policy
from scheduler.slots import SLOT_OF, Slot
from scheduler.workdays import WorkingCalendar

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
            each
            for each in self.again
            if each.reader_key == letter.reader.key and each.channel_id is None and each.is_blank
        )

    def blank_keys(self, letter: Letter) -> frozenset[str]:
        """Give the keys of those."""
        return frozenset(copy.key for each in self.blanks_of(letter) for copy in each.copies)


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
    situation = Situation(
        now=now,
        slots=frozenset(slot.kind for slot in unserved),
        said=ledger.said - again.said if again.failed else ledger.said,
        policy=policy,
        answer_by=calendar.add(now.date(), policy.thresholds.answer_within),
        muted=ledger.muted,
        failing=ledger.failing,
        again=again,
    )
    outlooks = tuple(
        look(task, now=now, calendar=calendar, policy=policy) for task in ledger.tasks if task.is_open
    )
    material = _Material(outlooks, office, findings, run)
    agenda = _agenda(tuple(material.letters(situation)), unserved, ledger)
    retold = (pair for way in again.failed for pair in _retold(material, situation, way))
    return replace(agenda, again=again.letters, spare=again.spare, retold=tuple(retold))


class _Material:
    """All that letters are written from."""

    def __init__(
        self,
        outlooks: tuple[Outlook, ...],
        office: tuple[Reader, ...],
        findings: tuple[Finding, ...],
        run: RunReport | None,
    ) -> None:
        self._outlooks = outlooks
        self._office = office
        self._findings = findings
        self._run = run
        self._by_unit: Portfolios = {}
        self._by_leader: Portfolios = {}
        _index(outlooks, self._by_unit, self._by_leader)

    def letters(
        self, situation: Situation, *, chosen: Callable[[Reader], bool] = lambda _reader: True
    ) -> Iterator[Letter]:
        """Give every letter owed to the chosen readers: units first, then leaders, the office last."""
        office = tuple(filter(chosen, self._office))
        owed = (
            *(unit_letter(each, self._by_unit[each], situation) for each in filter(chosen, self._by_unit)),
            *(
                leader_letter(each, self._by_leader[each], situation)
                for each in filter(chosen, self._by_leader)
            ),
            *(office_letter(each, self._outlooks, self._findings, situation) for each in office),
            *(run_letter(each, self._run, self._findings, situation) for each in office if self._run),
        )
        return (letter for letter in owed if letter)


def _retold(material: _Material, situation: Situation, way: Way) -> Iterator[tuple[Letter, int]]:
    """Give what a channel was to be told and was not, whatever its reader's mails have said meanwhile."""
    reader_key, channel_id = way
    if channel_id is None:
        return
    unsaid = {key.rpartition("@")[0] for letter in situation.again.failed[way] for key in letter.said}
    alone = replace(situation, said=frozenset(situation.said) - unsaid, channel_id=channel_id)
    letters = material.letters(alone, chosen=lambda reader: reader_key_of(reader) == reader_key)
    if letter := next(letters, None):
        yield letter, channel_id


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
    return all(
        letter.reader.declines(kind, muted=ledger.muted, failing=ledger.failing) for kind in letter.covers
    )


def _where_wanted(letter: Letter, ledger: LedgerView) -> Letter:
    reader = letter.reader
    wanted = tuple(
        each
        for each in reader.mailboxes
        if not all((reader.key_at(each), kind) in ledger.muted for kind in letter.covers)
    )
    return letter if wanted == reader.mailboxes else _at(letter, wanted)


def _at(letter: Letter, mailboxes: tuple[Mailbox, ...]) -> Letter:
    if mailboxes == letter.reader.mailboxes:
        return letter
    return replace(letter, reader=replace(letter.reader, mailboxes=mailboxes, has_others=True))


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
