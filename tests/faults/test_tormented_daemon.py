# SPDX-License-Identifier: Apache-2.0
"""T14: a real daemon short of files, memory and room, or without its database: all is said, none twice."""

import resource
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from models.database import Ledger
from models.errors import DubanError
from models.kinds import MessageState
from models.queries import nodes
from scheduler.agenda import plan_round
from tests.builders import MONDAY, bring_in, late_tasks, office, register_many
from tests.faults.conftest import Table, on_postgresql
from tests.faults.journal import read_journal
from tests.faults.ledgers import owed_in
from tests.faults.node import FastClock, Life, Node
from tests.faults.sink import running_sink
from tests.faults.torments import Sessions, no_files, no_memory, no_room
from tests.faults.verdict import Hardship, judge
from tests.support.mails.outboxes import count_states
from tests.support.ports import free_port
from tests.support.samples import of_many
from tests.support.waiting import wait_until

SPEED, CONNECTIONS = 300.0, 4
OPEN = (MessageState.QUEUED, MessageState.SENDING, MessageState.UNWRITTEN)


def _kind(url: str) -> str:
    return "SQLite" if url.startswith("sqlite") else "PostgreSQL"


class Tormented:
    """A real daemon that is started again when it dies of what it suffers."""

    def __init__(self, folder: Path, url: str, smtp_url: str, *, most_files: int | None = None) -> None:
        self.port = free_port()
        self._node = Node(
            folder=folder,
            database_url=url,
            smtp_url=smtp_url,
            clock=FastClock(speed=SPEED),
            settings={"tick_seconds": 30 / SPEED, "smtp_connections": CONNECTIONS, "port": self.port},
            most_files=most_files,
        )
        self._life: Life = self._node.start()
        self.deaths = 0

    @property
    def process(self) -> int:
        """Give the number of the process, a new one if the last one died."""
        if self._life.process.exitcode is not None:
            self.deaths += 1
            self._life = self._node.start()
        return self._life.process.pid or 0

    def __enter__(self) -> "Tormented":
        return self

    def __exit__(self, kind: object, *_failure: object) -> None:
        if kind is not None:
            self._life.process.kill()
            self._life.process.join()
        elif self.process:
            self._life.stop()


def has_ticked(ledger: Ledger) -> bool:
    """Tell whether the daemon came to the end of a first tick."""
    with ledger.reading() as session:
        return bool(nodes.beats(session))


def settled(daemon: Tormented, ledger: Ledger) -> bool:
    """Tell whether everything owed was written and has left; not while the ledger is away."""
    assert daemon.process
    with suppress(DubanError):
        # looked at again, because what was owed may have been written in between
        return not are_open(ledger) and not still_owed(ledger) and not are_open(ledger)
    return False


def are_open(ledger: Ledger) -> bool:
    """Tell whether a message is on its way, or unwritten."""
    counted = count_states(ledger)
    return any(counted.get(each) for each in OPEN)


def still_owed(ledger: Ledger) -> list[str]:
    """Give the keys of letters that are owed and not written; one letter may tell of several imports."""
    letters = plan_round(ledger, office(), now=MONDAY + timedelta(hours=2)).letters
    return [letter.key for letter in letters if not letter.key.startswith("digest")]


def suffer(daemon: Tormented, sessions: Sessions | None, dice: Random, times: int) -> dict[str, int]:
    """Let one thing after the other run out, each for a moment; tell how often each did."""
    kinds = ["files", "memory", "sessions" if sessions else "room"]
    suffered = dict.fromkeys(kinds, 0)
    for _nth in range(times):
        kind = dice.choice(kinds)
        suffered[kind] += 1
        with _torment(kind, daemon, sessions):
            time.sleep(dice.uniform(0.05, 0.6))
        time.sleep(dice.uniform(0.0, 0.4))
    return suffered


@contextmanager
def _torment(kind: str, daemon: Tormented, sessions: Sessions | None) -> Iterator[None]:
    if kind == "sessions" and sessions:
        sessions.end()
        yield
        sessions.end()
        return
    limit = {"files": no_files, "memory": no_memory, "room": no_room}[kind]
    with limit(daemon.process):
        yield


def tormented(
    url: str, folder: Path, seed: int, *, count: int, plans: int, times: int
) -> tuple[str, Sequence[str]]:
    """Owe letters again and again while everything runs out; tell what happened, and what went wrong."""
    ledger, dice, suffered = Ledger(url), Random(seed), Counter[str]()
    sessions = Sessions(url) if not ledger.is_sqlite else None
    with running_daemon(ledger, folder, count) as (daemon, journal):
        for nth in range(1, plans + 1):
            bring_in(ledger, late_tasks(count, each=nth))
            suffered.update(suffer(daemon, sessions, dice, times))
        wait_until(lambda: settled(daemon, ledger), lambda: f"still open: {count_states(ledger)}")
    # what a process that is short of memory heard after the dot it may not have understood
    hardship = Hardship(kills=daemon.deaths + suffered["memory"], connections=CONNECTIONS)
    verdict = judge(owed_in(ledger), read_journal(journal), hardship=hardship)
    owed = still_owed(ledger)
    ledger.close()
    told = ", ".join(f"{kind} {number} x" for kind, number in suffered.items())
    came = f"{daemon.deaths} deaths, {verdict.duplicates} second copies"
    how = f"{len(read_journal(journal))} letters, {told}, {came}, seed {seed}"
    return how, [*verdict.wrongs, *(f"owed: {key}" for key in owed)]


@contextmanager
def running_daemon(
    ledger: Ledger, folder: Path, count: int, *, most_files: int | None = None
) -> Iterator[tuple[Tormented, Path]]:
    """Run a daemon that ticks, and a relay with its journal, for so many units that are owed nothing yet."""
    register_many(ledger, count)
    ledger.close()  # before the fork: a connection must not be shared
    with (
        running_sink(folder / "journal") as sink,
        Tormented(folder / "node", ledger.url, sink.url, most_files=most_files) as daemon,
    ):
        wait_until(lambda: has_ticked(ledger), "the daemon does not tick")
        yield daemon, sink.journal


def test_a_daemon_whose_machine_runs_out_of_everything_says_all_once(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """While it reads, writes, records and sends; in the end nothing is owed, lost or doubled.

    CI has three plans that come in meanwhile.
    """
    how, wrongs = tormented(database_url, tmp_path, seed, count=30, plans=of_many(3, sample=2), times=4)
    table.add("T14 short", f"{_kind(database_url)}, a daemon, {how}", f"{len(wrongs)} wrongs")
    assert wrongs == []


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_t14_a_daemon_whose_machine_runs_out_of_everything_says_all_once(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """The same for longer."""
    how, wrongs = tormented(database_url, tmp_path, seed, count=200, plans=10, times=20)
    table.add("T14", f"{_kind(database_url)}, a daemon, {how}", f"{len(wrongs)} wrongs")
    assert wrongs == []


def ended_for(seconds: float, url: str, folder: Path, count: int) -> tuple[int, dict[MessageState, int]]:
    """End the sessions of a daemon again and again while it owes letters; give what became of them."""
    ledger, sessions, ended = Ledger(url), Sessions(url), 0
    with running_daemon(ledger, folder, count) as (daemon, journal):
        bring_in(ledger, late_tasks(count))
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            ended += sessions.end()
            time.sleep(0.01)
        wait_until(lambda: settled(daemon, ledger), lambda: f"still open: {count_states(ledger)}")
    taken = [mail.message_id for mail in read_journal(journal)]
    states = count_states(ledger)
    ledger.close()
    assert len(set(taken)) == len(taken) == count
    return ended, states


@on_postgresql
def test_sessions_that_end_during_a_round_condemn_no_letter(
    database_url: str, tmp_path: Path, table: Table
) -> None:
    """Nothing of the round counts as done, and the next tick does it all; CI ends them for two seconds."""
    seconds = of_many(20, sample=12) / 10
    ended, states = ended_for(seconds, database_url, tmp_path, 40)
    table.add(
        "T14 short",
        f"PostgreSQL, {ended} sessions ended in {seconds} s of a round of 40 letters",
        "40 said, none twice",
    )
    assert states == {MessageState.SENT: 40}


@pytest.mark.faults
@on_postgresql
def test_t14_sessions_that_end_during_a_round_condemn_no_letter(
    database_url: str, tmp_path: Path, table: Table
) -> None:
    """For 14 seconds."""
    ended, states = ended_for(14.0, database_url, tmp_path, 314)
    table.add(
        "T14", f"PostgreSQL, {ended} sessions ended in 14 s of a round of 314 letters", "314 said, none twice"
    )
    assert states == {MessageState.SENT: 314}


@contextmanager
def idle_connections(port: int, count: int) -> Iterator[None]:
    """Hold so many connections that say nothing, as far as the daemon lets them in."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(2 * count, before[1]), before[1]))
    try:
        with ExitStack() as stack:
            for _nth in range(count):
                with suppress(OSError):
                    stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=1))
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.one_database
def test_strangers_who_hold_connections_condemn_no_letter(
    database_url: str, tmp_path: Path, table: Table
) -> None:
    """More of them than the daemon may open files, and then an import: its letters leave while they stay."""
    ledger = Ledger(database_url)
    with (
        running_daemon(ledger, tmp_path, 40, most_files=256) as (daemon, journal),
        idle_connections(daemon.port, 400),
    ):
        bring_in(ledger, late_tasks(40))
        wait_until(lambda: settled(daemon, ledger), lambda: f"still open: {count_states(ledger)}")
    taken = [mail.message_id for mail in read_journal(journal)]
    states = count_states(ledger)
    ledger.close()
    how = "400 idle connections where 256 files may be open, then an import of 40 letters"
    table.add("T14 short", f"{_kind(database_url)}, {how}", "40 said, none twice")
    assert states == {MessageState.SENT: 40}
    assert len(set(taken)) == len(taken) == 40
