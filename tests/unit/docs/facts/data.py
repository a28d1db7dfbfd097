# SPDX-License-Identifier: Apache-2.0
"""What docs/data.md tells, out of the bundled files."""

import csv
import re
from collections.abc import Iterator
from importlib.resources import files

from tests.unit.docs.facts.words import spelled
from wording.facts import SIGNS

PLANS = files("data") / "plans"


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    new, old = rows("plan_2026.csv"), rows("plan_2023.csv")
    yield f"| `data/plans/plan_2026.csv` | the {len(new)} tasks of 2026: the ledger that `make demo` loads |"
    yield f"| `data/plans/plan_2023.csv` | the {len(old)} tasks of 2023: for tests and for looking back |"
    yield "| `data/units/units.csv` | every unit of both plans, the leaders of 2026, and the one post the plans name |"
    yield f"| `number` | number of the task in the plan, 1 to {new[-1]['number']} or 1 to {old[-1]['number']} |"
    yield f"| `title` | what is to be done, at most {max(len(row['title']) for row in new + old)} characters |"
    kinds = {row["due_kind"] for row in new + old}
    yield f"| `due_kind` | how binding the deadline is; `{kinds.pop()}` throughout |"
    assert not kinds
    yield "| `due` | deadline, a calendar day, `YYYY-MM-DD` |"
    yield "| `milestones` | dated steps, `YYYY-MM=text` |"
    yield from _heads()
    yield from _signs(new + old)
    yield from _units()


def rows(name: str) -> list[dict[str, str]]:
    """Read a bundled plan without the lines that tell of it."""
    lines = (PLANS / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def _heads() -> Iterator[str]:
    heads = {
        year: re.findall(r"^# (\w+):", (PLANS / f"plan_{year}.csv").read_text(encoding="utf-8"), re.M)
        for year in (2026, 2023)
    }
    only = [name for name in heads[2023] if name not in heads[2026]]
    assert only == ["document_number", "declared_count"]
    yield "| `name` | name in the plans; the form of 2026 when there is one |"
    yield "the leader most often in charge of the unit's tasks of 2026,"
    yield "empty for a unit without a task in 2026 |"
    yield "`title`, `year`, `document_number` (2023 only), `issuer`, `issued_on`, `declared_count` (2023 only; the plan of 2026 declares none)."


def _signs(tasks: list[dict[str, str]]) -> Iterator[str]:
    """Two targets are quoted with why they are written so."""
    targets = {part for task in tasks for part in task["targets"].split("|")}
    for quoted in ("满意回迁的西片区群众>4500户", "引导基金规模>400亿"):
        assert quoted in targets
        yield f"`{quoted}`"
    yield 'is its "a little over 4500"'
    assert set(SIGNS) <= {">=", "<=", "~"}
    yield "`>=` at least, `<=` at most, `>` more than, `<` less than, `=` exactly, `~` about;"


def _units() -> Iterator[str]:
    known = list(
        csv.DictReader((files("data") / "units" / "units.csv").read_text(encoding="utf-8").splitlines())
    )
    apart = {"leader", "post"}
    kinds = list(dict.fromkeys(row["kind"] for row in known if row["kind"] not in apart))
    told = "区级部门, 园区管委会, 镇, 街道, 国企"
    assert set(told.split(", ")) == set(kinds), kinds
    yield f"| `kind` | {told}; `leader` for a person, `post` for a post |"
    assert sum(row["kind"] == "post" for row in known) == 1
    silent = [row["name"] for row in known if not row["mailbox"] and row["kind"] not in apart]
    yield f"{spelled(len(silent)).capitalize()} units have none on purpose ({', '.join(silent)})"
    domains = {row["mailbox"].partition("@")[2] for row in known if row["mailbox"]}
    yield f"Mailboxes are invented, under the reserved domain `{domains.pop()}`"
    assert not domains
    assert not any(row["parent"] or row["contact"] for row in known)
    yield "| `parent` | the unit above it; empty, since the plans do not say |"
    yield "| `contact` | person to ask; empty here, also for the post,"
