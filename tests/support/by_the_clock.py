# SPDX-License-Identifier: Apache-2.0
"""Which tests start a process or run a round: those that CI runs once more on other days."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
STARTERS = {
    "subprocess",
    "multiprocessing",
    "cli.daemon.daemon",
    "scheduler.round",
    "scheduler.delivery.deliver",
}
"""Who imports one of these may start a process, or something that goes by the clock in this one."""
WHOLE = {"acceptance", "faults"}
"""Folders whose tests start something through their fixtures."""


@cache
def goes_by_the_clock(path: Path) -> bool:
    """Tell whether the tests in a file, or what they share with others, start a process or a round."""
    if path.relative_to(TESTS).parts[0] in WHOLE:
        return True
    names = set(_imported(path))
    return not names.isdisjoint(STARTERS) or any(
        goes_by_the_clock(found) for name in names if (found := _of_tests(name)) and found != path
    )


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _of_tests(name: str) -> Path | None:
    path = TESTS.parent.joinpath(*name.split(".")).with_suffix(".py")
    return path if name.startswith("tests.") and path.is_file() else None
