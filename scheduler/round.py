# SPDX-License-Identifier: Apache-2.0
"""One round: what is owed now is decided, written down, and put into the outbox as one whole.

1. What nobody served in time is recorded as missed (`record_missed`).
2. What is owed now is decided (`scheduler.agenda.decide_round`); a quiet ledger that did not move is spared.
3. Each letter is written down, outside of any transaction, and put into a few words for channels.
4. Slots, messages and notices go into the ledger in one transaction; if it moved meanwhile, back to 2.

Running it again, twice at once, or after a crash adds nothing: slots, messages and notices are unique.
A letter that cannot be written stops no other; a fault of the machine or the ledger settles nothing: the
round ends, and the next one does it all.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import takewhile

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.addresses import Mailbox
from models.channels import ChannelMessage, ChannelView, reader_key_of
from models.database import Ledger
from models.errors import DeliveryError, DubanError, LedgerError, MachineError
from models.faults import is_of_the_machine, is_well
from models.kinds import LetterKind, MessageState, Outcome
from models.letters import Envelope, FailedCopy, FailedLetter, Letter
from models.queries import channel_messages, channels, failed, log, nodes, outbox, tasks
from models.tables.columns import Packed
from models.text import clean_line, shell_word
from scheduler import calendar_years
from scheduler.agenda import Agenda, IdleCache, LedgerVersion, Office, Unwritten, decide_round
from scheduler.delivery.relay import next_writing
from scheduler.guard import Guard, in_plain_words
from scheduler.policy import Policy
from scheduler.ports import Compose, Dispatch, Shorten
from scheduler.slots import SlotKind, slots_missed

logger = logging.getLogger(__name__)
TRIES = 5


def run_round(  # noqa: PLR0913  (each is for whoever rounds to say)
    ledger: Ledger,
    office: Office,
    compose: Compose,
    *,
    now: datetime,
    full: bool = False,
    idle: IdleCache | None = None,
    dispatch: Dispatch | None = None,
    shorten: Shorten | None = None,
    say: Callable[[Exception], str] = in_plain_words,
    stopping: Callable[[], bool] = lambda: False,
) -> Agenda:
    """Decide what is owed at `now` and put it into the outbox; give what this very round wrote.

    `idle` is kept from one tick to the next by whoever ticks; `dispatch` takes over what is written.
    `shorten` puts letters into a few words for their readers' channels, which are told nothing without it.
    `say` tells in the office's language why a letter could not be written.
    Once `stopping` is true no further letter is written down, and nothing of the round is kept.
    MachineError or LedgerError when the machine or the ledger failed: nothing is settled then.
    """
    idle = idle or IdleCache()
    writing = _Writing(
        ledger=ledger,
        office=office,
        compose=compose,
        shorten=shorten,
        say=say,
        dispatch=dispatch,
        stopping=stopping,
        idle=idle,
        now=now,
    )
    with _passing_faults_named():
        record_missed(ledger, office, now=now)
        return writing.run(lambda: decide_round(ledger, office, idle, now=now, full=full))


class _LedgerMovedError(Exception):
    """What was decided no longer holds: decide anew."""


class _RecordingError(Exception):
    """One letter could not be put into the ledger; why is the cause."""

    def __init__(self, letter: Letter, cause: Exception) -> None:
        super().__init__(letter.key)
        self.letter = letter
        self.cause = cause


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    """One letter of a round: its mail to each mailbox, or why that could not be written."""

    letter: Letter
    mails: Mapping[Mailbox, Envelope | Unwritten]
    attempts: int = 1
    """How often it was tried, this time counted."""
    over: Mapping[str, int] = field(default_factory=dict)
    """The messages that could not be written before and are written over, by the keys they get."""

    @property
    def envelopes(self) -> list[Envelope]:
        """Give the mails that are written."""
        return [mail for mail in self.mails.values() if isinstance(mail, Envelope)]

    @property
    def unwritten(self) -> dict[Mailbox, Unwritten]:
        """Give why the others are not."""
        return {box: mail for box, mail in self.mails.items() if isinstance(mail, Unwritten)}


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelNotice:
    """One letter in short, or why it could not be shortened, and the channels that carry it."""

    letter: Letter
    note: ChannelMessage | Unwritten
    channels: tuple[ChannelView, ...]
    wait: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writing:
    """All that a round works with once it is decided."""

    ledger: Ledger
    office: Office
    compose: Compose
    shorten: Shorten | None
    say: Callable[[Exception], str]
    dispatch: Dispatch | None
    stopping: Callable[[], bool]
    idle: IdleCache
    now: datetime

    def run(self, decide: Callable[[], tuple[Agenda, LedgerVersion]]) -> Agenda:
        """Write down what is decided; decide anew whenever the ledger moved meanwhile."""
        is_careful = False
        for _try in range(TRIES):
            agenda, look = decide()
            guard = Guard(self.ledger, self.idle.failed_rounds, say=self.say, now=self.now)
            try:
                return self._written(agenda, look, guard, is_careful=is_careful)
            except (IntegrityError, _LedgerMovedError):
                continue  # another round or an import was faster: decide on what it left
            except _RecordingError as refused:
                self._blame(refused, guard)
                is_careful = True
        raise LedgerError(
            "The ledger kept changing while a round was being written; nothing of it was written.",
            cure="The next round makes up for it.",
        )

    def _written(self, agenda: Agenda, look: LedgerVersion, guard: Guard, *, is_careful: bool) -> Agenda:
        agenda = self._named(agenda)
        told = self._shortened(agenda, guard)
        if agenda.is_quiet and not told:
            self.idle.quiet = look
            return agenda
        going = takewhile(lambda _letter: not self.stopping(), agenda.letters)
        drafts = [self._draft(letter, agenda, guard) for letter in going]
        if len(drafts) < len(agenda.letters):
            return Agenda()
        if guard.suspects:
            guard.count()
            raise _LedgerMovedError  # rounds failed at them often enough: decide anew, with them set aside
        # Until it is written, what only channels are told must not be taken for a quiet look.
        self.idle.quiet = None
        drafts, noted = self._record(agenda, look, drafts, told, guard, is_careful=is_careful)
        self.idle.quiet = look if agenda.is_quiet else None
        return _outcome(agenda, [self._tried_alone(draft, guard) for draft in drafts], noted)

    def _named(self, agenda: Agenda) -> Agenda:
        """Give a letter whose keys earlier mails have a key, and so Message-IDs, of its own."""
        if not agenda.letters:
            return agenda
        with self.ledger.reading() as session:
            taken = outbox.taken_keys(session, [key for letter in agenda.letters for key in letter.keys])
            letters = tuple(
                replace(letter, key=outbox.free_key(session, letter.key))
                if taken.intersection(letter.keys) - agenda.blank_keys(letter)
                else letter
                for letter in agenda.letters
            )
        return replace(agenda, letters=letters)

    def _shortened(self, agenda: Agenda, guard: Guard) -> Sequence[ChannelNotice]:
        if self.shorten is None:
            return ()
        return channel_notices(self.ledger, agenda, self.shorten, policy=self.office.policy, guard=guard)

    def _draft(self, letter: Letter, agenda: Agenda, guard: Guard) -> _Draft:
        """Write one letter down; one that was set aside has its turn once all others are in the ledger."""
        why, blanks = guard.aside.get(letter.reader.key), agenda.blanks_of(letter)
        mails = {
            mailbox: guard.attempt(letter, partial(self._composed, letter, mailbox))
            if why is None
            else Unwritten(letter=letter, reason=why)
            for mailbox in letter.reader.mailboxes
        }
        return _Draft(
            letter=letter,
            mails=mails,
            attempts=max((blank.attempts for blank in blanks), default=0) + 1,
            over=_written_over(letter, blanks),
        )

    def _composed(self, letter: Letter, mailbox: Mailbox) -> Envelope:
        envelope = self.compose(letter, mailbox)
        # A round may write thousands: they are held packed, and packed before the ledger is locked.
        return replace(envelope, content=Packed.of(envelope.content))

    def _record(
        self,
        agenda: Agenda,
        look: LedgerVersion,
        drafts: Sequence[_Draft],
        told: Sequence[ChannelNotice],
        guard: Guard,
        *,
        is_careful: bool,
    ) -> tuple[list[_Draft], int]:
        """Put a round into the ledger; IntegrityError or _LedgerMovedError when that is another by now."""
        with self.ledger.writing() as session:
            if log.newest(session) != look.last_event or not failed.are_as_read(session, _copies(agenda)):
                raise _LedgerMovedError
            self._take_back(session, agenda)
            written = sum(bool(draft.envelopes) for draft in drafts)
            # A notice is unique by itself, and a plan imported at noon still owes some today: no slot for it.
            for slot in (slot for slot in agenda.slots if slot.kind is not SlotKind.NOTICES):
                outbox.record_slot(session, slot.kind, slot.label, now=self.now, messages=written)
            put = self._put_carefully if is_careful else self._put
            recorded = [put(session, draft) for draft in drafts]
            noted = write_notices(session, told, agenda.again, now=self.now)
            letters = [item.letter for item in recorded if item.envelopes]
            calendar_years.remember(session, letters, calendar=self.office.calendar, now=self.now)
            guard.forget(session, [item.letter.reader.key for item in recorded if item.envelopes])
            if self.dispatch:
                self.dispatch.enlist(session, now=self.now)
        return recorded, noted

    def _take_back(self, session: Session, agenda: Agenda) -> None:
        """Settle what reached nobody: said by another letter, owed no more, or waiting for a mailbox."""
        said, unsaid = ({item.reader.key for item in of} for of in (agenda.letters, agenda.unreachable))
        moot = list(agenda.spare)
        for letter in agenda.again:
            readers = {letter.reader_key, *letter.heirs} if letter.channel_id is None else set()
            if readers & unsaid:
                again = next_writing(letter.attempts + 1, now=self.now)
                failed.keep(session, letter, self._nowhere(letter, agenda), next_at=again)
                continue
            failed.unsay(session, letter.copies)
            if readers & said:
                failed.settle(session, letter.copies, MessageState.SUPERSEDED)
            else:
                moot += letter.copies
        failed.settle(session, moot, MessageState.MOOT)

    def _nowhere(self, letter: FailedLetter, agenda: Agenda) -> str:
        """Say that a letter's reader has no mailbox that works."""
        reader = next(item.reader for item in agenda.unreachable if item.reader.key == letter.reader_key)
        no_mailbox = DeliveryError(
            "{name} has no mailbox.",
            outcome=Outcome.REFUSED,
            cure="Give it one with: duban unit set {shown} --mailbox ADDRESS.",
            name=clean_line(reader.name),
            shown=shell_word(clean_line(reader.name)),
        )
        return self.say(no_mailbox)

    def _put(self, session: Session, draft: _Draft) -> _Draft:
        letter, now, over = draft.letter, self.now, draft.over
        try:
            if draft.envelopes:
                wait = wait_of(letter, policy=self.office.policy)
                outbox.write(session, letter, draft.envelopes, now=now, wait=wait, over=over)
            ids = [
                outbox.write_unwritten(
                    session,
                    letter,
                    mailbox,
                    why.reason,
                    now=now,
                    attempts=draft.attempts,
                    next_at=next_writing(draft.attempts, now=now),
                    over=over.get(letter.key_for(mailbox)),
                )
                for mailbox, why in draft.unwritten.items()
            ]
            if not draft.envelopes:
                outbox.say(session, letter, ids[0])
        except IntegrityError:
            raise
        except Exception as failure:
            raise _RecordingError(letter, failure) from failure
        return draft

    def _put_carefully(self, session: Session, draft: _Draft) -> _Draft:
        """Put one letter into the ledger in such a way that what it says spoils nothing else."""
        try:
            with session.begin_nested():
                return self._put(session, draft)
        except _RecordingError as refused:
            if is_of_the_machine(refused.cause) or not draft.envelopes:
                raise
            why = Unwritten(letter=draft.letter, reason=self.say(refused.cause))
            return self._put(session, replace(draft, mails=dict.fromkeys(draft.mails, why)))

    def _blame(self, refused: _RecordingError, guard: Guard) -> None:
        """Count a round that failed at one letter of a well machine; raise what ends this round."""
        if not is_of_the_machine(refused.cause):
            logger.error("letter %s cannot be recorded", refused.letter.key, exc_info=refused.cause)
            return
        if not is_well(self.ledger):
            raise refused.cause
        guard.suspect(refused.letter, refused.cause)
        guard.count()

    def _tried_alone(self, draft: _Draft, guard: Guard) -> _Draft:
        """Write down by itself what was set aside, which has messages already that say why."""
        letter = draft.letter
        if letter.reader.key not in guard.aside:
            return draft
        try:
            mails = {mailbox: self._composed(letter, mailbox) for mailbox in draft.mails}
            with self.ledger.writing() as session:
                over = outbox.numbers_of(session, letter.key)
                alone = self._put(session, replace(draft, mails=mails, over=over))
                guard.forget(session, [letter.reader.key])
                if self.dispatch:
                    self.dispatch.enlist(session, now=self.now)
        except Exception:
            logger.exception("letter %s cannot be written alone either", letter.key)
            return draft
        return alone


def record_missed(ledger: Ledger, office: Office, *, now: datetime) -> None:
    """Record what nobody served in time before anything is decided, so that letters of now can tell it."""
    with ledger.reading() as session:
        since = nodes.last_sign(session)
        missed = slots_missed(since, now, calendar=office.calendar, policy=office.policy)
        settled = tasks.ledger_outline(session, [slot.key for slot in missed]).rounds if missed else ()
    unsettled = [slot for slot in missed if slot.key not in settled]
    if not unsettled:
        return
    with suppress(IntegrityError), ledger.writing() as session:  # another node may have been faster
        for slot in unsettled:
            outbox.record_skipped(session, slot.kind, slot.label, now=now)


def wait_of(letter: Letter, *, policy: Policy) -> timedelta:
    """Give how long a letter waits before it leaves; nothing, unless it is a weekly one without a notice.

    The same reader waits equally long every week.
    """
    minutes = policy.spread.weekly
    if letter.covers != (LetterKind.WEEKLY,) or not minutes:
        return timedelta(0)
    place = int.from_bytes(sha256(letter.reader.key.encode()).digest()[:8], "big") / 2**64
    return timedelta(minutes=minutes) * place


def channel_notices(
    ledger: Ledger, agenda: Agenda, shorten: Shorten, *, policy: Policy, guard: Guard
) -> Sequence[ChannelNotice]:
    """Put into short words what some channel carries, also for readers whom no mail reaches.

    What is rehearsed is told nobody.
    """
    unreached = (item.letter for item in agenda.unreachable)
    everything = (*agenda.letters, *unreached, *agenda.unmailed)
    letters = tuple(letter for letter in everything if not letter.is_rehearsal)
    if not (letters or agenda.retold):
        return ()
    with ledger.reading() as session:
        live = channels.live(session)
    carried = [(letter, _carrying(live, letter)) for letter in letters]
    carried += [(item, _carrying(live, item, only=number)) for item, number in agenda.retold]
    return [
        ChannelNotice(
            letter=letter,
            note=guard.attempt(letter, lambda of=letter: _packed(shorten(of))),  # type: ignore[misc]
            channels=carrying,
            wait=wait_of(letter, policy=policy),
        )
        for letter, carrying in carried
        if carrying
    ]


def write_notices(
    session: Session, told: Iterable[ChannelNotice], again: Iterable[FailedLetter], *, now: datetime
) -> int:
    """Write down what channels were not told before, within the transaction of the round; tell how much.

    `again` is what could not be put into words before and may be written over.
    """
    failed = [entry for entry in again if entry.channel_id is not None]
    anew = {copy.id for entry in failed for copy in entry.copies}
    attempts = {entry.channel_id: entry.attempts for entry in sorted(failed, key=lambda item: item.attempts)}
    pairs = ((entry, channel) for entry in told for channel in entry.channels)
    return sum(
        _put(session, pair, channel, anew, attempts.get(channel.id, 0), now) for pair, channel in pairs
    )


def _put(
    session: Session, told: ChannelNotice, channel: ChannelView, anew: set[int], attempts: int, now: datetime
) -> bool:
    if isinstance(told.note, ChannelMessage):
        return channel_messages.write(
            session, told.letter, told.note, channel, now=now, wait=told.wait, anew=anew
        )
    channel_messages.write_unwritten(
        session,
        told.letter,
        told.note.reason,
        channel,
        now=now,
        attempts=attempts + 1,
        next_at=next_writing(attempts + 1, now=now),
        anew=anew,
    )
    return False


def _carrying(
    live: Mapping[str, Sequence[ChannelView]], letter: Letter, only: int | None = None
) -> tuple[ChannelView, ...]:
    known: Iterator[ChannelView] = iter(live.get(reader_key_of(letter.reader), ()))
    return tuple(item for item in known if item.carries(letter) and only in (None, item.id))


def _packed(note: ChannelMessage) -> ChannelMessage:
    return replace(note, content=Packed.of(note.content))


def _copies(agenda: Agenda) -> list[FailedCopy]:
    """Give every message that a round settles."""
    return [*(copy for letter in agenda.again for copy in letter.copies), *agenda.spare]


def _written_over(letter: Letter, blanks: Sequence[FailedLetter]) -> dict[str, int]:
    """Choose the messages that a letter is written over: those with its keys, then whichever are left."""
    left = {copy.key: copy.id for blank in blanks for copy in blank.copies}
    same = {key: left.pop(key) for key in letter.keys if key in left}
    return same | dict(zip((key for key in letter.keys if key not in same), left.values(), strict=False))


def _outcome(agenda: Agenda, drafts: Sequence[_Draft], noted: int) -> Agenda:
    """Give a round as it was written, and log one line a decision."""
    letters = tuple(draft.letter for draft in drafts if draft.envelopes)
    unwritten = tuple(next(iter(draft.unwritten.values())) for draft in drafts if draft.unwritten)
    for letter in letters:
        facts = {"key": letter.key, "kind": letter.kind.value, "reader": letter.reader.name}
        logger.info("written", extra=facts | {"rows": len(letter.lines), "notices": len(letter.notices)})
    for item in agenda.unreachable:
        logger.info("unreachable", extra={"reader": item.reader.name, "tasks": ",".join(item.tasks)})
    if noted:
        logger.info("written for channels", extra={"messages": noted})
    return replace(agenda, letters=letters, unwritten=unwritten, noted=noted)


@contextmanager
def _passing_faults_named() -> Iterator[None]:
    """Turn what the machine does to a round into one sentence."""
    try:
        yield
    except DubanError:
        raise
    except Exception as failure:
        if not is_of_the_machine(failure):
            raise
        logger.warning("a round was broken off", exc_info=failure)
        raise MachineError(
            "The round was broken off, and nothing of it was written: {reason}.",
            cure="The next round makes up for it; look at open files, memory, threads and room on the disk.",
            reason=in_plain_words(failure),
        ) from failure
