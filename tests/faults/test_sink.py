# SPDX-License-Identifier: Apache-2.0
"""The relay that misbehaves does so where it was told to, and its journal tells the truth."""

import smtplib
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from tests.faults.journal import Ending, read_journal
from tests.faults.sink import REFUSED, Faults, RunningSink, running_sink
from tests.support.waiting import PATIENCE

CONTENT = b"Message-ID: <1@office.example>\r\nSubject: bridges\r\n\r\n.one dot\r\n" + b"more\r\n" * 50


def send(sink: RunningSink, recipient: str = "unit@office.example") -> None:
    """Hand one mail over and say goodbye."""
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=PATIENCE) as line:
        line.login("duban", "secret")
        line.sendmail("duban@office.example", [recipient], CONTENT)


def test_a_calm_sink_takes_a_mail_and_notes_its_very_bytes(tmp_path: Path) -> None:
    """The dots that SMTP adds are gone."""
    with running_sink(tmp_path / "journal") as sink:
        send(sink)
        (mail,) = read_journal(sink.journal)
    assert (mail.recipient, mail.message_id) == ("unit@office.example", "<1@office.example>")
    assert (mail.body, mail.ending, mail.connection) == (sha256(CONTENT).hexdigest(), Ending.ANSWERED, 0)


@pytest.mark.parametrize(
    ("fault", "code", "taken"),
    [
        ("busy", 421, 0),
        ("login_refused", 535, 0),
        ("sender_refused", 550, 0),
        ("mail_dropped", None, 0),
        ("recipient_deferred", 450, 0),
        ("data_dropped", None, 0),
        ("dot_dropped", None, 0),
        ("data_deferred", 451, 0),
        ("answer_dropped", None, 1),
    ],
)
def test_a_fault_falls_where_it_was_asked_for(
    tmp_path: Path, fault: str, code: int | None, taken: int
) -> None:
    """Only the line that breaks after the acceptance leaves a mail behind."""
    with running_sink(tmp_path / "journal", faults=Faults(**{fault: 1.0})) as sink:
        with pytest.raises((smtplib.SMTPException, OSError)) as told:
            send(sink)
        assert len(read_journal(sink.journal)) == taken
    assert getattr(told.value, "smtp_code", _code_of_recipient(told.value)) == code


def _code_of_recipient(error: Exception) -> int | None:
    refused = getattr(error, "recipients", {})
    return next((code for code, _text in refused.values()), None)


@pytest.mark.parametrize("fault", ["answer_late", "slow", "quit_dropped"])
def test_a_mail_survives_what_is_no_failure(tmp_path: Path, fault: str) -> None:
    """Late answers and a rude goodbye take nothing back."""
    with running_sink(tmp_path / "journal", faults=Faults(**{fault: 1.0}, late_seconds=0.05)) as sink:
        with suppress(smtplib.SMTPServerDisconnected):
            send(sink)
        assert len(read_journal(sink.journal)) == 1


def test_some_addresses_are_refused_always(tmp_path: Path) -> None:
    """Their name tells which."""
    with running_sink(tmp_path / "journal") as sink:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(sink, f"{REFUSED}1@office.example")
        assert read_journal(sink.journal) == []


def test_a_storm_passes(tmp_path: Path) -> None:
    """After so many connections the relay behaves."""
    with running_sink(tmp_path / "journal", faults=Faults(busy=1.0, calm_after=1)) as sink:
        with pytest.raises(smtplib.SMTPException):
            send(sink)
        send(sink)


def test_the_same_seed_gives_the_same_faults(tmp_path: Path) -> None:
    """The dice fall by seed and number of the connection."""
    assert _luck(tmp_path / "first", seed=7) == _luck(tmp_path / "second", seed=7)


def _luck(journal: Path, *, seed: int) -> list[int]:
    with running_sink(journal, faults=Faults(busy=0.5), seed=seed) as sink:
        for _each in range(12):
            with suppress(smtplib.SMTPException):
                send(sink)
        return [mail.connection for mail in read_journal(journal)]
