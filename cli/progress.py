# SPDX-License-Identifier: Apache-2.0
"""How far a long job is: on stderr and only for somebody who looks at a terminal."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

Item = TypeVar("Item")


@contextmanager
def working(sentence: str) -> Iterator[None]:
    """Show that something is going on, and for how long already."""
    with _progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()) as shown:
        shown.add_task(sentence, total=None)
        yield


def following(items: Iterable[Item], sentence: str) -> Iterator[Item]:
    """Pass items on and show how many of them are done."""
    listed = list(items)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with _progress(*columns) as shown:
        yield from shown.track(listed, total=len(listed), description=sentence)


@contextmanager
def counting(sentence: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how much of a total is done; what is given takes the number that came on top."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with _progress(*columns) as shown:
        job = shown.add_task(sentence, total=total)
        yield lambda more: shown.advance(job, more)


def _progress(
    *columns: SpinnerColumn | TextColumn | BarColumn | MofNCompleteColumn | TimeElapsedColumn,
) -> Progress:
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
