"""Signs of life: a row in the ledger after every tick, and a call to a watchdog outside."""

import logging
from datetime import datetime, timedelta
from http.client import HTTPException

from cli.wiring import Program
from models.queries import heartbeats
from notifiers.discretion import discreet
from notifiers.http_post import call

WATCHDOG_SECONDS = 10
ASK_EVERY = timedelta(minutes=1)
logger = logging.getLogger(__name__)


class Pulse:
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
            heartbeats.beat(
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
            logger.warning("the watchdog does not answer: %s", discreet(str(failure), url))
