"""Quantities to reach inside a task's text: 不少于20家, 220万平方米, 95%以上, 2至3个."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plans.clauses import clauses, masked, sentences, unbracketed
from plans.drafts import TargetDraft
from plans.phrases import named
from plans.script import FULL_WIDTH, folded, number

UNITS = (
    "平方公里 平方千米 平方米 立方米 万千瓦时 千瓦时 兆瓦时 万千瓦 千瓦 兆瓦 公里 千米 公顷 公斤 美元 元 "
    "人次 家次 户次 轮次 批次 场次 架次 人 吨 亩 家 个百分点 个工作日 个月 个村(?!庄) 个 项 件 户 套 场 "
    "处 条 所 辆 台 部 座 株 批 次 轮 支 篇 名 位 期 块 米 斤 床 张 间 栋 幢 对 组 门 种 款 本 册 卷 份 只 "
    "头 倍 天 小时 分钟 百分点 % ‰ 口 盏 棵 例 宗 笔 艘 架 枚 箱 公升 升 微克 个/万人"
)
OPERATORS = {
    ">=": ["不少于", "不低于", "不小于", "至少", "大于等于", "最低"],
    "<=": ["不超过", "不高于", "不大于", "不多于", "至多", "控制在", "压减到", "压减至", "小于等于"],
    ">": ["超过", "突破", "大于", "高于", "超"],
    "<": ["小于", "低于", "少于"],
    "~": ["大约", "约"],
}
SUFFIXES = {"以上": ">=", "及以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "左右": "~", "上下": "~"}
BY_WORD = {word: operator for operator, words in OPERATORS.items() for word in words}

_operator = re.compile("|".join(sorted(BY_WORD, key=len, reverse=True)))
_prefix = re.compile("(?:" + _operator.pattern + ")$")
_unit = "|".join(UNITS.split())
_quantity = re.compile(
    r"(?<![A-Za-z\d.第+#＃\-])(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    r"(?:(?:至|到|-|—|~|～)(?P<upto>\d+(?:\.\d+)?))?"
    rf"(?P<over>[余多])?(?P<scale>千万|百万|万亿|万|亿|千|百)?(?P<more>[余多])?(?P<unit>{_unit})?"
    r"(?P<suffix>及?以上|以下|以内|之内|左右|上下)?(?!级)"
)
_numeral = re.compile(rf"(?P<value>[一两二三四五六七八九十]{{1,3}})(?P<unit>{_unit})(?P<suffix>以上)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A number with its measure, and where it stands in its clause."""

    op: str
    value: str
    unit: str
    start: int
    end: int


def targets(title: str) -> tuple[TargetDraft, ...]:
    """Find the quantities a task promises, each with what it counts; figures inside names do not count."""
    printed = title.translate(FULL_WIDTH)
    text = folded(printed)
    found = [target for clause, before in _clauses(text) for target in _in_clause(clause, before)]
    return tuple(_as_printed(target, printed, text) for target in _merged(found))


def _as_printed(target: TargetDraft, printed: str, text: str) -> TargetDraft:
    """Write name and unit in the script they are printed in."""
    if printed == text:
        return target
    name, unit = (_printed(words, printed, text) for words in (target.name, target.unit))
    return TargetDraft(name=name, op=target.op, value=target.value, unit=unit)


def _printed(words: str, printed: str, text: str) -> str:
    place = text.find(words)
    return printed[place : place + len(words)] if place >= 0 else words


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Give every clause with the one before it, those in brackets after their sentence."""
    for sentence in sentences(text):
        outside, inside = unbracketed(sentence)
        for part in (outside, *inside):
            found = clauses(part)
            yield from zip(found, ["", *found], strict=False)


def _in_clause(clause: str, before: str) -> Iterator[TargetDraft]:
    found = quantities(clause)
    names = named(_gaps(clause, found), context=before)
    for quantity, name in zip(found, names, strict=True):
        if name:
            yield TargetDraft(name=name, op=quantity.op, value=quantity.value, unit=quantity.unit)


def _gaps(clause: str, found: list[Quantity]) -> list[str]:
    """Give the words before, between and behind the figures."""
    starts = [quantity.start for quantity in found] + [len(clause)]
    ends = [0] + [quantity.end for quantity in found]
    return [clause[end:start] for end, start in zip(ends, starts, strict=True)]


def quantities(clause: str) -> list[Quantity]:
    """Find the numbers with a measure in one clause; a Chinese numeral counts behind 至少 and the like."""
    cover = masked(clause)
    found = [_quantity_of(match, cover) for match in _quantity.finditer(cover) if _is_measured(match, cover)]
    if not found and _operator.search(cover):
        found = [_quantity_of(match, cover) for match in _numeral.finditer(cover)][:1]
    return found


def _is_measured(found: re.Match[str], cover: str) -> bool:
    if cover[found.start() - 1 : found.start()] == "每" and found.start():
        return False
    return bool(found["unit"] or found["scale"] in ("万", "亿", "万亿"))


def _quantity_of(found: re.Match[str], cover: str) -> Quantity:
    parts = found.groupdict()
    value = parts["value"].replace(",", "")
    figure = value if value[0].isdigit() else str(number(value))
    return Quantity(
        op=_operator_of(parts, cover, found.start()),
        value=f"{figure}-{parts['upto']}" if parts.get("upto") else figure,
        unit=(parts.get("scale") or "") + (parts["unit"] or ""),
        start=found.start(),
        end=found.end(),
    )


def _operator_of(parts: dict[str, str | None], cover: str, start: int) -> str:
    if parts.get("suffix"):
        return SUFFIXES[str(parts["suffix"])]
    if parts.get("over") or parts.get("more"):
        return ">"
    near = _prefix.search(cover[max(0, start - 6) : start])
    if near:
        return BY_WORD[near[0]]
    least = cover.find("至少")
    return ">=" if 0 <= least < start else "="


def _merged(found: list[TargetDraft]) -> tuple[TargetDraft, ...]:
    """Make one target of a figure that the text states twice with the same object."""
    kept: list[TargetDraft] = []
    for target in found:
        twin = next((place for place, other in enumerate(kept) if _is_same(target, other)), None)
        if twin is None:
            kept.append(target)
        else:
            kept[twin] = _shared(kept[twin], target)
    return tuple(kept)


def _is_same(one: TargetDraft, other: TargetDraft) -> bool:
    same = (one.op, one.value, one.unit) == (other.op, other.value, other.unit)
    return same and len(_common(one.name, other.name)) >= 4


def _shared(one: TargetDraft, other: TargetDraft) -> TargetDraft:
    return TargetDraft(name=_common(one.name, other.name), op=one.op, value=one.value, unit=one.unit)


def _common(one: str, other: str) -> str:
    length = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return one[: min(len(one), len(other)) if length is None else length]
