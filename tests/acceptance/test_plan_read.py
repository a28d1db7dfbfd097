# SPDX-License-Identifier: Apache-2.0
"""`duban plan read` shows what was understood, and each finding with its place."""

from pathlib import Path

import pytest

from tests.support.programs import Duban

PLAN = "2026年重点工作分工方案\n1.修桥。\n牵头单位：甲局\n配合单位：各镇\n完成时限：10月底前\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Give a plan of one task, which names a group."""
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    return tmp_path / "plan.txt"


def test_who_leads_and_who_supports_is_shown(duban: Duban, plan: Path) -> None:
    """A reader can check the roles without JSON."""
    out = duban("plan", "read", plan).out
    assert "甲局 (lead)、各镇 (support)" in out


def test_a_finding_shows_its_line(duban: Duban, plan: Path) -> None:
    """What is doubtful can be looked up in the document."""
    ran = duban("plan", "read", plan)
    assert ran.status == 10
    assert "[warning] group-word #1 line 2: " in ran.out


def test_without_tasks_there_is_no_table(duban: Duban, tmp_path: Path) -> None:
    """An empty table would only hide the reason."""
    (tmp_path / "letter.txt").write_text("今天天气很好，我们去公园散步。\n" * 20, encoding="utf-8")
    ran = duban("plan", "read", tmp_path / "letter.txt")
    assert ran.status == 4
    assert ran.out.startswith("[error] nothing-read: ")


def test_the_plans_of_a_ledger_stand_under_plan(
    duban: Duban, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The title of a plan is not headed as that of a task."""
    monkeypatch.setenv("DUBAN_LOCALE", "zh_CN")
    assert duban("plan", "import", plan, "--yes").status == 0
    head = next(line for line in duban("plan", "list").out.splitlines() if line.strip())
    assert head.split() == ["代号", "年度", "文号", "方案", "版次"]
