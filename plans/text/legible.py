"""Texts that are no plan: the bytes of another file, a notice without its annex, figures that were lost."""

import re
from collections.abc import Iterator

from models.findings import Finding
from plans.sentences import finding
from plans.text.flow import Flow

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
