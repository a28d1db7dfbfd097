# SPDX-License-Identifier: Apache-2.0
"""A process that ends before or after each step leaves a state from which everything is made good."""

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.database import Ledger
from models.kinds import MessageState
from models.letters import Envelope
from models.queries import claims
from models.tables import Message
from notifiers.senders.smtp import Smtp
from scheduler.delivery.deliver import deliver
from scheduler.delivery.transport import Transport
from scheduler.ports import Sender
from scheduler.round import run_round
from tests.builders import MONDAY, bring_in, late_task, office, register
from tests.faults.journal import read_journal
from tests.faults.ledgers import write_down
from tests.faults.sink import running_sink
from tests.support.waiting import PATIENCE

OWNER = "daemon"
QUEUED, SENDING, SENT = MessageState.QUEUED, MessageState.SENDING, MessageState.SENT
STEPS = [
    ("before round", None, 0),
    ("after round", QUEUED, 0),
    ("before claim", QUEUED, 0),
    ("after claim", SENDING, 0),
    ("before send", SENDING, 0),
    ("after send", SENDING, 1),
    ("before stamp", SENDING, 1),
    ("after stamp", SENT, 1),
]
"""Where the process ends, how the ledger knows the mail then, and how many copies the relay has."""


class Fuse:
    """End this process, as if the power had failed, where the test wants it."""

    def __init__(self, step: str) -> None:
        self._step = step

    def reach(self, step: str) -> None:
        """Come to a step."""
        if step == self._step:
            os._exit(0)


class DyingLedger(Ledger):
    """A ledger whose process may end just before or just after a commit."""

    def __init__(self, url: str, fuse: Fuse) -> None:
        super().__init__(url)
        self._fuse = fuse
        self._steps = iter(("round", "claim", "stamp"))

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Write as ever."""
        step = next(self._steps, "later")
        with super().writing() as session:
            yield session
            session.flush()
            self._fuse.reach(f"before {step}")
        self._fuse.reach(f"after {step}")


class DyingSender:
    """A sender whose process may end just before or just after a mail left."""

    def __init__(self, sender: Sender, fuse: Fuse) -> None:
        self._sender = sender
        self._fuse = fuse

    def send(self, envelope: Envelope) -> None:
        """Send as ever."""
        self._fuse.reach("before send")
        self._sender.send(envelope)
        self._fuse.reach("after send")

    def close(self) -> None:
        """Close as ever."""
        self._sender.close()

    def abort(self) -> None:
        """Break off as ever."""
        self._sender.abort()


def work(ledger: Ledger, sender: Sender) -> None:
    """Run a round, which owes one mail to one unit, and send it."""
    run_round(ledger, replace(office(), supervisors=()), write_down, now=MONDAY)
    transport = Transport(name="relay", senders=(sender,))
    deliver(ledger, transport, clock=lambda: MONDAY, owner=OWNER)
    transport.close()


def die_at(step: str, url: str, smtp_url: str) -> None:
    """Do the work in a process that ends at a step; the test fails if it came to the end of its work."""

    def run() -> None:
        fuse = Fuse(step)
        work(DyingLedger(url, fuse), DyingSender(Smtp(smtp_url), fuse))
        os._exit(1)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == 0, f"the process did not come to the step {step}"


def states(ledger: Ledger) -> list[MessageState]:
    """Give the states of all mails."""
    with ledger.reading() as session:
        return [message.state for message in session.exec(select(Message))]


@pytest.mark.one_database
@pytest.mark.parametrize(("step", "state", "copies"), STEPS)
def test_whoever_comes_after_makes_it_good(
    ledger: Ledger, tmp_path: Path, step: str, state: MessageState | None, copies: int
) -> None:
    """The state is the one foreseen; in the end the mail has arrived, twice only if it left unstamped."""
    register(ledger, "name,mailbox\n甲局,jia@office.example\n")
    bring_in(ledger, [replace(late_task(), leaders=())])
    ledger.close()
    with running_sink(tmp_path / "journal") as sink:
        die_at(step, ledger.url, sink.url)
        assert states(ledger) == ([state] if state else [])
        assert taken(sink.journal) == copies
        with ledger.writing() as session:
            claims.release(session, owner=OWNER)
        work(ledger, Smtp(sink.url))
        assert states(ledger) == [SENT]
        assert taken(sink.journal) == 1 + (copies if state is SENDING else 0)
        assert len({(mail.message_id, mail.body) for mail in read_journal(sink.journal)}) == 1


def taken(journal: Path) -> int:
    """Count the mails that the relay took."""
    return len(read_journal(journal))
