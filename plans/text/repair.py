"""Faults that a conversion left in the text, repaired without moving a line break, each kind counted."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from plans.text.blocks import Row, Table
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
