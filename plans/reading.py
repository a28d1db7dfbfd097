# SPDX-License-Identifier: Apache-2.0
"""From a file's bytes to a reading: container, text or table, fields, findings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from models.findings import Finding
from plans.as_json import as_json
from plans.checks import check
from plans.confidence import scored
from plans.drafts import PlanDraft, Reading
from plans.fields.task_fields import Column, field_words
from plans.findings import finding, refusal
from plans.formats.detect import open_document
from plans.header import plan_year, read_header
from plans.others.fiscal import is_fiscal
from plans.others.other_kinds import read_list_first, read_otherwise
from plans.people.rules import Rule, ruled, stated
from plans.prose import Prose, read_prose
from plans.provenance import paged, with_sources
from plans.structure.endings import CLOSED
from plans.tables.columns import Header, find_header, shown
from plans.tables.ledger import has_tasks, read_ledger
from plans.tables.plan_facts import plan_facts
from plans.tables.rows import joined, straightened
from plans.tables.text_tables import with_text_tables
from plans.text.blocks import Block, Document, Line, Table, cell_lines
from plans.text.repair import is_unreadable, mend, mend_table, missing_annex, sample_of
from plans.time.dates import read_cell_date

__all__ = ["as_json", "read"]

MISSING_DUE = ("no-due-date",)

Found = list[tuple[Table, Header]]


def read(content: bytes, *, name: str, year: int | None = None) -> Reading:
    """Read a plan document; `name` tells its format where the bytes do not, and names it in sentences.

    `year` overrules the year the document names. InputError when the file cannot be read at all;
    a file that can be read but holds no task gives a reading without tasks and the finding `nothing-read`.
    """
    document = with_text_tables(open_document(content, name=name))
    bare, rules = stated(document) if document.tables else (document, ())
    tables = [(table, header) for table in bare.tables if (header := find_header(table))]
    if document.is_ledger and not tables:
        raise _no_header(document, name)
    reading = _tables(bare, tables, rules, name, year) if tables else _prose(document, name, year)
    findings = (*document.findings, *paged(reading.findings, document))
    return replace(
        reading,
        tasks=scored(with_sources(reading.tasks, document), findings),
        findings=findings,
        sha256=sha256(content).hexdigest(),
    )


def _no_header(document: Document, name: str) -> Exception:
    first = next((row.cells for table in document.tables for row in table.rows), ())
    headers = (words.headers for words in field_words() if words.column is Column.TITLE)
    words = ", ".join(sorted(" ".join(headers).split(), key=str.isascii)[:8])
    return refusal("no-header", name=name, header=shown(first), words=words)


def _prose(document: Document, name: str, year: int | None) -> Reading:
    lines = [line for block in document.blocks for line in _lines(block)]
    text = "\n".join(line.text for line in lines)
    if is_unreadable(text):
        return _nothing(Prose(), name, [finding("unreadable", sample=sample_of(text))])
    prose = read_prose(lines, year=year, notes=document.notes)
    prose = read_list_first(prose, lines, year=year)
    prose = prose if prose.tasks and not is_fiscal(text) else read_otherwise(prose, lines, year=year)
    if not prose.tasks:
        annex = missing_annex(text)
        return _nothing(prose, name, [annex] if annex else [])
    findings = check(prose.plan, prose.tasks, prose.repairs)
    return Reading(
        plan=prose.plan,
        tasks=prose.tasks,
        findings=(*prose.findings, *_but_told(findings, prose.findings)),
        repairs=dict(prose.repairs),
    )


def _nothing(prose: Prose, name: str, why: list[Finding]) -> Reading:
    """Say that there is no task, and why, and what was repaired all the same."""
    nothing = finding(f"nothing-read/{prose.reason}", name=name)
    checked = check(prose.plan, (), prose.repairs)
    repaired = (item for item in checked if item.code == "repaired")
    return Reading(
        plan=prose.plan,
        tasks=(),
        findings=(*prose.findings, nothing, *why, *repaired),
        repairs=dict(prose.repairs),
    )


def _lines(block: Block) -> tuple[Line, ...]:
    return (block,) if isinstance(block, Line) else tuple(cell_lines(block))


def _mended(document: Document, tables: Found) -> tuple[Found, Counter[str]]:
    """Repair the tables of a text document; a file that is a table by its format was never converted."""
    if document.is_ledger:
        return tables, Counter()
    mended = [(mend_table(table), header) for table, header in tables]
    repairs = sum((counts for (_, counts), _ in mended), Counter[str]())
    return [(table, header) for (table, _), header in mended], repairs


def _arranged(document: Document, tables: Found) -> tuple[Found, list[Finding]]:
    """Put shifted rows straight, and join those that tell one task; in a sheet each row is its own."""
    if document.is_ledger:
        return tables, []
    done: Found = []
    found: list[Finding] = []
    for table, header in tables:
        straight, shifts = straightened(table, header)
        whole, joins = joined(straight, header)
        done.append((whole, header))
        found += [*shifts, *joins]
    return done, found


def _whole(tables: Found, name: str) -> tuple[Found, list[Finding]]:
    """Leave out a table that has a header and nothing below: its text was lost, or breaks off there."""
    full = [(table, header) for table, header in tables if has_tasks(table, header)]
    found = []
    for table, header in tables:
        if (table, header) not in full:
            row = table.rows[header.index]
            code = "cut-text/table" if full else "empty-table"
            found.append(finding(code, line=row.number, header=shown(row.cells)))
    return full or tables[:1], found


def _broken_off(document: Document) -> list[Finding]:
    """Report a last line that goes on with the table above it and does not end."""
    filled = [block for block in document.blocks if isinstance(block, Table) or mend(block.text)[0].strip()]
    if len(filled) < 2 or not isinstance(filled[-2], Table) or not isinstance(filled[-1], Line):
        return []
    above, line = filled[-2].rows[-1:], filled[-1]
    if not above or line.number != above[0].number + 1 or line.text.rstrip().endswith(CLOSED):
        return []
    return [finding("cut-text/line", line=line.number, text=line.text.strip()[:40])]


def _tables(
    document: Document, known: Found, rules: tuple[Rule, ...], name: str, year: int | None
) -> Reading:
    tables, repairs = _mended(document, known)
    plan = _plan(document, tables, year)
    tables, moved = _arranged(document, tables)
    tables, broken = _whole(tables, name)
    ledgers = [read_ledger(table, header, year=plan.year) for table, header in tables]
    printed = [task for ledger in ledgers for task in ledger.tasks]
    tasks, followed = ruled(printed, rules, year=plan.year)
    checked = check(plan, tasks, repairs) if tasks else (finding("nothing-read/no-rows", name=name),)
    found = [
        *_left_out(document, known),
        *moved,
        *broken,
        *_broken_off(document),
        *(item for ledger in ledgers for item in ledger.findings),
        *followed,
    ]
    findings = (*found, *_but_told(checked, found))
    return Reading(plan=plan, tasks=tasks, findings=findings, repairs=dict(repairs))


def _left_out(document: Document, known: Found) -> list[Finding]:
    """Report the tables and sheets beside the ledger that have no header row."""
    read_ones = [table for table, _ in known]
    others = (table for table in document.tables if table.rows and table not in read_ones)
    return [
        finding("table-left-out", line=table.rows[0].number, header=shown(table.rows[0].cells))
        for table in others
    ]


def _but_told(checked: Sequence[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Leave out that a deadline is missing where the reason was told: no column, or a phrase that failed."""
    shared = any(item.code == "shared-number" for item in found)
    has_column = all(item.code != "no-due-column" for item in found)
    told = {item.line for item in found if item.code in ("bad-date", "unread-due")}
    return [
        item
        for item in checked
        if not (shared and item.code == "duplicate-number")
        and not (item.code in MISSING_DUE and (not has_column or (item.line in told and item.line)))
    ]


def _plan(document: Document, tables: Found, year: int | None) -> PlanDraft:
    """Take what the comment lines say, else what stands above and below the table."""
    table, header = tables[0]
    above = [cell for row in table.rows[: header.index] for cell in dict.fromkeys(row.cells) if cell]
    lines = [line.text for line in document.lines]
    facts = {**plan_facts([*lines, *above]), **document.facts}
    plan = _said(read_header([*lines, *above], lines[-3:]), facts)
    return replace(plan, year=year or plan.year)


def _said(plan: PlanDraft, facts: Mapping[str, str]) -> PlanDraft:
    title = facts.get("title") or plan.title
    count, year = facts.get("declared_count", ""), facts.get("year", "")
    return PlanDraft(
        title=title,
        year=int(year) if year.isdecimal() else plan_year(title or "") or plan.year,
        document_number=facts.get("document_number") or plan.document_number,
        issuer=facts.get("issuer") or plan.issuer,
        issued_on=read_cell_date(facts.get("issued_on", "")) or plan.issued_on,
        declared_count=int(count) if count.isdecimal() else plan.declared_count,
    )
