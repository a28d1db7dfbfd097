# SPDX-License-Identifier: Apache-2.0
"""Headings: of sections, of owners, of days."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from plans.fields.labels import LABELS
from plans.fields.task_fields import Field
from plans.people.leaders import Leader, leaders
from plans.people.names import is_group, is_office, is_post, names
from plans.structure.numbering import BRACKET, CHAPTER, NumberMark, marks
from plans.text.blocks import Flow
from plans.text.script import folded
from plans.time.dates import read_due

WIDEST = 40
"""Characters of a heading that is nothing but names."""
_wrapped = re.compile(r"^[【\[［〔《“](.*)[】\]］〕》”]$")
_count = re.compile(r"[\s（(〔\[【]\s*共?计?\s*\d{1,4}\s*[项条件个](?:工作|任务|事项)?\s*[）)〕\]】]?$")
_duty = re.compile(
    r"(?:(?:同志)?(?:总?牵头负责|牵头抓总|总牵头|总负责|负总责|主抓|分管|主管|牵头|领衔|包抓|包联|联系|挂帅|领办|主办|承办|承担|负责|督办"
    r"|落实)(?:抓)?的?(?:[^，,。；;、]{0,6}(?:工作|任务|事项|项目|领域|方面|部分|清单))?"
    r"|同志的?(?:(?:重点|主要|年度)?(?:工作|任务|事项|项目)(?:清单)?)?)$"
)
_things = re.compile("的?(?:重点|主要|年度)?(?:工作|任务|事项|项目)(?:清单)?$")
PLACES = ("镇", "乡", "街道", "开发区", "园区", "高新区")


@lru_cache(maxsize=1 << 8)
def leaders_of(heading: str) -> tuple[Leader, ...]:
    """Read the leaders of a heading that is nothing else: 甲乙丙市长主抓工作, 甲乙 副县长（12项）."""
    words = _bare(heading, Field.LEADERS)
    if len(words) > WIDEST:
        return ()
    is_labelled = words != _bare(heading, None)
    for who, has_word in _subjects(words):
        named = leaders(who.removeprefix("由"))
        if named and all(_is_sure(leader, has_word=has_word or is_labelled) for leader in named):
            return named
    return ()


@lru_cache(maxsize=1 << 8)
def units_of(heading: str) -> tuple[str, ...]:
    """Read the units of a heading that is nothing else: 市教育局（5项）, 【市住建局】."""
    words = _bare(heading, Field.UNITS)
    if len(words) > WIDEST:
        return ()
    for who, has_word in _subjects(words):
        is_told = has_word or words != heading.strip()
        listed = names(who.removeprefix("由"))
        if listed and all(is_office(name) or (is_told and _is_place(name)) for name in listed):
            return listed
    return ()


def is_marked(heading: str) -> bool:
    """Tell whether brackets, a count, a colon or a word of duty make names a heading without a number."""
    words = heading.strip()
    bare = _bare(heading, None)
    return words != bare or any(has_word for _, has_word in _subjects(bare))


def _subjects(words: str) -> Iterator[tuple[str, bool]]:
    """Give what may be the names of a heading, the shortest words of duty behind them first."""
    plain = folded(words)
    found = (_duty.match(plain, index) for index in range(len(words) - 1, 1, -1))
    yield from ((words[: match.start()], True) for match in found if match)
    things = _things.search(plain)
    yield (words[: things.start()] if things else words), False


def _is_sure(leader: Leader, *, has_word: bool) -> bool:
    """A bare name needs a word of duty beside it; every heading of two characters could be one."""
    return bool(leader.post) or is_post(leader.name) or (has_word and _can_be(leader.name))


def _can_be(name: str) -> bool:
    return 2 <= len(name) <= 4 and not is_group(name) and not is_office(name)


def _is_place(name: str) -> bool:
    """A town or a park is somebody only where the heading shows that it is made of names."""
    return 2 < len(name) <= 8 and folded(name).endswith(PLACES)


def _bare(heading: str, field: Field | None) -> str:
    """Take off brackets around a heading, the count behind it, and a label of that field before it."""
    words = heading.strip(" \t\n\u3000:：。")
    for _ in range(2):
        wrapped = _wrapped.match(words)
        words = _count.sub("", wrapped[1] if wrapped else words).strip()
    label, colon, value = words.replace("：", ":").partition(":")
    known = LABELS.get(folded("".join(label.split())))
    return value.strip() if colon and known and known[0] is field else words


_count_dated = re.compile(r"[\s（(〔\[【]\s*共?计?\s*\d{1,4}\s*[项条件个](?:工作|任务|事项)?\s*[）)〕\]】]?$")
_span = re.compile(
    r"(?:20\d{2}年)?(?:(?:十[一二]?|[一二三四五六七八九]|\d{1,2})月份?|第?[一二三四1-4]季度|[上下]半年)"
    r"(?:(?:重点|主要)?(?:工作|任务|事项)(?:安排|清单)?)?"
)


def is_span(heading: str) -> bool:
    """Tell whether a heading is nothing but a month, a quarter or half a year."""
    return _span.fullmatch(_undated(heading)) is not None


@lru_cache(maxsize=1 << 6)
def day_of(heading: str, *, year: int | None) -> date | None:
    """Give the last day of the time that a heading names; None where it has other words or no year."""
    return read_due(_undated(heading), year=year).on if is_span(heading) else None


def _undated(heading: str) -> str:
    return _count_dated.sub("", folded(heading.strip(" \t\u3000:：。"))).strip()


_colon = re.compile("[:：]")
BARE = r"[ \t\u3000\xa0]*"
_numbered = re.compile(rf"{BARE}(?:[(（]?\d{{1,4}}[.．、)）]|[(（][一二三四五六七八九十]{{1,3}}[)）]|[①-⑳])")


def owner_headings(source: Flow) -> tuple[tuple[NumberMark, int], ...]:
    """Find them with their level: 1, or 2 for （一）; a number is there only where it is printed."""
    numbered = [
        (replace(mark, is_owner=True), level)
        for level, style in ((1, CHAPTER), (2, BRACKET))
        for mark in marks(source, style)
        if mark.opens_line and _names(_line(source, mark.end))
    ]
    return (*numbered, *((mark, 1) for mark in _unnumbered(source)))


def _line(source: Flow, start: int) -> str:
    end = source.text.find("\n", start, start + WIDEST * 2)
    return source.text[start:end] if end >= 0 else ""


def _names(line: str) -> bool:
    return bool(units_of(line) or leaders_of(line)) or is_span(line)


def _unnumbered(source: Flow) -> Iterator[NumberMark]:
    """A line of names heads tasks where its form says so, and where such a line opens the first of them."""
    lines = source.text.split("\n")
    told = [index for index, line in enumerate(lines) if _heads(lines, index)]
    first = next((index for index, line in enumerate(lines) if _numbered.match(line)), len(lines))
    are_bare = any(_above(lines, index) == first for index in told)
    for index in told:
        if are_bare or is_marked(lines[index]):
            start = source.indents[index]
            yield NumberMark(
                value=0, label="", start=start, end=start, opens_line=True, is_sure=True, is_owner=True
            )


def _heads(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line is nothing but names, and a numbered line follows."""
    line = lines[index]
    words = line.strip(" \t\u3000:：")
    if len(words) > WIDEST or (len(words) < 3 and not is_span(words)):
        return False
    if _colon.search(words) or _numbered.match(line):
        return False
    below = _above(lines, index)
    return below < len(lines) and bool(_numbered.match(lines[below])) and _names(line)


def _above(lines: Sequence[str], index: int) -> int:
    """Give the next line that is not blank."""
    return next((below for below in range(index + 1, len(lines)) if lines[below].strip()), len(lines))
