# SPDX-License-Identifier: Apache-2.0
"""Rules a document states about its owners, and what they mean for its tasks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from models.findings import Finding
from models.kinds import DueKind, Role
from plans.drafts import TaskDraft, UnitMention
from plans.findings import finding
from plans.people.names import bare_name, is_group, is_office, names
from plans.text.blocks import Block, Document, Line, Row, Table
from plans.text.clauses import Span, spans
from plans.text.script import NUMERALS, folded
from plans.time.dates import read_due


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule in its own words: `units` join every later task, `due` dates every task without a deadline.

    Without either, the first of a list leads.
    """

    text: str
    line: int
    role: Role
    units: str = ""
    due: str = ""
    reach: str = ""
    """Which tasks a rule of units speaks of: those `above` it, those `below` it, or all of them."""


_first = re.compile(
    r"(?:第一位|第一个|排名第一|排第一|排在第一|首位|首个|排首|第一家|首家|第一名|第一责任单位|第一单位|最前)"
    r"(?:[^，,。；;\n]{0,10}(?:为|是|系|作为)[^，,。；;\n]{0,6}(?:牵头|主办|主责|主要责任|第一责任)"
    r"|的?(?:责任)?(?:单位|部门)?(?:负责|负)?(?:总)?牵头)"
)
_always = re.compile(
    r"(?:(?:以下|下列|上述|后续|以上)[^，,。；;、\n]{0,6}?)?(?:各项|所有|各|全部)?(?:工作|任务|事项|措施|举措|政策|条款)[^，,。；;\n]{0,6}均[需须由应]?(?:由)?"
    r"(?P<units>(?:[^，,。；;\n（(]|[（(][^（）()\n]{1,20}[)）]){2,60}?)"
    r"(?P<verb>负责落实|负责实施|组织实施|牵头|配合|参与|落实|负责|承担)"
    r"(?:[，,](?:以下|下文|下)?不再[^，,。；;\n〕）)]{0,12})?"
)
_member = re.compile(
    r"(?:均|都|同时)?(?:为|是|作为)"
    r"(?:以下|下列|上述|后续|以上|本表)?(?:所列)?(?:各项|所有|全部|每项|各)?(?P<things>工作|任务|事项|项目)?的?"
    r"(?P<verb>责任|配合|协同|协办|参与|落实|牵头|共同责任)(?:单位|部门|主体)"
    r"(?P<unlisted>[，,][^，,。；;\n]{0,6}不再[^，,。；;\n〕）)]{0,12})?"
)
_before = re.compile(r"(?:[^，,。；;：:\n（()）]|[（(][^（）()\n]{1,20}[)）]){2,60}$")
_by = r"(?:一律|原则上|统一|均|应当|应|须|需|要|于|在|为|按|到)"
_undated = re.compile(
    r"(?:(?:未|没有|无)(?:明确|特别)?(?:标明|注明|标注|写明|列明|规定|明确|注)[^，,。；;\n]{0,6}(?:时限|时间|期限|日期)"
    r"[^，,。；;\n]{0,6}?[，,]?|(?:以上|上述|以下|所列|其余|其他)(?:各项|所有)?(?:任务|工作|事项)(?=均|须|应|需|要|一律|原则上))"
    rf"{_by}{{0,3}}(?P<due>[\d{NUMERALS}年明次翌来今当上下第][^，,。；;\n]{{1,20}}(?:前|底|日|末|内|年|月))"
    r"[^，,。；;\n]{0,2}(?:完成|办结|落实到位)?"
    r"(?=[。；;）)〕\n]|$)"
)
_roles = {
    **dict.fromkeys(("配合", "参与", "协同", "协办"), Role.SUPPORT),
    **dict.fromkeys(("负责", "责任", "共同责任"), Role.RESPONSIBLE),
    "牵头": Role.LEAD,
}
_reaches = {
    **dict.fromkeys(("以下", "下列", "后续"), "below"),
    **dict.fromkeys(("以上", "上述", "前述"), "above"),
}
_note_mark = re.compile(r"\s*[附备]?\s?注\s?\d?[:：]")
_sentence = re.compile(r"[^。；;\n]*[。；;]?")
WIDEST = 62
"""Characters before the verb of a rule that may name units."""


def taken(text: str) -> tuple[str, tuple[Rule, ...]]:
    """Take the rules out of a text, its line breaks kept; gives the text without them, and them."""
    plain, brackets = folded(text), spans(text)
    found = sorted(_found(plain, text, brackets), key=lambda pair: pair[0])
    parts, index = [], 0
    for (start, end), _ in found:
        if start >= index:
            parts += [text[index:start], "\n" * text.count("\n", start, end)]
            index = end
    return "".join([*parts, text[index:]]), tuple(rule for _, rule in found)


def _found(plain: str, text: str, brackets: tuple[Span, ...]) -> Iterator[tuple[tuple[int, int], Rule]]:
    for found in _first.finditer(plain):
        start, end = _around(text, brackets, found.start(), found.end())
        yield (start, end), _rule(text, start, end, Role.LEAD)
    for found in _undated.finditer(plain):
        start, end = _around(text, brackets, found.start(), found.end())
        rule = _rule(text, start, end, Role.RESPONSIBLE)
        yield (start, end), replace(rule, due=text[slice(*found.span("due"))])
    for found in _always.finditer(plain):
        listed = text[slice(*found.span("units"))]
        if all(is_group(name) or len(name) < 20 for name in names(listed)):
            end = found.end() + (plain[found.end() : found.end() + 1] in ("。", "；"))
            role = _roles.get(found["verb"], Role.IMPLEMENTS)
            rule = replace(_rule(text, found.start(), end, role), units=listed, reach=_reach(found[0]))
            yield (found.start(), end), rule
    yield from _members(plain, text)


def _members(plain: str, text: str) -> Iterator[tuple[tuple[int, int], Rule]]:
    """各镇均为各项任务的配合单位: it must speak of many tasks, or say that it is not repeated."""
    for found in _member.finditer(plain):
        subject = _before.search(plain, max(0, found.start() - WIDEST), found.start())
        if not subject or not (found["things"] or found["unlisted"]):
            continue
        listed = _note_mark.sub("", text[slice(*subject.span())])
        if all(is_group(name) or is_office(name) for name in names(listed)):
            start, end = subject.start(), found.end()
            rule = _rule(text, start, end, _roles.get(found["verb"], Role.IMPLEMENTS))
            yield (start, end), replace(rule, units=listed, reach=_reach(text[start:end]))


def _reach(words: str) -> str:
    return next((reach for word, reach in _reaches.items() if word in words), "")


def _rule(text: str, start: int, end: int, role: Role) -> Rule:
    return Rule(text=" ".join(text[start:end].split()), line=text.count("\n", 0, start) + 1, role=role)


def _around(text: str, brackets: tuple[Span, ...], start: int, end: int) -> tuple[int, int]:
    """Give the bracket that holds the rule, else its sentence."""
    holding = [span for span in brackets if span.start < start and end <= span.end]
    if holding and holding[-1].end - holding[-1].start < 200:
        return holding[-1].start, holding[-1].end
    begin = max(text.rfind(mark, 0, start) for mark in "。；\n") + 1
    mark = _note_mark.match(text, begin, start)
    begin = mark.end() if mark else begin
    behind = _sentence.match(text, end)
    return begin, behind.end() if behind else end


def follow(task: TaskDraft, rules: tuple[Rule, ...], line: int) -> tuple[TaskDraft, tuple[Rule, ...]]:
    """Give a task the roles and units that the rules above it tell; and the rules that gave it units."""
    units = task.units
    if any(not rule.units and not rule.due for rule in rules):
        units = first_leads(units)
    giving = tuple(rule for rule in rules if rule.units and _reached(rule, line))
    known = {unit.name for unit in units}
    added = tuple(
        UnitMention(name=name, role=rule.role, is_group=is_group(name))
        for rule in giving
        for name in map(bare_name, names(rule.units))
        if name not in known
    )
    return replace(task, units=units + added), giving if added else ()


def _reached(rule: Rule, line: int) -> bool:
    return {"above": line < rule.line, "below": rule.line < line}.get(rule.reach, True)


def dated(task: TaskDraft, rules: tuple[Rule, ...], *, year: int | None) -> TaskDraft:
    """Give a task without a deadline the one that the document states for all such tasks."""
    phrase = next((rule.due for rule in rules if rule.due), "")
    if not phrase or task.due or task.due_kind is not DueKind.NONE:
        return task
    due = read_due(phrase, year=year)
    return replace(task, due=due.on, due_kind=due.kind) if due.on else task


def first_leads(units: tuple[UnitMention, ...]) -> tuple[UnitMention, ...]:
    """Make the first of a list without roles its lead, the others its support."""
    if not units or any(unit.role is not Role.RESPONSIBLE for unit in units):
        return units
    head, *others = units
    return (replace(head, role=Role.LEAD), *(replace(unit, role=Role.SUPPORT) for unit in others))


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
    for index, row in enumerate(table.rows):
        if index < HEAD or len({cell for cell in row.cells if cell}) == 1:
            yield row


def _row(row: Row) -> tuple[list[Rule], bool]:
    told = [taken(cell) for cell in dict.fromkeys(filter(None, row.cells))]
    rules = [replace(rule, line=row.number) for _, found in told for rule in found]
    return rules, bool(rules) and len(told) == 1 and bool(_mark.match(told[0][0]))
