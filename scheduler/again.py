# SPDX-License-Identifier: Apache-2.0
"""What is owed once more: letters that reached nobody, and when each is written anew.

A letter is, as soon as its reader has a mailbox that was not tried for it, or when it waits for one that the
reader has no more; one that could not be written, once its wait is over; and each that a person asks for.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from models.addresses import Mailbox, address_key, fault_of
from models.kinds import LetterKind, MessageState
from models.letters import Failed, FailedCopy, FailedLetter, Letter
from models.text import clean_line
from scheduler.slots import SLOT_OF, Slot, SlotKind, slot_on

Destination = tuple[str, int | None]
"""A reader by key and the channel that tells it, None for mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """Where nothing is sent: mailboxes that mail came back from, and what readers want no mail of."""

    failing: frozenset[str] = frozenset()
    muted: frozenset[tuple[str, LetterKind]] = frozenset()

    def to(self, mailbox: Mailbox, letter: FailedLetter) -> bool:
        """Tell whether a letter would not be sent to a mailbox of its reader; what has a notice always is."""
        declines = {(letter.reader_key, letter.kind), (f"{letter.reader_key}@{mailbox.address}", letter.kind)}
        return address_key(mailbox.address) in self.failing or bool(not letter.said and declines & self.muted)


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """The letters that a decision takes up anew, and which duties it opens once more, for whom."""

    failed: Mapping[Destination, tuple[FailedLetter, ...]] = field(default_factory=dict)
    slots: Mapping[Destination, frozenset[SlotKind]] = field(default_factory=dict)
    spare: tuple[FailedCopy, ...] = ()
    """Single mails that need not wait any more."""

    @property
    def is_nothing(self) -> bool:
        """Tell whether there is nothing to take up or to settle."""
        return not (self.failed or self.spare)

    @property
    def letters(self) -> tuple[FailedLetter, ...]:
        """Give all of them."""
        return tuple(letter for theirs in self.failed.values() for letter in theirs)

    @property
    def kinds(self) -> frozenset[SlotKind]:
        """Give every kind of duty that is open once more for somebody."""
        return frozenset().union(*self.slots.values())

    @property
    def said(self) -> frozenset[str]:
        """Give the notices that count as said no longer, as the ledger keys them."""
        return frozenset().union(*(letter.said for letter in self.letters))

    def opens(self, kind: SlotKind, destination: Destination) -> bool:
        """Tell whether a duty is open once more for somebody."""
        return kind in self.slots.get(destination, ())

    def due_at(self, letter: Letter) -> datetime | None:
        """Tell since when what a letter says is owed, None when no earlier letter was to say any of it."""
        destination = letter.reader.key, None
        notices = {notice.key_for(letter.reader.key) for notice in letter.notices}
        failed = (
            item
            for item in self.failed.get(destination, ())
            if item.said & notices
            or (item.kind in letter.covers and self.opens(SLOT_OF[item.kind], destination))
        )
        return min((item.due_at for item in failed), default=None)


NOTHING = Again()


def owed_again(
    found: Failed,
    *,
    due: Collection[Slot],
    of_the_day: Collection[Slot],
    closed: Closed,
    now: datetime,
) -> Again:
    """Choose what is taken up anew at `now`, which is aware and in the office's time zone.

    `due` are the slots that may be served now, served or not; those `of_the_day` may be for whatever a person
    asks for, at any hour of any day.
    """
    kinds = {slot.kind for slot in due}
    taken = tuple(
        letter
        for letter in found.letters
        if letter.is_asked_for
        or (
            (SlotKind.NOTICES in kinds or SLOT_OF[letter.kind] in kinds)
            and _comes_again(letter, closed, now=now)
        )
    )
    slots: dict[Destination, frozenset[SlotKind]] = {}
    for letter in taken:
        opened = _opened(letter, {*due, *of_the_day} if letter.is_asked_for else due, now)
        for destination in (_destination(letter), *((heir, None) for heir in letter.heirs)):
            slots[destination] = slots.get(destination, frozenset()) | opened
    return Again(failed=_by_destination(taken), slots=slots, spare=found.spare)


def _destination(letter: FailedLetter) -> Destination:
    return letter.reader_key, letter.channel_id


def _by_destination(letters: Iterable[FailedLetter]) -> dict[Destination, tuple[FailedLetter, ...]]:
    grouped: dict[Destination, tuple[FailedLetter, ...]] = {}
    for letter in letters:
        grouped[_destination(letter)] = (*grouped.get(_destination(letter), ()), letter)
    return grouped


def _comes_again(letter: FailedLetter, closed: Closed, *, now: datetime) -> bool:
    if letter.is_unwritten and any(copy.next_at <= now for copy in letter.copies):
        return True
    waits = any(copy.state is MessageState.QUEUED for copy in letter.copies)
    return waits or bool(letter.heirs) or (letter.channel_id is None and _has_untried(letter, closed))


def _has_untried(letter: FailedLetter, closed: Closed) -> bool:
    """Tell whether a mailbox that would get the letter now was not tried for it."""
    theirs = [mailbox for mailbox in letter.mailboxes if not closed.to(mailbox, letter)]
    usable = [item for item in theirs if fault_of(item.address) is None] or theirs
    tried = {address_key(copy.address) for copy in letter.copies}
    return any(address_key(clean_line(item.address)) not in tried for item in usable)


def _opened(letter: FailedLetter, open_slots: Collection[Slot], now: datetime) -> frozenset[SlotKind]:
    """Find the duties open once more: a periodic one that may be served, and no later letter did."""
    slot = slot_on(letter.created_at.astimezone(now.tzinfo).date(), SLOT_OF[letter.kind])
    is_periodic = slot.kind is not SlotKind.NOTICES
    opened = {slot.kind} if is_periodic and slot in open_slots and not letter.is_overtaken else set()
    return frozenset(opened | {SlotKind.NOTICES} if letter.is_asked_for else opened)
