# SPDX-License-Identifier: Apache-2.0
"""Rehearsal and going live, as an office does it."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from tests.support.ports import free_port
from tests.support.programs import Duban

UNITS = "name,kind,mailbox\n甲局,部门,jia@office.example\n乙镇,镇,yi@office.example\n"
PLAN = (
    "number,title,units,due\n"
    "1,修好东街的桥,甲局,2026-10-30\n"
    "2,修好西街的桥,甲局、乙镇,2026-12-31\n"
    "3,修好南街的桥,乙镇,2026-11-25\n"
)
SATURDAY, MONDAY_EVENING, TUESDAY = "2026-11-21T10:00", "2026-11-23T21:00", "2026-11-24T08:00"


@pytest.fixture
def rehearsing(duban: Duban, office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Give the program of an office that has imported a plan and not gone live."""
    monkeypatch.setenv("DUBAN_OFFICE_MAILBOXES", "sup@office.example")
    (office_folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (office_folder / "plan.csv").write_text(PLAN, encoding="utf-8")
    assert duban("unit", "import", "units.csv", "--yes").status == 0
    assert duban("plan", "import", "plan.csv", "--year", "2026", "--yes").status == 0
    return duban


def mails(folder: Path) -> list[EmailMessage]:
    """Read every mail of the Maildir."""
    found = (folder / "var" / "maildir" / "new").glob("*")
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]  # type: ignore[misc]


def test_a_rehearsal_goes_into_the_maildir_even_with_a_relay(
    rehearsing: Duban, office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No relay is asked, each mail says what it is, and its one link that would act is none for machines."""
    monkeypatch.setenv("DUBAN_SMTP_URL", "smtp://127.0.0.1:9?starttls=never")
    monkeypatch.setenv("DUBAN_MAIL_FROM", "duban@office.example")
    monkeypatch.setenv("DUBAN_BASE_URL", "https://duban.example")
    sent = rehearsing("round", "--on", "2026-11-23T08:30", "--json").json
    assert sent["delivered"] == {"sent": len(sent["letters"]), "waiting": 0, "dead": 0}
    written = mails(office_folder)
    assert len(written) == len(sent["letters"]) >= 3
    for mail in written:
        assert mail["Subject"].startswith("[Rehearsal] ")
        assert "did not get it" in mail.get_body(("plain",)).get_content().replace("\n", " ")
        assert "did not get it" in mail.get_body(("html",)).get_content()
        assert mail["List-Unsubscribe"] is None


def test_status_and_check_say_which_of_the_two_holds(rehearsing: Duban) -> None:
    """Before and after."""
    assert "In rehearsal: nothing leaves" in rehearsing("status").out
    assert rehearsing("status", "--json").json["live_since"] is None
    assert "in rehearsal" in rehearsing("check").out
    assert rehearsing("live", "--yes").status == 0
    assert "Live since 2026-11-23 09:00" in rehearsing("status").out
    assert "in rehearsal" not in rehearsing("check").out
    assert "✓ live" in rehearsing("check").out


def test_going_live_is_shown_asked_for_and_done(rehearsing: Duban) -> None:
    """It names the first mails and what is missing; without an answer nothing is changed."""
    rehearsing("round", "--on", "2026-11-23T08:30")
    told = rehearsing("live", "--on", MONDAY_EVENING, "--dry-run")
    assert "2026-11-24 08:00" in told.out
    assert "甲局" in told.out
    assert "duban plan export 2026" in " ".join(
        told.out.split()
    )  # task 1 is long past, and nothing was reported of it
    assert "Nothing was changed" in told.out
    refused = rehearsing("live", "--on", MONDAY_EVENING)
    assert refused.status == 9
    assert rehearsing("status", "--json").json["live_since"] is None
    gone = rehearsing("live", "--on", MONDAY_EVENING, "--yes", "--json").json
    assert gone["first_at"].startswith("2026-11-24T08:00")
    assert [task["number"] for task in gone["unreported"]] == ["1"]
    assert rehearsing("live").out.startswith("The ledger has been live since 2026-11-23 21:00")


def test_gone_live_in_the_evening_nothing_leaves_before_the_next_working_morning(
    rehearsing: Duban, office_folder: Path
) -> None:
    """Then everybody gets what is owed, once, and first mails bring their calendar."""
    rehearsing("round", "--on", "2026-11-23T08:30")
    rehearsed = len(mails(office_folder))
    rehearsing("live", "--on", MONDAY_EVENING, "--yes")
    assert rehearsing("round", "--on", "2026-11-23T21:21", "--json").json["letters"] == []
    assert rehearsing("round", "--on", "2026-11-24T07:59", "--json").json["letters"] == []
    morning = rehearsing("round", "--on", TUESDAY, "--json").json
    assert {letter["reader"] for letter in morning["letters"]} == {"甲局", "乙镇"}
    assert {letter["kind"] for letter in morning["letters"]} == {"weekly"}
    assert rehearsing("round", "--on", "2026-11-24T08:01", "--json").json["letters"] == []
    written = mails(office_folder)
    assert len(written) == rehearsed + 2
    real = [mail for mail in written if "[Rehearsal]" not in mail["Subject"]]
    assert len(real) == 2
    for mail in real:
        assert [part.get_content_type() for part in mail.iter_attachments()] == ["text/calendar"]


def test_a_day_off_waits_for_the_next_working_day(rehearsing: Duban) -> None:
    """Gone live on a Saturday, the first mails leave on Monday."""
    gone = rehearsing("live", "--on", SATURDAY, "--yes", "--json").json
    assert gone["first_at"].startswith("2026-11-23T08:00")
    assert rehearsing("round", "--on", SATURDAY, "--json").json["letters"] == []


def test_what_is_written_at_night_leaves_in_the_morning(
    rehearsing: Duban, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for by hand on a Saturday night, it waits for Monday, says so, and leaves once."""
    rehearsing("live", "--on", SATURDAY, "--yes")
    relay = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    relay.start()
    monkeypatch.setenv("DUBAN_SMTP_URL", f"smtp://127.0.0.1:{relay.port}?starttls=never")
    monkeypatch.setenv("DUBAN_MAIL_FROM", "duban@office.example")
    monkeypatch.setenv("DUBAN_BASE_URL", "https://duban.example")
    night = rehearsing("round", "--full", "--on", "2026-11-21T22:00")
    assert "it does from 2026-11-23 08:00 on" in night.out
    written = rehearsing("outbox", "list", "--json").json
    assert {row["state"] for row in written} == {"queued"}
    early = rehearsing("round", "--on", "2026-11-23T07:59", "--json").json
    assert early["delivered"]["sent"] == 0
    morning = rehearsing("round", "--on", "2026-11-23T08:00", "--json").json
    relay.stop()
    assert morning["delivered"]["sent"] >= len(written)
    assert {row["state"] for row in rehearsing("outbox", "list", "--json").json} == {"sent"}


def test_a_rehearsed_channel_is_not_even_tried(rehearsing: Duban) -> None:
    """A trial would reach people."""
    added = rehearsing("unit", "channel", "add", "甲局", "http://127.0.0.1:9/in", "--json")
    assert added.status == 0, added.err
    refused = rehearsing("unit", "channel", "test", 1)
    assert refused.status == 2
    assert "duban live" in refused.err
    assert rehearsing("unit", "channel", "test", 1, "--dry-run").status == 0


def test_the_demo_is_live_from_its_start(duban: Duban, office_folder: Path) -> None:
    """Its mails are the real ones, whatever the hour and the day."""
    assert duban("demo", "--once", "--on", "2026-11-21T22:00").status == 0
    found = list((office_folder / "var" / "demo" / "maildir" / "new").glob("*"))
    assert found
    assert not any(b"Rehearsal" in path.read_bytes() for path in found)


def test_how_often_a_leader_gets_mail_is_set_by_name(duban: Duban, office_folder: Path) -> None:
    """A unit is refused, a second time changes nothing, and a trial writes nothing."""
    units = UNITS.replace("name,kind,mailbox", "name,kind,mailbox") + "李一,leader,li@office.example\n"
    (office_folder / "units.csv").write_text(units, encoding="utf-8")
    assert duban("unit", "import", "units.csv", "--yes").status == 0
    assert duban("unit", "frequency", "李一", "weekly", "--dry-run", "--json").json["changed"]
    assert duban("unit", "frequency", "李一", "weekly", "--json").json["changed"]
    assert not duban("unit", "frequency", "李一", "weekly", "--json").json["changed"]
    refused = duban("unit", "frequency", "甲局", "weekly")
    assert refused.status == 2
    assert "is no leader" in refused.err
