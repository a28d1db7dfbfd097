# SPDX-License-Identifier: Apache-2.0
import pytest

from models.kinds import Role
from plans.drafts import PlanDraft, Reading, UnitMention
from plans.units.spelling import key, spelled
from tests.builders import task


def reading(*names: str) -> Reading:
    units = tuple(UnitMention(name=name, role=Role.LEAD) for name in names)
    return Reading(plan=PlanDraft(), tasks=(task(1, units=units),))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("县财政局", "縣財政局"),
        ("县发改局（粮食局）", "县发改局(粮食局)"),
        ("市府办〔大数据局〕", "市府办（大数据局）"),
        ("县 财 政 局", "县财政局"),
        ("ＡＢＣ中心", "abc中心"),
        ("县财政局　", "县财政局"),
    ],
)
def test_spelling_counts_for_nothing(one: str, other: str) -> None:
    """Script, width, spaces and the shape of brackets make no other unit."""
    assert key(one) == key(other)


@pytest.mark.parametrize("other", ["市财政局", "县财政局二分局", "县财政所"])
def test_other_words_make_another_unit(other: str) -> None:
    """Likeness is only ever suggested."""
    assert key("县财政局") != key(other)


def test_unit_is_written_as_it_is_registered() -> None:
    """A simplified plan meets a traditional registry; the change is told once, and units stand once."""
    known = {"縣財政局": "縣財政局", "縣財局": "縣財政局", "县水务局": "县水务局"}
    found = spelled(reading("县财政局", "县财局", "县水务局", "县林业局"), known)
    assert [unit.name for unit in found.tasks[0].units] == ["縣財政局", "县水务局", "县林业局"]
    assert [finding.code for finding in found.findings] == ["unit-respelled", "unit-respelled"]


def test_known_names_stay() -> None:
    """Two units whose names differ in script alone are two, and nothing is guessed between them."""
    known = {"縣財政局": "縣財政局", "县财政局": "县财政局"}
    assert spelled(reading("县财政局"), known) == reading("县财政局")
    assert spelled(reading("县 财政局"), known) == reading("县 财政局")
