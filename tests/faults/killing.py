# SPDX-License-Identifier: Apache-2.0
"""Killing senders at random moments of their work until everything that was owed is settled."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.faults.node import Life, Node

POLL = 0.002


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordeal:
    """How often somebody dies, by which seed; `seconds` is how long the whole may take."""

    kills: int
    seed: int
    seconds: float = 900.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What is done while senders die: mails owed, mails taken so far, mails still unsettled."""

    owed: int
    taken: Callable[[], int]
    unsettled: Callable[[], int]


def survive(nodes: Sequence[Node], work: Work, ordeal: Ordeal) -> None:
    """Start all nodes, kill and restart one after the other, and wait until nothing is unsettled."""
    dice, lives = Random(ordeal.seed), [node.start() for node in nodes]
    until = time.monotonic() + ordeal.seconds
    try:
        for left in range(ordeal.kills, 0, -1):
            work_on(work, dice, left)
            victim = dice.randrange(len(nodes))
            lives[victim].kill()
            lives[victim] = nodes[victim].start()
        settle(work, until)
    finally:
        end(lives)


def work_on(work: Work, dice: Random, left: int) -> None:
    """Let some mails leave, a random share of the rest, and then some milliseconds more.

    A goal of no mails kills a node while it starts; when none leaves for a while, it is killed all the same.
    """
    taken = work.taken()
    goal = taken + dice.randint(0, max(1, 2 * (work.owed - taken) // (left + 1)))
    until = time.monotonic() + dice.uniform(0.5, 2.0)
    while work.taken() < goal and time.monotonic() < until:
        time.sleep(POLL)
    time.sleep(dice.uniform(0.0, 0.02))


def settle(work: Work, until: float) -> None:
    """Wait until nothing is unsettled any more, at most until that moment of the monotonic clock."""
    while left := work.unsettled():
        assert time.monotonic() < until, f"{left} mails were not settled in time"
        time.sleep(0.1)


def end(lives: Sequence[Life]) -> None:
    """Stop whoever still lives."""
    for life in lives:
        if life.process.is_alive():
            life.stop()
