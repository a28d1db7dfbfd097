# SPDX-License-Identifier: Apache-2.0
"""What the office has settled is not asked again when the plan's next edition comes."""

from dataclasses import replace
from datetime import date

from models.database import Ledger
from models.findings import Finding
from models.kinds import Role, Severity
from models.queries import plans
from plans.drafts import Reading, UnitMention
from plans.findings import finding
from plans.revisions.changes import ChangeKind, Proposal
from plans.revisions.imports import propose
from plans.units.resolving import resolve
from tests.builders import MONDAY, bring_in, reading, register, task

GROUP = (UnitMention(name="各部门", role=Role.RESPONSIBLE, is_group=True),)
POST = "常务副区长"


def edition(*findings: Finding) -> Reading:
    """Give an edition of the plan with one task of a group word under a post."""
    told = reading([task(1, units=GROUP, leaders=(POST,)), task(2)])
    return replace(told, findings=findings)


def proposed(ledger: Ledger, told: Reading) -> Proposal:
    """Propose an edition on the Monday."""
    with ledger.reading() as session:
        return propose(session, told, on=MONDAY.date())


def codes(proposal: Proposal) -> list[str]:
    """Give what the proposal warns of."""
    return [item.code for item in proposal.findings if item.severity is not Severity.INFO]


def test_a_resolved_word_and_a_filled_post_are_not_told_again(ledger: Ledger) -> None:
    """Each warning stands until it is settled, and no longer."""
    warned = edition(
        finding("group-word", task="1", line=1, unit="各部门"),
        finding("post-without-holder", leader=POST, count=1),
    )
    register(ledger)
    bring_in(ledger, warned.tasks)
    assert codes(proposed(ledger, warned)) == ["group-word", "post-without-holder"]
    with ledger.writing() as session:
        resolve(session, plans.find_task(session, "2026", "1"), "各部门", ("甲局",), now=MONDAY, by="test")
    assert codes(proposed(ledger, warned)) == ["post-without-holder"]
    register(ledger, f"name,kind,contact\n{POST},post,李一\n")
    assert codes(proposed(ledger, warned)) == []


def test_a_new_task_is_shown_with_whom_it_asks_by_when(ledger: Ledger) -> None:
    """Units with their roles, leaders, and the day."""
    register(ledger)
    units = (UnitMention(name="甲局", role=Role.LEAD), UnitMention(name="乙镇", role=Role.SUPPORT))
    proposal = proposed(ledger, reading([task(1, units=units, due=date(2026, 12, 1))]))
    (change,) = proposal.of(ChangeKind.ADDED)
    told = {field.name: field.after for field in change.fields}
    assert told == {"leaders": "李一", "units": "甲局 (lead)、乙镇 (support)", "due": "2026-12-01"}
