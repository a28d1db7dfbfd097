# SPDX-License-Identifier: Apache-2.0
"""Leaders in charge: persons, posts, who held which post when, and who leads which task."""

from datetime import date

from sqlmodel import Field, UniqueConstraint

from models.tables.base import LedgerTable


class Person(LedgerTable, table=True):
    """A leader known by name."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class Post(LedgerTable, table=True):
    """A post that duties belong to, whoever holds it."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class Tenure(LedgerTable, table=True):
    """Who held a post from when until when, both days included; `until` is empty while it lasts."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    since: date
    until: date | None = None


class Lead(LedgerTable, table=True):
    """A person or a post (exactly one of them) that leads a task; `position` is the order as printed."""

    __table_args__ = (UniqueConstraint("task_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    post_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    position: int
