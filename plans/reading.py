"""From a file's bytes to a reading: container, text or table, fields, findings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from models.findings import Finding
from plans.as_json import as_json
from plans.blocks import Block, Document, Line, Table, cell_lines
from plans.checks import check
from plans.columns import HEADERS, Column, Header, find_header, shown
from plans.containers.detect import open_document
from plans.dates import read_cell_date
from plans.drafts import PlanDraft, Reading
from plans.header import plan_year, read_header
from plans.ledger import read_ledger
from plans.prose import read_prose
from plans.repair import mend_table
from plans.sentences import finding, refusal
from plans.told import told

__all__ = ["as_json", "read"]

MISSING_DUE = ("no-due-date",)

Found = list[tuple[Table, Header]]


def read(content: bytes, *, name: str, year: int | None = None) -> Reading:
    """Read a plan document; `name` tells its format where the bytes do not, and names it in sentences.

    `year` overrules the year the document names. InputError when the file cannot be read at all;
    a file that can be read but holds no task gives a reading without tasks and the finding `nothing-read`.
    """
    document = open_document(content, name=name)
    tables = [(table, header) for table in document.tables if (header := find_header(table))]
    if document.is_ledger and not tables:
        raise _no_header(document, name)
    reading = _tables(document, tables, name, year) if tables else _prose(document, name, year)
    return replace(
        reading,
        findings=(*document.findings, *reading.findings),
        sha256=sha256(content).hexdigest(),
    )


def _no_header(document: Document, name: str) -> Exception:
    first = next((row.cells for table in document.tables for row in table.rows), ())
    words = ", ".join(HEADERS[Column.TITLE].split()[:8])
    return refusal("no-header", name=name, header=shown(first), words=words)


def _prose(document: Document, name: str, year: int | None) -> Reading:
    lines = [line for block in document.blocks for line in _lines(block)]
    prose = read_prose(lines, year=year)
    findings = check(prose.plan, prose.tasks, prose.repairs)
    if not prose.tasks:
        nothing = finding(f"nothing-read/{prose.reason}", name=name)
        findings = (nothing, *(each for each in findings if each.code == "repaired"))
    return Reading(
        plan=prose.plan,
        tasks=prose.tasks,
        findings=(*prose.findings, *_but_told(findings, prose.findings)),
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


def _tables(document: Document, known: Found, name: str, year: int | None) -> Reading:
    tables, repairs = _mended(document, known)
    plan = _plan(document, tables, year)
    ledgers = [read_ledger(table, header, year=plan.year) for table, header in tables]
    tasks = tuple(task for ledger in ledgers for task in ledger.tasks)
    checked = check(plan, tasks, repairs) if tasks else (finding("nothing-read/no-rows", name=name),)
    found = [*_left_out(document, known), *(each for ledger in ledgers for each in ledger.findings)]
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
    has_column = all(each.code != "no-due-column" for each in found)
    told = {each.line for each in found if each.code in ("bad-date", "unread-due")}
    return [
        each
        for each in checked
        if not (each.code in MISSING_DUE and (not has_column or (each.line in told and each.line)))
    ]


def _plan(document: Document, tables: Found, year: int | None) -> PlanDraft:
    """Take what the comment lines say, else what stands above and below the table."""
    table, header = tables[0]
    above = [cell for row in table.rows[: header.place] for cell in dict.fromkeys(row.cells) if cell]
    lines = [line.text for line in document.lines]
    facts = {**told([*lines, *above]), **document.facts}
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
