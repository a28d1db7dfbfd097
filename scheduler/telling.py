"""What channels are told of the letters of a round, beside the mails."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from models.channels import ChannelView, Note, reader_key_of
from models.database import Ledger
from models.letters import Letter
from models.queries import channels, notes
from models.tables.columns import Packed
from scheduler.agenda import Agenda
from scheduler.policy import Policy
from scheduler.ports import Shorten
from scheduler.spread import wait_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One letter in short, or why it could not be shortened, and the channels that carry it."""

    letter: Letter
    note: Note | Exception
    channels: tuple[ChannelView, ...]
    wait: timedelta


def shortened(ledger: Ledger, agenda: Agenda, shorten: Shorten, *, policy: Policy) -> Sequence[Told]:
    """Put into short words what some channel carries, also for readers whom no mail reaches."""
    unreached = (each.letter for each in agenda.unreachable)
    letters = (*agenda.letters, *unreached, *agenda.unmailed)
    if not letters:
        return ()
    with ledger.reading() as session:
        live = channels.live(session)
    return [
        Told(
            letter=letter,
            note=_note(shorten, letter),
            channels=carrying,
            wait=wait_of(letter, policy=policy),
        )
        for letter in letters
        if (carrying := _carrying(live.get(reader_key_of(letter.reader), ()), letter))
    ]


def tell(session: Session, told: Iterable[Told], *, now: datetime) -> int:
    """Write down what channels were not told before, within the transaction of the round; tell how much."""
    return sum(put(session) for each in told for put in _puts(each, now))


def _puts(told: Told, now: datetime) -> Iterator[partial[bool]]:
    for channel in told.channels:
        if isinstance(told.note, Note):
            yield partial(
                notes.write, letter=told.letter, note=told.note, channel=channel, now=now, wait=told.wait
            )
        else:
            yield partial(
                notes.write_unwritable, letter=told.letter, reason=str(told.note), channel=channel, now=now
            )


def _carrying(known: Iterable[ChannelView], letter: Letter) -> tuple[ChannelView, ...]:
    return tuple(channel for channel in known if channel.carries(letter))


def _note(shorten: Shorten, letter: Letter) -> Note | Exception:
    try:
        note = shorten(letter)
        return replace(note, content=Packed.of(note.content))
    except Exception as failure:
        logger.exception("letter %s could not be shortened", letter.key)
        return failure
