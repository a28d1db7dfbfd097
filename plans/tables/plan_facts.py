# SPDX-License-Identifier: Apache-2.0
"""What an exported ledger tells of its plan above the table, and its words for kinds of deadlines."""

import re
from collections.abc import Iterable

from models.kinds import DueKind

FACTS = {
    "方案名称": "title",
    "plan title": "title",
    "年份": "year",
    "year": "year",
    "文号": "document_number",
    "document number": "document_number",
    "发文机关": "issuer",
    "issuer": "issuer",
    "印发日期": "issued_on",
    "issued on": "issued_on",
    "任务总数": "declared_count",
    "tasks declared": "declared_count",
}
KIND_WORDS = {kind.value: kind for kind in DueKind} | {
    "刚性": DueKind.FIRM,
    "力争": DueKind.SOFT,
    "定期": DueKind.RECURRING,
    "持续": DueKind.CONTINUOUS,
    "另行规定": DueKind.ELSEWHERE,
    "未定": DueKind.NONE,
}
_apart = re.compile(r"\s*　\s*")


def plan_facts(lines: Iterable[str]) -> dict[str, str]:
    """Read lines of `year：2026　document number：…`; only a line that also tells the year counts."""
    for line in lines:
        parts = (part.partition("：") for part in _apart.split(line.strip()))
        found = {FACTS[name.lower()]: value for name, _, value in parts if name.lower() in FACTS and value}
        if "year" in found:
            return found
    return {}
