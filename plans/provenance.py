# SPDX-License-Identifier: Apache-2.0
"""Where in the file each task came from: the page, the sheet, the cells of a table's row; findings too."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from models.findings import Finding
from plans.drafts import Source, TaskDraft
from plans.tables.columns import Header, find_header
from plans.text.blocks import Document, Line, Row, Table


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskTable:
    """A table that holds tasks, its rows by their numbers."""

    table: Table
    header: Header
    rows: dict[int, Row]


def with_sources(tasks: Sequence[TaskDraft], document: Document) -> tuple[TaskDraft, ...]:
    """Complete the source of each task; tasks come in the order of the document."""
    pages = dict(_pages(document))
    ledgers = list(_ledgers(document))
    found, index, last = [], 0, 0
    for task in tasks:
        index = _ledger_of(ledgers, index, task.source.line, last)
        last = task.source.line
        source = _paged(task.source, pages) if pages else task.source
        if index < len(ledgers):
            source = _in_table(source, ledgers[index])
        found.append(replace(task, source=source))
    return tuple(found)


def paged(findings: Iterable[Finding], document: Document) -> tuple[Finding, ...]:
    """Add the page to the facts of each finding whose line stands on a known one."""
    pages = dict(_pages(document))
    return tuple(
        replace(finding, facts={"page": pages[finding.line], **finding.facts})
        if finding.line in pages
        else finding
        for finding in findings
    )


def _pages(document: Document) -> Iterator[tuple[int, int]]:
    for block in document.blocks:
        for part in (block,) if isinstance(block, Line) else block.rows:
            if part.page is not None:
                yield part.number, part.page


def _paged(source: Source, pages: dict[int, int]) -> Source:
    last = pages.get(source.last_line) if source.last_line else None
    return replace(source, page=pages.get(source.line), last_page=last)


def _ledgers(document: Document) -> Iterator[TaskTable]:
    for table in document.tables:
        header = find_header(table)
        if header:
            yield TaskTable(table=table, header=header, rows={row.number: row for row in table.rows})


def _ledger_of(ledgers: Sequence[TaskTable], index: int, line: int, last: int) -> int:
    """Find the table of a row, from the current one on: the sheets of a file all count their rows from 1.

    A row gives one task, so one that is not below the last begins another sheet.
    """
    start = index + 1 if line <= last and index + 1 < len(ledgers) else index
    return next((item for item in range(start, len(ledgers)) if line in ledgers[item].rows), len(ledgers))


def _in_table(source: Source, ledger: TaskTable) -> Source:
    row = ledger.rows[source.line]
    cells = {
        column.value: f"{letters(index + 1)}{row.number}"
        for column, index in ledger.header.columns.items()
        if index < len(row.cells) and row.cells[index]
    }
    return replace(source, sheet=ledger.table.sheet, cells=cells)


@lru_cache(maxsize=1_000)
def letters(column: int) -> str:
    """Name a column, counted from 1, as spreadsheets do: A, Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
