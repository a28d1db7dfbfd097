# SPDX-License-Identifier: Apache-2.0
"""Where the labels of a plan's fields stand in a text."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from models.kinds import Role
from plans.fields.task_fields import Field, field_words
from plans.text.blocks import Flow
from plans.text.clauses import Span
from plans.text.script import folded

Meaning = tuple[Field, Role | None]

BODIES = "站所 单位 部门 责任单位 责任部门 科室 股室 处室 机构 机关 课 部署 局课 课室"
"""What ends a label that `FieldWords.starts` begin."""
SHORT: dict[str, Role | None] = {word: words.role for words in field_words() for word in words.short.split()}


def _composed() -> Iterator[tuple[str, Meaning]]:
    roles = (*Role, None)
    for words in sorted(field_words(), key=lambda item: roles.index(item.role)):
        if words.field:
            yield from (
                (start + body, (words.field, words.role))
                for start in words.starts.split()
                for body in BODIES.split()
            )


_japanese = {
    folded(word): (words.field, words.role)
    for words in field_words()
    if words.field
    for word in words.japanese.split()
}
_listed: dict[str, Meaning] = _japanese | {
    word: (words.field, words.role) for words in field_words() if words.field for word in words.labels.split()
}
LABELS: dict[str, Meaning] = dict(_composed()) | _listed
LATIN: dict[str, Meaning] = {
    word: (words.field, words.role)
    for words in field_words()
    if words.field and words.latin
    for word in words.latin.split("|")
}
SELDOM = {words.field for words in field_words() if words.needs_colon}
"""What is announced by words that plain sentences use too: a label only before a colon."""

GAP = r"[ \t\u3000\xa0]{0,4}\n?[ \t\u3000\xa0]{0,4}"


def _any(listed: Iterable[str]) -> str:
    return "|".join(GAP.join(word) for word in sorted(set(listed), key=len, reverse=True))


_starts = [start for words in field_words() for start in words.starts.split()]
_first = "".join(sorted({word[0] for word in LABELS}))
_label = rf"(?=[{_first}])(?:{_any(_listed)}|(?:{_any(_starts)}){GAP}(?:{_any(BODIES.split())}))"


@cache
def _words() -> re.Pattern[str]:
    """Compile on first use: it takes longer than everything else a command that reads no plan does."""
    return re.compile(
        rf"({_label})(?:[及和与、/／]其?({_label}|{_any(['单位', '部门', '责任人', '领导'])}))?"
    )


NEAR = 3
"""Characters between a bracket and the label that opens it."""
_half = re.compile(
    rf"(?m)(?:^|[(（\[［〔【；;，,。 \t\u3000])[ \t\u3000]{{0,4}}({'|'.join(SHORT)})[ \t\u3000]{{0,4}}[:：]"
)
_english_words = re.compile(
    r"(?mi)(?:^[ \t>*•\-]{0,8}|[;|.][ \t]{1,4})("
    + "|".join(re.escape(word) for word in sorted(LATIN, key=len, reverse=True))
    + r")\*{0,2}[ \t]{0,4}[:：]\*{0,2}[ \t]{0,4}"
)
_colon = re.compile(
    r"[ \t\u3000\xa0]{0,9}(?:[(（][^（）()\n:：]{1,12}[)）][ \t\u3000]{0,4})?[:：][ \t\u3000\xa0]{0,9}"
)
_date = re.compile(
    r"[ \t\u3000\xa0]{0,9}(?:\d{1,4}[ ]{0,2}[-年月/.]|年[底内末]|[上下]半年|第?[一二三四]季度|每|全年|长期)"
)
_line_break = re.compile(r"\n\s*")
_names = re.compile(r"[^。；;，,!?！？\n]{2,80}(?:\n|$)")


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelMark:
    """A label in the text: what it announces, where it begins and where its value begins."""

    field: Field
    role: Role | None
    start: int
    end: int
    close: int | None = None
    """Where the bracket closes that holds the label, and with it its value; behind it the text goes on."""


def marks(source: Flow) -> Iterator[LabelMark]:
    """Find the labels of a text in their order, glued to the field before or not, with or without a colon."""
    found = [*_chinese(source), *_short(source), *_latin(source)]
    yield from sorted(found, key=lambda mark: mark.start)


def _chinese(source: Flow) -> Iterator[LabelMark]:
    for words in _words().finditer(source.plain):
        found = _below_text(source.plain, words) or words
        field, role = _meaning(found)
        end = _value_start(source, found, field)
        if end is not None:
            yield LabelMark(field=field, role=role, start=found.start(), end=end)


def _below_text(text: str, found: re.Match[str]) -> re.Match[str] | None:
    """Find the label on the next line where the words before the break end a text: 民生保障 / 责任单位."""
    broken = _line_break.search(text, found.start(1), found.end(1))
    if not broken or not text[max(found.start() - 1, 0) : found.start()].isalnum():
        return None
    return _words().match(text, broken.end())


def _meaning(found: re.Match[str]) -> Meaning:
    """Give what a label means; two joined ones (责任单位及责任人) hold units, from which persons are told."""
    first = LABELS["".join(found[1].split())]
    second = LABELS.get("".join((found[2] or "").split()), (Field.UNITS, Role.RESPONSIBLE))
    if found[2] and first[0] is Field.LEADERS and second[0] is Field.UNITS:
        return second
    return first


def _short(source: Flow) -> Iterator[LabelMark]:
    for found in _half.finditer(source.plain):
        yield LabelMark(field=Field.UNITS, role=SHORT[found[1]], start=found.start(1), end=found.end())


def _latin(source: Flow) -> Iterator[LabelMark]:
    for found in _english_words.finditer(source.text):
        field, role = LATIN[found[1].lower()]
        yield LabelMark(field=field, role=role, start=found.start(1), end=found.end())


def bounded(found: Sequence[LabelMark], brackets: Sequence[Span]) -> list[LabelMark]:
    """Let the value of a label that opens a bracket, and of those behind it, end where the bracket closes."""
    opens = sorted(brackets, key=lambda span: span.start)
    starts = [span.start for span in opens]
    done: list[LabelMark] = []
    for mark in found:
        done.append(replace(mark, close=_close(mark, done, opens, starts)))
    return done


def _close(mark: LabelMark, done: list[LabelMark], opens: Sequence[Span], starts: list[int]) -> int | None:
    before = done[-1].close if done else None
    if before is not None and mark.start < before:
        return before
    index = bisect_left(starts, mark.start) - 1
    if index >= 0 and mark.start - opens[index].start <= NEAR and mark.end < opens[index].end:
        return opens[index].end - 1
    return None


def _value_start(source: Flow, found: re.Match[str], field: Field) -> int | None:
    text, end = source.plain, found.end()
    colon = _colon.match(text, end)
    if colon:
        return colon.end()
    if field in SELDOM:
        return None
    return end if _stands_alone(source, found, field) else None


def _stands_alone(source: Flow, found: re.Match[str], field: Field) -> bool:
    """Judge a label without a colon by what follows and by whether it opens its line."""
    text, end = source.plain, found.end()
    if text.startswith("\t", end) or (field is Field.DUE and _date.match(text, end)):
        return True
    if not source.opens_line(found.start()):
        return False
    return text[end : end + 1].isspace() or bool(_names.match(text, end))
