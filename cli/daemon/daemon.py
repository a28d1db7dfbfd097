# SPDX-License-Identifier: Apache-2.0
"""The daemon: a lock on the ledger, ticks that run rounds, heartbeat and upkeep, until told to stop."""

import fcntl
import gc
import logging
import os
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import TYPE_CHECKING

from cli.daemon.senders import sending_of
from cli.daemon.shortages import prepare_for_shortages
from cli.wiring import Program
from models import job_tables
from models.errors import DeliveryError, DubanError, LedgerError, MachineError
from models.kinds import NodeRole
from models.queries import claims, failed, nodes
from notifiers.senders.http import call, redact
from scheduler.agenda import IdleCache
from scheduler.round import run_round
from scheduler.ticker import Ticker
from scheduler.upkeep import forget_mails, record_bounces

if TYPE_CHECKING:
    from cli.daemon.web import WebThread

logger = logging.getLogger(__name__)

WATCHDOG_SECONDS = 10
ASK_EVERY = timedelta(minutes=1)


class HeartbeatThread:
    """Say that a node is alive, once its tick has come to a good end."""

    def __init__(self, program: Program, *, roles: str) -> None:
        self._program = program
        self._roles = roles
        self._started_at = program.started_at
        self._asked_at: datetime | None = None

    def beat(self, *, round_seconds: float | None = None) -> None:
        """Note the sign of life and call the watchdog, at most once a minute."""
        program, now = self._program, self._program.now()
        with program.ledger.writing() as session:
            nodes.beat(
                session,
                program.node,
                now=now,
                started_at=self._started_at,
                roles=self._roles,
                every=timedelta(seconds=program.settings.tick_seconds),
                round_seconds=round_seconds,
            )
        self._call_watchdog(now)

    def _call_watchdog(self, now: datetime) -> None:
        url = self._program.settings.watchdog_url.get_secret_value()
        if not url or (self._asked_at and now - self._asked_at < ASK_EVERY):
            return
        self._asked_at = now
        try:
            call(url, seconds=WATCHDOG_SECONDS)
        except (OSError, ValueError, HTTPException) as failure:
            logger.warning("the watchdog does not answer: %s", redact(str(failure), url))


COLLECT_EVERY = timedelta(minutes=5)


class Maintenance:
    """Do what is to be done now and then; each remembers when it was done last."""

    def __init__(self, program: Program, *, stopping: Callable[[], bool]) -> None:
        self._program = program
        self._stopping = stopping
        self._collected_at: datetime | None = None
        self._forgot_on: date | None = None

    def collect_returns(self) -> None:
        """Read returned mails every five minutes; whatever fails there, a round follows."""
        program, now = self._program, self._program.now()
        inbox = program.inbox()
        if inbox is None or (self._collected_at and now - self._collected_at < COLLECT_EVERY):
            return
        self._collected_at = now
        try:
            for bounce in record_bounces(program.ledger, inbox, program.proof, now=now):
                facts = {
                    "effect": bounce.effect.value,
                    "recipient": bounce.recipient,
                    "status": bounce.status,
                }
                logger.warning("mail to %s came back: %s", bounce.mailbox, bounce.text, extra=facts)
        except DeliveryError as failure:
            logger.error("returned mails were not read: %s", failure)
        except Exception:
            logger.exception("some returned mails were not noted; they are read again")

    def forget_mails(self) -> None:
        """Empty the mails whose retention is over, once a day."""
        program, now = self._program, self._program.now()
        if self._forgot_on == now.date():
            return
        days = program.policy.retention.mail_bodies
        emptied = forget_mails(program.ledger, days=days, now=now, stopping=self._stopping)
        self._forgot_on = now.date()
        if emptied:
            logger.info("mails are no longer kept", extra={"count": emptied, "older_than_days": days})


@contextmanager
def daemon_lock(database: Path | None) -> Iterator[None]:
    """Hold the lock beside an SQLite ledger; LedgerError says which process holds it already.

    A PostgreSQL ledger (None) may serve many daemons and needs no lock.
    """
    if database is None:
        yield
        return
    path = database.with_name(f"{database.name}.lock")
    with open(path, "a+", opener=_private) as file:
        _take(file.fileno(), path, database)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _take(descriptor: int, path: Path, database: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as held:
        raise LedgerError(
            "Another duban (process {holder}) is already running on {database}.",
            cure="Stop it first, or give this one a database of its own with DUBAN_VAR.",
            holder=path.read_text().strip() or "?",
            database=database,
        ) from held


OWNER = "daemon"
WATCH_SECONDS = 1.0
EVERY_ROLE = tuple(NodeRole)


class Daemon:
    """Do what one node is there for, until `stop` is called."""

    def __init__(self, program: Program, *, roles: Collection[NodeRole] = EVERY_ROLE) -> None:
        self._program = program
        self._roles = roles
        self._stopping = threading.Event()
        self._asked: SimpleQueue[None] = SimpleQueue()
        """Whoever asks it to stop puts something in; an event would not do, see `stop`."""
        self._idle = IdleCache()
        self._sending = sending_of(program, owner=OWNER, stopping=self._stopping)
        self._chores = Maintenance(program, stopping=self._stopping.is_set)
        self._pulse = HeartbeatThread(program, roles=",".join(role for role in EVERY_ROLE if role in roles))

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until told to stop; LedgerError when another daemon holds the same SQLite ledger.

        MachineError when a part of it ended by itself, so that whoever supervises the process starts it anew.
        `ready` is called once the web server answers.
        """
        program, settings = self._program, self._program.settings
        open_files = prepare_for_shortages()
        with daemon_lock(program.ledger.path):
            job_tables.require(program.ledger)
            self._take_over()
            web = self._web(open_files)
            if web:
                web.start()
            ticker = Ticker(
                self.tick, every=timedelta(seconds=settings.tick_seconds), timezone=settings.timezone
            )
            ticker.start()
            if NodeRole.WORKER in self._roles:
                self._sending.start()
            gc.freeze()  # what has been loaded by now stays, and no reader waits for it to be looked through
            try:
                ready()
                self._watch(ticker, web)
            finally:
                self._stopping.set()
                if web:
                    web.finish()
                self._sending.join()
                ticker.stop()
                if web:
                    web.join()

    def stop(self, *_signal: object) -> None:
        """Ask the daemon to stop; the message in hand is finished first.

        A signal may come while the main thread holds the lock of an event, and to set it would then wait
        for ever; a simple queue takes something at any time.
        """
        self._asked.put(None)

    def _is_asked(self) -> bool:
        """Wait a moment, and tell whether somebody asked the daemon to stop."""
        try:
            self._asked.get(timeout=WATCH_SECONDS)
        except Empty:
            return False
        return True

    def tick(self) -> None:
        """Write what is owed and see that it is sent; what fails is logged, the next tick tries again."""
        began, decides = perf_counter(), NodeRole.SCHEDULER in self._roles
        if decides:
            self._attempt(self._chores.collect_returns)
        decided = self._attempt(self._decide) if decides else True
        if self._attempt(self._look) and decided:
            seconds = perf_counter() - began if decides else None
            self._attempt(lambda: self._pulse.beat(round_seconds=seconds))
        if decides:
            self._attempt(self._chores.forget_mails)

    def _attempt(self, step: Callable[[], None]) -> bool:
        try:
            step()
        except DubanError as failure:
            logger.error("%s", failure)
            return False
        except Exception:
            logger.exception("a step of the tick failed; the next one makes up for it")
            return False
        return True

    def _decide(self) -> None:
        with self._program.ledger.turn("round") as mine:
            if mine:
                self._round()

    def _round(self) -> None:
        program = self._program
        agenda = run_round(
            program.ledger,
            program.office,
            program.composer(),
            now=program.now(),
            idle=self._idle,
            dispatch=self._sending,
            shorten=program.shorten,
            say=program.say,
            stopping=self._stopping.is_set,
        )
        if agenda.letters or agenda.unwritten:
            counts = {
                "written": len(agenda.letters),
                "unwritten": len(agenda.unwritten),
                "unreachable": len(agenda.unreachable),
            }
            logger.info("round", extra=counts)

    def _look(self) -> None:
        if {NodeRole.SCHEDULER, NodeRole.WORKER}.intersection(self._roles):
            self._sending.look()

    def _web(self, open_files: int) -> "WebThread | None":
        if NodeRole.WEB not in self._roles:
            return None
        from cli.daemon.web import WebThread  # noqa: PLC0415  (loads the web server, 12 MiB)

        return WebThread(self._program, open_files=open_files)

    def _watch(self, ticker: Ticker, web: "WebThread | None") -> None:
        """Wait until told to stop; MachineError once a part of the daemon is gone."""
        parts: dict[NodeRole, Callable[[], bool]] = {NodeRole.SCHEDULER: ticker.is_alive}
        if NodeRole.WORKER in self._roles:
            parts[NodeRole.WORKER] = self._sending.is_alive
        if web:
            parts[NodeRole.WEB] = web.is_alive
        suspects: set[NodeRole] = set()
        while not self._is_asked():
            gone = {role for role, is_alive in parts.items() if not is_alive()}
            if lost := gone & suspects:  # a process that was halted for a while gets a second look
                raise MachineError(
                    "A part of the daemon ended by itself: {role}.",
                    cure="Start it anew, as its service does; look at memory and open files.",
                    role=min(lost),
                )
            suspects = gone

    def _take_over(self) -> None:
        with self._program.ledger.writing() as session:
            # On PostgreSQL other daemons may be alive: their leases run out by themselves.
            freed = claims.release(session, owner=OWNER) if self._program.ledger.path else 0
            # What kept letters from being written may be gone with the settings or the program of before.
            unwritten = failed.hasten(session) if NodeRole.SCHEDULER in self._roles else 0
        if freed:
            logger.warning("%d messages that a stopped daemon had in hand are queued again", freed)
        if unwritten:
            logger.warning("%d letters that could not be written are written anew", unwritten)


def stop_on_signals(daemon: Daemon) -> None:
    """Let SIGTERM and Ctrl-C stop the daemon in an orderly way."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, daemon.stop)
