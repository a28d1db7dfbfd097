# SPDX-License-Identifier: Apache-2.0
"""The verdict: what the relay took, against what the ledger says was owed. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from models.kinds import MessageState
from tests.faults.journal import Accepted, Ending


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One row of the outbox as it stands at the end; `refusals` counts the attempts that ended in 5xx."""

    key: str
    message_id: str
    recipient: str
    body: str
    """The SHA-256 of the message, in hexadecimal digits."""
    state: MessageState
    refusals: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Hardship:
    """What may have doubled a mail: crashes of a sender and of the line after an acceptance."""

    kills: int = 0
    connections: int = 1
    """How many connections a killed sender had open."""

    def allows(self, dropped: int) -> int:
        """Give the number of second copies that the promise permits."""
        return self.kills * self.connections + dropped


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What was found; `wrongs` names everything that breaks the promise, and is empty if it is kept."""

    owed: int
    delivered: int
    duplicates: int
    allowed: int
    dead: int
    wrongs: tuple[str, ...]


def judge(
    owed: Sequence[Owed], journal: Sequence[Accepted], *, refused: Collection[str] = (), hardship: Hardship
) -> Verdict:
    """Hold the journal against the outbox; `refused` are the recipients that the relay never takes."""
    copies = Counter(mail.message_id for mail in journal)
    dropped = sum(mail.ending is Ending.DROPPED for mail in journal)
    duplicates = len(journal) - len(copies)
    wrongs = [
        *_lost(owed, copies, refused),
        *_changed(owed, journal),
        *_condemned(owed, refused),
        *_too_many(duplicates, hardship.allows(dropped)),
    ]
    return Verdict(
        owed=len(owed),
        delivered=len(copies),
        duplicates=duplicates,
        allowed=hardship.allows(dropped),
        dead=sum(row.state is MessageState.DEAD for row in owed),
        wrongs=tuple(wrongs),
    )


def _lost(owed: Sequence[Owed], copies: Counter[str], refused: Collection[str]) -> list[str]:
    wanted = [row for row in owed if row.recipient not in refused]
    never = [f"lost: {row.key} never arrived" for row in wanted if not copies[row.message_id]]
    stuck = [f"unsettled: {row.key} is {row.state}" for row in wanted if row.state is not MessageState.SENT]
    return never + stuck


def _changed(owed: Sequence[Owed], journal: Sequence[Accepted]) -> list[str]:
    rows = {row.message_id: row for row in owed}
    ids = defaultdict(set)
    wrongs = []
    for mail in journal:
        row = rows.get(mail.message_id)
        ids[mail.recipient].add(mail.message_id)
        if row is None:
            wrongs.append(f"foreign: nobody owed {mail.message_id} to {mail.recipient}")
        elif (row.recipient, row.body) != (mail.recipient, mail.body):
            wrongs.append(f"changed: {row.key} arrived with other bytes or at another address")
    return wrongs + _named_twice(owed, ids)


def _named_twice(owed: Sequence[Owed], ids: dict[str, set[str]]) -> list[str]:
    expected = Counter(row.recipient for row in owed)
    return [
        f"renamed: {recipient} got {len(found)} Message-IDs instead of {expected[recipient]}"
        for recipient, found in ids.items()
        if len(found) > expected[recipient]
    ]


def _condemned(owed: Sequence[Owed], refused: Collection[str]) -> list[str]:
    wrongs = []
    for row in owed:
        should_be = row.recipient in refused
        if should_be != (row.state is MessageState.DEAD):
            wrongs.append(f"condemned: {row.key} to {row.recipient} is {row.state}")
        elif should_be and row.refusals != 1:
            wrongs.append(f"insisted: {row.key} was refused {row.refusals} times")
    return wrongs


def _too_many(duplicates: int, allowed: int) -> list[str]:
    return [f"doubled: {duplicates} second copies, {allowed} allowed"] if duplicates > allowed else []
