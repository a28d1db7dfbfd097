# SPDX-License-Identifier: Apache-2.0
"""T14: one round of a thousand letters, as hard as it may come."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from models.addresses import Mailbox
from models.database import Ledger
from models.errors import DubanError
from models.kinds import MessageState
from models.letters import Envelope, Letter
from models.queries import failed
from notifiers.mail.compose import compose
from scheduler.agenda import IdleCache
from scheduler.delivery.deliver import deliver
from scheduler.delivery.transport import Transport
from scheduler.round import run_round
from tests.builders import MONDAY, bring_in, late_tasks, office, register_many
from tests.faults.any_point import FragileLedger, Kind, Saboteur
from tests.faults.conftest import Table
from tests.faults.torments import no_files
from tests.support.mails.letters import identity
from tests.support.mails.outboxes import Desk, count_states
from tests.support.samples import of_many

MANY, SOME = 1_000, of_many(200, sample=60)
RULES = replace(office(), supervisors=())


@contextmanager
def out_of_files() -> Iterator[None]:
    """Let this very process open no further file."""
    with no_files(os.getpid()):
        yield


class Pen:
    """Write real mails, asking the ledger and opening a file for each; every tenth `breaks` at first."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.breaks = True
        self.runs_out_at: int | None = None
        self.written = 0

    def __call__(self, letter: Letter, mailbox: Mailbox) -> Envelope:
        self.written += 1
        with out_of_files() if self.written == self.runs_out_at else nullcontext():
            with self.ledger.reading() as session:
                session.exec(select(1)).one()
            Path(os.devnull).read_bytes()
        if self.breaks and letter.reader.key.endswith("0"):  # every tenth unit
            raise ValueError("a template is broken")
        return compose(letter, mailbox, identity=identity())


def test_a_tenth_of_a_hard_round_is_told_and_all_others_are_said(database_url: str, table: Table) -> None:
    """Every tenth throws, the database leaves twice and files run out once; after the cure all are said."""
    live_through(SOME, database_url, table, "T14 short")


@pytest.mark.faults
def test_t14_of_a_thousand_letters_nine_hundred_are_said_and_a_hundred_told(
    database_url: str, table: Table
) -> None:
    """The same, with more of them."""
    live_through(MANY, database_url, table, "T14")


def live_through(letters: int, url: str, table: Table, test: str) -> None:
    """Let one trouble after the other end a round, then the letters that throw be told, and mend them."""
    saboteur, thrown = Saboteur(), letters // 10
    ledger = FragileLedger(url, saboteur)
    register_many(ledger, letters)
    bring_in(ledger, late_tasks(letters))
    pen, idle, broken_off = Pen(ledger), IdleCache(), 0
    for trouble in ("while it writes letters", "while it records", "files run out", None):
        pen.written, pen.runs_out_at = 0, letters * 7 // 10 if trouble == "files run out" else None
        saboteur.aim(*_aim(trouble, letters))
        with suppress(DubanError):
            agenda = run_round(ledger, RULES, pen, now=MONDAY, idle=idle)
            continue
        broken_off += 1
        assert count_states(ledger) == {}, f"something was settled {trouble}"
    desk = Desk()
    assert (broken_off, len(agenda.letters), len(agenda.unwritten)) == (3, letters - thrown, thrown)
    send(ledger, desk)
    assert count_states(ledger) == {MessageState.SENT: letters - thrown, MessageState.UNWRITTEN: thrown}
    pen.breaks = False
    with ledger.writing() as session:
        failed.hasten(session)
    assert len(run_round(ledger, RULES, pen, now=MONDAY + timedelta(minutes=1), idle=idle).letters) == thrown
    send(ledger, desk)
    assert count_states(ledger) == {MessageState.SENT: letters}
    assert len(set(desk.taken)) == len(desk.taken) == letters
    assert len({each.message_id for each in desk.tried}) == letters
    ledger.close()
    kind = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    how = f"{letters:,} letters, every tenth throws, the database leaves twice, files run out once"
    told = f"{letters - thrown} said, {thrown} told, {letters:,} said after the cure, none twice"
    table.add(test, f"{kind}, {how}", told)


def _aim(trouble: str | None, letters: int) -> tuple[Any, ...]:
    if trouble == "while it writes letters":
        return Kind.STATEMENT, 2 * letters // 3
    return (Kind.STATEMENT, 3 * letters) if trouble == "while it records" else (None,)


def send(ledger: Ledger, desk: Desk) -> None:
    """Send everything that waits."""
    later = MONDAY + timedelta(minutes=2)
    deliver(ledger, Transport(name="test", senders=(desk,)), clock=lambda: later, owner="test")
