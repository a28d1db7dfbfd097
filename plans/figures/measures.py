# SPDX-License-Identifier: Apache-2.0
"""Numbers with a measure in one clause: 不少于20家, 5%—7%, 三百户, 翻一番, 零事故."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plans.text.clauses import masked
from plans.text.script import number, words

UNITS = words(
    "平方公里 平方千米 平方米 立方米 万千瓦时 千瓦时 兆瓦时 万千瓦 千瓦 兆瓦 吉瓦 千伏安 公里 千米 公顷 公斤 "
    "美元 欧元 元 吨标准煤 吨标煤 标箱 人次 家次 户次 轮次 批次 班次 场次 架次 辆次 人 吨 亩 家 个百分点 "
    "个基点 "
    "个工作日 个月 个村(?!庄) 个 项 件 户 套 场 处 条 所 辆 台 部 座 株 批 次 轮 支 篇 名 位 期 块 米 斤 床 "
    "张 间 "
    "栋 幢 对 组 门 种 款 本 册 卷 份 只 头 倍 天 小时 分钟 学时 课时 百分点 % ‰ 口 盏 棵 例 宗 笔 艘 架 枚 "
    "箱 公升 "
    "升 毫克 微克 岁 羽 尾 辆 个/万人"
)
PER = "(?:/(?:日|天|年|月|人|户|亩|小时|平方米|立方米|万人|吨|升))?"
OPERATORS = {
    ">=": "不少于 不低于 不小于 不得少于 不得低于 至少 最少 大于等于 最低 ≥ ≧",
    "<=": "不超过 不高于 不大于 不多于 不得超过 不得高于 至多 最多 控制在 压减到 压减至 压缩至 压缩到 缩短至 "
    "缩短到 精简至 精简到 小于等于 ≤ ≦",
    ">": "超过 突破 大于 高于 多于 超 逾 > ＞",
    "<": "小于 低于 少于 不足 < ＜",
    "~": "大约 将近 接近 约 近",
}
SUFFIXES = {"以上": ">=", "及以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "左右": "~", "上下": "~"}
BY_WORD = {word: operator for operator, listed in OPERATORS.items() for word in listed.split()}
BUILT = words(
    "新建 建成 建设 打造 完成 新增 改造 改建 扩建 引进 培育 组建 设立 创建 举办 开通 推出 招引 评选 扶持 开工"
)
NOTHING = words("事故 伤亡 死亡 感染 投诉 上访 增长 违规 差错 排放 积压 遗漏")

_hint = re.compile(r"[\d一两二三四五六七八九十翻零]")
"""What any quantity has; most clauses have none of it."""
_operator = re.compile("|".join(sorted(map(re.escape, BY_WORD), key=len, reverse=True)))
_prefix = re.compile("(?<![附最远临就])(?:" + _operator.pattern + ")$")
_unit = "(?:" + "|".join(sorted(UNITS, key=len, reverse=True)) + ")" + PER
_suffix = r"(?P<suffix>及?以上|以下|以内|之内|左右|上下)?"
_quantity = re.compile(
    r"(?<![A-Za-z\d.第+#＃\-])(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    r"(?:(?:%|‰|万|亿)?(?:至|到|[-—–~～〜]{1,2})(?P<upto>\d+(?:\.\d+)?))?"
    rf"(?P<over>[余多])?(?P<scale>千万|百万|万亿|万|亿|千|百)?(?P<more>[余多])?(?P<unit>{_unit})?"
    rf"{_suffix}(?!级)"
)
_numeral = re.compile(
    rf"(?<![数上几近每第百千万一二三四五六七八九十])(?P<value>[一两二三四五六七八九十][一二三四五六七八九十百千零]{{0,6}})"
    rf"(?P<scale>万|亿)?(?P<over>[余多])?(?P<unit>{_unit}){_suffix}(?!级)"
)
_built = re.compile("(?:" + "|".join(BUILT) + ")$")
_double = re.compile("翻(?P<value>[一两二三四]?)番")
_zero = re.compile(rf"零(?:发生|(?=(?:{'|'.join(NOTHING)})(?:目标)?(?:[、”]|$)))")
_sized = re.compile(
    r"级?的?[^\d，,。、]{0,6}?(?:项目|企业|工程|集群|产业链)(?:不少于|不低于|达到|至少|超过)?\d"
)
"""十亿元项目1个: the money tells the size of what the next figure counts."""
_baseline = re.compile(
    rf"[由从](?:[^，、由从\d]{{0,6}}|\d{{4}}年的?)\d[\d.,]*(?:万|亿)?{_unit}?"
    "(?=(?:提高|提升|增加|增长|扩大|上升|拓展|下降|降低|压缩|压减|减少|缩短|精简)(?:到|至|为))"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A number with its measure, and where it stands in its clause."""

    op: str
    value: str
    unit: str
    start: int
    end: int


def without_baseline(clause: str) -> str:
    """Leave out where a figure comes from: 由60%提高到80% promises the 80."""
    return _baseline.sub("", clause)


def quantities(clause: str) -> list[Quantity]:
    """Find the numbers with a measure in one clause, in their order."""
    if not _hint.search(clause):
        return []
    cover = masked(clause)
    found = sorted(_all(cover), key=lambda quantity: quantity.start)
    return [item for index, item in enumerate(found) if not index or item.start >= found[index - 1].end]


def _all(cover: str) -> Iterator[Quantity]:
    yield from (
        _quantity_of(match, cover) for match in _quantity.finditer(cover) if _is_measured(match, cover)
    )
    yield from (_quantity_of(match, cover) for match in _numeral.finditer(cover) if _is_counted(match, cover))
    for match in _double.finditer(cover):
        value = str(number(match["value"]) or 1)
        yield Quantity(op="=", value=value, unit="番", start=match.start(), end=match.end())
    for match in _zero.finditer(cover):
        yield Quantity(op="=", value="0", unit="", start=match.start(), end=match.end())


def _is_measured(found: re.Match[str], cover: str) -> bool:
    if _sized.match(cover, found.end()) and (found["unit"] or "").endswith("元"):
        return False
    if cover[found.start() - 1 : found.start()] == "每" and found.start():
        return False
    return bool(found["unit"] or found["scale"] in ("万", "亿", "万亿"))


def _is_counted(found: re.Match[str], cover: str) -> bool:
    """A numeral in words is a figure behind 至少 and the like, from ten on, or behind what is built.

    一个 and 四个意识 are ways to speak.
    """
    before = cover[: found.start()]
    if _sized.match(cover, found.end()) and found["unit"].endswith("元"):
        return False
    if _operator.search(before):
        return True
    is_large = len(found["value"]) > 1 or found["value"] == "十" or bool(found["scale"])
    return is_large or (found["value"] != "一" and _built.search(before) is not None)


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
