# SPDX-License-Identifier: Apache-2.0
from datetime import date

import pytest

from models.findings import Finding
from models.kinds import DueKind, Role, Severity
from plans.checks import check
from plans.drafts import MilestoneDraft, PlanDraft, Source, TaskDraft, UnitMention
from tests import builders

PLAN = PlanDraft(title="某县2026年计划", year=2026, declared_count=1)
UNIT = UnitMention(name="县水务局", role=Role.RESPONSIBLE)
USUAL = {"leaders": ("李明",), "units": (UNIT,), "due": date(2026, 6, 30), "source": Source(line=3)}


def task(**changes: object) -> TaskDraft:
    return builders.task(1, **(USUAL | changes))


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in found]


def test_complete_plan_has_nothing_to_settle() -> None:
    """A plan that says everything gives no finding."""
    assert check(PLAN, [task()], {}) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"units": ()}, "no-units"),
        ({"units": (UnitMention(name="各镇", role=Role.LEAD, is_group=True),)}, "group-word"),
        ({"leaders": ()}, "no-leader"),
        ({"leaders": ("常务副县长",)}, "post-without-holder"),
        ({"due": None, "due_kind": DueKind.NONE}, "no-due-date"),
        ({"milestones": (MilestoneDraft(by="2026-07", text="开工"),)}, "milestone-after-due"),
        ({"number": "2"}, "numbering-gap"),
    ],
)
def test_each_gap_in_a_task_is_a_finding_of_its_own(changes: dict[str, object], code: str) -> None:
    """One thing missing gives one finding with its code."""
    assert codes(check(PLAN, [task(**changes)], {})) == [code]


def test_step_in_the_month_of_the_deadline_is_not_late() -> None:
    """A month is compared with the month of the deadline, a day with its day."""
    assert check(PLAN, [task(milestones=(MilestoneDraft(by="2026-06", text="开工"),))], {}) == ()
    late = check(
        PLAN, [task(due=date(2026, 6, 10), milestones=(MilestoneDraft(by="2026-06-11", text="开工"),))], {}
    )
    assert codes(late) == ["milestone-after-due"]


@pytest.mark.parametrize("kind", [DueKind.CONTINUOUS, DueKind.RECURRING, DueKind.ELSEWHERE])
def test_task_without_a_date_by_its_nature_needs_none(kind: DueKind) -> None:
    """持续推进 has no day, and that is no fault."""
    assert check(PLAN, [task(due=None, due_kind=kind)], {}) == ()


def test_count_is_compared_with_the_declared_one() -> None:
    """A declared count that differs is an error; none declared is only said."""
    assert codes(check(PlanDraft(year=2026, declared_count=5), [task()], {})) == ["count-mismatch"]
    assert codes(check(PlanDraft(year=2026), [task()], {})) == ["no-declared-count"]


def test_duplicate_number_names_every_line() -> None:
    """Two tasks with one number are an error that shows both places."""
    plan = PlanDraft(year=2026, declared_count=2)
    (found,) = check(plan, [task(), task(source=Source(line=9))], {})
    assert (found.code, found.severity, found.task) == ("duplicate-number", Severity.ERROR, "1")
    assert "3, 9" in str(found)


def test_plan_without_year_is_told() -> None:
    """Without a year no month can be dated."""
    assert codes(check(PlanDraft(declared_count=1), [task()], {})) == ["no-plan-year"]


def test_what_no_task_has_is_told_once() -> None:
    """A plan without any leader or deadline gives one finding each."""
    bare = {"leaders": (), "due": None, "due_kind": DueKind.NONE}
    tasks = [task(number=str(number), **bare) for number in (1, 2, 3)]
    assert codes(check(PlanDraft(year=2026, declared_count=3), tasks, {})) == ["no-due-date", "no-leaders"]


def test_post_is_asked_for_once() -> None:
    """One question for all tasks of a post."""
    tasks = [task(number=str(number), leaders=("常务副县长",)) for number in (1, 2)]
    (found,) = check(PlanDraft(year=2026, declared_count=2), tasks, {})
    assert found.facts == {"task": None, "leader": "常务副县长", "count": 2}


def test_repairs_are_told_by_kind() -> None:
    """Each kind of repair is one line with its count."""
    (found,) = check(PLAN, [task()], {"page-number": 3})
    assert (found.code, str(found)) == ("repaired", "Took page numbers out of the text, 3 times.")
