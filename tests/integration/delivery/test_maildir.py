# SPDX-License-Identifier: Apache-2.0
"""Mails in a Maildir, read back by the standard library's mail programs' library."""

import mailbox
import os
from dataclasses import replace

import pytest

from models.errors import DeliveryError
from models.kinds import LetterKind
from notifiers.mail.compose import compose
from notifiers.senders.maildir import Maildir
from tests.support.mails.letters import identity, letter


def mail(key="weekly:2026-W48:unit:12"):
    """Give a real mail."""
    return compose(letter(LetterKind.WEEKLY, key=key), identity=identity())


def test_a_mail_can_be_read_by_any_program(tmp_path):
    """The folder is a Maildir and its mail is the one that was rendered."""
    Maildir(tmp_path / "mails").send(mail())
    (found,) = mailbox.Maildir(tmp_path / "mails", create=False)
    assert found["Message-ID"] == mail().message_id
    assert found.get_payload(1).get_content_type() == "text/html"


def test_a_mail_sent_again_replaces_itself(tmp_path):
    """Ten sendings of one mail leave one file, with the last bytes; another mail is another file."""
    sender = Maildir(tmp_path)
    for _ in range(10):
        sender.send(mail())
    sender.send(replace(mail(), content=b"Subject: last\r\n\r\n"))
    sender.send(mail(key="other"))
    assert sorted(found["Subject"] == "last" for found in mailbox.Maildir(tmp_path)) == [False, True]


def test_a_mail_that_was_read_is_not_doubled(tmp_path):
    """A mail program moves what it has shown; sending again replaces it there."""
    sender = Maildir(tmp_path)
    sender.send(mail())
    (written,) = (tmp_path / "new").iterdir()
    written.rename(tmp_path / "cur" / f"{written.name}:2,S")
    sender.send(mail())
    assert len(mailbox.Maildir(tmp_path)) == 1


def test_nothing_half_written_stays(tmp_path):
    """After sending nothing is left in the folder for unfinished mails."""
    Maildir(tmp_path).send(mail())
    assert list((tmp_path / "tmp").iterdir()) == []


def test_only_the_owner_can_read_the_mails(tmp_path):
    """Mails carry secret calendar addresses, so others get no access."""
    Maildir(tmp_path / "mails").send(mail())
    (written,) = (tmp_path / "mails" / "new").iterdir()
    assert written.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "mails" / "new").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_written_is_told_with_a_cure(tmp_path):
    """A file in the way gives one sentence, and the whole folder is to blame, not one mail."""
    (tmp_path / "mails").write_text("in the way")
    with pytest.raises(DeliveryError, match="cannot be written") as caught:
        Maildir(tmp_path / "mails").send(mail())
    assert (caught.value.permanent, caught.value.relay) == (False, True)
    assert caught.value.cure


def test_a_full_disk_is_told_with_its_own_cure(tmp_path):
    """Without space the sentence asks for space, and nothing half-written stays."""
    if not os.access("/dev/full", os.W_OK):
        pytest.skip("there is no /dev/full on this machine")
    sender = Maildir(tmp_path)
    sender.ping()
    name = next(iter(_names(tmp_path)))
    (tmp_path / "tmp" / f"{name}.{os.getpid()}").symlink_to("/dev/full")
    with pytest.raises(DeliveryError, match="Free some space"):
        sender.send(mail())
    assert len(mailbox.Maildir(tmp_path)) == 0


def _names(tmp_path):
    """Learn the file name of the mail from another Maildir."""
    Maildir(tmp_path / "other").send(mail())
    return [path.name for path in (tmp_path / "other" / "new").iterdir()]


def test_ping_makes_the_folder_and_leaves_it_empty(tmp_path):
    """A check finds out whether mails could be written, and writes none."""
    Maildir(tmp_path / "mails").ping()
    assert len(mailbox.Maildir(tmp_path / "mails", create=False)) == 0
