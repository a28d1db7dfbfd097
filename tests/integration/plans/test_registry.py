# SPDX-License-Identifier: Apache-2.0
"""The registry of units: names, aliases, leaders and posts."""

from datetime import timedelta

import pytest

from models.database import Ledger
from models.errors import InputError
from models.kinds import Role
from models.queries import log, units
from models.queries.tasks import task_views
from models.views import TaskView
from plans.drafts import UnitMention
from tests.builders import MONDAY, REGISTRY, boxes, bring_in, register, task

pytestmark = pytest.mark.one_database

HEADER = "name,aliases,kind,parent,mailbox,contact,leader\n"


def entries(ledger: Ledger) -> dict[str, units.UnitEntry]:
    """Give the units by name."""
    with ledger.reading() as session:
        return {entry.name: entry for entry in units.entries(session)}


def only_task(ledger: Ledger) -> TaskView:
    """Give the one task in the ledger."""
    with ledger.reading() as session:
        (view,) = task_views(session, on=MONDAY.date())
    return view


def test_units_come_in_with_names_kinds_and_mailboxes(ledger: Ledger) -> None:
    """Leaders in the same file become people, not units."""
    register(ledger)
    found = entries(ledger)
    assert set(found) == {"甲局", "乙镇"}
    assert (found["甲局"].aliases, found["甲局"].kind) == (("第一局", "老甲局"), "部门")
    assert found["甲局"].mailboxes == boxes("jia@office.example")


def test_the_same_registry_twice_changes_nothing(ledger: Ledger) -> None:
    """A second import logs nothing."""
    register(ledger)
    with ledger.reading() as session:
        before = log.newest(session)
    assert register(ledger) == ()
    with ledger.reading() as session:
        assert log.newest(session) == before


def test_a_unit_that_moves_in_the_tree_is_told_and_logged(ledger: Ledger) -> None:
    """Feeds of a unit with all below it hear of it by the log only, once for each unit."""
    register(ledger)
    with ledger.reading() as session:
        before = log.news(session, None).mark
    (change,) = register(ledger, "name,parent,mailbox\n乙镇,甲局,new@office.example\n")
    assert change.fields == {"mailbox": ("yi@office.example", "new@office.example"), "parent": ("", "甲局")}
    with ledger.reading() as session:
        assert log.news(session, before).everything
    (back,) = register(ledger, "name,parent\n乙镇,-\n")
    assert back.fields == {"parent": ("甲局", "")}
    assert register(ledger, "name,parent\n乙镇,-\n") == ()


def test_an_empty_cell_keeps_and_a_dash_empties(ledger: Ledger) -> None:
    """A partial file cannot wipe mailboxes by accident."""
    register(ledger)
    register(ledger, "name,mailbox\n甲局,\n乙镇,-\n")
    found = entries(ledger)
    assert (found["甲局"].mailboxes, found["乙镇"].mailboxes) == (boxes("jia@office.example"), ())


def test_an_unknown_name_is_absorbed_by_the_unit_it_is_an_alias_of(ledger: Ledger) -> None:
    """A plan may come before the registry that explains its names."""
    bring_in(ledger, [task(1, units=(UnitMention(name="老甲局", role=Role.RESPONSIBLE),))])
    before = only_task(ledger)
    register(ledger, at=MONDAY + timedelta(hours=1))
    after = only_task(ledger)
    assert [unit.name for unit in after.units] == ["甲局"]
    assert after.revision > before.revision
    assert "老甲局" not in entries(ledger)


def test_a_former_name_that_becomes_official_renames_the_unit(ledger: Ledger) -> None:
    """The unit stays the same one; its old name stays known."""
    register(ledger)
    old = entries(ledger)["甲局"].id
    register(ledger, HEADER + "第一局,甲局|老甲局,部门,,,,\n")
    found = entries(ledger)
    assert (found["第一局"].id, set(found["第一局"].aliases)) == (old, {"甲局", "老甲局"})
    assert found["第一局"].mailboxes == boxes("jia@office.example")


def test_a_post_reaches_its_holder(ledger: Ledger) -> None:
    """Mail to a post without a mailbox goes to whoever holds it on the day."""
    register(ledger, REGISTRY + "常务副区长,,post,,,李一,\n")
    bring_in(ledger, [task(1, leaders=("常务副区长",))])
    (leader,) = only_task(ledger).leaders
    assert (leader.name, leader.is_post, leader.holder, leader.mailboxes) == (
        "常务副区长",
        True,
        "李一",
        boxes("li@office.example"),
    )


def test_a_group_word_in_the_registry_stays_one(ledger: Ledger) -> None:
    """Listing 各部门 beside the units does not make somebody of it."""
    register(ledger, "name,kind\n各部门,群体词\n")
    bring_in(ledger, [task(1, units=(UnitMention(name="各部门", role=Role.RESPONSIBLE, is_group=True),))])
    (unit,) = only_task(ledger).units
    assert unit.is_group


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("甲局,jia@office.example\n", "no column for the names"),
        ("name,mailbox\n甲局,not an address\n", "Row 2: not an address is no mail address"),
        ("name,mailbox\n,a@b.example\n", "Row 2 has no name"),
        ("name,aliases\n甲局,丙\n乙镇,丙\n", "Row 3: the name 丙 already stands in row 2"),
        ("name,parent\n甲局,没有的局\n", "the parent 没有的局 of 甲局 is not a unit"),
    ],
)
def test_a_wrong_row_is_told_and_nothing_comes_in(ledger: Ledger, text: str, told: str) -> None:
    """The row is named, and no unit of the file is there afterwards."""
    with pytest.raises(InputError) as refused:
        register(ledger, text)
    assert told in str(refused.value)
    assert entries(ledger) == {}


def test_the_dress_of_an_address_is_taken_off_and_told_with_its_row(ledger: Ledger) -> None:
    """Each unit gets the address that was meant, and the import says how it was read."""
    rows = {
        "甲局": ("mailto:jia@b.cn", "jia@b.cn"),
        "乙局": ("'yi@b.cn'", "yi@b.cn"),
        "丙局": ("bing@b.cn。", "bing@b.cn"),
        "丁局": ("ding@b.cn（办公室）", "ding@b.cn"),
        "戊局": ('"wu@b.cn，"', "wu@b.cn"),
    }
    changes = register(ledger, "name,mailbox\n" + "".join(f"{name},{row[0]}\n" for name, row in rows.items()))
    assert {name: entry.mailboxes[0].address for name, entry in entries(ledger).items()} == {
        name: row[1] for name, row in rows.items()
    }
    told = [(finding.line, str(finding)) for change in changes for finding in change.findings]
    assert [(line, said.partition(":")[0]) for line, said in told] == list(enumerate(rows, start=2))


def test_an_address_that_no_mail_can_carry_keeps_the_whole_file_out(ledger: Ledger) -> None:
    """The row, the unit and the reason are told."""
    with pytest.raises(InputError, match=r"Row 3: wu@b\.\.cn is no mail address \(戊局\): A dot"):
        register(ledger, "name,mailbox\n甲局,jia@b.cn\n戊局,wu@b..cn\n")
    assert entries(ledger) == {}


def test_all_wrong_rows_are_told_at_once(ledger: Ledger) -> None:
    """One look at the message is enough to mend the file."""
    with pytest.raises(InputError, match=r"2 problem\(s\)"):
        register(ledger, "name,mailbox\n甲局,x\n乙镇,y\n")
