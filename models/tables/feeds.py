# SPDX-License-Identifier: Apache-2.0
"""Calendar subscriptions: who may read what; their tokens are derived with a key and never stored."""

from datetime import datetime

from sqlmodel import Field, UniqueConstraint

from models.kinds import FeedScope
from models.tables.base import LedgerTable
from models.tables.columns import word


class Feed(LedgerTable, table=True):
    """One subscription; a raised `generation` gives it a new address, `revoked_at` ends all of them."""

    id: int | None = Field(default=None, primary_key=True)
    scope: FeedScope = Field(sa_type=word(FeedScope))
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    post_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    plan_id: int | None = Field(default=None, foreign_key="plan.id", index=True)
    label: str = ""
    generation: int = 1
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class FeedEnding(LedgerTable, table=True):
    """When an earlier address of a feed stops showing it: at once, or after a time of grace."""

    __table_args__ = (UniqueConstraint("feed_id", "generation"),)

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id", index=True)
    generation: int
    ends_at: datetime


class Edition(LedgerTable, table=True):
    """A way of writing events down: a new one, by an upgrade or a setting, changes every event at once.

    Its number is part of each SEQUENCE, its moment the least LAST-MODIFIED.
    """

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str
    at: datetime
