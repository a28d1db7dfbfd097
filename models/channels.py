# SPDX-License-Identifier: Apache-2.0
"""Channels beside mail: who is told through them, when they are quiet, and what they are handed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from models.kinds import ChannelKind, LetterKind, ReaderKind
from models.letters import Letter, Reader

OFFICE_KEY = "office"
"""All supervisors share the office's channels: a group of people is told once."""
PREFIX = "channel:"


class Medium(StrEnum):
    """Which way out a message takes: a rehearsed one goes nowhere but into the Maildir."""

    MAIL = "mail"
    CHANNEL = "channel"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """The times of day between which a channel is silent; `end` may lie before `start`, on the next day."""

    start: time
    end: time

    def leaves_at(self, moment: datetime) -> datetime:
        """Give the first moment from `moment` on that is not quiet; aware, both in the zone of `moment`.

        An end that a clock change skips is the same time by the clock before the change.
        """
        clock = moment.time()
        if self.start < self.end:
            return self._end(moment) if self.start <= clock < self.end else moment
        if clock >= self.start:
            return self._end(moment, days=1)
        return self._end(moment) if clock < self.end else moment

    def _end(self, moment: datetime, *, days: int = 0) -> datetime:
        day = moment.date() + timedelta(days=days)
        # In the hour that a clock repeats, the end of the same pass is meant.
        end = datetime.combine(day, self.end, tzinfo=moment.tzinfo).replace(fold=moment.fold)
        return end.astimezone(UTC).astimezone(moment.tzinfo)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelSettings:
    """All that can be set of a channel; `carries` empty means every kind of letter."""

    kind: ChannelKind
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    label: str = ""
    carries: tuple[LetterKind, ...] = ()
    quiet: QuietHours | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelView:
    """One channel of a reader, whose key is `unit:12`, `person:7`, `post:3` or `office`."""

    id: int
    reader_key: str
    settings: ChannelSettings
    created_at: datetime

    @property
    def recipient(self) -> str:
        """Name the channel as the outbox does."""
        return f"{PREFIX}{self.id}"

    def carries(self, letter: Letter) -> bool:
        """Tell whether a letter is for this channel: one of the duties it fulfils must be."""
        wanted = self.settings.carries
        return not wanted or any(kind in wanted for kind in letter.covers)

    def leaves_at(self, moment: datetime) -> datetime:
        """Give the first moment from `moment` on at which the channel may speak."""
        return self.settings.quiet.leaves_at(moment) if self.settings.quiet else moment


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelMessage:
    """A letter in short, as channels carry it: the very bytes (JSON, UTF-8) that every attempt hands over."""

    title: str
    content: bytes


def number_of(recipient: str) -> int:
    """Give the channel's number behind a message's recipient; ValueError when that is a mailbox."""
    if not recipient.startswith(PREFIX):
        raise ValueError(recipient)
    return int(recipient.removeprefix(PREFIX))


def reader_key_of(reader: Reader) -> str:
    """Name the reader as channels do: supervisors are one."""
    return OFFICE_KEY if reader.kind is ReaderKind.OFFICE else reader.key


def channel_message_key(letter: Letter) -> str:
    """Name a letter without the mailbox of one supervisor."""
    return letter.key.replace(letter.reader.key, reader_key_of(letter.reader), 1)
