# SPDX-License-Identifier: Apache-2.0
"""Repair damaged text, and tell what is not legible any more."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.findings import Finding
from plans.findings import finding
from plans.text.blocks import Flow, Row, Table
from plans.text.script import IDEOGRAPHS


@dataclass(frozen=True, kw_only=True, slots=True)
class Repair:
    """One kind of fault: how it looks and what stood there."""

    name: str
    fault: re.Pattern[str]
    cure: Callable[[re.Match[str]], str]


def _breaks(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _percent(found: re.Match[str]) -> str:
    return "%" + found["gap"].lstrip(" \t")


BESIDE = f"[{IDEOGRAPHS}]"
TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
REPAIRS = (
    Repair(
        name="pinyin",
        fault=re.compile(
            rf"(?<={BESIDE})[(（] ?(?=[a-zü]{{0,5}}(?:[{TONES}]|[a-zü][\u0300-\u030c]))"
            rf"[a-zü{TONES}\u0300-\u030c]{{1,8}} ?[)）]"
        ),
        cure=lambda _: "",
    ),
    Repair(
        name="Th",
        fault=re.compile(f"(?<={BESIDE})Th(?![A-Za-z])|(?<![A-Za-z])Th(?={BESIDE})"),
        cure=lambda _: "生",
    ),
    Repair(
        name="[image: ]",
        fault=re.compile(r"(?<=\d)(?P<gap>\s{0,9})\[image:[^\]\n]{0,99}\]"),
        cure=_percent,
    ),
    Repair(
        name="page-number",
        fault=re.compile(r"\(\s{0,9}[-—–－]\s{0,9}\d{1,4}\s{0,9}[-—–－]\s{0,9}\)"),
        cure=_breaks,
    ),
    Repair(
        name="page-number",
        fault=re.compile(
            r"(?m)^[ \t\u3000]{0,99}[-—–－][ \t\u3000]?\d{1,4}[ \t\u3000]?[-—–－][ \t\u3000]{0,99}$"
        ),
        cure=_breaks,
    ),
    Repair(
        name="page-number",
        fault=re.compile(
            r"(?m)^[ \t\u3000]{0,99}第 ?\d{1,4} ?页[，,/ ]{0,2}(?:共 ?\d{1,4} ?页)?[ \t]{0,99}$"
        ),
        cure=_breaks,
    ),
)
IMAGE = re.compile(r"\[image:[^\]\n]{0,99}\]")


def mend_table(table: Table) -> tuple[Table, Counter[str]]:
    """Repair every cell of a table."""
    total: Counter[str] = Counter()
    rows = []
    for row in table.rows:
        mended = [mend(cell) for cell in row.cells]
        total.update(sum((counts for _, counts in mended), Counter()))
        rows.append(Row(cells=tuple(text for text, _ in mended), number=row.number))
    return Table(rows=tuple(rows)), total


def mend(text: str) -> tuple[str, Counter[str]]:
    """Repair every known fault; gives the text with its line breaks where they were, and the counts."""
    counts: Counter[str] = Counter()
    for repair in REPAIRS:
        text, count = repair.fault.subn(repair.cure, text)
        counts[repair.name] += count
    return text, +counts


PARTS = (
    "WordDocument",
    "SummaryInformation",
    "Root Entry",
    "KSOProductBuildVer",
    "TableData",
    "WpsCustomData",
)
ODD = 0.15
"""The share of letters of scripts that do not stand in one text."""
_usual = re.compile(
    r"[\u0020-\u007e\s\u00a0-\u017f\u2000-\u206f\u2460-\u27bf\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)
_annex = re.compile(r"附\s{0,4}件?\s{0,2}\d{0,2}\s{0,2}[:：.]\s{0,4}\d{0,2}[.、．]?(?P<name>[^\n]{4,60})")
_sends = re.compile(r"《(?P<name>[^\n]{4,60}?)》[^\n。]{0,24}(?:印发|下发|转发|公布)给?")
_lost = re.compile(
    r"(?:(?<=关于)|(?<=[了《“])|(?m:^))年(?=重点|工作|\d{0,3}[个项]|政府)|第(?=[次届号期批]\S)|(?<=[了共到为])(?=个百分点|亿元|万元)"
)


def is_unreadable(text: str) -> bool:
    """Tell whether a text is another file's bytes: parts of an Office file, or scripts no text mixes."""
    sample = text[:20_000]
    if sum(part in sample for part in PARTS) >= 2:
        return True
    return bool(sample.strip()) and len(sample) - len(_usual.sub("", sample)) < (1 - ODD) * len(sample)


def sample_of(text: str) -> str:
    """Give what can be shown of it."""
    found = [part for part in PARTS if part in text]
    return ", ".join(found[:3]) or " ".join(text.split())[:20]


def missing_annex(text: str) -> Finding | None:
    """Name the annex that a notice without tasks sends round."""
    plain = text[:200_000]
    found = _annex.search(plain) or _sends.search(plain)
    return finding("annex-missing", text=found["name"].strip("《》 ")) if found else None


def lost_digits(source: Flow) -> Iterator[Finding]:
    """Find words that always follow a number and here follow none (关于年重点工作, 第次会议)."""
    for found in list(_lost.finditer(source.plain))[:5]:
        begin = max(0, found.start() - 6)
        shown = " ".join(source.text[begin : found.end() + 8].split())
        yield finding("lost-digits", line=source.line(found.start()), text=shown)
