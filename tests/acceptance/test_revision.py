# SPDX-License-Identifier: Apache-2.0
"""A revised plan, a circulated ledger and units that change, as an administrator meets them."""

from pathlib import Path

import pytest

from tests.support.programs import Duban, Imported, typed

HEAD = "# year: 2026\nnumber,section,title,units,leaders,due\n"
BRIDGE, SCHOOL = "改造三座老桥的照明和护栏", "在城北新区开办五所夜校"
UNITS = "name,kind,mailbox\n甲局,部门,jia@office.example\n乙局,部门,yi@office.example\n"


@pytest.fixture
def loaded(imported: Imported, tmp_path: Path) -> Duban:
    """Give the program with two tasks and two units in its ledger."""
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    write(tmp_path, BRIDGE, SCHOOL)
    return imported("units.csv", "plan.csv")


def write(folder: Path, *titles: str, units: str = "甲局") -> None:
    """Write a plan of these tasks."""
    rows = (f"{number},桥,{title},{units},李一,2026-12-31\n" for number, title in enumerate(titles, 1))
    (folder / "plan.csv").write_text(HEAD + "".join(rows), encoding="utf-8")


def test_a_script_is_told_what_it_must_answer(loaded: Duban, tmp_path: Path) -> None:
    """Status 9 with the option to add; with it the import goes through."""
    write(tmp_path, f"{BRIDGE}，{SCHOOL}")
    ran = loaded("plan", "import", "plan.csv", "--yes")
    assert ran.status == 9
    assert "--match 1=" in ran.err
    (question,) = loaded("plan", "import", "plan.csv", "--dry-run", "--json").json["questions"]
    assert (question["kind"], {each["task"] for each in question["candidates"]}) == ("merged", {"1", "2"})
    assert loaded("plan", "import", "plan.csv", "--yes", "--match", "1=2").status == 0


def test_a_person_is_asked_one_by_one(
    loaded: Duban, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter chooses, and the import is approved at the end."""
    write(tmp_path, f"{BRIDGE}，{SCHOOL}")
    told = typed("x\na\ny\n", "plan", "import", "plan.csv", capfd=capfd, monkeypatch=monkeypatch)
    assert told.status == 0, told.err
    assert "~" in told.out
    assert [task["title"] for task in loaded("plan", "show", "2026", "--json").json] == [
        f"{BRIDGE}，{SCHOOL}"
    ]


WHOLE = "# year: 2026\nnumber,section,title,units,leaders,due,due_kind,milestones,targets\n"
ROW = {
    "number": "1",
    "section": "桥",
    "title": BRIDGE,
    "units": "甲局",
    "leaders": "李一",
    "due": "2026-12-31",
    "due_kind": "firm",
    "milestones": "2026-06=开工",
    "targets": "老桥>=3座",
}
REVISED = {
    "section": ("路", "section: 桥 → 路"),
    "units": ("乙局", "units: 甲局 → 乙局"),
    "leaders": ("王二", "leaders: 李一 → 王二"),
    "due": ("2026-11-30", "due: 2026-12-31 → 2026-11-30"),
    "due_kind": ("soft", "due_kind: firm → soft"),
    "milestones": ("2026-09=开工", "milestones: 2026-06=开工 → 2026-09=开工"),
    "targets": ("老桥>=4座", "targets: 老桥>=3座 → 老桥>=4座"),
}
"""For each column another value, and how the person who approves is told."""


def write_whole(folder: Path, **changes: str) -> None:
    """Write a plan of one task with every column."""
    row = ",".join({**ROW, **changes}.values())
    (folder / "plan.csv").write_text(f"{WHOLE}{row}\n", encoding="utf-8")


@pytest.mark.parametrize("column", REVISED)
def test_a_person_is_shown_what_changes_of_a_task(duban: Duban, tmp_path: Path, column: str) -> None:
    """One line, with the value that was there and the one that comes; scripts have both too."""
    write_whole(tmp_path)
    assert duban("plan", "import", "plan.csv", "--yes").status == 0
    value, told = REVISED[column]
    write_whole(tmp_path, **{column: value})
    shown = duban("plan", "import", "plan.csv", "--dry-run").out
    lines = [line.strip().replace(" (responsible)", "") for line in shown.splitlines() if "→" in line]
    assert [line.lower() for line in lines] == [told]
    assert "0 added, 1 changed, 0 withdrawn, 0 unchanged." in shown
    (change,) = duban("plan", "import", "plan.csv", "--dry-run", "--json").json["changes"]
    assert list(change["fields"]) == [column]


DOUBTFUL = f"{HEAD}1,桥,{BRIDGE}，{SCHOOL},甲局,李一,2月30日\n"
IMPORT = ("plan", "import", "plan.csv", "--with-errors")


def test_what_was_read_with_doubt_is_asked_before_anything_else(
    loaded: Duban, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read wrong needs no matching: a no ends the import, a yes goes on to the next question."""
    (tmp_path / "plan.csv").write_text(DOUBTFUL, encoding="utf-8")
    refused = typed("n\n", *IMPORT, capfd=capfd, monkeypatch=monkeypatch)
    assert (refused.status, "~" in refused.out) == (9, False)
    told = typed("y\na\ny\n", *IMPORT, capfd=capfd, monkeypatch=monkeypatch)
    assert told.status == 0, told.err
    assert len(loaded("plan", "show", "2026", "--json").json) == 1


def test_doubts_that_nobody_answers_change_nothing(
    loaded: Duban, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proposal is shown all the same, so that somebody can look at it later."""
    (tmp_path / "plan.csv").write_text(DOUBTFUL, encoding="utf-8")
    told = typed("", *IMPORT, "--match", "1=2", capfd=capfd, monkeypatch=monkeypatch)
    assert (told.status, f"~ 1. {BRIDGE}，{SCHOOL}" in told.out) == (9, True)
    assert len(loaded("plan", "show", "2026", "--json").json) == 2


def test_a_full_disk_leaves_the_former_export(
    loaded: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new file takes the old one's place only when it is whole."""
    (tmp_path / "ledger.csv").write_bytes(b"before")

    def fill(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    ran = loaded("plan", "export", "2026", "--to", "csv", "--output", "ledger.csv", "--force")
    assert (ran.status, (tmp_path / "ledger.csv").read_bytes()) == (4, b"before")
    assert list(tmp_path.glob(".ledger*")) == []


def test_nobody_at_the_keyboard_is_no_answer(loaded: Duban, tmp_path: Path) -> None:
    """Without --yes and without a person nothing is written."""
    write(tmp_path, f"{BRIDGE}，{SCHOOL}")
    assert loaded("plan", "import", "plan.csv").status == 9


@pytest.mark.parametrize("wrong", ["1", "=2", "1=", "9=1", "1=9"])
def test_a_match_that_says_nothing_is_refused(loaded: Duban, wrong: str) -> None:
    """Its form and its numbers are checked."""
    assert loaded("plan", "import", "plan.csv", "--yes", "--match", wrong).status in (2, 5)


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx"])
def test_a_ledger_goes_round_and_brings_progress_home(loaded: Duban, form: str, tmp_path: Path) -> None:
    """Exported, read and imported, nothing changes."""
    loaded("task", "report", "2026", "1", "过半", "--percent", "55")
    assert loaded("plan", "export", "2026", "--to", form, "--output", f"out.{form}").status == 0
    assert loaded("plan", "export", "2026", "--to", form, "--output", f"out.{form}").status == 2
    told = loaded("plan", "import", f"out.{form}", "--dry-run", "--json").json
    assert (told["counts"]["unchanged"], told["changes"], told["is_new"]) == (2, [], False)


def test_reading_says_whether_there_is_something_to_settle(duban: Duban, tmp_path: Path) -> None:
    """0 when all is clear, 10 with findings, 4 when no task was read."""
    write(tmp_path, BRIDGE)
    title = "# title: 2026年重点任务分工方案\n# declared_count: 1\n"
    (tmp_path / "plan.csv").write_text(title + (tmp_path / "plan.csv").read_text(encoding="utf-8"), "utf-8")
    assert duban("plan", "read", "plan.csv").status == 0
    write(tmp_path, BRIDGE, SCHOOL, units="各部门")
    assert duban("plan", "read", "plan.csv").status == 10
    (tmp_path / "letter.txt").write_text("今天天气很好，我们去公园散步。\n" * 20, encoding="utf-8")
    assert duban("plan", "read", "letter.txt").status == 4


def test_units_are_merged_resolved_and_suggested(loaded: Duban, tmp_path: Path) -> None:
    """A dry run changes nothing; JSON tells what happened."""
    merge = ("unit", "merge", "甲局", "乙局", "--from", "2026-01-01", "--json")
    assert loaded(*merge, "--dry-run").json["tasks"] == loaded(*merge).json["tasks"] == ["2026/1", "2026/2"]
    write(tmp_path, BRIDGE, SCHOOL, units="各部门")
    loaded("plan", "import", "plan.csv", "--yes")
    where = ("unit", "resolve", "各部门", "--plan", "2026", "--task", "1")
    assert loaded(*where, "--to", "甲局", "--json").json["after"] == ["乙局"]
    assert loaded(*where, "--undo", "--json").json["before"] == ["乙局"]
    assert loaded(*where).status == 2
    assert loaded("unit", "suggest", "乙管理局", "--json").json[0]["name"] == "乙局"
    assert loaded("unit", "list", "--unknown", "--json").json == []
