# SPDX-License-Identifier: Apache-2.0
"""Units brought in, changed and ended, as an administrator meets it."""

import re
import shlex
from pathlib import Path

import pytest

from tests.support.programs import Duban, typed

UNITS = (
    "单位名称,类别,联系邮箱,联系人,备注\n"
    "甲局,部门,jia@office.example,王五,\n乙局,,yi@office.example,赵六,新\n"
)
PERSON = "张三,,zhang@office.example,,\n"
PLAN = "# year: 2026\nnumber,section,title,units,leaders,due\n1,桥,修好第一座桥,甲局,,2026-12-31\n"


@pytest.fixture
def folder(office_folder: Path) -> Path:
    """Give a folder with a file of units and a plan."""
    (office_folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (office_folder / "plan.csv").write_text(PLAN, encoding="utf-8")
    return office_folder


def mailboxes(duban: Duban) -> dict[str, str | None]:
    """Give the mailbox of every unit."""
    return {each["name"]: each["mailbox"] for each in duban("unit", "list", "--json").json}


def test_an_import_shows_its_diff_and_writes_nothing_unless_somebody_says_yes(
    duban: Duban, folder: Path
) -> None:
    """Where nobody can be asked it ends with 9 and says how a script answers; `--dry-run` ends with 0."""
    for options, status in (((), 9), (("--json",), 9), (("--dry-run",), 0)):
        ran = duban("unit", "import", "units.csv", *options)
        assert (ran.status, "jia@office.example" in ran.out) == (status, True), ran.err
        assert ("add --yes" in ran.err) == (status == 9)
    assert mailboxes(duban) == {}
    assert "unknown" not in duban("unit", "import", "units.csv", "--dry-run").out
    said = duban("unit", "import", "units.csv", "--yes")
    assert (said.status, "Columns that are not read: 备注." in said.out) == (0, True)
    assert mailboxes(duban) == {"甲局": "jia@office.example", "乙局": "yi@office.example"}
    again = duban("unit", "import", "units.csv")
    assert (again.status, "The ledger already says all this" in again.out) == (0, True)


def test_a_person_at_the_keyboard_is_asked_what_a_row_is_and_then_for_the_whole(
    duban: Duban, folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that is none is asked again; a no writes nothing."""
    (folder / "units.csv").write_text(UNITS + PERSON, encoding="utf-8")
    told = typed("l\nn\n", "unit", "import", "units.csv", capfd=capfd, monkeypatch=monkeypatch)
    assert (told.status, mailboxes(duban)) == (9, {})
    told = typed("x\nl\ny\n", "unit", "import", "units.csv", capfd=capfd, monkeypatch=monkeypatch)
    assert (told.status, "+ 张三 (a leader)" in told.out) == (0, True), told.err
    assert set(mailboxes(duban)) == {"甲局", "乙局"}


def test_a_script_must_say_what_a_row_is(duban: Duban, folder: Path) -> None:
    """`--yes` alone is no answer; words of the file and of the program both are."""
    (folder / "units.csv").write_text(UNITS + PERSON, encoding="utf-8")
    ran = duban("unit", "import", "units.csv", "--yes")
    assert (ran.status, "--kind 张三=KIND" in ran.err, mailboxes(duban)) == (9, True, {})
    proposed = duban("unit", "import", "units.csv", "--dry-run", "--json").json
    assert [each["code"] for each in proposed["questions"]] == ["kind-unclear"]
    assert proposed["counts"] == {"added": 2, "changed": 0, "unchanged": 0}
    assert duban("unit", "import", "units.csv", "--yes", "--kind", "张三=谁").status == 2
    assert duban("unit", "import", "units.csv", "--yes", "--kind", "张三=领导").status == 0
    assert set(mailboxes(duban)) == {"甲局", "乙局"}


def test_one_change_is_one_command(duban: Duban, folder: Path) -> None:
    """Shown before and after; a rehearsal changes nothing, and nothing said is nothing done."""
    duban("unit", "import", "units.csv", "--yes")
    change = ("unit", "set", "乙局", "--mailbox", "new@office.example", "--reason", "换邮箱", "--as", "王五")
    rehearsed = duban(*change, "--dry-run", "--json").json
    assert rehearsed["fields"] == {"mailbox": {"before": "yi@office.example", "after": "new@office.example"}}
    assert mailboxes(duban)["乙局"] == "yi@office.example"
    assert "yi@office.example → new@office.example" in duban(*change).out
    assert mailboxes(duban)["乙局"] == "new@office.example"
    assert "The ledger already says all this" in duban(*change).out
    assert duban("unit", "set", "乙局").status == 2


def test_a_unit_that_tasks_name_is_ended_by_its_command_and_one_that_none_names_is_gone(
    duban: Duban, folder: Path
) -> None:
    """The tasks are listed with the command that gives them to another unit."""
    duban("unit", "import", "units.csv", "--yes")
    duban("plan", "import", "plan.csv", "--yes")
    assert duban("unit", "remove", "甲局", "--dry-run", "--json").json["tasks"] == ["2026/1"]
    assert mailboxes(duban)["甲局"] == "jia@office.example"
    ended = duban("unit", "remove", "甲局", "--reason", "撤销")
    assert (ended.status, "2026/1" in ended.out) == (0, True)
    assert "duban unit merge 甲局 UNIT --from 2026-11-23" in ended.out
    assert "Unit 甲局 was ended, and tasks 1 still name it." in duban("check").out
    assert duban("unit", "remove", "乙局").status == 0
    assert set(mailboxes(duban)) == {"甲局"}


@pytest.mark.parametrize("name", ["丙局", "Roads & Bridges (North)"])
def test_the_cure_of_a_missing_mailbox_can_be_copied(duban: Duban, folder: Path, name: str) -> None:
    """Names are filled in, in quotes where the shell needs them; only the address is to be written."""
    (folder / "plan.csv").write_text(PLAN.replace("甲局", name), encoding="utf-8")
    duban("plan", "import", "plan.csv", "--yes")
    (told,) = re.findall(r"Give it one with: (duban unit set .* --mailbox ADDRESS)\.", duban("check").out)
    words = shlex.split(told.replace("ADDRESS", "bing@office.example"))
    assert duban(*words[1:]).status == 0
    assert mailboxes(duban)[name] == "bing@office.example"
    assert "has no mailbox" not in duban("check").out
