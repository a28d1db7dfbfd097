# SPDX-License-Identifier: Apache-2.0
"""Mails leave through a real relay on loopback, each once, with their headers intact."""

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port
from tests.support.programs import Duban, Imported

MONDAY = "2026-11-23T09:00"


class Relay:
    """Take every mail, but refuse one recipient for good."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse whoever has moved."""
        if address.startswith("moved@"):
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep what came."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.recipients += envelope.rcpt_tos
        self.taken.append(BytesParser(policy=policy.default).parsebytes(content))
        return "250 taken"


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """Give a relay that listens, and a program that uses it."""
    handler = Relay()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("DUBAN_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("DUBAN_MAIL_FROM", "duban@office.example")
    monkeypatch.setenv("DUBAN_BASE_URL", "https://duban.office.example")
    yield handler
    controller.stop()


@pytest.fixture
def loaded(imported: Imported, office_folder: Path) -> Duban:
    """Give the program with two units and a task for each."""
    (office_folder / "units.csv").write_text(
        "name,mailbox\nRoads Office,roads@office.example\nParks Office,moved@office.example\n"
    )
    (office_folder / "plan.csv").write_text(
        "# year: 2026\ndue,number,title,units\n"
        "2026-11-20,1,Mend the bridge,Roads Office\n2026-12-31,2,Plant <b>trees</b>,Parks Office\n"
    )
    return imported(office_folder / "units.csv", office_folder / "plan.csv")


def test_each_mail_arrives_once_with_its_headers(loaded: Duban, relay: Relay) -> None:
    """One mail a reader, from the office, never answered by a machine."""
    loaded("round", "--on", MONDAY)
    loaded("round", "--on", MONDAY)
    (mail,) = relay.taken
    assert str(mail["To"]).endswith("<roads@office.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["Message-ID"]).endswith("@office.example>")
    alternative, calendar = mail.iter_parts()  # the unit's first mail brings its calendar along
    assert (alternative.get_content_type(), calendar.get_content_type()) == (
        "multipart/alternative",
        "text/calendar",
    )


def test_an_address_that_is_refused_is_given_up_and_shown_by_check(loaded: Duban, relay: Relay) -> None:
    """The refusal is on the list, with the address to mend."""
    delivered = loaded("round", "--on", MONDAY, "--json").json["delivered"]
    assert delivered == {"sent": 1, "waiting": 0, "dead": 1}
    told = loaded("check", "--json").json
    findings = {each["code"]: each["message"] for check in told for each in check["findings"]}
    assert "moved@office.example" in findings["message-dead"]


def test_a_mail_given_up_can_be_tried_again_or_dropped(loaded: Duban, relay: Relay) -> None:
    """A person mends the list by hand: a dry run first, then for real; a sent mail stays as it is."""
    loaded("round", "--on", MONDAY)
    (dead,) = loaded("outbox", "list", "--state", "dead", "--json").json
    (sent,) = loaded("outbox", "list", "--state", "sent", "--json").json
    assert loaded("outbox", "retry", dead["id"], "--dry-run").status == 0
    assert [each["id"] for each in loaded("outbox", "list", "--state", "dead", "--json").json] == [dead["id"]]
    assert loaded("outbox", "retry", dead["id"], "--json").json[0]["state"] == "unwritten"
    assert loaded("round", "--on", MONDAY, "--json").json["delivered"] == {"sent": 0, "waiting": 0, "dead": 1}
    (again,) = loaded("outbox", "list", "--state", "dead", "--json").json
    assert loaded("outbox", "list", "--state", "superseded", "--json").json[0]["id"] == dead["id"]
    assert loaded("outbox", "retry", dead["id"]).status == 2
    assert loaded("outbox", "drop", again["id"], "--json").json[0]["state"] == "dropped"
    assert loaded("outbox", "drop", sent["id"]).status == 2
    assert loaded("outbox", "retry", sent["id"]).status == 2
    assert loaded("outbox", "list", "--state", "sent", "--json").json == [sent]
    assert loaded("outbox", "show", 999).status == 5


def test_a_message_is_shown_with_its_attempts_and_its_bytes(loaded: Duban, relay: Relay) -> None:
    """What was sent can be looked at afterwards, byte for byte."""
    loaded("round", "--on", MONDAY)
    (dead,) = loaded("outbox", "list", "--reader", "moved@", "--json").json
    (attempt,) = loaded("outbox", "show", dead["id"], "--json").json["deliveries"]
    assert (attempt["outcome"], attempt["code"]) == ("refused", 550)
    assert "Message-ID: " in loaded("outbox", "show", dead["id"], "--source").out


def test_why_a_mail_did_not_leave_is_told_in_the_offices_language(
    loaded: Duban, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason stands in lists and in the office's mails: ours in Chinese, the relay's word for word."""
    monkeypatch.setenv("DUBAN_LOCALE", "zh_CN")
    loaded("round", "--on", MONDAY)
    (dead,) = loaded("outbox", "list", "--state", "dead", "--json").json
    assert "邮件服务器" in dead["last_error"]
    assert "550 no such user here" in dead["last_error"]


def test_a_message_is_shown_in_words_and_in_the_offices_time(
    loaded: Duban, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its state is said as in the list, and its attempts by the clock on the wall."""
    monkeypatch.setenv("DUBAN_LOCALE", "zh_CN")
    loaded("round", "--on", MONDAY)
    (sent,) = loaded("outbox", "list", "--state", "sent", "--json").json
    told = loaded("outbox", "show", sent["id"]).out
    assert "状态: 已发出" in told
    assert not re.search(r"^[a-z_]+:", told, re.MULTILINE)
    assert "2026-11-23 09:00" in told
    assert "01:00:" not in told
