# SPDX-License-Identifier: Apache-2.0
"""Mails that come back, from the relay that took them to the commands that tell of them."""

import mailbox
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.mails.notifications import notification
from tests.support.ports import free_port
from tests.support.programs import Duban, Imported

MONDAY, SOON, NEXT_WEEK = "2026-11-23T09:00", "2026-11-23T09:10", "2026-11-30T09:00"
ROADS = "roads@office.example"
PLAN = """# year: 2026
due,number,title,units
2026-11-02,1,Mend the bridge,Roads Office
"""


class Relay:
    """Take every mail, and remember which return path it left under."""

    def __init__(self) -> None:
        self.paths: dict[str, list[str]] = {}
        self.named: dict[str, list[str]] = {}

    async def handle_DATA(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep what the envelope says, and the Message-ID."""
        (recipient,) = envelope.rcpt_tos
        self.paths.setdefault(recipient, []).append(str(envelope.mail_from))
        content = envelope.content
        assert isinstance(content, bytes)
        name = content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
        self.named.setdefault(recipient, []).append(name)
        return "250 taken"


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """Give a relay that listens, and a program that uses it."""
    handler, port = Relay(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("DUBAN_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("DUBAN_MAIL_FROM", "duban@office.example")
    monkeypatch.setenv("DUBAN_BASE_URL", "https://duban.office.example")
    monkeypatch.setenv("DUBAN_BOUNCE_ADDRESS", "returned@office.example")
    yield handler
    controller.stop()


@pytest.fixture
def returned(office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> mailbox.Maildir:
    """Give the folder in which returned mails arrive, and a program that reads it."""
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("DUBAN_BOUNCES", f"maildir:{office_folder / 'returned'}")
    return mailbox.Maildir(office_folder / "returned")


@pytest.fixture
def sent(imported: Imported, relay: Relay, office_folder: Path) -> Duban:
    """Give the program with a unit that was sent its mails."""
    (office_folder / "units.csv").write_text(f"name,mailbox\nRoads Office,{ROADS}\n", encoding="utf-8")
    (office_folder / "plan.csv").write_text(PLAN, encoding="utf-8")
    duban = imported("units.csv", "plan.csv")
    assert duban("round", "--full", "--on", MONDAY).status == 0
    assert ROADS in relay.paths
    return duban


def test_a_returned_mail_stops_mail_until_it_is_cleared(
    sent: Duban, relay: Relay, returned: mailbox.Maildir
) -> None:
    """Read, listed, told by the check, cleared, and mailed again; a dry run of each changes nothing."""
    returned.add(notification(to=relay.paths[ROADS][-1], recipient=ROADS.upper(), original=ROADS))
    for options in (("--dry-run",), ()):
        (row,) = sent("bounce", "read", "--on", SOON, "--json", *options).json
        assert (row["mailbox"], row["effect"], row["is_hard"]) == (ROADS, "stops", True)
    assert "no mail goes there any more" in sent("bounce", "list").out
    assert f"Mail to {ROADS} came back" in sent("check").out
    assert sent("round", "--full", "--on", NEXT_WEEK).status == 0
    mailed = len(relay.paths[ROADS])
    tried = sent("bounce", "clear", ROADS, "--on", NEXT_WEEK, "--dry-run", "--json").json
    assert tried == {"mailbox": ROADS, "cleared": 1, "changed": False}
    assert len(sent("bounce", "list", "--json").json) == 1
    assert sent("bounce", "clear", ROADS, "--on", NEXT_WEEK).status == 0
    assert sent("bounce", "list", "--json").json == []
    assert len(sent("bounce", "list", "--all", "--json").json) == 1
    assert sent("round", "--full", "--on", NEXT_WEEK).status == 0
    assert len(relay.paths[ROADS]) > mailed


def test_a_members_bounce_is_told_and_stops_nothing(
    sent: Duban, relay: Relay, returned: mailbox.Maildir
) -> None:
    """In the list, in the check, and with the address that failed."""
    returned.add(notification(to=relay.paths[ROADS][-1], recipient="wang@office.example", original=ROADS))
    told = sent("bounce", "read", "--on", SOON).out
    assert "goes on: only wang@office.example behind it failed" in " ".join(told.split())
    mailed = len(relay.paths[ROADS])
    sent("round", "--full", "--on", NEXT_WEEK)
    assert len(relay.paths[ROADS]) > mailed


def test_a_forged_notification_is_listed_and_stops_nothing(
    sent: Duban, relay: Relay, returned: mailbox.Maildir
) -> None:
    """With the right Message-ID and recipient, and a return path that was guessed."""
    forged = f"returned+{'0' * 32}@office.example"
    returned.add(notification(to=forged, recipient=ROADS, about=relay.named[ROADS][-1]))
    (row,) = sent("bounce", "read", "--on", SOON, "--json").json
    assert row["effect"] == "unproven"
    assert "anybody could have written it" in sent("bounce", "list").out
    mailed = len(relay.paths[ROADS])
    sent("round", "--full", "--on", NEXT_WEEK)
    assert len(relay.paths[ROADS]) > mailed


def test_the_check_says_when_forgeries_cannot_be_told(
    sent: Duban, returned: mailbox.Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a return path for each mail, what comes back is shown and stops nothing."""
    assert codes(sent) == []
    monkeypatch.setenv("DUBAN_BOUNCE_ADDRESS", "")
    assert codes(sent) == ["bounces-forgeable"]
    monkeypatch.setenv("DUBAN_BOUNCES", "")
    assert codes(sent) == ["bounces-not-read"]


def test_the_check_tries_to_read_returned_mails(sent: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong folder is told before anything comes back."""
    monkeypatch.setenv("DUBAN_BOUNCES", "maildir:/nowhere")
    assert "The folder of returned mails /nowhere cannot be read" in sent("check").out


def test_what_could_not_be_read_is_told_and_cleared(sent: Duban, returned: mailbox.Maildir) -> None:
    """It names no mailbox, so it has an option of its own."""
    levels = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3_000))
    returned.add(f"From: MAILER-DAEMON@x.example\n{levels}".encode())
    assert [row["effect"] for row in sent("bounce", "read", "--json").json] == ["unread"]
    assert "bounce-unread" in sent("check").out
    assert sent("bounce", "clear").status == 2
    assert sent("bounce", "clear", ROADS, "--unread").status == 2
    assert sent("bounce", "clear", "--unread").status == 0
    assert "bounce-unread" not in sent("check").out
    assert sent("bounce", "clear", "--unread").status == 5


def codes(duban: Duban) -> list[str]:
    """Give what the check of returned mails finds."""
    (found,) = [each for each in duban("check", "--json").json if each["check"] == "returned mails"]
    return [finding["code"] for finding in found["findings"]]
