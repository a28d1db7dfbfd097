# SPDX-License-Identifier: Apache-2.0
"""Units that take over from others, and group words that the office resolves."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.database import Ledger
from models.errors import NotFoundError, UsageError
from models.kinds import EventKind, Role
from models.queries import feeds, mailboxes, plans, progress, units
from models.tables import Event
from plans.drafts import TaskDraft, UnitMention
from plans.units.resolving import Resolved, resolve, suggestions, unresolve
from plans.units.succession import Merged, merge
from scheduler.round import run_round
from tests.builders import MONDAY, boxes, bring_in, office, register, task, tasks_of, write_down

pytestmark = pytest.mark.one_database

LATER = MONDAY + timedelta(days=1)
SINCE = date(2026, 11, 1)
MORE = "name,aliases,kind,parent,mailbox\n丁局,,部门,,ding@office.example\n"


@pytest.fixture
def begun(ledger: Ledger) -> Ledger:
    """Give a ledger in which 甲局 has one open and one closed task, and task 3 is for a group word."""
    register(ledger)
    register(ledger, MORE)
    bring_in(ledger, [task(1), task(2), worded()])
    with ledger.writing() as session:
        progress.close(session, plans.find_task(session, "2026", "2"), at=MONDAY, by="test", text="")
    return ledger


def worded() -> TaskDraft:
    """Build a task for the towns concerned, whoever that is."""
    return task(3, units=(UnitMention(name="相关属地", role=Role.RESPONSIBLE, is_group=True),))


def merged(ledger: Ledger, former: str = "甲局", unit: str = "丁局", **facts: object) -> Merged:
    """Let 丁局 take over from 甲局."""
    wanted = {"since": SINCE, "is_renaming": False, "now": LATER, "by": "test"} | facts
    with ledger.writing() as session:
        return merge(session, former, unit, **wanted)


def resolved(ledger: Ledger, *to: str, word: str = "相关属地", number: str = "3") -> Resolved:
    """Say what the word means, or take it back."""
    with ledger.writing() as session:
        row = plans.find_task(session, "2026", number)
        if to:
            return resolve(session, row, word, to, now=LATER, by="test")
        return unresolve(session, row, word, now=LATER, by="test")


def names(ledger: Ledger) -> dict[str, list[str]]:
    """Give the units of every task."""
    return {number: [unit.name for unit in view.units] for number, view in tasks_of(ledger).items()}


def test_open_tasks_pass_on_and_closed_ones_keep_their_history(begun: Ledger) -> None:
    """The successor gets what is to be done, not what was done."""
    told = merged(begun)
    assert (told.tasks, told.kept) == (("2026/1",), 1)
    assert names(begun) == {"1": ["丁局"], "2": ["甲局"], "3": ["相关属地"]}


def test_a_document_with_the_former_name_changes_nothing(begun: Ledger) -> None:
    """Old and new name mean the same from now on, in closed tasks too."""
    merged(begun)
    assert bring_in(begun, [task(1), task(2), worded()], at=LATER).changes_nothing
    bring_in(begun, [task(1), task(2, section="第二部分"), worded(), task(4)], at=LATER)
    assert names(begun) == {"1": ["丁局"], "2": ["甲局"], "3": ["相关属地"], "4": ["丁局"]}


def test_every_name_of_the_former_unit_means_its_successor(begun: Ledger) -> None:
    """Aliases follow, and the registry file may still have the old row."""
    merged(begun)
    register(begun)
    register(begun, MORE.replace("丁局,,", "丁局,甲局|老甲局,"))
    with begun.reading() as session:
        found = {name: units.find(session, name).name for name in ("甲局", "第一局", "老甲局", "丁局")}
        (entry,) = [each for each in units.entries(session) if each.name == "甲局"]
    assert set(found.values()) == {"丁局"}
    assert (entry.successor, entry.since) == ("丁局", SINCE)


def test_a_renamed_unit_keeps_its_feeds_and_mailbox(begun: Ledger) -> None:
    """The address in the office's calendar goes on under the new name."""
    register(begun, "name,kind\n戊局,部门\n")
    with begun.reading() as session:
        before = feeds.find(session, "甲局").id
    told = merged(begun, unit="戊局", is_renaming=True)
    with begun.reading() as session:
        assert feeds.find(session, "戊局").id == before
        assert mailboxes.of(session, f"unit:{units.find(session, '戊局').id}") == boxes("jia@office.example")
    assert "mailbox" in told.taken


def test_a_merger_is_logged(begun: Ledger) -> None:
    """One line for the unit, one for each task that passed on."""
    merged(begun)
    with begun.reading() as session:
        told = [event.kind for event in session.exec(select(Event)) if event.at == LATER]
    assert [kind for kind in told if kind is not EventKind.FEED_ADDED] == [
        EventKind.UNIT_MERGED,
        EventKind.TASK_CHANGED,
    ]


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"unit": "甲局"}, UsageError),
        ({"unit": "无名局"}, NotFoundError),
        ({"former": "相关属地"}, UsageError),
        ({"since": date(2027, 1, 1)}, UsageError),
    ],
)
def test_a_merger_without_sense_is_refused(
    begun: Ledger, facts: dict[str, object], error: type[Exception]
) -> None:
    """The same unit, an unknown one, a group word, a day to come."""
    with pytest.raises(error):
        merged(begun, **facts)


def test_a_unit_is_succeeded_once(begun: Ledger) -> None:
    """The second time names who stands for it."""
    merged(begun)
    with pytest.raises(UsageError, match="丁局"):
        merged(begun, unit="乙镇")


def test_units_succeed_one_another_in_a_row_and_never_in_a_circle(begun: Ledger) -> None:
    """甲局 → 丁局 → 乙镇: every name means the last, each closed task keeps its own, no way leads back."""
    merged(begun)
    merged(begun, former="丁局", unit="乙镇")
    assert names(begun) == {"1": ["乙镇"], "2": ["甲局"], "3": ["相关属地"]}
    with begun.reading() as session:
        assert {units.find(session, name).name for name in ("甲局", "第一局", "丁局")} == {"乙镇"}
    with pytest.raises(UsageError, match="cannot take over from it again"):
        merged(begun, former="乙镇", unit="甲局")


def test_a_resolved_word_reaches_the_units_it_means(begun: Ledger) -> None:
    """They get mails and a feed; the word stays what the plan says."""
    resolved(begun, "乙镇", "丁局")
    view = tasks_of(begun)["3"]
    assert [(unit.name, unit.printed) for unit in view.units] == [("乙镇", "相关属地"), ("丁局", "相关属地")]
    agenda = run_round(begun, office(), write_down, now=LATER, full=True)
    assert {"yi@office.example", "ding@office.example"} <= {
        box.address for each in agenda.letters for box in each.reader.mailboxes
    }
    with begun.reading() as session:
        assert feeds.find(session, "丁局")


def test_a_resolved_word_holds_over_imports_and_can_be_taken_back(begun: Ledger) -> None:
    """A revised text that still has the word keeps its meaning."""
    resolved(begun, "乙镇")
    assert bring_in(begun, [task(1), task(2), worded()], at=LATER).changes_nothing
    bring_in(begun, [task(1), task(2), task(3, units=worded().units, section="改")], at=LATER)
    assert names(begun)["3"] == ["乙镇"]
    assert resolved(begun).before == ("乙镇",)
    assert names(begun)["3"] == ["相关属地"]
    with begun.reading() as session:
        kinds = {event.kind for event in session.exec(select(Event))}
    assert {EventKind.WORD_RESOLVED, EventKind.WORD_UNRESOLVED} <= kinds


def test_a_resolved_unit_that_is_succeeded_passes_on(begun: Ledger) -> None:
    """A part through a word is a part."""
    resolved(begun, "乙镇")
    merged(begun, former="乙镇")
    assert names(begun)["3"] == ["丁局"]


@pytest.mark.parametrize("to", [(), ("无名局",), ("相关属地",)])
def test_a_resolution_without_sense_is_refused(begun: Ledger, to: tuple[str, ...]) -> None:
    """Nothing to take back, an unknown unit, a word for a word."""
    with pytest.raises((UsageError, NotFoundError)):
        resolved(begun, *to)


def test_a_word_that_the_task_does_not_name_is_refused(begun: Ledger) -> None:
    """The cure lists the words it has."""
    with pytest.raises(UsageError, match="相关属地"):
        resolved(begun, "乙镇", word="各部门")


def test_unknown_names_are_likened_to_known_ones() -> None:
    """Short forms and slips are near, what all offices have in common is not."""
    known = {name: name for name in ("区发展和改革委员会", "区财政局", "区民政局", "区住房城乡建设委")}
    assert suggestions("区发改委", known) == ("区发展和改革委员会",)
    assert suggestions("区财政居", known)[:1] == ("区财政局",)
    assert suggestions("气象台", known) == ()


def test_an_import_suggests_and_never_replaces(begun: Ledger) -> None:
    """The finding names what the unknown unit reads like; the unit itself is added as it is."""
    register(begun, "name,kind,mailbox\n区水务管理局,部门,shui@office.example\n")
    named = task(5, units=(UnitMention(name="区水务局", role=Role.LEAD),))
    proposal = bring_in(begun, [task(1), task(2), worded(), named], at=LATER)
    (finding,) = [each for each in proposal.findings if each.code == "unknown-unit"]
    assert "区水务管理局" in str(finding)
    assert names(begun)["5"] == ["区水务局"]
