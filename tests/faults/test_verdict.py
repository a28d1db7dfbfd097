# SPDX-License-Identifier: Apache-2.0
"""The verdict on a run: it is only worth something if it finds what is wrong."""

from dataclasses import replace

import pytest

from models.kinds import MessageState
from tests.faults.journal import Accepted, Ending, accepted
from tests.faults.verdict import Hardship, Owed, Verdict, judge

GONE = "gone-2@office.example"


def content(number: int) -> bytes:
    """Write a mail."""
    return f"Message-ID: <{number}@office.example>\r\n\r\nMend bridge {number}.\r\n".encode()


def arrival(number: int, ending: Ending = Ending.ANSWERED) -> Accepted:
    """Describe how that mail was taken."""
    return accepted(f"unit-{number}@office.example", content(number), connection=0, at=0.0, ending=ending)


def row(number: int) -> Owed:
    """Describe how the ledger knows that mail once it was sent."""
    mail = arrival(number)
    return Owed(
        key=f"weekly:2026-W48:unit:{number}",
        message_id=mail.message_id,
        recipient=mail.recipient,
        body=mail.body,
        state=MessageState.SENT,
    )


DEAD = replace(row(2), recipient=GONE, state=MessageState.DEAD, refusals=1)
ROWS = [row(0), row(1), DEAD]
JOURNAL = [arrival(0), arrival(1)]


def verdict(
    rows: list[Owed] = ROWS, journal: list[Accepted] = JOURNAL, *, kills: int = 0, connections: int = 1
) -> Verdict:
    """Judge a run in which one address was refused."""
    return judge(rows, journal, refused={GONE}, hardship=Hardship(kills=kills, connections=connections))


def test_a_kept_promise_has_no_wrongs() -> None:
    """Two arrived once each, one was refused."""
    assert verdict() == Verdict(owed=3, delivered=2, duplicates=0, allowed=0, dead=1, wrongs=())


@pytest.mark.parametrize(
    ("rows", "journal", "wrong"),
    [
        (ROWS, [arrival(0)], "lost"),
        ([replace(row(0), state=MessageState.QUEUED), row(1), DEAD], JOURNAL, "unsettled"),
        ([replace(row(0), state=MessageState.SENDING), row(1), DEAD], JOURNAL, "unsettled"),
        ([replace(row(0), state=MessageState.DEAD), row(1), DEAD], JOURNAL, "condemned"),
        ([*ROWS[:2], replace(DEAD, state=MessageState.SENT)], JOURNAL, "condemned"),
        ([*ROWS[:2], replace(DEAD, refusals=2)], JOURNAL, "insisted"),
        (ROWS, [*JOURNAL, arrival(1)], "doubled"),
        (ROWS, [*JOURNAL, arrival(7)], "foreign"),
        (ROWS, [arrival(0), replace(arrival(1), body="0" * 64)], "changed"),
        (ROWS, [arrival(0), replace(arrival(1), recipient="unit-9@office.example")], "changed"),
        (ROWS, [*JOURNAL, replace(arrival(1), message_id="<new@office.example>")], "renamed"),
    ],
)
def test_every_wrong_is_found(rows: list[Owed], journal: list[Accepted], wrong: str) -> None:
    """A mail lost, left over, given up, insisted on, doubled, invented, changed, misled or renamed."""
    assert wrong in {each.partition(":")[0] for each in verdict(rows, journal).wrongs}


def test_a_second_copy_is_allowed_for_each_connection_of_each_crash() -> None:
    """One more than that is wrong."""
    three = [*JOURNAL, arrival(0), arrival(0), arrival(1)]
    assert verdict(journal=three, kills=1, connections=3).wrongs == ()
    assert verdict(journal=three, kills=1, connections=2).wrongs
    assert verdict(journal=three, kills=2, connections=1).wrongs


def test_a_second_copy_is_allowed_when_the_line_broke_after_the_acceptance() -> None:
    """A late answer is no excuse."""
    assert verdict(journal=[arrival(0), arrival(1, Ending.DROPPED), arrival(1)]).wrongs == ()
    assert verdict(journal=[arrival(0), arrival(1, Ending.LATE), arrival(1)]).wrongs
