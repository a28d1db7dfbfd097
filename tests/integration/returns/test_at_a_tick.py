# SPDX-License-Identifier: Apache-2.0
"""The daemon reads returned mails before each round, and whatever fails there, the round follows."""

import mailbox
from pathlib import Path

import pytest

from cli.daemon.daemon import Maintenance
from cli.ledger_place import Beginning
from cli.wiring import Program
from tests.support.mails.notifications import notification


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Give a program with a ledger of its own that reads returned mails from a folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUBAN_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DUBAN_BOUNCES", f"maildir:{tmp_path / 'returned'}")
    (tmp_path / ".env").touch()
    made = Program(tmp_path / ".env", beginning=Beginning.HERE)
    assert made.ledger
    return made


def collect(program: Program) -> None:
    """Do what a tick does before its round."""
    Maintenance(program, stopping=lambda: False).collect_returns()
    program.close()


def test_a_folder_that_is_away_is_logged(program: Program, caplog: pytest.LogCaptureFixture) -> None:
    """One line, with what to correct."""
    collect(program)
    assert "returned mails were not read" in caplog.text
    assert "DUBAN_BOUNCES" in caplog.text


def test_what_cannot_be_noted_is_logged_and_stays(
    program: Program, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The ledger lost a table; the mail is there for when it is mended."""
    mailbox.Maildir(tmp_path / "returned").add(notification(to="x@y.example", recipient="z@y.example"))
    with program.ledger.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE message")
    collect(program)
    assert "they are read again" in caplog.text
    assert not any("S" in path.name for path in (tmp_path / "returned" / "cur").iterdir())
    assert len(list((tmp_path / "returned" / "new").iterdir())) == 1
