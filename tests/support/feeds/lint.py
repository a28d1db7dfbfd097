# SPDX-License-Identifier: Apache-2.0
"""The lint of calendar feeds: every rule of `rules`, each told by its code."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.feeds.reader import Component, LineError, NestingError, parse, text
from tests.support.feeds.rules import BYTES, EVERYWHERE, OF

__all__ = ["CODES", "Component", "Fault", "codes", "lint", "parse", "text"]

LINES = "is_made_of_content_lines"
NESTING = "is_nested"
RULES = (*BYTES, *EVERYWHERE, *(rule for rules in OF.values() for rule in rules))
CODES = frozenset({LINES, NESTING, *(rule.__name__ for rule in RULES)})


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a feed."""

    code: str
    where: str
    what: str


def lint(content: bytes) -> list[Fault]:
    """List everything wrong with a feed; an empty list is a clean one."""
    wrong = [Fault(rule.__name__, "the bytes", what) for rule in BYTES for what in rule(content)]
    if wrong:
        return wrong
    try:
        calendar = parse(content)
    except LineError as error:
        return [Fault(LINES, "a line", str(error))]
    except NestingError as error:
        return [Fault(NESTING, "the calendar", str(error))]
    return [fault for part in calendar.walk() for fault in _faults(part)]


def codes(content: bytes) -> set[str]:
    """Give the codes of all rules that a feed breaks."""
    return {fault.code for fault in lint(content)}


def _faults(part: Component) -> Iterator[Fault]:
    for rule in (*EVERYWHERE, *OF.get(part.name, ())):
        yield from (Fault(rule.__name__, part.who, what) for what in rule(part))
