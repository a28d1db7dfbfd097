# SPDX-License-Identifier: Apache-2.0
"""What goes wrong is told in one sentence with a cure, and nothing is left half-done."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.programs import Duban

HEADER = "due,number,title,section,units,leaders\n"
ROW = "2026-12-31,1,Mend the bridge,Roads,Roads Office,Li\n"


def refused(duban: Duban, *command: object, status: int, says: str) -> str:
    """Run a command that must fail: the sentence on stderr, no traceback; give the sentence."""
    ran = duban(*command)
    told = ran.err.strip()
    assert ran.status == status, told or ran.out
    assert says in told
    assert told.startswith("duban: ")
    assert "Traceback" not in told
    return told


def plans(duban: Duban) -> list[str]:
    """Give the keys of the plans in the ledger."""
    return [plan["key"] for plan in duban("plan", "list", "--json").json]


def bomb() -> bytes:
    """Build a Word file that unpacks to hundreds of megabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (300 << 20))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "made", "says"),
    [
        ("empty.txt", bytes, "empty"),
        ("blank.csv", lambda: b"\n\n  \n", "blank.csv"),
        ("binary.txt", lambda: bytes(range(256)) * 40, "binary.txt"),
        ("old.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx"),
        ("bomb.docx", bomb, "bomb.docx"),
        ("cut.docx", lambda: b"PK\x03\x04" + b"x" * 300, "cut.docx"),
        ("scan.pdf", lambda: b"%PDF-1.7\n" + b"\0\1\2" * 100, "scan.pdf"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(
    duban: Duban, tmp_path: Path, name: str, made: Callable[[], bytes], says: str
) -> None:
    """Reading and importing both say what is wrong with the file."""
    (tmp_path / name).write_bytes(made())
    told = refused(duban, "plan", "read", tmp_path / name, "--json", status=4, says=says)
    assert len(told) < 400
    refused(duban, "plan", "import", tmp_path / name, "--yes", status=4, says=says)
    assert not (tmp_path / "var").exists()


def test_a_missing_file_is_named(duban: Duban) -> None:
    """A wrong name is no traceback."""
    refused(duban, "plan", "read", "nowhere.docx", status=4, says="nowhere.docx")


def test_a_folder_is_named(duban: Duban, tmp_path: Path) -> None:
    """A folder in place of a file is said in words, not in those of the system."""
    refused(duban, "plan", "read", tmp_path, status=4, says="is a folder")


def test_an_odd_name_of_a_file_without_tasks_is_only_shown(duban: Duban, tmp_path: Path) -> None:
    """Braces in a name are no fact to fill in."""
    (tmp_path / "a{b}.txt").write_text("今天天气很好，我们去公园散步。\n" * 20, encoding="utf-8")
    refused(duban, "plan", "import", tmp_path / "a{b}.txt", "--yes", status=4, says="a{b}.txt")


def test_prose_without_tasks_is_no_silent_zero(duban: Duban, tmp_path: Path) -> None:
    """Zero tasks is a finding and an exit status."""
    (tmp_path / "letter.txt").write_text("今天天气很好，我们去公园散步。\n" * 20, encoding="utf-8")
    ran = duban("plan", "read", tmp_path / "letter.txt", "--json")
    assert ran.status == 4
    assert ran.json["tasks"] == []
    assert "nothing-read" in {finding["code"] for finding in ran.json["findings"]}
    refused(duban, "plan", "import", tmp_path / "letter.txt", "--yes", status=4, says="nothing to import")


def test_a_plan_in_another_encoding_is_read(duban: Duban, tmp_path: Path) -> None:
    """GB18030 is what many offices still save."""
    text = "2026年重点工作分工方案\n1.修桥。\n牵头领导：李一\n责任单位：甲局\n完成时限：2026年10月1日\n"
    (tmp_path / "plan.txt").write_bytes(text.encode("gb18030"))
    (task,) = duban("plan", "read", tmp_path / "plan.txt", "--json").json["tasks"]
    assert (task["leaders"], task["due"]) == (["李一"], "2026-10-01")


def test_a_ledger_without_a_due_column_says_so(duban: Duban, tmp_path: Path) -> None:
    """The tasks come in without deadlines, and the finding names the column."""
    (tmp_path / "plan.csv").write_text("# year: 2026\nnumber,title,units\n1,Mend the bridge,Roads Office\n")
    told = duban("plan", "read", tmp_path / "plan.csv", "--json").json
    assert [task["due"] for task in told["tasks"]] == [None]
    assert "no-due-column" in {finding["code"] for finding in told["findings"]}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (ROW.replace("2026-12-31", "2026年2月30日"), "bad-date"),
        (ROW + ROW.replace("bridge", "tunnel"), "duplicate-number"),
    ],
)
def test_errors_in_a_plan_stop_its_import_until_allowed(
    duban: Duban, tmp_path: Path, rows: str, code: str
) -> None:
    """A day that does not exist and a number given twice are for a person to settle."""
    (tmp_path / "plan.csv").write_text("# year: 2026\n" + HEADER + rows, encoding="utf-8")
    told = duban("plan", "read", tmp_path / "plan.csv", "--json").json
    (finding,) = [each for each in told["findings"] if each["severity"] == "error"]
    assert finding["code"] == code
    refused(duban, "plan", "import", tmp_path / "plan.csv", "--yes", status=4, says="--with-errors")
    assert plans(duban) == []
    assert duban("plan", "import", tmp_path / "plan.csv", "--yes", "--with-errors").status == 0


def test_an_import_nobody_approved_changes_nothing(duban: Duban, tmp_path: Path) -> None:
    """Without an answer and without --yes the ledger stays as it is."""
    (tmp_path / "plan.csv").write_text("# year: 2026\n" + HEADER + ROW)
    ran = duban("plan", "import", tmp_path / "plan.csv")
    assert ran.status == 9
    assert "--yes" in ran.err
    assert plans(duban) == []


def test_a_broken_env_file_is_told_whole(duban: Duban, tmp_path: Path) -> None:
    """Every wrong line is in the one message, with its line and its cure."""
    (tmp_path / ".env").write_text(
        "DUBAN_PORT=eighty\nthis is no setting\nDUBAN_LOCAL=en\n"
        "DUBAN_TIMEZONE=Peking\nDUBAN_SECRET_KEY=tooshort\n"
    )
    told = refused(duban, "due", status=3, says="5 problem(s)")
    for said in (".env line 2", "DUBAN_LOCALE", "DUBAN_TIMEZONE", "DUBAN_PORT", "DUBAN_SECRET_KEY"):
        assert said in told
    assert "tooshort" not in told


def test_a_broken_policy_is_told_whole(duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy is checked as the settings are."""
    (tmp_path / "policy.toml").write_text('[thresholds]\nbefore = "soon"\n[times]\nweekly = "8 am"\n')
    monkeypatch.setenv("DUBAN_POLICY", str(tmp_path / "policy.toml"))
    told = refused(duban, "round", status=3, says="thresholds.before")
    assert "times.weekly" in told


def test_a_day_that_does_not_exist_is_told(duban: Duban) -> None:
    """`--on` takes only days of the calendar."""
    refused(duban, "due", "--on", "2026-02-30", status=2, says="2026-02-30")


def test_an_unknown_plan_task_unit_and_feed_are_told(duban: Duban, tmp_path: Path) -> None:
    """Each says where to look the names up."""
    (tmp_path / "plan.csv").write_text("# year: 2026\n" + HEADER + ROW)
    duban("plan", "import", tmp_path / "plan.csv", "--yes")
    refused(duban, "task", "show", "1999", "1", status=5, says="Plans in the ledger: 2026")
    refused(duban, "task", "show", "2026", "77", status=5, says="duban plan show 2026")
    refused(duban, "due", "--unit", "Nobody", status=5, says="duban unit list")
    refused(duban, "feed", "show", "Nobody", status=5, says="duban feed list")


def test_a_relay_that_is_down_keeps_the_mails(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost: the mails wait for the relay, and check says what is wrong."""
    (tmp_path / "units.csv").write_text("name,mailbox\nRoads Office,roads@office.example\n")
    (tmp_path / "plan.csv").write_text("# year: 2026\n" + HEADER + ROW)
    duban("unit", "import", tmp_path / "units.csv", "--yes")
    duban("plan", "import", tmp_path / "plan.csv", "--yes")
    duban("live", "--yes")
    monkeypatch.setenv("DUBAN_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("DUBAN_MAIL_FROM", "duban@office.example")
    monkeypatch.setenv("DUBAN_BASE_URL", "https://duban.office.example")
    sent = duban("round", "--on", "2026-11-23T09:00", "--json")
    assert sent.status == 0
    assert sent.json["delivered"] == {"sent": 0, "waiting": 1, "dead": 0}
    checked = duban("check", "--json")
    assert checked.status == 8
    told = [finding["message"] for each in checked.json for finding in each["findings"]]
    assert sum("No relay answers at 127.0.0.1:1" in message for message in told) == 1


def test_a_state_folder_that_cannot_be_made_is_told(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file where the folder should be is named."""
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("DUBAN_VAR", str(tmp_path / "taken" / "var"))
    refused(duban, "round", status=3, says="DUBAN_VAR")


def test_a_key_that_others_may_read_is_refused(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Feed addresses are as secret as their key."""
    duban("feed", "new", "office")
    (tmp_path / "var" / "secret.key").write_text("k" * 64)
    (tmp_path / "var" / "secret.key").chmod(0o644)
    refused(duban, "feed", "list", status=3, says="chmod 600")


def test_a_key_that_cannot_be_kept_is_told(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger elsewhere does not help where the state folder cannot be made."""
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("DUBAN_VAR", str(tmp_path / "taken" / "var"))
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"sqlite:///{tmp_path / 'duban.db'}")
    refused(duban, "feed", "new", "office", status=3, says="DUBAN_SECRET_KEY")


def test_a_missing_file_of_settings_is_told(duban: Duban, tmp_path: Path) -> None:
    """A misspelt name must not end in a daemon with nothing but defaults."""
    refused(duban, "--env-file", tmp_path / "no.env", "plan", "list", status=3, says="no.env")


def test_a_backup_that_cannot_be_written_is_told(duban: Duban, tmp_path: Path) -> None:
    """The copy's folder is at fault, not the ledger."""
    assert duban("round").status == 0
    refused(
        duban, "db", "backup", tmp_path / "nowhere" / "copy.db", status=6, says="copy.db cannot be written"
    )
    assert not (tmp_path / "nowhere").exists()


def test_check_tells_a_broken_policy_once(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be looked at because of it is not told as a second fault."""
    (tmp_path / "policy.toml").write_text("[spread]\nweekly = -1\n")
    monkeypatch.setenv("DUBAN_POLICY", str(tmp_path / "policy.toml"))
    checked = duban("check")
    assert checked.status == 8
    assert checked.out.count("spread.weekly is -1") == 1
