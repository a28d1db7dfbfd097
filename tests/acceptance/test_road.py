# SPDX-License-Identifier: Apache-2.0
"""The whole road, as an administrator walks it: units in, plan in, mails and feeds out."""

import mailbox
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.support.files.plan_documents import PLANS, PlanDocument
from tests.support.programs import Duban, Imported

MONDAY = "2026-11-23T09:00"
PLAN = files("data") / "plans" / "plan_2026.csv"
UNITS = files("data") / "units" / "units.csv"


@pytest.fixture
def loaded(imported: Imported, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Give the program with the bundled plan and units of 2026 in its ledger."""
    monkeypatch.setenv("DUBAN_OFFICE_MAILBOXES", "duchashi@daxing.example")
    monkeypatch.setenv("DUBAN_MAIL_FROM", "duban@daxing.example")
    with as_file(UNITS) as units, as_file(PLAN) as plan:
        return imported(units, plan)


def mails(folder: Path) -> list[EmailMessage]:
    """Read every mail of the Maildir as a mail program would."""
    parser = BytesParser(policy=policy.default)
    box = mailbox.Maildir(folder / "var" / "maildir", create=False)
    found = [parser.parsebytes(box.get_bytes(key)) for key in box.iterkeys()]
    return sorted(found, key=lambda mail: str(mail["To"]))


def test_the_real_plan_on_a_real_day(loaded: Duban) -> None:
    """On 2026-11-22 tasks 12, 65 and 66 are late, 97 is six working days away, the rest is far."""
    told = loaded("due", "--on", "2026-11-22", "--json").json
    by_signal = {each["signal"]: [] for each in told}
    for each in told:
        by_signal[each["signal"]].append((each["number"], each["working_days"]))
    assert by_signal.pop("red") == [("12", -33), ("65", -15), ("66", -15)]
    assert by_signal.pop("blue") == [("97", 6)]
    assert {signal: len(tasks) for signal, tasks in by_signal.items()} == {"green": 97}


def test_due_can_be_narrowed_to_a_unit_by_its_alias(loaded: Duban) -> None:
    """A unit is found by its short name."""
    told = loaded("due", "--on", "2026-11-22", "--unit", "区住建委", "--signal", "blue", "--json").json
    assert [(each["number"], each["units"][0]) for each in told] == [("97", "区住房城乡建设委")]


def test_a_round_sends_each_reader_one_mail_and_a_second_one_none(loaded: Duban, office_folder: Path) -> None:
    """Mails lie in the Maildir, one a reader; the second round finds nothing owed."""
    first = loaded("round", "--on", MONDAY, "--json").json
    again = loaded("round", "--on", MONDAY, "--json").json
    found = mails(office_folder)
    assert first["delivered"] == {"sent": len(first["letters"]), "waiting": 0, "dead": 0}
    assert len(found) == len(first["letters"]) == len({str(mail["To"]) for mail in found})
    assert again["letters"] == []
    assert [each["reader"] for each in first["unreachable"]] == [
        "区农村集体土地交易服务中心",
        "北臧村镇人民政府",
    ]


def test_a_dry_run_shows_who_would_get_what_and_sends_nothing(loaded: Duban, office_folder: Path) -> None:
    """The same letters, and an empty Maildir."""
    planned = loaded("round", "--on", MONDAY, "--dry-run", "--json").json
    assert not (office_folder / "var" / "maildir").exists()
    real = loaded("round", "--on", MONDAY, "--json").json
    assert planned["letters"] == real["letters"]


def test_the_supervisors_digest_names_what_is_late(loaded: Duban, office_folder: Path) -> None:
    """The digest carries the late tasks and what the office must mend."""
    loaded("round", "--on", MONDAY)
    (digest,) = [mail for mail in mails(office_folder) if "duchashi" in str(mail["To"])]
    text = digest.get_body(("plain",)).get_content()
    for said in ("12  ", "65  ", "66  ", "北臧村镇人民政府"):
        assert said in text


def test_a_closed_task_is_silent_and_shown_as_done(loaded: Duban) -> None:
    """After closing, no mail speaks of it and the feed marks it."""
    assert loaded("task", "close", "2026", "12", "done", "--on", "2026-11-23T08:30").status == 0
    letters = loaded("round", "--on", MONDAY, "--json").json["letters"]
    numbers = [number for each in letters for part in each["sections"].values() for number in part]
    assert "12" not in numbers
    feed = loaded("feed", "show", "大兴发展", "--on", "2026-11-23").out
    titles = [event["SUMMARY"] for event in Calendar.from_ical(feed).events]
    assert sum("[Done]" in title for title in titles) == 1
    (task,) = [each for each in loaded("due", "--json").json if each["number"] == "12"]
    assert task["signal"] == "closed"


def test_progress_is_recorded_with_its_history(loaded: Duban) -> None:
    """Report, close and reopen leave their lines."""
    loaded("task", "report", "2026", "97", "main works done", "--percent", "80", "--by", "Wang")
    loaded("task", "close", "2026", "97", "--by", "Li")
    loaded("task", "reopen", "2026", "97", "--by", "Li")
    shown = loaded("task", "show", "2026", "97", "--json").json
    assert [(each["kind"], each["by"]) for each in shown["history"]][1:] == [
        ("task-reported", "Wang"),
        ("task-closed", "Li"),
        ("task-reopened", "Li"),
    ]
    assert shown["task"]["percent"] == 80


def test_a_feed_address_is_given_once_and_can_be_turned(loaded: Duban) -> None:
    """Rotation gives a new address; listing shows it."""
    before = {each["name"]: each["address"] for each in loaded("feed", "list", "--json").json}
    turned = loaded("feed", "rotate", "区财政局", "--json").json["address"]
    after = {each["name"]: each["address"] for each in loaded("feed", "list", "--json").json}
    assert after["区财政局"] == turned != before["区财政局"]


def test_units_are_listed_with_kind_and_mailbox(loaded: Duban) -> None:
    """The list is data for scripts."""
    listed = {each["name"]: each for each in loaded("unit", "list", "--json").json}
    assert listed["区财政局"]["mailbox"] == "caizhengju@daxing.example"
    assert listed["各部门"]["kind"] == "group"


def test_check_names_the_units_without_a_mailbox_and_the_group_words(loaded: Duban) -> None:
    """What keeps somebody from being told is a line with its cure."""
    told = loaded("check")
    for said in (
        "北臧村镇人民政府",
        "区农村集体土地交易服务中心",
        "各部门",
        "duban unit set 北臧村镇人民政府 --mailbox",
    ):
        assert said in told.out
    assert told.status == 8


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_whole_documents_come_back_out_of_the_database(
    duban: Duban, plan: PlanDocument, request: pytest.FixtureRequest
) -> None:
    """Every field equals the expected ledger after import."""
    found = plan.found(request)
    assert duban("plan", "import", found.document, "--yes").status == 0
    told = {each["number"]: each for each in duban("plan", "show", plan.year, "--json").json}
    golden = found.expected()
    assert len(told) == len(golden)
    for row in golden:
        task = told[row["number"]]
        assert "".join(task["title"].split()) == "".join(row["title"].split())
        assert task["section"] == row["section"]
        assert ";".join(task["leaders"]) == row["leaders"]
        assert ";".join(task["units"]) == row["units"]
        assert (task["due"] or "") == row["due"]


def test_the_demo_shows_the_plan_and_ends(duban_process: Duban, office_folder: Path) -> None:
    """`duban demo --once` loads, runs a round, prints paths and addresses, and exits 0."""
    ran = duban_process("demo", "--once", "--on", "2026-11-22T10:00", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert {each["number"] for each in ran.json["tasks"] if each["signal"] == "red"} == {"12", "65", "66"}
    written = list((office_folder / "var" / "demo" / "maildir" / "new").iterdir())
    assert len(written) == len(ran.json["letters"])
