# SPDX-License-Identifier: Apache-2.0
"""Overviews that are declined and mails that are signed, as an administrator sees them."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import dkim
import pytest

from tests.support.programs import Duban, Imported
from tests.unit.notifiers.mail.test_dkim import PAIRS, pem, published

UNITS = "name,kind,mailbox\nWater Office,office,water@example.org\nLi Ming,leader,li@example.org\n"
PLAN = "number,title,leaders,lead,due\n1,Mend the locks,Li Ming,Water Office,2026-11-02\n"
MONDAY = "2026-11-23"


@pytest.fixture
def loaded(imported: Imported, office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Give the program with one late task of a unit and a leader, and two supervisors."""
    monkeypatch.setenv("DUBAN_OFFICE_MAILBOXES", "a@example.org,b@example.org")
    monkeypatch.setenv("DUBAN_MAIL_FROM", "duban@example.org")
    (office_folder / "units.csv").write_text(UNITS)
    (office_folder / "plan.csv").write_text(PLAN)
    return imported("units.csv", "plan.csv", "--year", "2026")


def arrived(folder: Path) -> dict[str, list[EmailMessage]]:
    """Give the mails in the Maildir by recipient and List-Id."""
    mails: dict[str, list[EmailMessage]] = {}
    for path in (folder / "var" / "maildir" / "new").iterdir():
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        kind = mail["List-Id"].strip("<>").partition(".")[0]
        mails.setdefault(f"{kind} {mail['To'].addresses[0].addr_spec}", []).append(mail)
    return mails


def test_a_declined_overview_stops_and_comes_back(loaded, office_folder):
    """Muting reaches every mailbox of the office, shows in the check, and is undone by one command."""
    done = loaded("unit", "mute", "office", "digest", "--json").json
    assert [(each["reader"], each["changed"]) for each in done] == [
        ("a@example.org", True),
        ("b@example.org", True),
    ]
    assert "a@example.org declined the digest by mail." in loaded("check").out
    assert "gets mail of the kind digest again" in loaded("unit", "unmute", "b@example.org", "digest").out
    loaded("round", "--on", MONDAY, "--full")
    assert {each for each in arrived(office_folder) if each.startswith("digest")} == {"digest b@example.org"}


def test_a_mailbox_that_left_the_office_can_be_taken_off_the_list(loaded, monkeypatch):
    """The command that the check names works also for who is no supervisor any more."""
    loaded("unit", "mute", "b@example.org", "digest")
    monkeypatch.setenv("DUBAN_OFFICE_MAILBOXES", "a@example.org")
    assert "duban unit unmute b@example.org digest" in loaded("check").out
    assert loaded("unit", "unmute", "b@example.org", "digest").status == 0
    assert "b@example.org" not in loaded("check").out


def test_a_kind_is_named_in_the_language_of_the_office(loaded, monkeypatch):
    """Not by the word of the command line."""
    monkeypatch.setenv("DUBAN_LOCALE", "zh_CN")
    assert "“督办日报”" in loaded("unit", "mute", "a@example.org", "digest").out


def test_a_try_changes_nothing_and_a_duty_cannot_be_declined(loaded):
    """`--dry-run` keeps nothing; a weekly mail is refused with a reason; an unknown reader is told."""
    tried = loaded("unit", "mute", "Li Ming", "portfolio", "--dry-run")
    assert "This would happen, and nothing was changed:" in tried.out
    assert "declined the" not in loaded("check").out
    refused = loaded("unit", "mute", "Water Office", "weekly")
    assert "weekly is a duty notice" in refused.err
    assert refused.status != 0
    assert loaded("unit", "mute", "Nobody", "digest").status != 0


def test_only_overviews_offer_to_stop(loaded, office_folder):
    """Digest and portfolio carry one-click headers and a link; the weekly mail has neither."""
    loaded("round", "--on", MONDAY, "--full")
    for name, mails in arrived(office_folder).items():
        is_duty = name.startswith("weekly")
        for mail in mails:
            text = mail.get_body(("plain",)).get_content()
            assert (mail["List-Unsubscribe"] is None) is is_duty
            assert (mail["List-Unsubscribe-Post"] is None) is is_duty
            assert ("/mails/unsubscribe/" in text) is not is_duty


@pytest.mark.parametrize("kind", PAIRS)
def test_every_mail_is_signed_with_the_office_s_key(loaded, office_folder, monkeypatch, kind):
    """What a round wrote is verified by another program, with line ends as a relay sends them."""
    (office_folder / "dkim.pem").write_text(pem(PAIRS[kind]))
    monkeypatch.setenv("DUBAN_DKIM_KEY_FILE", str(office_folder / "dkim.pem"))
    monkeypatch.setenv("DUBAN_DKIM_SELECTOR", "2026")
    loaded("round", "--on", MONDAY, "--full")
    paths = list((office_folder / "var" / "maildir" / "new").iterdir())
    assert len(paths) >= 4
    for path in paths:
        content = path.read_bytes().replace(b"\n", b"\r\n")
        assert len(content) < 100_000
        assert dkim.verify(content, dnsfunc=published(kind))


def test_a_bad_key_is_told_by_the_check(loaded, monkeypatch):
    """Neither a round nor the check goes on with a key that cannot sign."""
    monkeypatch.setenv("DUBAN_DKIM_KEY", "no key")
    monkeypatch.setenv("DUBAN_DKIM_SELECTOR", "2026")
    for command in ("check", "round"):
        ran = loaded(command)
        assert "DUBAN_DKIM_KEY is no private key" in ran.out + ran.err
        assert ran.status != 0
