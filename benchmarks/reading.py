# SPDX-License-Identifier: Apache-2.0
"""Score the reader against expected ledgers, field by field: python benchmarks/reading.py

The real plans and the specimens lie in ../shared beside the project; without them it says so and stops.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from models.errors import InputError  # noqa: E402
from plans.drafts import Reading, TaskDraft  # noqa: E402
from plans.reading import read  # noqa: E402

SHARED = PROJECT / ".." / "shared"
PLANS = {"plan_2023.csv": "001_task_plan_2023.txt", "plan_2026.csv": "003_task_plan_2026.txt"}
FIELDS = ("tasks", "number", "section", "title", "leaders", "units", "roles", "due", "milestones", "targets")
FIGURES = "targets, figure only"
WHOLLY = ("number", "title", "leaders", "roles", "due")
LISTS = {"leaders": ";", "units": ";", "milestones": "|", "targets": "|"}
ROUNDS = 5
EXPECTED = {
    "no-deadline": "no-due-date no-due-column",
    "none at all": "no-due-date no-due-column",
    "truncated": "cut-text numbering-gap unread-text",
    "group-unit": "group-word",
    "lost digits": "lost-digits no-plan-year",
    "declared": "count-mismatch",
    "等": "open-list",
    "inserted p": "repaired",
    "derived": "derived-date",
    "default rule": "inherited-unit",
    "footnote": "stated-rule",
    "分别牵头": "parted-lead",
    "merged cells": "merged-cells no-units unread-due number-given",
    "rowspan": "shifted-cells",
    "spans rows": "shifted-cells merged-cells no-due-date",
    "no year anywhere": "no-plan-year",
    "all cells are empty": "empty-table",
    "annex": "annex-missing",
    "unreadable": "unreadable",
    "changes a plan": "amendment",
    "no responsible unit": "no-units",
    "number repeats": "shared-number",
}
"""What a line of ISSUES.csv asks to be reported, by words in it: any of the codes will do."""
Facts = dict[str, Counter[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Score:
    """What was expected, what was found, and what was in both."""

    expected: int
    found: int
    right: int

    def __add__(self, other: "Score") -> "Score":
        return Score(
            expected=self.expected + other.expected,
            found=self.found + other.found,
            right=self.right + other.right,
        )


Scores = dict[str, Score]


def main() -> None:
    """Print the tables of both real plans and of the specimens."""
    if not (SHARED / "golden").is_dir():
        print("skipped: the real documents (../shared beside the project) are not on this machine")
        return
    for golden, corpus in PLANS.items():
        path = SHARED / "corpus" / corpus
        reading, seconds = _timed(path)
        print(f"{corpus}: {len(reading.tasks)} tasks, {seconds * 1000:.0f} ms")
        print_scores(_scored(_rows(SHARED / "golden" / golden), reading.tasks))
    print_specimens()


def print_specimens() -> None:
    """Print the score of every specimen, of all together, and the findings that were expected."""
    total: Scores = {}
    whole = expected = told = asked = 0
    print(f"\nspecimens\n  {'file':<32}{'expected':>9}{'found':>7}{'wholly right':>14}{'findings':>10}")
    for path in sorted((SHARED / "specimens").glob("[0-9]*.txt")):
        rows, reading = specimen(path)
        right, (here, wanted) = wholly_right(rows, reading.tasks), findings_told(path.stem, reading)
        print(f"  {path.stem:<32}{len(rows):>9}{len(reading.tasks):>7}{right:>14}{f'{here}/{wanted}':>10}")
        for field, score in _scored(rows, reading.tasks).items():
            total[field] = total.get(field, Score(expected=0, found=0, right=0)) + score
        whole, expected, told, asked = whole + right, expected + len(rows), told + here, asked + wanted
    print_scores(total)
    print(f"  tasks wholly right: {whole} of {expected} ({_share(whole, expected)})")
    print(f"  expected findings reported: {told} of {asked} ({_share(told, asked)})")


def specimen(path: Path) -> tuple[list[dict[str, str]], Reading]:
    """Give the expected rows of a specimen, with roles, and its reading; a refusal reads nothing."""
    rows = _rows(path.with_suffix(".csv"))
    for place, row in enumerate(rows, 1):
        row["roles"] = ";".join(_roles(path, place))
    text = path.read_text(encoding="utf-8")
    body = text.partition("\n")[2] if text.startswith("# source:") else text
    try:
        return rows, read(body.encode(), name=path.name)
    except InputError:
        return rows, Reading(plan=read(b"1.a\n\xe8\xb4\xa3", name="a.txt").plan, tasks=())


def _roles(path: Path, place: int) -> list[str]:
    rows = _rows(path.parent / "ROLES.csv")
    mine = (row for row in rows if row["file"] == path.stem and row["row"] == str(place))
    return [f"{row['unit']}={row['role']}" for row in mine]


def wholly_right(rows: Sequence[dict[str, str]], tasks: Sequence[TaskDraft]) -> int:
    """Count the tasks whose number, title, leaders, units with roles and deadline are all as expected."""
    pairs = zip(rows, tasks, strict=False)
    return sum(
        all(_same(field, row[field], ";".join(_values(task, field))) for field in WHOLLY)
        for row, task in pairs
    )


def _same(field: str, wanted: str, found: str) -> bool:
    """A row without a number is given one by the reader."""
    return (field == "number" and not wanted) or "".join(wanted.split()) == "".join(found.split())


def findings_told(stem: str, reading: Reading) -> tuple[int, int]:
    """Count the issues of a specimen that ask for a finding, and those that have one."""
    codes = {finding.code for finding in reading.findings}
    issues = [row for row in _rows(SHARED / "specimens" / "ISSUES.csv") if row["file"] == stem]
    asked = [wanted for issue in issues if (wanted := _asked(list(issue.values())[1]))]
    return sum(bool(codes & wanted) for wanted in asked), len(asked)


def _asked(issue: str) -> set[str]:
    return next((set(codes.split()) for words, codes in EXPECTED.items() if words in issue), set())


def _timed(path: Path) -> tuple[Reading, float]:
    content, times = path.read_bytes(), []
    for _ in range(ROUNDS):
        start = perf_counter()
        reading = read(content, name=path.name)
        times.append(perf_counter() - start)
    return reading, min(times)


def print_scores(scores: Scores) -> None:
    """Print recall and precision of every field."""
    print(f"  {'field':<22}{'expected':>9}{'found':>7}{'right':>7}{'recall':>9}{'precision':>11}")
    for field, score in scores.items():
        recall, precision = _share(score.right, score.expected), _share(score.right, score.found)
        print(f"  {field:<22}{score.expected:>9}{score.found:>7}{score.right:>7}{recall:>9}{precision:>11}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _scored(rows: Sequence[dict[str, str]], tasks: Sequence[TaskDraft]) -> Scores:
    wanted, found = _expected(rows), _found(rows, tasks)
    return {
        field: Score(
            expected=wanted[field].total(),
            found=found[field].total(),
            right=(wanted[field] & found[field]).total(),
        )
        for field in wanted
    }


def _expected(rows: Sequence[dict[str, str]]) -> Facts:
    known = [field for field in FIELDS[1:] if field != "roles" or (rows and "roles" in rows[0])]
    facts = {
        field: Counter((row["number"], item) for row in rows for item in _items(row[field], field))
        for field in known
    }
    figures = ((row["number"], _figure(item)) for row in rows for item in _items(row["targets"], "targets"))
    return {"tasks": Counter((row["number"], "") for row in rows)} | facts | {FIGURES: Counter(figures)}


def _items(cell: str, field: str) -> Iterable[str]:
    mark = ";" if field == "roles" else LISTS.get(field)
    return ["".join(item.split()) for item in (cell.split(mark) if mark else [cell]) if item]


def _found(rows: Sequence[dict[str, str]], tasks: Sequence[TaskDraft]) -> Facts:
    has_numbers = not rows or any(row["number"] for row in rows)
    keyed = [(task.number if has_numbers else "", task) for task in tasks]
    facts = {
        field: Counter((key, value) for key, task in keyed for value in _values(task, field) if value)
        for field in FIELDS[1:]
    }
    if not has_numbers:
        facts["number"] = Counter()
    figures = ((key, _figure(target)) for key, task in keyed for target in _values(task, "targets"))
    return {"tasks": Counter((key, "") for key, _ in keyed)} | facts | {FIGURES: Counter(figures)}


def _values(task: TaskDraft, field: str) -> list[str]:
    values = {
        "number": [task.number],
        "section": [task.section],
        "title": [task.title],
        "leaders": list(task.leaders),
        "units": [unit.name for unit in task.units],
        "roles": [f"{unit.name}={unit.role.value}" for unit in task.units],
        "due": [task.due.isoformat()] if task.due else [],
        "milestones": [f"{step.by}={step.text}" for step in task.milestones],
        "targets": [f"{aim.name}{aim.op}{aim.value}{aim.unit}" for aim in task.targets],
    }
    return ["".join(value.split()) for value in values[field]]


def _figure(target: str) -> str:
    """Leave the name away: >=20个."""
    return target[min(place for sign in "<>=~" if (place := target.find(sign)) >= 0) :]


if __name__ == "__main__":
    main()
