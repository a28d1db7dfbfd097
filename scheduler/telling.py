"""What channels are told of the letters of a round, beside the mails."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from models.channels import ChannelView, Note, reader_key_of
from models.database import Ledger
from models.letters import FailedLetter, Letter
from models.queries import channels, notes
from models.tables.columns import Packed
from scheduler.agenda import Agenda, Unwritten
from scheduler.back_off import next_writing
from scheduler.guard import Guard
from scheduler.policy import Policy
from scheduler.ports import Shorten
from scheduler.spread import wait_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One letter in short, or why it could not be shortened, and the channels that carry it."""

    letter: Letter
    note: Note | Unwritten
    channels: tuple[ChannelView, ...]
    wait: timedelta


def shortened(
    ledger: Ledger, agenda: Agenda, shorten: Shorten, *, policy: Policy, guard: Guard
) -> Sequence[Told]:
    """Put into short words what some channel carries, also for readers whom no mail reaches."""
    unreached = (each.letter for each in agenda.unreachable)
    letters = (*agenda.letters, *unreached, *agenda.unmailed)
    if not (letters or agenda.retold):
        return ()
    with ledger.reading() as session:
        live = channels.live(session)
    carried = [(each, _carrying(live, each)) for each in letters]
    carried += [(each, _carrying(live, each, only=number)) for each, number in agenda.retold]
    return [
        Told(
            letter=letter,
            note=guard.attempt(letter, lambda of=letter: _packed(shorten(of))),  # type: ignore[misc]
            channels=carrying,
            wait=wait_of(letter, policy=policy),
        )
        for letter, carrying in carried
        if carrying
    ]


def tell(session: Session, told: Iterable[Told], again: Iterable[FailedLetter], *, now: datetime) -> int:
    """Write down what channels were not told before, within the transaction of the round; tell how much.

    `again` is what could not be put into words before and may be written over.
    """
    failed = [each for each in again if each.channel_id is not None]
    anew = {copy.id for each in failed for copy in each.copies}
    attempts = {each.channel_id: each.attempts for each in sorted(failed, key=lambda each: each.attempts)}
    pairs = ((each, channel) for each in told for channel in each.channels)
    return sum(
        _put(session, each, channel, anew, attempts.get(channel.id, 0), now) for each, channel in pairs
    )


def _put(
    session: Session, told: Told, channel: ChannelView, anew: set[int], attempts: int, now: datetime
) -> bool:
    if isinstance(told.note, Note):
        return notes.write(session, told.letter, told.note, channel, now=now, wait=told.wait, anew=anew)
    notes.write_unwritten(
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
    return tuple(each for each in known if each.carries(letter) and only in (None, each.id))


def _packed(note: Note) -> Note:
    return replace(note, content=Packed.of(note.content))
