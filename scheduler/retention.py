"""Forgetting mails whose time is over, as the policy says, a few at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from models.database import Ledger
from models.queries import retention

CHUNK = 200
"""Mails emptied in one transaction, so that a sender hardly waits."""


def forget_mails(
    ledger: Ledger, *, days: int, now: datetime, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Empty the mails of messages settled more than `days` *calendar* days ago; 0 days keeps all.

    Rows, subjects and every attempt stay. Give how many mails were emptied.
    """
    if not days:
        return 0
    before, last, emptied = now - timedelta(days=days), 0, 0
    while not stopping():
        with ledger.reading() as session:
            ids = retention.bodies_to_empty(session, settled_before=before, after=last, limit=CHUNK)
        if not ids:
            break
        with ledger.writing() as session:
            retention.empty_bodies(session, ids)
        last, emptied = ids[-1], emptied + len(ids)
    return emptied
