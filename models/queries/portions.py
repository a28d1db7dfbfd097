"""Many ids, some at a time: SQLite has a limit, and both databases plan a long list slowly."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 500
"""The most ids in one statement."""
Id = TypeVar("Id", int, str)


def portions(ids: Iterable[Id]) -> Iterator[list[Id]]:
    """Give the ids in their order, a few hundred at a time; nothing for none."""
    rest = iter(sorted(ids))
    while some := list(islice(rest, AT_ONCE)):
        yield some
