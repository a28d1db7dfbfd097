# SPDX-License-Identifier: Apache-2.0
"""A plan in one script and a registry in another: the same unit, its mailbox and its history."""

from models.database import Ledger
from models.kinds import Role
from plans.drafts import UnitMention
from plans.revisions.changes import Proposal
from tests.builders import MONDAY, boxes, bring_in, register, task, tasks_of

REGISTRY = "name,aliases,kind,parent,mailbox,contact,leader\n縣財政局（國資辦）,,部門,,cai@office.example,,\n"


def brought(ledger: Ledger, name: str) -> Proposal:
    return bring_in(ledger, [task(1, units=(UnitMention(name=name, role=Role.LEAD),))])


def test_simplified_plan_finds_its_unit_in_a_traditional_registry(ledger: Ledger) -> None:
    """The unit is the registered one with its mailbox, nothing is added, and the reading says so."""
    register(ledger, REGISTRY, at=MONDAY)
    proposal = brought(ledger, "县财政局(国资办)")
    (unit,) = tasks_of(ledger)["1"].units
    assert (unit.name, unit.mailboxes) == ("縣財政局（國資辦）", boxes("cai@office.example"))
    assert proposal.new_units == ()
    assert "unit-respelled" in {finding.code for finding in proposal.findings}


def test_name_that_is_only_alike_stays_unknown(ledger: Ledger) -> None:
    """Other words are suggested to a person and never taken."""
    register(ledger, REGISTRY, at=MONDAY)
    assert brought(ledger, "县财政局").new_units == ("县财政局",)
