# SPDX-License-Identifier: Apache-2.0
"""Channels of the small invented office, and what is written for them."""

from datetime import datetime

from sqlmodel import col, select

from models.channels import ChannelMessage, ChannelSettings, ChannelView, QuietHours
from models.database import Ledger
from models.kinds import ChannelKind, LetterKind
from models.letters import Letter
from models.queries import channels
from models.queries.feed_scope import find_owner
from models.tables import Message
from scheduler.agenda import Agenda, IdleCache
from scheduler.round import run_round
from tests.builders import MONDAY, office, write_down

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
URL = "https://oa.example/in"


def give_channel(
    ledger: Ledger,
    reader: str,
    url: str = URL,
    *,
    carries: tuple[LetterKind, ...] = (),
    quiet: QuietHours | None = None,
    at: datetime = MONDAY,
) -> ChannelView:
    """Give a reader a webhook."""
    settings = ChannelSettings(kind=ChannelKind.WEBHOOK, url=url, secret=SECRET, carries=carries, quiet=quiet)
    with ledger.writing() as session:
        return channels.add(session, find_owner(session, reader), settings, now=at, by="test")


def shortened(letter: Letter) -> ChannelMessage:
    """Shorten a letter as plainly as can be: the real words have tests of their own."""
    return ChannelMessage(title=letter.key, content=f'{{"key": "{letter.key}"}}'.encode())


def run(
    ledger: Ledger, now: datetime = MONDAY, *, idle: IdleCache | None = None, full: bool = False
) -> Agenda:
    """Run one round with plain letters that tells channels too."""
    return run_round(ledger, office(), write_down, now=now, shorten=shortened, idle=idle, full=full)


def notes(ledger: Ledger) -> list[Message]:
    """Give the messages for channels in the order they were written."""
    with ledger.reading() as session:
        query = select(Message).where(col(Message.channel_id).is_not(None))
        return list(session.exec(query.order_by(col(Message.id))))
