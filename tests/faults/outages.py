# SPDX-License-Identifier: Apache-2.0
"""Two nodes of a cluster whose workers die and whose database is stopped at once, again and again."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import sqlalchemy as sa

from models.database import Ledger
from models.errors import LedgerError
from tests.faults.killing import Ordeal, Work, end, settle, work_on
from tests.faults.ledgers import unsettled
from tests.faults.node import Life, Node
from tests.support.postgres import Server

HEARTBEAT_SECONDS = 0.5
"""The shortest heartbeat that a worker takes; the fast clock makes every tick shorter."""
_FRESH = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > to_timestamp({since})"
_RUNNING = "SELECT id, worker_id FROM procrastinate_jobs WHERE status = 'doing'"


@dataclass(frozen=True, kw_only=True, slots=True)
class Endured:
    """How long it took to be back, in seconds: nodes after each outage, jobs after each death of a worker."""

    reconnected: list[float] = field(default_factory=list)
    resumed: list[float] = field(default_factory=list)


def ask(ledger: Ledger, statement: str) -> list[tuple[object, ...]]:
    """Ask the database; nothing while it is away."""
    try:
        with ledger.connecting(writes=False) as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]
    except (LedgerError, sa.exc.DBAPIError):
        return []
    finally:
        ledger.close()


def left_to_do(ledger: Ledger) -> int:
    """Count what is not settled; while the database is away, something is not."""
    try:
        return unsettled(ledger)
    except LedgerError:
        return 1
    finally:
        ledger.close()


def endure(
    nodes: Sequence[Node], ledger: Ledger, work: Work, ordeal: Ordeal, *, server: Server | None, outages: int
) -> Endured:
    """Kill nodes and stop the server in turns, wait until all is settled, and tell how long each took."""
    dice, lives, endured = Random(ordeal.seed), [node.start() for node in nodes], Endured()
    until = time.monotonic() + ordeal.seconds
    turns = ["kill"] * ordeal.kills + ["outage"] * outages
    dice.shuffle(turns)
    try:
        for left, turn in zip(range(len(turns), 0, -1), turns, strict=True):
            work_on(work, dice, left)
            if turn == "kill":
                _kill(nodes, lives, dice.randrange(len(nodes)), ledger, endured)
            elif server:
                _cut(server, ledger, len(nodes), dice, endured)
        settle(work, until)
    finally:
        end(lives)
    return endured


def _kill(nodes: Sequence[Node], lives: list[Life], victim: int, ledger: Ledger, endured: Endured) -> None:
    """Kill one node, see its jobs taken over by the other, and start it again."""
    _wait_for(ledger, len(nodes), since=time.time())
    lives[victim].kill()
    died = time.monotonic()
    lives[victim] = nodes[victim].start()
    if orphans := _orphans(ledger):
        while orphans & set(ask(ledger, _RUNNING)) and time.monotonic() < died + 30:
            time.sleep(0.02)
        endured.resumed.append(time.monotonic() - died)


def _orphans(ledger: Ledger) -> set[tuple[object, ...]]:
    """Find the jobs whose worker gives no sign of life any more."""
    time.sleep(1.2 * HEARTBEAT_SECONDS)
    return set(
        ask(
            ledger,
            f"{_RUNNING} AND worker_id IN (SELECT id FROM procrastinate_workers "
            f"WHERE last_heartbeat < to_timestamp({time.time() - 1.1 * HEARTBEAT_SECONDS}))",
        )
    )


def _cut(server: Server, ledger: Ledger, nodes: int, dice: Random, endured: Endured) -> None:
    _wait_for(ledger, nodes, since=time.time())
    server.stop()
    time.sleep(dice.uniform(0.5, 4.0))
    server.start()
    back = time.time()
    _wait_for(ledger, nodes, since=back)
    endured.reconnected.append(time.time() - back)


def _wait_for(ledger: Ledger, nodes: int, *, since: float) -> None:
    """Wait until so many workers have given a sign of life since a moment (seconds since the epoch)."""
    until = time.monotonic() + 60
    while ask(ledger, _FRESH.format(since=since)) < [(nodes,)]:
        assert time.monotonic() < until, "the nodes do not come back"
        time.sleep(0.05)
