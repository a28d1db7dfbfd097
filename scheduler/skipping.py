"""Recording the slots that nobody was there to serve."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from models.database import Ledger
from models.queries import heartbeats, outbox, reached
from scheduler.decision import Office
from scheduler.missed import slots_missed


def record_missed(ledger: Ledger, office: Office, *, now: datetime) -> None:
    """Record what nobody served in time before anything is decided, so that letters of now can tell it."""
    with ledger.reading() as session:
        since = heartbeats.last_sign(session)
        missed = slots_missed(since, now, calendar=office.calendar, policy=office.policy)
        settled = reached.glance(session, [slot.key for slot in missed]).rounds if missed else ()
    unsettled = [slot for slot in missed if slot.key not in settled]
    if not unsettled:
        return
    with suppress(IntegrityError), ledger.writing() as session:  # another node may have been faster
        for slot in unsettled:
            outbox.record_skipped(session, slot.kind, slot.label, now=now)
