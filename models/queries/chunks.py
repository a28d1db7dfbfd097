# SPDX-License-Identifier: Apache-2.0
"""How much is read at a time: of many ids some, of many messages not their mails."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from sqlalchemy.orm import defer

from models.tables import Message

AT_ONCE = 500
"""The most ids in one statement: SQLite has a limit, and both databases plan a long list slowly."""
WITHOUT_CONTENT = defer(Message.content, raiseload=True)  # type: ignore[arg-type]
"""A list of messages must not read their mails: there may be a hundred thousand."""
Id = TypeVar("Id", int, str)


def chunks(ids: Iterable[Id]) -> Iterator[list[Id]]:
    """Give the ids in their order, a few hundred at a time; nothing for none."""
    rest = iter(sorted(ids))
    while some := list(islice(rest, AT_ONCE)):
        yield some
