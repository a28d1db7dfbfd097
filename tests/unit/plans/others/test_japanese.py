# SPDX-License-Identifier: Apache-2.0
"""Japanese plans as lists with labels and as tables."""

from collections.abc import Callable
from datetime import date

from models.kinds import DueKind, Role
from plans.drafts import Reading

Reader = Callable[..., Reading]


def test_labels_of_a_japanese_list(read_text: Reader) -> None:
    """担当課, 実施時期 and 目標値 are labels; a Japanese year in any title is the plan's."""
    reading = read_text(
        "令和6年度　重点取組\n1. 図書室の開放\n担当課：図書課\n実施時期：令和6年度末\n"
        "目標値：利用者300人以上\n"
        "2. 堤防の見回り\n担当課：土木課、防災課\n実施時期：通年\n目標値：実施率90％\n"
        "3. 窓口の改修\n担当課：市民課\n実施時期：R6.9\n"
    )
    assert reading.plan.year == 2024
    assert [(task.title, task.due, task.due_kind) for task in reading.tasks] == [
        ("図書室の開放", date(2025, 3, 31), DueKind.FIRM),
        ("堤防の見回り", None, DueKind.CONTINUOUS),
        ("窓口の改修", date(2024, 9, 30), DueKind.FIRM),
    ]
    assert [unit.name for unit in reading.tasks[1].units] == ["土木課", "防災課"]
    aims = [f"{aim.name}{aim.op}{aim.value}{aim.unit}" for task in reading.tasks for aim in task.targets]
    assert aims == ["利用者>=300人", "実施率=90%"]


def test_columns_of_a_japanese_table(read_table: Reader) -> None:
    """事業名, 担当課, 関係課, 実施時期, 目標値; a half year without its year is asked for."""
    reading = read_table(
        "番号,事業名,担当課,関係課,実施時期,目標値,備考\n"
        "1,並木の植え替え,公園課,土木課,令和7年3月まで,植え替え200本,\n"
        "2,訓練,防災課,,随時,,\n3,広報の改善,広報課,,上期,,\n"
    )
    first, second, third = reading.tasks
    assert (first.number, first.due) == ("1", date(2025, 3, 31))
    assert [(unit.name, unit.role) for unit in first.units] == [
        ("公園課", Role.RESPONSIBLE),
        ("土木課", Role.SUPPORT),
    ]
    assert (second.due_kind, third.due) == (DueKind.CONTINUOUS, None)
    assert [each.task for each in reading.findings if each.code == "unread-due"] == ["3"]
