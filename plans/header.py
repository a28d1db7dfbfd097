# SPDX-License-Identifier: Apache-2.0
"""What a document says of itself before its first task: title, number, issuer, day, declared count."""

import re
from collections.abc import Sequence
from datetime import date

from models.text import clean_line
from plans.drafts import PlanDraft
from plans.text.script import IDEOGRAPHS, NUMERALS, folded, tidy, words
from plans.time.dates import arabic, moments
from plans.time.words import ERA, era_year

TITLE_ENDS = words(
    "方案 计划 分解 台账 清单 分工 分解表 分工表 一览表 责任表 任务表 要点 任务 安排 措施 责任分解 事项 "
    "意见 规划 工作表 任务书 计划表 进展情况 完成情况 落实情况 措施表 清单表 行动计划 重点工作 实事 計画"
)
_number = re.compile(rf"([{IDEOGRAPHS}]{{2,14}})[〔\[［(（【](\d{{4}})[〕\]］)）】]第?(\d{{1,5}})号")
_named = re.compile(r"《([^《》]{4,80})》")
_notice = re.compile(r"关于(?:印发|下发|公布|发布|做好)?《?([^《》\n]{4,60}?)》?的通知")
_about = re.compile(r"关于(?:做好|下达|分解|落实)?([^\n]{4,60})的通知$")
_latin_title = re.compile(
    r"^[A-Z][^.:;|\u3400-\u9fff]{0,60}\b(?:Plan|Strategy|Programme|Program|Roadmap|Commitments|Actions)\b[^.;:|]{0,30}$"
)
_yearly = re.compile(
    r"(?!.*(?:月\d{1,2}日|号$|文件$|通知$))[^。；：，,;:]*20\d{2}年(?!\d|\d{1,2}月)[^。；：，,;:]{0,16}"
    r"(?:工作|任务|重点|工程|实事|项目|目标|改革|督查|督办|整改|民生)[^。；：，,;:]{0,12}$"
)
_era_title = re.compile(r"^[^。、，：:|]{0,20}(?:令和|平成)(?:\d{1,2}|元)年度?[^。、，：:|月]{2,40}$")
"""A title of a Japanese year, whatever word it ends in."""
_era = re.compile(rf"{ERA}年")
_span = re.compile(r"20\d{2}年?\s{0,2}[-—–~～至到]{1,2}\s{0,2}20\d{2}年?")
_bracket = re.compile(r"[（(][^（）()]{0,30}[）)]$")
_heading = re.compile(f"[{NUMERALS}]{{1,4}}、")
_count = re.compile(r"[（(][^（）()]{0,10}\d项[^（）()]{0,10}[）)]$")
_year = re.compile(r"(20\d{2})年?(?![\d月])")
_total = re.compile(r"[共总][计有]?(\d{1,4})项")
_items = re.compile(r"(\d{1,4})项(?=[^，。；,;]{0,12}(?:工作|任务|事项))")
_signed = re.compile(
    rf"^([{IDEOGRAPHS}（）()]{{4,40}}?)?((?:19|20)\d{{2}}年\d{{1,2}}月\d{{1,2}}日)(?:印发|发布)?$"
)
_office = re.compile(rf"^[{IDEOGRAPHS}]{{4,40}}$")


def read_header(front: Sequence[str], tail: Sequence[str]) -> PlanDraft:
    """Read the front matter's lines; `tail` is what follows the last task."""
    lines = [clean_line(tidy(line.lstrip(" #*"))) for line in front]
    title = _title(lines)
    issuer, issued_on = (
        _signature(lines) or _signature([clean_line(tidy(line)) for line in tail]) or (None, None)
    )
    return PlanDraft(
        title=title,
        year=plan_year(title or "") or plan_year(_quoted_title(lines) or ""),
        document_number=_document_number(lines),
        issuer=issuer or _red_head(lines),
        issued_on=issued_on,
        declared_count=_declared(lines),
    )


def plan_year(title: str) -> int | None:
    """Take the year a title names; None when it names none, or a span of years."""
    found = _year.search(_span.sub("", arabic(title)))
    era = None if found else _era.search(folded(tidy(title)))
    return int(found[1]) if found else era_year(era["era"], era["era_year"]) if era else None


def _title(lines: list[str]) -> str | None:
    indexes = [index for index, line in enumerate(lines) if is_title(line)]
    if not indexes and (dated := next(filter(_era_title.search, lines), None)):
        return dated
    if not indexes:
        return _quoted_title(lines) or _yearly_title(lines) or next(filter(_latin_title.search, lines), None)
    return _count.sub("", _with_line_before(lines, indexes[-1]))


def _yearly_title(lines: list[str]) -> str | None:
    """Take the line that names a year and what is planned in it, unless another names another year."""
    named = [notice[1] if (notice := _about.search(line)) else line for line in lines]
    found = [line for line in named if len(line) <= 60 and _yearly.match(folded(line))]
    years = {plan_year(line) for line in found}
    return _count.sub("", found[0]) if len(years) == 1 else None


def is_title(line: str) -> bool:
    """Tell whether a line reads like the title of a plan."""
    bare = folded(_bracket.sub("", line))
    return (
        6 <= len(bare) <= 80
        and not _heading.match(bare)
        and bare.endswith(TITLE_ENDS)
        and not set("。；：，,;:") & set(bare)
    )


def _with_line_before(lines: list[str], index: int) -> str:
    """Join a title set on two lines, recognised by the year that only the first one names."""
    line, before = lines[index], lines[index - 1] if index else ""
    is_half = plan_year(line) is None and plan_year(before) is not None
    return before + line if is_half and _office.match(re.sub(r"\d", "", before)) else line


def _quoted_title(lines: list[str]) -> str | None:
    whole = "".join(lines)
    named = [*_named.findall(whole), *_notice.findall("\n".join(lines))]
    return next((title for title in named if is_title(title)), None)


def _document_number(lines: list[str]) -> str | None:
    found = next((found for line in lines if (found := _number.search(line))), None)
    return f"{found[1]}〔{found[2]}〕{found[3]}号" if found else None


def _signature(lines: list[str]) -> tuple[str | None, date] | None:
    """Find the last line that is nothing but a day, behind the office's name or on the line below it."""
    for index in range(len(lines) - 1, -1, -1):
        found = _signed.match(lines[index])
        day = moments(found[2], year=None)[0].on if found else None
        if found and day:
            return found[1] or _office_above(lines[:index]), day
    return None


def _office_above(lines: list[str]) -> str | None:
    above = next((line for line in reversed(lines) if line), "")
    return above if _office.match(above) else None


def _red_head(lines: list[str]) -> str | None:
    heads = (line.removesuffix("文件") for line in lines if line.endswith("文件") and _office.match(line))
    return next(heads, None)


def _declared(lines: list[str]) -> int | None:
    """Take the declared number of tasks: 共计 N 项, else the figure on which all mentions agree."""
    text = "\n".join(lines)
    found = _total.findall(text) or _items.findall(text)
    return int(found[0]) if len(set(found)) == 1 else None
