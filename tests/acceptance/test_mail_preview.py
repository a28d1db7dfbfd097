# SPDX-License-Identifier: Apache-2.0
"""`duban mail preview` as an administrator uses it."""

import re
import sqlite3
import webbrowser
from pathlib import Path

import pytest

from models.kinds import LetterKind
from templates.catalogues import LOCALES
from tests.support.programs import Duban, Imported

MONDAY = "2026-11-23"
UNITS = (
    "name,kind,parent,mailbox\n"
    "Water Office,office,,water@office.example\n"
    "Roads Office,office,,roads@office.example\n"
    "Ann Lee,leader,,lee@office.example\n"
)
PLAN = (
    "number,title,leaders,lead,due\n"
    "1,Mend the locks,Ann Lee,Water Office,2026-11-02\n"
    "2,Clean the river,Ann Lee,Water Office,2026-12-31\n"
    "3,Pave the road,,Roads Office,2026-11-30\n"
)


@pytest.fixture
def loaded(imported: Imported, office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Give the program with a late task, a near one and one far ahead."""
    monkeypatch.setenv("DUBAN_OFFICE_MAILBOXES", "desk@office.example")
    (office_folder / "units.csv").write_text(UNITS)
    (office_folder / "plan.csv").write_text(PLAN)
    return imported("units.csv", "plan.csv", "--year", "2026")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give what a browser was asked to show, on a machine with a screen."""
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", asked.append)
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    return asked


def contents(folder: Path) -> list[str]:
    """Give everything in the ledger."""
    with sqlite3.connect(folder / "var" / "duban.db") as connection:
        lines = list(connection.iterdump())
    connection.close()
    return lines


def test_every_kind_in_every_language_is_in_the_folder(loaded: Duban, tmp_path: Path) -> None:
    """After a round each kind has its next mail, and every file told of is there, as is every link's."""
    loaded("round", "--on", f"{MONDAY}T09:00")
    ran = loaded("mail", "preview", "--on", MONDAY, "--output", tmp_path / "out", "--json")
    assert (ran.status, ran.json["gaps"]) == (0, [])
    assert {(each["kind"], each["locale"]) for each in ran.json["mails"]} == {
        (kind.value, locale) for kind in LetterKind for locale in LOCALES
    }
    told = {Path(file).name for each in ran.json["mails"] for file in each["files"]}
    index = Path(ran.json["index"])
    assert {each.name for each in index.parent.iterdir()} == told | {index.name}
    linked = set(re.findall(r'(?:src|href)="([^"]+)"', index.read_text(encoding="utf-8")))
    assert linked <= told


def test_the_mail_shown_is_the_mail_that_the_next_round_sends(loaded: Duban, tmp_path: Path) -> None:
    """The weekly mail of the gallery has the bytes of the one that Monday's round writes."""
    asked = ("--kind", "weekly", "--unit", "Roads Office", "--lang", "en", "--output", tmp_path / "out")
    loaded("mail", "preview", "--on", MONDAY, *asked, "--no-browser")
    shown = (tmp_path / "out" / "weekly-unit-first.en.eml").read_bytes()
    loaded("round", "--on", f"{MONDAY}T08:00")
    (sent,) = loaded("outbox", "list", "--reader", "roads@", "--json").json
    assert loaded("outbox", "show", sent["id"], "--source").out.encode() == shown


def test_the_first_mail_brings_a_calendar_and_a_later_one_does_not(loaded: Duban, tmp_path: Path) -> None:
    """Both stand beside each other, whatever the unit got already."""
    ran = loaded("mail", "preview", "--on", MONDAY, "--kind", "weekly", "--output", tmp_path, "--json")
    files = {each["variant"]: each["files"] for each in ran.json["mails"] if each["locale"] == "en"}
    assert set(files) == {"first", None}
    assert [bool([file for file in each if file.endswith(".ics")]) for each in files.values()] == [
        True,
        False,
    ]


def test_a_preview_changes_nothing(loaded: Duban, office_folder: Path, tmp_path: Path) -> None:
    """The ledger has the same rows before and after, and no mail is anywhere."""
    before = contents(office_folder)
    assert loaded("mail", "preview", "--on", MONDAY, "--output", tmp_path / "out", "--json").status == 0
    assert contents(office_folder) == before
    assert not (office_folder / "var" / "maildir").exists()


def test_only_what_was_asked_for_is_shown(loaded: Duban, tmp_path: Path) -> None:
    """Kind, unit and language can be chosen."""
    options = ("--kind", "weekly", "--kind", "digest", "--unit", "Roads Office", "--lang", "en")
    mails = loaded("mail", "preview", "--on", MONDAY, *options, "--output", tmp_path, "--json").json["mails"]
    assert [(each["kind"], each["recipient"], each["locale"]) for each in mails if not each["variant"]] == [
        ("weekly", "roads@office.example", "en"),
        ("digest", "desk@office.example", "en"),
    ]


def test_what_nobody_is_owed_says_why(loaded: Duban, tmp_path: Path) -> None:
    """A ledger that never sent anything has no run report, and a unit that is never late no urging."""
    ran = loaded("mail", "preview", "--on", MONDAY, "--kind", "report", "--output", tmp_path, "--no-browser")
    assert ran.status == 0
    assert "Run report, to the office: No weekly mail was written in the seven days before" in ran.out
    assert "No weekly mail was written" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_a_later_day_is_found_when_a_kind_is_not_owed_at_once(loaded: Duban, tmp_path: Path) -> None:
    """The road is urged on the working day after its deadline."""
    options = ("--kind", "urging", "--unit", "Roads Office", "--lang", "en", "--output", tmp_path, "--json")
    mails = loaded("mail", "preview", "--on", MONDAY, *options).json["mails"]
    days = {each["reader"]: each["on"][:10] for each in mails}
    assert days["Roads Office"] == "2026-12-01"


def test_the_folder_is_nobody_elses(loaded: Duban, tmp_path: Path) -> None:
    """Addresses of calendars stand in it."""
    loaded("mail", "preview", "--on", MONDAY, "--output", tmp_path / "out", "--no-browser")
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    assert {each.stat().st_mode & 0o077 for each in (tmp_path / "out").iterdir()} == {0}


def test_a_browser_opens_where_somebody_sees_it(
    loaded: Duban, opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither over SSH, nor without a screen, nor for a script, nor when told not to."""
    asked = ("mail", "preview", "--on", MONDAY, "--kind", "digest", "--output", tmp_path)
    loaded(*asked)
    assert opened == [(tmp_path / "index.html").as_uri()]
    loaded(*asked, "--no-browser")
    loaded(*asked, "--json")
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    ran = loaded(*asked)
    assert len(opened) == 1
    assert str(tmp_path / "index.html") in ran.out


MISTAKES = (
    (("--unit", "Nobody"), 5, 'There is no unit "Nobody".'),
    (("--leader", "Nobody"), 5, 'There is no leader "Nobody".'),
    (("--lang", "fr"), 2, 'There is no language "fr".'),
    (("--kind", "monthly"), 2, "monthly"),
    (("--on", "yesterday"), 2, "yesterday"),
    (("--output", "plan.csv"), 4, "plan.csv"),
)


def test_a_mistake_is_told_with_its_status(loaded: Duban) -> None:
    """What does not fit together, is not there or cannot be written is one sentence."""
    for options, status, said in MISTAKES:
        ran = loaded("mail", "preview", *options, "--no-browser")
        assert (ran.status, said in ran.err) == (status, True)
