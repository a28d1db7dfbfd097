"""Following the rules of a document, wherever they stand: its text, a table's head or foot, a footnote."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from models.findings import Finding
from plans.drafts import TaskDraft
from plans.people.rules import Rule, dated, follow, taken
from plans.sentences import finding
from plans.text.blocks import Block, Document, Line, Row, Table

HEAD = 30
"""Rows at the beginning of a table that may hold its header."""
_mark = re.compile(r"^\s*(?:[附备備]?\s?注|说明|說明)?\s?\d?\s*[:：]?\s*$")


def ruled(
    tasks: Sequence[TaskDraft], rules: tuple[Rule, ...], *, year: int | None
) -> tuple[tuple[TaskDraft, ...], list[Finding]]:
    """Follow the rules in every task they speak of, and quote them; `year` dates their deadlines."""
    followed = [follow(task, rules, task.source.line) for task in tasks]
    found = [finding("stated-rule", line=rule.line or None, text=rule.text[:80]) for rule in rules]
    found += [
        finding("inherited-unit", task=task.number, line=task.source.line, unit=rule.units)
        for task, giving in followed
        for rule in giving
    ]
    done = tuple(dated(task, rules, year=year) for task, _ in followed)
    found += [
        finding("inherited-date/rule", task=task.number, line=task.source.line, due=task.due)
        for task, (before, _) in zip(done, followed, strict=True)
        if task.due != before.due
    ]
    return done, found


def noted(notes: Iterable[Line]) -> tuple[Rule, ...]:
    """Read the rules of footnotes; the place of their mark is unknown, so they hold for every task."""
    texts = dict.fromkeys(note.text for note in notes)
    return tuple(replace(rule, line=0, reach="") for text in texts for rule in taken(text)[1])


def stated(document: Document) -> tuple[Document, tuple[Rule, ...]]:
    """Take the rules out of what stands around the tables of a document, and rows that are nothing else."""
    blocks: list[Block] = []
    rules: list[Rule] = []
    for block in document.blocks:
        kept, found = _line(block) if isinstance(block, Line) else _table(block)
        blocks.append(kept)
        rules += found
    return replace(document, blocks=tuple(blocks)), (*rules, *noted(document.notes))


def _line(line: Line) -> tuple[Line, list[Rule]]:
    rest, found = taken(line.text)
    return replace(line, text=rest), [replace(rule, line=line.number) for rule in found]


def _table(table: Table) -> tuple[Table, list[Rule]]:
    told = [(row, *_row(row)) for row in _near(table)]
    emptied = {row.number for row, _, is_empty in told if is_empty}
    rules = [rule for _, found, _ in told for rule in found]
    if not emptied:
        return table, rules
    return replace(table, rows=tuple(row for row in table.rows if row.number not in emptied)), rules


def _near(table: Table) -> Iterator[Row]:
    """Give the rows that can hold more than a task: those at the top, and those of one text."""
    for place, row in enumerate(table.rows):
        if place < HEAD or len({cell for cell in row.cells if cell}) == 1:
            yield row


def _row(row: Row) -> tuple[list[Rule], bool]:
    told = [taken(cell) for cell in dict.fromkeys(filter(None, row.cells))]
    rules = [replace(rule, line=row.number) for _, found in told for rule in found]
    return rules, bool(rules) and len(told) == 1 and bool(_mark.match(told[0][0]))
