# SPDX-License-Identifier: Apache-2.0
"""The mailboxes of units, persons and posts, in the order of the registry."""

from collections import defaultdict
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models.addresses import Mailbox
from models.tables import MailboxRow, Person, Post, Unit
from models.tables.base import table_of

_ROWS = table_of(MailboxRow)


def by_owner(session: Session, keys: Collection[str] | None = None) -> dict[str, tuple[Mailbox, ...]]:
    """Give the mailboxes of everybody who has some by the owner's key, or only of those in `keys`."""
    query = sa.select(_ROWS).order_by(_ROWS.c.owner_key, _ROWS.c.position)
    if keys is not None:
        query = query.where(_ROWS.c.owner_key.in_(keys))
    found: defaultdict[str, list[Mailbox]] = defaultdict(list)
    for row in session.execute(query):
        found[row.owner_key].append(Mailbox(address=row.address, is_copy=row.is_copy, label=row.label))
    return {key: tuple(theirs) for key, theirs in found.items()}


def of(session: Session, owner_key: str) -> tuple[Mailbox, ...]:
    """Give the mailboxes of one owner; a post without any has none here, whoever holds it."""
    return by_owner(session, [owner_key]).get(owner_key, ())


def put(session: Session, owner_key: str, mailboxes: Iterable[Mailbox]) -> None:
    """Make `mailboxes` all that an owner has."""
    session.exec(delete(MailboxRow).where(col(MailboxRow.owner_key) == owner_key))
    session.flush()
    session.add_all(
        MailboxRow(
            owner_key=owner_key,
            position=position,
            address=mailbox.address,
            is_copy=mailbox.is_copy,
            label=mailbox.label,
        )
        for position, mailbox in enumerate(mailboxes)
    )
    session.flush()


def bring_along(session: Session, former_key: str, key: str) -> bool:
    """Give an owner without a mailbox those of the one it stands for; tell whether there were any."""
    theirs = of(session, former_key)
    if not theirs or of(session, key):
        return False
    put(session, key, theirs)
    return True


def named(session: Session) -> list[tuple[str, Mailbox]]:
    """Give every mailbox with the name of its owner, by name."""
    found = by_owner(session)
    names = {
        f"{kind}:{number}": name
        for kind, table in (("unit", Unit), ("person", Person), ("post", Post))
        for number, name in session.exec(select(table.id, table.name))
    }
    pairs = [(names[key], mailbox) for key, theirs in found.items() if key in names for mailbox in theirs]
    return sorted(pairs, key=lambda pair: pair[0])
