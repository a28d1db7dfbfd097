# SPDX-License-Identifier: Apache-2.0
"""Numbers of tasks in every style, and which of them go on."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plans.text.blocks import Flow
from plans.text.script import NUMERALS, number

BLANK = r"[ \t\u3000\xa0]{0,9}"


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberingStyle:
    """One way of numbering; `inline` marks may also stand inside a line."""

    name: str
    pattern: re.Pattern[str]
    inline: bool = False
    is_whole: bool = False
    """The brackets or words around the number are part of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberMark:
    """A number in the text: where it begins, where the words after it begin."""

    value: int
    label: str
    """The number as it is printed: 12, （三）, ②, 第四条."""
    start: int
    end: int
    opens_line: bool
    is_sure: bool
    """It is no year, and no digit follows that could make it a decimal."""
    is_owner: bool = False
    """It opens a heading that is nothing but the name of who does the tasks below it."""


POINTED = NumberingStyle(
    name="1.",
    pattern=re.compile(rf"(?<![\d.A-Za-z〔(（-])(\d{{1,4}}){BLANK}[.．﹒]{BLANK}(?=(\d?))"),
    inline=True,
)
COMMA = NumberingStyle(name="1、", pattern=re.compile(rf"(?m)^{BLANK}(\d{{1,4}}){BLANK}、{BLANK}(?=(\d?))"))
PAREN = NumberingStyle(name="1)", pattern=re.compile(rf"(?m)^{BLANK}[(（]?(\d{{1,4}})[)）]{BLANK}(?=(\d?))"))
BRACKET = NumberingStyle(
    name="（一）",
    pattern=re.compile(rf"(?m)^{BLANK}[(（]{BLANK}([{NUMERALS}]{{1,4}}){BLANK}[)）]{BLANK}()"),
    is_whole=True,
)
ARTICLE = NumberingStyle(
    name="第一条",
    pattern=re.compile(rf"(?m)^{BLANK}第([{NUMERALS}]{{1,4}}|\d{{1,4}})条{BLANK}()"),
    is_whole=True,
)
CIRCLED = NumberingStyle(name="①", pattern=re.compile(rf"(?m)^{BLANK}([①-⑳]){BLANK}()"))
CHAPTER = NumberingStyle(
    name="一、", pattern=re.compile(rf"([{NUMERALS}]{{1,4}}){BLANK}[、.．]{BLANK}()"), inline=True
)
LISTED = NumberingStyle(
    name="一", pattern=re.compile(rf"(?m)^{BLANK}([{NUMERALS}]{{1,4}}){BLANK}、{BLANK}()")
)
"""The same mark where it numbers the tasks themselves and no headings."""
SPACED = NumberingStyle(
    name="1\t",
    pattern=re.compile(r"(?m)^[ \t\u3000]{0,9}(\d{1,4})(?:[\t\u3000]| {2})[ \t\u3000]{0,9}(?=\S)()"),
)
PARTED = NumberingStyle(
    name="1.1",
    pattern=re.compile(
        rf"(?m)^{BLANK}(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,2}})[.．、]?(?![\d年月日%％万亿千]){BLANK}()"
    ),
)
TITLED = NumberingStyle(
    name="1 ", pattern=re.compile(rf"(?m)^{BLANK}(\d{{1,2}})[.．、]?[ \t\u3000]{{1,9}}(?=[^\s\d])()")
)
"""The heading above tasks that are numbered in parts."""
DIVISION = NumberingStyle(
    name="第一章",
    pattern=re.compile(rf"(?m)^{BLANK}第([{NUMERALS}]{{1,4}}|\d{{1,3}})(?:[章编篇]|部分){BLANK}()"),
)
TASKED = NumberingStyle(
    name="任务一",
    pattern=re.compile(
        rf"(?m)^{BLANK}(?:重点)?(?:任务|事项|项目|行动)([{NUMERALS}]{{1,3}}|\d{{1,3}})"
        rf"[:：、.． \t\u3000]{BLANK}()"
    ),
    is_whole=True,
)
TASK_STYLES: tuple[tuple[NumberingStyle, ...], ...] = (
    (POINTED, COMMA, PAREN),
    (BRACKET,),
    (ARTICLE,),
    (CIRCLED,),
    (SPACED,),
    (PARTED,),
    (TASKED,),
)
"""What may number tasks; styles that one document mixes stand together."""
YEARS = range(1900, 2101)
_heads = re.compile(
    rf"[{NUMERALS}]{{1,4}}、|[（(][{NUMERALS}]{{1,4}}[)）]|第[{NUMERALS}]{{1,4}}[章节部]"
    r"|(?:Theme|Priority|Objective|Aim|Goal|Strand|Pillar|Section|Part|Outcome|Workstream|Chapter)"
    r" ?[\dA-Z]{1,3}\b"
)
_timed = re.compile(r"\d{1,4}[年月]")


def marks(source: Flow, style: NumberingStyle) -> Iterator[NumberMark]:
    """Find the numbers of one style in their order."""
    for found in style.pattern.finditer(source.plain):
        value = value_of(re.split("[.．]", found[1])[-1])
        if value is not None:
            yield NumberMark(
                value=value,
                label=_label(source, found, style),
                start=found.start(1) if style.inline else found.start(),
                end=found.end(),
                opens_line=not style.inline or source.opens_line(found.start(1)),
                is_sure=value not in YEARS and _is_sure(source.text, found, style),
            )


def starts_item(line: str) -> bool:
    """Tell whether a line begins with a number of any style that may number tasks."""
    found = (style.pattern.match(line) for styles in TASK_STYLES for style in styles)
    return any(match and match.end() < len(line) for match in found)


def is_heading(text: str) -> bool:
    """Tell whether a text is numbered like a heading: 一、 （一） 第一章, Theme 2."""
    return _heads.match(text) is not None


def _label(source: Flow, found: re.Match[str], style: NumberingStyle) -> str:
    if style.is_whole:
        return "".join(source.text[found.start() : found.end()].split()).rstrip(":：、.．")
    return found[1] if style is LISTED else str(number(found[1]) or found[1])


def value_of(label: str) -> int | None:
    """Read the number in a label such as 12, （三）, ② or 第四条; None when it is none."""
    bare = label.strip("（）()第条 ")
    return ord(bare) - ord("①") + 1 if "①" <= bare <= "⑳" and len(bare) == 1 else number(bare)


def _is_sure(text: str, found: re.Match[str], style: NumberingStyle) -> bool:
    """`3.5月底前` is task 3, `3.5亿` is none; after 、 a digit begins the task's own words."""
    return style.name != POINTED.name or not found[2] or _timed.match(text, found.end()) is not None


TASK = 0
LONGEST_HEADING = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A place where something begins: a task (level 0), or a heading of level 1 or 2."""

    level: int
    value: int
    label: str
    start: int
    end: int


def cuts(
    source: Flow, tasks: Iterable[NumberMark], headings: Iterable[tuple[NumberMark, int]], labels: list[int]
) -> list[Cut]:
    """Take the numbers in their order, each only when it continues what came before it.

    `tasks` begins with the first task's own number, `headings` are marks with their level,
    `labels` are the places of all labels in order.
    """
    numbered = [(mark, TASK) for mark in tasks]
    state = _State(labels=labels, first=numbered[0][0].start)
    for mark, level in sorted((*headings, *numbered), key=lambda pair: pair[0].start):
        if state.accepts(source, mark, level):
            state.take(mark, level)
    return state.cuts


class _State:
    """What was accepted so far."""

    def __init__(self, *, labels: list[int], first: int) -> None:
        self.labels = labels
        self.first = first
        self.cuts: list[Cut] = []
        self.last = {TASK: 0, 1: 0, 2: 0}

    def take(self, mark: NumberMark, level: int) -> None:
        """Accept a mark; a new heading begins the count of those under it."""
        if mark.is_owner and not mark.value:
            level = 2 if self.last[1] else 1
        else:
            self.last[2] = 0 if level == 1 else self.last[2]
            self.last[level] = mark.value
        self.cuts.append(Cut(level=level, value=mark.value, label=mark.label, start=mark.start, end=mark.end))

    def accepts(self, source: Flow, mark: NumberMark, level: int) -> bool:
        """Judge a mark by its place and by the numbers before it."""
        if level == TASK:
            return self._accepts_task(source, mark)
        if mark.is_owner:
            return True
        if not self._begun:
            return mark.start < self.first and mark.opens_line
        return self._accepts_heading(source, mark, level)

    @property
    def _begun(self) -> bool:
        return any(cut.level == TASK for cut in self.cuts)

    def _accepts_task(self, source: Flow, mark: NumberMark) -> bool:
        if mark.start == self.first:
            return True
        continues = mark.value == self.last[TASK] + 1 or self._restarts(mark)
        if not self._is_closed(mark.start):
            return mark.is_sure and mark.opens_line and continues
        if not mark.opens_line:
            return continues and mark.is_sure and self._is_glued(source, mark)
        return mark.is_sure or continues

    def _accepts_heading(self, source: Flow, mark: NumberMark, level: int) -> bool:
        if not self._is_closed(mark.start) and self.cuts[-1].level == TASK:
            return (
                level == 1 and mark.value == self.last[1] + 1 and mark.opens_line and _is_short(source, mark)
            )
        if mark.opens_line:
            return mark.value == self.last[level] + 1 or mark.value == 1 or level == 1
        return mark.value == self.last[level] + 1 and _follows_date(source, mark.start)

    def _restarts(self, mark: NumberMark) -> bool:
        return mark.value == 1 and self.cuts[-1].level != TASK

    def _is_closed(self, index: int) -> bool:
        """Tell whether labels or a heading stand between the last mark taken and this place."""
        last = self.cuts[-1]
        if last.level != TASK:
            return True
        return bisect_left(self.labels, last.end) < bisect_left(self.labels, index)

    def _is_glued(self, source: Flow, mark: NumberMark) -> bool:
        return self.cuts[-1].level != TASK or _follows_date(source, mark.start)


def _is_short(source: Flow, mark: NumberMark) -> bool:
    """A line of its own without a sentence: a heading also below a task that has no fields."""
    end = source.text.find("\n", mark.end)
    line = source.text[mark.end : end if end >= 0 else mark.end + LONGEST_HEADING + 1].strip()
    return (
        0 < len(line) <= LONGEST_HEADING
        and not set("。；;！？") & set(line)
        and not line.endswith(("，", ",", "、"))
    )


def _follows_date(source: Flow, index: int) -> bool:
    """Tell whether the field before has ended: with a day, a full stop, a bracket."""
    before = source.text[max(0, index - 40) : index].rstrip()
    return before.endswith(("日", "。", "）", ")", "]", "〕", "；", "底", "前", "年", "推进"))
