# SPDX-License-Identifier: Apache-2.0
"""What an import of units proposes, and what a person should look at first."""

import pytest

from models.database import Ledger
from models.errors import LedgerError, NotApproved
from models.kinds import Role
from models.queries import mailboxes, units
from plans.drafts import UnitMention
from plans.units.registry import Kinds, RegistryProposal, UnitChange, apply_registry, write_registry
from plans.units.registry_file import read_registry
from tests.builders import MONDAY, bring_in, register, task

pytestmark = pytest.mark.one_database

HEADER = "name,aliases,kind,parent,mailbox,contact,leader\n"


@pytest.fixture
def staffed(ledger: Ledger) -> Ledger:
    """Give a ledger with two units, a leader and a post that 李一 holds."""
    register(ledger)
    register(ledger, HEADER + "常务副区长,,post,,deputy@office.example,李一,\n")
    return ledger


def proposal(ledger: Ledger, text: str, kinds: Kinds | None = None) -> RegistryProposal:
    """Say what a file would change, and change nothing."""
    file = read_registry(text.encode(), name="units.csv")
    with ledger.writing() as session:
        proposed = write_registry(session, file, kinds=kinds, now=MONDAY, by="test")
        session.rollback()
    return proposed


def only(ledger: Ledger, text: str) -> UnitChange:
    """Give the one change that a file would make."""
    (change,) = proposal(ledger, text).changes
    return change


def codes(change: UnitChange) -> set[str]:
    """Give what is told of a change."""
    return {finding.code for finding in change.findings}


def test_new_and_changed_ones_are_told_with_every_field_before_and_after(staffed: Ledger) -> None:
    """Mailboxes, holders and other names; what stays as it is is counted."""
    found = proposal(
        staffed,
        HEADER
        + "丙局,三局,部门,,bing@office.example,,\n甲局,第一局,,,jia@office.example,,\n"
        + "乙镇,,,,new@office.example,,\n李一,,leader,,li@office.example,,\n常务副区长,,post,,,王二,\n",
    )
    fields = {change.name: (change.is_new, change.fields) for change in found.changes}
    assert fields["丙局"][1]["mailbox"] == ("", "bing@office.example")
    assert fields["甲局"] == (False, {"aliases": ("第一局、老甲局", "第一局")})
    assert fields["乙镇"] == (False, {"mailbox": ("yi@office.example", "new@office.example")})
    assert fields["常务副区长"] == (False, {"contact": ("李一", "王二")})
    assert fields["王二"] == (True, {})
    assert found.unchanged == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("第一局,,,,,,", "unit-renamed"),
        ("甲局,,,,-,,", "mailbox-emptied"),
        ("乙镇,老甲局,,,,,", "alias-moved"),
        ("乙镇,,,,jia@office.example,,", "mailbox-shared"),
        ("甲局办公室,,部门,,jia2@office.example,,", "unit-alike"),
    ],
)
def test_what_may_be_wrong_is_told_and_comes_first(staffed: Ledger, row: str, code: str) -> None:
    """A unit that is renamed, loses a mailbox or a name, takes another's mailbox, or may be there already."""
    found = proposal(staffed, f"{HEADER}戊局,,部门,,wu@office.example,,\n{row}\n")
    assert [change.is_doubtful for change in found.changes] == [True, False]
    assert codes(found.changes[0]) == {code}


def test_a_mailbox_that_two_new_units_share_is_told_without_alarm(ledger: Ledger) -> None:
    """Small offices have one for all."""
    found = proposal(ledger, "name,mailbox\n甲局,duty@b.cn\n乙局,DUTY@b.cn\n")
    assert [codes(change) for change in found.changes] == [{"mailbox-shared"}] * 2
    assert found.doubtful == ()


def test_a_name_that_the_file_gives_up_stays_known(staffed: Ledger) -> None:
    """A unit that is renamed by its row keeps the name that plans have, unless the row lists its names."""
    register(staffed, "name,mailbox\n第一局,\n")
    with staffed.reading() as session:
        found = units.find(session, "甲局")
    assert found is not None
    assert found.name == "第一局"


def test_rows_that_read_like_no_unit_are_asked_about_and_never_taken_for_one(ledger: Ledger) -> None:
    """Each until it is told what it is; the others are proposed."""
    text = "name,mailbox\n甲局,jia@b.cn\n张三,z@b.cn\n副区长,f@b.cn\n各部门,\n合计,\n"
    found = proposal(ledger, text)
    assert [change.name for change in found.changes] == ["甲局"]
    assert [(each.facts["name"], each.line) for each in found.questions] == [
        ("张三", 3),
        ("副区长", 4),
        ("各部门", 5),
        ("合计", 6),
    ]
    with pytest.raises(NotApproved, match="张三、副区长、各部门、合计"):
        register(ledger, text)
    kinds = {"张三": "leader", "副区长": "post", "各部门": "group", "合计": "skip"}
    told = proposal(ledger, text, kinds)
    assert (told.questions, {change.name: change.kind for change in told.changes}) == (
        (),
        {"甲局": "unit", "张三": "leader", "副区长": "post", "各部门": "group"},
    )
    assert [
        change.kind for change in proposal(ledger, "name,mailbox\n张三,\n", {"张三": "unit"}).changes
    ] == ["unit"]


def test_the_ledger_and_the_file_itself_say_what_a_row_is(staffed: Ledger) -> None:
    """A known leader needs no kind, nor does a unit that a plan named; who leads a unit is a person."""
    bring_in(staffed, [task(1, units=(UnitMention(name="石景山", role=Role.RESPONSIBLE),))])
    found = proposal(staffed, "name,mailbox,leader\n李一,li2@b.cn,\n石景山,s@b.cn,\n甲局,,Ann\nAnn,a@b.cn,\n")
    assert {change.name: change.kind for change in found.changes if "mailbox" in change.fields} == {
        "李一": "leader",
        "石景山": "unit",
    }
    assert [each.facts["name"] for each in found.questions] == ["Ann"]


def test_what_was_shown_is_what_is_written_or_nothing(staffed: Ledger) -> None:
    """Somebody else may change the ledger while a person reads the proposal."""
    file = read_registry(b"name,mailbox\n\xe4\xb9\x99\xe9\x95\x87,new@b.cn\n", name="units.csv")
    with staffed.writing() as session:
        shown = write_registry(session, file, now=MONDAY, by="test")
        session.rollback()
    register(staffed, "name,mailbox\n乙镇,other@b.cn\n")
    with pytest.raises(LedgerError, match="The ledger changed"), staffed.writing() as session:
        apply_registry(session, shown, file, kinds={}, now=MONDAY, by="test")
    with staffed.reading() as session:
        unit = units.find(session, "乙镇")
        assert unit is not None
        assert [box.address for box in mailboxes.of(session, f"unit:{unit.id}")] == ["other@b.cn"]
