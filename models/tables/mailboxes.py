# SPDX-License-Identifier: Apache-2.0
"""Where mails to units, persons and posts go: each may have several addresses."""

from sqlmodel import Field, UniqueConstraint

from models.tables.base import LedgerTable
from models.tables.columns import AlwaysText


class MailboxRow(LedgerTable, table=True):
    """One address of a unit, person or post, whose key is `unit:12`, `person:7` or `post:3`."""

    __tablename__ = "mailbox"
    __table_args__ = (UniqueConstraint("owner_key", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    owner_key: str = Field(index=True)
    position: int
    address: str = Field(sa_type=AlwaysText)
    is_copy: bool = False
    """Whether it is named under Cc instead of To."""
    label: str = Field(default="", sa_type=AlwaysText)
    """Whose it is within the unit, such as 联络员 or 值班."""
