"""Calendar subscriptions: who may read what; their tokens are derived with a key and never stored."""

from datetime import datetime

from sqlmodel import Field

from models.kinds import FeedScope
from models.tables.base import Table
from models.tables.columns import word


class Feed(Table, table=True):
    """One subscription; raising `generation` revokes every address given out before."""

    id: int | None = Field(default=None, primary_key=True)
    scope: FeedScope = Field(sa_type=word(FeedScope))
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    post_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    label: str = ""
    generation: int = 1
    created_at: datetime
    last_used_at: datetime | None = None
