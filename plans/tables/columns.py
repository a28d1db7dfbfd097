# SPDX-License-Identifier: Apache-2.0
"""The columns of a ledger table, recognised by the meaning of their headers in Chinese or English."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from plans.fields.labels import LABELS, LATIN
from plans.fields.task_fields import Column, field_words
from plans.text.blocks import Row, Table
from plans.text.script import folded

GOALS = ("objective", "objectives", "commitment", "initiative", "goal", "aim")
OWN = (Column.TITLE, Column.DETAIL, Column.NUMBER)
SEARCHED_ROWS = 30
_noise = re.compile(r"[\s*＊:：]|[（(][^（）()]*[）)]")
_of_year = re.compile("^(?:20\\d{2}年?度?|全年|本年度?|当年|年度)(?=[\u3400-\u9fff]{4})")
_joint = re.compile("[与和及、/]")
"""What joins the two halves of one header: 目标与任务, 牵头（责任）单位/部门."""


def _words() -> dict[str, Column]:
    known: dict[str, Column] = {}
    columns = {(words.field, words.role): words.column for words in field_words()}
    known.update(("_".join(word.split()), columns[meant]) for word, meant in (LABELS | LATIN).items())
    known.update((word, words.column) for words in field_words() for word in words.headers.split())
    return known


WORDS = _words()
PARTS = sorted((word for word in WORDS if len(word) >= 4 and not word.isascii()), key=len, reverse=True)


def meaning(header: str) -> Column | None:
    """Tell what a header means; None when it is unknown or a sentence."""
    bare = _of_year.sub("", folded(_noise.sub("", header)).lower())
    exact = WORDS.get(bare) or WORDS.get("_".join(header.lower().split())) or WORDS.get(_joint.sub("", bare))
    if exact or len(bare) > 14:
        return exact
    return next((WORDS[word] for word in PARTS if word in bare), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """Which row of a table is its header, and which column holds what (the first of its kind)."""

    index: int
    columns: dict[Column, int]


def find_header(table: Table) -> Header | None:
    """Find the row among the first thirty that means the most: it has the task and one thing more."""
    rows = table.rows[:SEARCHED_ROWS]
    candidates = [_header(rows, index) for index in range(len(rows))]
    best = max(candidates, key=lambda header: len(header.columns), default=None)
    if best is None or not {Column.TITLE, Column.DETAIL} & set(best.columns) or len(best.columns) < 2:
        return None
    return replace(best, columns=_arranged(best.columns))


def _header(rows: Sequence[Row], index: int) -> Header:
    """Read a header row, with the row below it where that one names the parts of its columns."""
    top = rows[index].cells
    below = rows[index + 1].cells if index + 1 < len(rows) else ()
    if not _names_parts(top, below):
        return Header(index=index, columns=_columns(top))
    whole = [part or name for name, part in zip_longest(top, below, fillvalue="")]
    return Header(index=index + 1, columns=_columns(whole))


def _names_parts(top: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether every cell of a row is a header, and none stands below the task's own."""
    filled = [(index, cell) for index, cell in enumerate(below) if cell]
    known = _columns(top)
    if not filled or known.get(Column.TITLE) is None:
        return False
    own = [below[index] for column in OWN if (index := known.get(column)) is not None and index < len(below)]
    return all(cell in ("", *top) for cell in own) and all(meaning(cell) for _, cell in filled)


def _arranged(columns: dict[Column, int]) -> dict[Column, int]:
    """Take the detail for the task where there is no title, or where the number stands between the two."""
    detail, title, number = (columns.get(column) for column in (Column.DETAIL, Column.TITLE, Column.NUMBER))
    if detail is None:
        return columns
    if title is not None and not (number is not None and title < number < detail):
        return columns
    found = {column: index for column, index in columns.items() if column is not Column.DETAIL}
    section = {Column.SECTION: title} if title is not None else {}
    return section | found | {Column.TITLE: detail}


def _columns(cells: Sequence[str]) -> dict[Column, int]:
    """Take the first column of each kind; of two that name the task, the second tells what it asks for."""
    found: dict[Column, int] = {}
    for index, cell in enumerate(cells):
        column = meaning(cell)
        if column is Column.TITLE and Column.TITLE in found:
            column = Column.DETAIL
        if column is not None:
            found.setdefault(column, index)
    return _below_goal(cells, found)


def _below_goal(cells: Sequence[str], found: dict[Column, int]) -> dict[Column, int]:
    """An objective beside an action is the section of the actions that serve it."""
    title, detail = found.get(Column.TITLE), found.get(Column.DETAIL)
    is_goal = title is not None and cells[title].strip().lower() in GOALS
    if not is_goal or detail is None or Column.SECTION in found or meaning(cells[detail]) is not Column.TITLE:
        return found
    rest: dict[Column, int] = {
        column: index for column, index in found.items() if column is not Column.DETAIL
    }
    return rest | {Column.SECTION: found[Column.TITLE], Column.TITLE: detail}


def shown(cells: Sequence[str]) -> str:
    """Write a row's cells for a sentence."""
    return " | ".join(cell[:12] for cell in cells[:12] if cell) or "—"
