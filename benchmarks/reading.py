"""Score the plan reader against the expected ledgers, field by field: python benchmarks/reading.py

Both real plans lie in ../shared beside the project; without them it says so and stops.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from plans.drafts import Reading, TaskDraft  # noqa: E402
from plans.reading import read  # noqa: E402

SHARED = PROJECT / ".." / "shared"
PLANS = {"plan_2023.csv": "001_task_plan_2023.txt", "plan_2026.csv": "003_task_plan_2026.txt"}
ROUNDS = 5
Facts = dict[str, Counter[tuple[str, str]]]


def main() -> None:
    """Print recall and precision of every field and the time one reading takes."""
    if not (SHARED / "golden").is_dir():
        print("skipped: the real documents (../shared beside the project) are not on this machine")
        return
    for golden, corpus in PLANS.items():
        content = (SHARED / "corpus" / corpus).read_bytes()
        reading, seconds = _timed(content, corpus)
        print(f"{corpus}: {len(reading.tasks)} tasks, {seconds * 1000:.0f} ms")
        _print_scores(_expected(SHARED / "golden" / golden), _found(reading))


def _timed(content: bytes, name: str) -> tuple[Reading, float]:
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        reading = read(content, name=name)
        times.append(perf_counter() - start)
    return reading, min(times)


def _print_scores(expected: Facts, found: Facts) -> None:
    print(f"  {'field':<22}{'expected':>9}{'found':>7}{'right':>7}{'recall':>9}{'precision':>11}")
    for field, wanted in expected.items():
        right = (wanted & found[field]).total()
        recall, precision = _share(right, wanted.total()), _share(right, found[field].total())
        print(
            f"  {field:<22}{wanted.total():>9}{found[field].total():>7}{right:>7}{recall:>9}{precision:>11}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _expected(path: Path) -> Facts:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {"leaders": ";", "units": ";", "milestones": "|", "targets": "|"}
    facts = {
        field: _counted(
            (row["number"], item) for row in rows for item in _items(row[field], columns.get(field, ""))
        )
        for field in ("number", "section", "title", "leaders", "units", "due", "milestones", "targets")
    }
    figures = ((row["number"], _figure(item)) for row in rows for item in _items(row["targets"], "|"))
    return facts | {"targets, figure only": _counted(figures)}


def _found(reading: Reading) -> Facts:
    tasks = reading.tasks
    pairs = {
        "number": ((t, t.number) for t in tasks),
        "section": ((t, t.section) for t in tasks),
        "title": ((t, "".join(t.title.split())) for t in tasks),
        "leaders": ((t, leader) for t in tasks for leader in t.leaders),
        "units": ((t, unit.name) for t in tasks for unit in t.units),
        "due": ((t, t.due.isoformat()) for t in tasks if t.due),
        "milestones": ((t, f"{step.by}={step.text}") for t in tasks for step in t.milestones),
        "targets": ((t, target) for t in tasks for target in _targets(t)),
        "targets, figure only": ((t, _figure(target)) for t in tasks for target in _targets(t)),
    }
    return {field: _counted((task.number, value) for task, value in each) for field, each in pairs.items()}


def _targets(task: TaskDraft) -> list[str]:
    return [f"{target.name}{target.op}{target.value}{target.unit}" for target in task.targets]


def _items(cell: str, separator: str) -> list[str]:
    return [item for item in (cell.split(separator) if separator else [cell]) if item]


def _figure(target: str) -> str:
    """Leave the name away: >=20个."""
    return target[min(place for sign in "<>=~" if (place := target.find(sign)) >= 0) :]


def _counted(pairs: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    return Counter(pairs)


if __name__ == "__main__":
    main()
