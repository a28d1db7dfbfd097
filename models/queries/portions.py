"""Many ids, some at a time: SQLite has a limit, and both databases plan a long list slowly."""

from collections.abc import Iterable, Iterator
from itertools import islice

AT_ONCE = 500
"""The most ids in one statement."""


def portions(ids: Iterable[int]) -> Iterator[list[int]]:
    """Give the ids in their order, a few hundred at a time; nothing for none."""
    rest = iter(sorted(ids))
    while some := list(islice(rest, AT_ONCE)):
        yield some
