# SPDX-License-Identifier: Apache-2.0
"""One change of one unit, leader or post, and units that end."""

from typing import Any

import pytest
from sqlmodel import col, select

from models.database import Ledger
from models.errors import NotFoundError, UsageError
from models.kinds import EventKind
from models.queries import feeds, mailboxes, people, units
from models.tables import Event
from plans.units import editing
from plans.units.editing import Removed, UnitEdit
from plans.units.registry import UnitChange
from plans.units.succession import merge
from scheduler.problems import ledger_problems
from tests.builders import MONDAY, boxes, bring_in, office, register, task, tasks_of

pytestmark = pytest.mark.one_database


@pytest.fixture
def begun(ledger: Ledger) -> Ledger:
    """Give a ledger in which 甲局 has an open task of 李一, and no task names 乙镇."""
    register(ledger)
    register(ledger, "name,kind,mailbox,contact\n常务副区长,post,deputy@office.example,李一\n")
    bring_in(ledger, [task(1)])
    return ledger


def changed(ledger: Ledger, unit: str, **facts: Any) -> UnitChange:
    """Change one thing."""
    with ledger.writing() as session:
        edit = UnitEdit(**facts)
        return editing.set_unit(session, unit, edit, reason="换人", now=MONDAY, by="王五")


def removed(ledger: Ledger, name: str) -> Removed:
    """Take one off the registry."""
    with ledger.writing() as session:
        return editing.remove(session, name, reason="撤销", now=MONDAY, by="王五")


def entry(ledger: Ledger, name: str) -> units.UnitEntry | None:
    """Give a unit as it is listed, by its official name."""
    with ledger.reading() as session:
        return {each.name: each for each in units.entries(session)}.get(name)


def newest(ledger: Ledger, kind: EventKind) -> Event:
    """Give the last line of the log of a kind."""
    with ledger.reading() as session:
        return session.exec(select(Event).where(Event.kind == kind).order_by(col(Event.id).desc())).first()  # type: ignore[return-value]


def told(ledger: Ledger, code: str) -> list[str]:
    """Give what the office is told under a code."""
    with ledger.reading() as session:
        found = ledger_problems(session, calendar=office().calendar, policy=office().policy, now=MONDAY)
    return [str(each) for each in found if each.code == code]


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        ({"mailboxes": ("new@b.cn",)}, "new@b.cn; cc: c@b.cn"),
        ({"mailboxes": ("new@b.cn", "cc: d@b.cn")}, "new@b.cn; cc: d@b.cn"),
        ({"mailboxes": ("-",)}, ""),
        ({"mailboxes_added": ("联络员：new@b.cn",)}, "jia@b.cn; new@b.cn（联络员）; cc: c@b.cn"),
        ({"mailboxes_removed": ("JIA@b.cn",)}, "cc: c@b.cn"),
        ({"mailboxes_removed": ("c@b.cn",), "mailboxes_added": ("new@b.cn",)}, "jia@b.cn; new@b.cn"),
    ],
)
def test_mailboxes_are_replaced_added_and_removed(begun: Ledger, edit: dict[str, Any], after: str) -> None:
    """New ones under To leave the copies as they are, as in a file."""
    changed(begun, "甲局", mailboxes=("jia@b.cn", "cc: c@b.cn"))
    assert changed(begun, "老甲局", **edit).fields == {"mailbox": ("jia@b.cn; cc: c@b.cn", after)}


def test_a_change_is_a_line_of_the_log_with_who_says_so_and_why(begun: Ledger) -> None:
    """And what was there before."""
    changed(begun, "甲局", mailboxes=("new@b.cn",), contact="赵六")
    line = newest(begun, EventKind.UNIT_CHANGED)
    assert (line.by, line.detail["reason"], line.detail["contact"]) == ("王五", "换人", ["", "赵六"])
    assert line.detail["mailbox"] == ["jia@office.example", "new@b.cn"]


def test_a_renamed_unit_keeps_its_former_name_beside_the_new_one(begun: Ledger) -> None:
    """A document that still uses it changes nothing; calendars take the new name up."""
    before = tasks_of(begun)["1"].revision
    assert changed(begun, "甲局", name="甲委").fields == {"name": ("甲局", "甲委")}
    renamed = entry(begun, "甲委")
    assert renamed is not None
    assert set(renamed.aliases) == {"第一局", "老甲局", "甲局"}
    assert tasks_of(begun)["1"].revision > before
    assert bring_in(begun, [task(1)]).changes_nothing


def test_a_name_of_another_unit_is_refused_with_the_way_to_merge(begun: Ledger) -> None:
    """Two bodies become one only by a succession."""
    with pytest.raises(UsageError, match="duban unit merge 甲局 乙镇 --from DATE --renamed"):
        changed(begun, "甲局", name="乙镇")


def test_other_names_kind_parent_and_contact_are_set_and_emptied(begun: Ledger) -> None:
    """Each field by its own option; a dash empties."""
    changed(begun, "乙镇", aliases_added=("乙乡",), parent="甲局", contact="赵六", leader="李一", kind="镇街")
    found = entry(begun, "乙镇")
    assert found is not None
    assert (found.aliases, found.parent, found.contact, found.leader, found.kind) == (
        ("乙乡",),
        "甲局",
        "赵六",
        "李一",
        "镇街",
    )
    changed(begun, "乙镇", aliases_removed=("乙乡",), parent="-", contact="-", leader="-")
    found = entry(begun, "乙镇")
    assert found is not None
    assert (found.aliases, found.parent, found.contact, found.leader) == ((), None, None, None)


def test_mailboxes_of_leaders_and_holders_of_posts_are_set_the_same_way(begun: Ledger) -> None:
    """What a plan says of them is not."""
    assert changed(begun, "李一", mailboxes=("li2@b.cn",)).fields["mailbox"][1] == "li2@b.cn"
    assert changed(begun, "常务副区长", contact="王二").fields == {"contact": ("李一", "王二")}
    with begun.reading() as session:
        post = people.find(session, "常务副区长")
        views = people.leaders(session, on=MONDAY.date())
        assert post is not None
        assert views[people.key_of(post)].holder == "王二"
    changed(begun, "常务副区长", contact="-")
    with begun.reading() as session:
        assert people.leaders(session, on=MONDAY.date())[people.key_of(post)].holder is None
    with pytest.raises(UsageError, match="only mailboxes"):
        changed(begun, "李一", name="李二")


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ({"mailboxes": ("jia.b.cn",)}, "jia.b.cn is no mail address: It has no @"),
        ({"mailboxes_removed": ("x@b.cn",)}, "甲局 has no mailbox x@b.cn. It has: jia@office.example"),
        ({"mailboxes_added": tuple(f"{n}@b.cn" for n in range(20))}, "would have 21 mailboxes"),
        ({"aliases_removed": ("丙",)}, "It has: 第一局、老甲局"),
        ({"kind": "领导"}, "duban unit remove 甲局"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_cure(begun: Ledger, edit: dict[str, Any], says: str) -> None:
    """Nothing is changed then."""
    with pytest.raises(UsageError) as refused:
        changed(begun, "甲局", **edit)
    assert says in str(refused.value)
    found = entry(begun, "甲局")
    assert found is not None
    assert found.mailboxes == boxes("jia@office.example")


def test_an_unknown_name_is_refused(begun: Ledger) -> None:
    """With the way to look for it."""
    with pytest.raises(NotFoundError, match="duban unit suggest 丙局"):
        changed(begun, "丙局", mailboxes=("x@b.cn",))
    with pytest.raises(NotFoundError, match="丙局"):
        changed(begun, "甲局", parent="丙局")


def test_a_unit_that_nothing_names_is_deleted(begun: Ledger) -> None:
    """With its mailboxes; the log keeps what it had, who removed it and why."""
    assert removed(begun, "乙镇") == Removed(
        name="乙镇", ended_on=None, tasks=(), mailboxes="yi@office.example"
    )
    assert entry(begun, "乙镇") is None
    line = newest(begun, EventKind.UNIT_REMOVED)
    assert (line.by, line.detail["name"], line.detail["reason"]) == ("王五", "乙镇", "撤销")
    with begun.reading() as session:
        assert "乙镇" not in dict(mailboxes.named(session))


def test_a_unit_that_tasks_name_is_ended_and_they_are_listed(begun: Ledger) -> None:
    """It keeps its name there, gets nothing more, and the office is told until somebody takes over."""
    told_before = told(begun, "unit-ended")
    done = removed(begun, "甲局")
    assert (done.ended_on, done.tasks, told_before) == (MONDAY.date(), ("2026/1",), [])
    assert [unit.name for unit in tasks_of(begun)["1"].units] == ["甲局"]
    found = entry(begun, "甲局")
    assert found is not None
    assert (found.mailboxes, found.ended_on) == ((), MONDAY.date())
    with begun.reading() as session:
        assert feeds.first_of(session, f"unit:{found.id}") is None
    assert told(begun, "unit-ended") == [
        "Unit 甲局 was ended, and tasks 1 still name it. "
        "Give them to another unit with: duban unit merge 甲局 UNIT --from DATE."
    ]
    assert told(begun, "no-mailbox") == []
    with pytest.raises(UsageError, match="was ended on 2026-11-23 already"):
        removed(begun, "甲局")


def test_another_unit_takes_over_from_one_that_ended(begun: Ledger) -> None:
    """Then nobody needs to be told of it any more."""
    removed(begun, "甲局")
    with begun.writing() as session:
        merge(session, "甲局", "乙镇", since=MONDAY.date(), is_renaming=False, now=MONDAY, by="test")
    assert [unit.name for unit in tasks_of(begun)["1"].units] == ["乙镇"]
    assert told(begun, "unit-ended") == []
    with pytest.raises(UsageError, match="duban unit set 乙镇"):
        changed(begun, "甲局", contact="赵六")


def test_a_unit_that_ended_begins_again_with_a_mailbox(begun: Ledger) -> None:
    """With a calendar of a new address; a file that does so is told of it first."""
    removed(begun, "甲局")
    change = changed(begun, "甲局", mailboxes=("jia@b.cn",))
    assert (change.fields["ended_on"], change.is_doubtful) == ((MONDAY.date().isoformat(), ""), True)
    found = entry(begun, "甲局")
    assert found is not None
    assert found.ended_on is None
    with begun.reading() as session:
        assert feeds.first_of(session, f"unit:{found.id}") is not None
    assert told(begun, "unit-ended") == []


def test_leaders_that_something_names_stay_and_others_go(begun: Ledger) -> None:
    """A post is given another holder instead."""
    with pytest.raises(UsageError, match="duban unit set 李一 --mailbox -"):
        removed(begun, "李一")
    assert removed(begun, "常务副区长").mailboxes == "deputy@office.example"
    with begun.reading() as session:
        assert people.find(session, "常务副区长") is None
