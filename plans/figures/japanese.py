# SPDX-License-Identifier: Apache-2.0
"""Quantities in Japanese: 利用者数を1,200人以上, ごみを約2割削減, 5か所の公園."""

import re
from collections.abc import Iterator

from plans.drafts import TargetDraft
from plans.time.dates import COVER, moments
from plans.time.words import LOOSE

UNITS = (
    "パーセント|ポイント|平方メートル|ヘクタール|キロメートル|トン|メートル|世帯|団体|人回|件|人|回|か所|ヶ所|カ所|箇所|"
    "校区|校|園|社|戸|棟|台|本|名|円|種類|冊|品目|地区|路線|施設|講座|割|倍|時間|日|分|基|頭|株|%|km|ha|t|点"
)
BEFORE = {"約": "~", "おおむね": "~", "概ね": "~", "最大": "<=", "最低": ">=", "少なくとも": ">="}
BEHIND = {"以上": ">=", "以下": "<=", "以内": "<=", "未満": "<", "程度": "~", "超": ">", "前後": "~"}
_kana = re.compile("[\u3041-\u30ff]")
_figure = (
    rf"(?P<op>{'|'.join(BEFORE)})?(?P<value>\d[\d,]*(?:\.\d+)?)(?:[~～〜-](?P<upto>\d[\d,]*(?:\.\d+)?))?"
    rf"\s?(?P<unit>(?:千|万|億|百万)?(?:{UNITS}))(?P<suffix>{'|'.join(BEHIND)})?"
)
_word = r"[^\s、。，,．・；;:：「」『』（）()を\d□]"
_named = re.compile(
    rf"(?P<name>{_word}{{2,30}}?)(?:を|[がはも](?!ん)|：|:)?\s?(?:年間?|月に?|各|計|合計|延べ|全)?{_figure}"
    rf"|{_figure.replace('P<', 'P<b_')}の(?P<b_name>{_word}{{2,20}}?)(?=[をがはに]|$)"
)
_tail = re.compile("(?:[をはがもに]|新たに)+$")


def is_japanese(text: str) -> bool:
    """Tell Japanese from Chinese by its kana."""
    return _kana.search(text) is not None


def japanese_targets(text: str) -> Iterator[TargetDraft]:
    """Find the quantities of a Japanese sentence, each with the noun before it, or behind its の."""
    for found in _named.finditer(_dateless(text)):
        side = "b_" if found["b_value"] else ""
        before, behind = found[side + "op"], found[side + "suffix"]
        yield TargetDraft(
            name=_tail.sub("", found[side + "name"].strip()),
            op=BEHIND[behind] if behind else BEFORE[before] if before else "=",
            value="-".join(
                value.replace(",", "") for value in (found[side + "value"], found[side + "upto"]) if value
            ),
            unit=found[side + "unit"],
        )


def _dateless(text: str) -> str:
    """Cover the dates, whose figures count nothing."""
    for patterns in (None, LOOSE):
        found = moments(text, year=2000, patterns=patterns) if patterns else moments(text, year=2000)
        for moment in found:
            text = text[: moment.start] + COVER * (moment.end - moment.start) + text[moment.end :]
    return text
