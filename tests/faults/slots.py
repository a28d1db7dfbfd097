# SPDX-License-Identifier: Apache-2.0
"""Two nodes that run rounds day after day while they are killed; the days pass as fast as they can.

The driver sets the clock. It moves on once some node has come to the end of a round that began after it
was set, and never looks into the ledger, so a slot that is missed stays missed.
"""

import multiprocessing
import time
from collections import Counter
from ctypes import Array, c_double
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import select

from models.database import Ledger
from models.kinds import LetterKind
from models.tables import Message, ServedSlot
from scheduler.round import run_round
from scheduler.slots import iso_week
from tests.builders import MONDAY, ZONE, bring_in, late_task, office, register, write_down
from tests.support.waiting import PATIENCE

NODES = 2
RULES = office()
KINDS = (LetterKind.WEEKLY, LetterKind.DIGEST)


@dataclass(frozen=True, kw_only=True, slots=True)
class Season:
    """So many days from a Monday on, with so many kills in them."""

    days: int
    kills: int
    seed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """What the ledger holds at the end; the days off have no slots."""

    slots: int
    missed: tuple[str, ...]
    doubled: tuple[str, ...]


def live_through(season: Season, url: str) -> Served:
    """Give two nodes one late task and let the days pass over them."""
    ledger = Ledger(url)
    register(ledger)
    bring_in(ledger, [late_task()])
    ledger.close()
    shared = multiprocessing.RawArray(c_double, 1 + NODES)  # without a lock, which a killed node would keep
    lives = [_start(url, shared, number) for number in range(NODES)]
    try:
        _pass_days(season, url, shared, lives)
    finally:
        for life in lives:
            life.kill()
            life.join()
    return judge(ledger, season)


def judge(ledger: Ledger, season: Season) -> Served:
    """Hold the ledger against the calendar: every duty of every period, once for each of its readers."""
    with ledger.reading() as session:
        rounds = [f"{each.kind}:{each.label}" for each in session.exec(select(ServedSlot))]
        mails = [each for each in session.exec(select(Message)) if each.kind in KINDS]
    ledger.close()
    expected, duties = _expected(season), Counter((_period(each), each.reader_key) for each in mails)
    return Served(
        slots=len(expected),
        missed=tuple(sorted((expected - {_period(each) for each in mails}) | (expected - set(rounds)))),
        doubled=tuple(str(duty) for duty, count in (duties + Counter(rounds)).items() if count > 1),
    )


def _expected(season: Season) -> set[str]:
    calendar = RULES.calendar
    days = [(MONDAY + timedelta(days=nth)).date() for nth in range(season.days)]
    working = [day for day in days if calendar.is_working(day)]
    return {f"digest:{day.isoformat()}" for day in working} | {f"weekly:{iso_week(day)}" for day in working}


def _period(mail: Message) -> str:
    return ":".join(mail.key.split(":")[:2])


def _pass_days(season: Season, url: str, shared: Array[c_double], lives: list[Any]) -> None:
    dice, kills = Random(season.seed), season.kills
    for nth in range(season.days):
        noon = (MONDAY + timedelta(days=nth)).replace(hour=12).timestamp()
        shared[0] = noon
        for _each in range(_share(dice, kills, season.days - nth)):
            time.sleep(dice.uniform(0.0, 0.05))
            victim = dice.randrange(NODES)
            lives[victim].kill()
            lives[victim].join()
            lives[victim] = _start(url, shared, victim)
            kills -= 1
        _wait_for_a_round(shared, noon)


def _share(dice: Random, kills: int, days: int) -> int:
    """Spread the kills over the days that are left, all of them in the end."""
    whole, rest = divmod(kills, days)
    return whole + (dice.random() * days < rest)


def _wait_for_a_round(shared: Array[c_double], moment: float) -> None:
    until = time.monotonic() + PATIENCE
    while max(shared[1:]) < moment:
        assert time.monotonic() < until, "no node came to the end of a round"
        time.sleep(0.001)


def _start(url: str, shared: Array[c_double], number: int) -> Any:
    process = multiprocessing.get_context("fork").Process(target=_run_rounds, args=(url, shared, number))
    process.start()
    return process


def _run_rounds(url: str, shared: Array[c_double], number: int) -> None:
    ledger = Ledger(url)
    while True:
        moment = shared[0]
        if moment > shared[1 + number]:
            run_round(ledger, RULES, write_down, now=datetime.fromtimestamp(moment, ZONE))
            shared[1 + number] = moment
        time.sleep(0.001)
