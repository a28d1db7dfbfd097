# SPDX-License-Identifier: Apache-2.0
"""What docs/reading.md tells beside its examples, out of the reader."""

from collections.abc import Iterator
from datetime import date

from models.kinds import Role, Severity
from plans import confidence
from plans.tables import columns
from plans.time.dates import read_due
from tests.unit.docs.facts.words import day


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    ends = {phrase: read_due(phrase, year=2026).on for phrase in ("6月底前", "第三季度")}
    told = ", ".join(f"{phrase} is {day(on)}" for phrase, on in ends.items() if on)
    yield f"A span means its last day ({told});"
    weights = confidence.BY_SEVERITY
    yield (
        f"multiplied by {weights[Severity.ERROR]} for an error about the task, {weights[Severity.WARNING]} "
        f"for a warning and {weights[Severity.INFO]} for an info, with other weights for a few codes"
    )
    doubts = [code for code in ("encoding-unsure", "lost-digits") if code in confidence.PAGE_WIDE]
    yield f"doubts about the whole document (`{'`, `'.join(doubts)}`) lower every task."
    yield "Each task carries a confidence from 0 to 1. It begins at 1 and"
    yield f"The header row is found among the first {columns.SEARCHED_ROWS} rows; it needs a column for the task and one more."
    fiscal = read_due("令和7年度", year=None).on or date(2026, 3, 31)
    yield f"the row of planned figures by fiscal year, which ends on {day(fiscal)} |"
    yield f"units, role `{Role.RESPONSIBLE}` for each: the text does not split them |"
    yield f"role `{Role.LEAD}` · `{Role.SUPPORT}` · `{Role.IMPLEMENTS}`;"
    yield "operators `=`, `>=`, `<=`, `>`, `<`, `~`"
    yield "Lists in a cell are separated by `|`, `;`, `、`, `，` or a line break."
    yield "Numbers in front of labels (2.责任单位：…) count the fields of a task;"
    yield "(一、…, Theme 2)"
    yield "| resolution that amends a plan | each new wording is the task it replaces, with the finding `amendment` |"
    yield "| English action plan in paragraphs | each deliverable with its date and owner is a task with the number of its action |"
    yield "| `Key: value` page | one commitment, numbered by the code in its title |"
    yield "| table drawn with \\| or box characters, or one cell to a line | as a ledger;"
    yield "A task without a deadline keeps none: its last dated step is only offered (`derived-date`)."
    yield "figures inside names (“1+N”, 2.0版, 国道230) are none."
