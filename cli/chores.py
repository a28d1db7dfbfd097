"""What the daemon does beside its rounds: read returned mails, and forget mails whose time is over."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from cli.wiring import Program
from models.errors import DeliveryError
from scheduler.retention import forget_mails
from scheduler.returns import take_returns

COLLECT_EVERY = timedelta(minutes=5)
logger = logging.getLogger(__name__)


class Chores:
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
            for bounce in take_returns(program.ledger, inbox, program.proof, now=now):
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
