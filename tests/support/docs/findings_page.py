# SPDX-License-Identifier: Apache-2.0
"""The page of the documentation that lists every finding; `make docs` writes it."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import plans
from plans.findings import FINDINGS

HEAD = """\
# Findings

What a reading or an import could not settle, or settled in a way that a person should know.
An `error` must be settled: nothing is imported unless `--with-errors` says so.
A `warning` should be settled; `plan read` ends with status 10 for both.
An `info` is only told.

The code is stable and is what `--json` gives, with severity, task, line, page, sheet, sentence and cure.
The place is what a finding can name: the task by its number, the line (row, paragraph), the page, the sheet.
A finding without one is about the whole document.
Words in {braces} are facts of the document.
"""
COLUMNS = ("code", "severity", "place", "sentence", "cure")
PLACES = ("task", "line", "page", "sheet", "cell")


def page() -> str:
    """Write the page from the sentences themselves."""
    named = _places()
    rows = [COLUMNS, ("---",) * len(COLUMNS)]
    for code, variants in groupby(sorted(FINDINGS), key=lambda key: key.partition("/")[0]):
        rows += [_row(code, variant, named) for variant in variants]
    return HEAD + "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(code: str, variant: str, named: dict[str, set[str]]) -> tuple[str, ...]:
    severity, sentence, cure = FINDINGS[variant]
    places = named[variant] | {place for place in PLACES if f"{{{place}}}" in sentence}
    shown = ", ".join(place for place in PLACES if place in places) or "document"
    return f"`{code}`", severity.value, shown, sentence, cure or "–"


def _places() -> dict[str, set[str]]:
    """Give the places that the program names with each code, from every call that makes a finding."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted(Path(plans.__file__).parent.rglob("*.py")):  # in the checkout or in a wheel
        for call in _findings(ast.parse(path.read_text(encoding="utf-8"))):
            for code in _codes(call.args[0]):
                named[code] |= {each.arg for each in call.keywords if each.arg in PLACES}
    return named


def _findings(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "finding" and node.args:
            yield node


def _codes(argument: ast.expr) -> list[str]:
    """Give the code, or both where one of two is chosen."""
    return [each.value for each in ast.walk(argument) if isinstance(each, ast.Constant)]
