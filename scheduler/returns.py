"""Mails that come back: each is noted once, however often it is read."""

import logging
from datetime import datetime

from models.database import Ledger
from models.letters import Returned
from models.queries import bounces
from models.tables import Bounce
from scheduler.ports import Inbox

logger = logging.getLogger(__name__)


def take_returns(ledger: Ledger, inbox: Inbox, *, now: datetime) -> tuple[Bounce, ...]:
    """Note every mail that came back since the last time; give those that are new.

    Each is committed before the inbox lets go of it. DeliveryError when the inbox cannot be read.
    """
    noted: list[Bounce] = []

    def take(returned: Returned) -> None:
        with ledger.writing() as session:
            bounce = bounces.record(session, returned, now=now)
        if bounce is not None:
            logger.warning("mail to %s came back: %s %s", bounce.mailbox, bounce.status, bounce.text)
            noted.append(bounce)

    inbox.collect(take)
    return tuple(noted)
