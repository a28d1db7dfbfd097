# SPDX-License-Identifier: Apache-2.0
"""Whole plans with the ledgers made by hand of them.

Two are invented, in the project's own words, and lie beside the tests: one with the faults of a text that was
taken out of a Word file, one clean. Two were published; they lie beside the project where it is developed.
"""

import csv
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

OURS = Path(__file__).resolve().parents[2] / "documents"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDocument:
    """One document, its expected ledger, and what else is to be read of it."""

    year: int
    document: Path
    ledger: Path
    issued_on: str
    aims: set[str]
    """The numbers of its tasks that say 力争 or 争取."""
    findings: set[str]
    faults: dict[str, int]
    declared_count: int | None = None
    has_document_number: bool = False
    is_published: bool = field(default=False)

    def __str__(self) -> str:
        """Name it in the list of tests."""
        return f"{self.year}-{'published' if self.is_published else 'invented'}"

    def found(self, request: pytest.FixtureRequest) -> "PlanDocument":
        """Give it with its files in their place; skip a published one where it is missing."""
        if not self.is_published:
            return self
        shared: Path = request.getfixturevalue("shared")
        return replace(self, document=shared / self.document, ledger=shared / self.ledger)

    def expected(self) -> list[dict[str, str]]:
        """Give the rows of its ledger."""
        with self.ledger.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


PLANS = (
    PlanDocument(
        year=2024,
        document=OURS / "plan_2024.txt",
        ledger=OURS / "plan_2024.csv",
        issued_on="2024-02-20",
        aims={"6", "7"},
        findings={"group-word", "post-without-holder", "repaired"},
        faults={"Th": 6, "[image: ]": 4, "page-number": 1},
        declared_count=12,
        has_document_number=True,
    ),
    PlanDocument(
        year=2027,
        document=OURS / "plan_2027.txt",
        ledger=OURS / "plan_2027.csv",
        issued_on="2027-02-08",
        aims={"4", "6"},
        findings={"group-word", "post-without-holder", "no-declared-count", "repaired"},
        faults={"name-padding": 3},
    ),
    PlanDocument(
        year=2023,
        document=Path("corpus/001_task_plan_2023.txt"),
        ledger=Path("golden/plan_2023.csv"),
        issued_on="2023-03-03",
        aims={"10", "11", "45", "49", "70", "76", "79", "105"},
        findings={"group-word", "post-without-holder", "repaired"},
        faults={"Th": 33, "[image: ]": 10, "page-number": 2},
        declared_count=121,
        has_document_number=True,
        is_published=True,
    ),
    PlanDocument(
        year=2026,
        document=Path("corpus/003_task_plan_2026.txt"),
        ledger=Path("golden/plan_2026.csv"),
        issued_on="2026-03-19",
        aims={"11", "18", "23", "32", "54", "65", "79", "88", "97"},
        findings={"group-word", "no-declared-count", "repaired"},
        faults={"name-padding": 43},
        is_published=True,
    ),
)
