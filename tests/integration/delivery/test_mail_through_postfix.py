# SPDX-License-Identifier: Apache-2.0
"""The mails after a real Postfix has taken them and put them into a mailbox, or handed them on."""

import os
import pwd
import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

import dkim
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Taken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from models.kinds import LetterKind
from models.letters import Envelope, Letter, SectionKind
from notifiers.mail.compose import compose
from notifiers.mail.dkim import read_signer
from notifiers.mail.mime import folded
from notifiers.senders.smtp import Smtp
from templates.catalogues import LOCALES
from tests.faults.mailers import Postfix, running_postfix
from tests.support.mails.letters import FIRST, WHOLE, identity, late, letter, section
from tests.support.ports import free_port
from tests.support.waiting import wait_until

HERE = """\
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}
virtual_mailbox_maps = static:box/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
"""
"""Seconds in which a mail comes through Postfix, or does not come at all."""
LONG_ADDRESS = "https://duban.example.org/u/" + "k5v0q9bZ" * 40
ANCESTORS = [f"<{nth:040d}@duban.example.org>" for nth in range(40)]
EVIL = "三方（甲、乙）" * 30
ODD = letter(LetterKind.URGING, section(SectionKind.URGED, late(title=EVIL, plan_title=EVIL), late(13)))

KEY = Ed25519PrivateKey.generate()
PRIVATE = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
PUBLIC = b64encode(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
SIGNER = read_signer(PRIVATE, domain="example.org", selector="2026")


def published(name: bytes, **_ignored: object) -> bytes | None:
    """Answer as the DNS of the office's domain does."""
    return b"v=DKIM1; k=ed25519; p=" + PUBLIC if name == b"2026._domainkey.example.org." else None


class OldRelay(Controller):
    """A relay from before 8BITMIME and SMTPUTF8 (RFC 6152, RFC 6531), which keeps what it gets."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        super().__init__(self, hostname="127.0.0.1", port=free_port())

    def factory(self) -> SMTP:
        return SMTP(self, decode_data=True, enable_SMTPUTF8=False)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Taken) -> str:  # noqa: N802
        self.taken.append(bytes(envelope.original_content or b""))
        return "250 OK"


@dataclass
class Post:
    """Postfix with a mailbox behind it, and an old relay for every other domain."""

    postfix: Postfix
    folder: Path
    relay: OldRelay

    def sent(self, envelope: Envelope) -> bytes:
        """Send a mail to the mailbox and give it as it lies there, its lines ended by CRLF again."""
        before = self._lying()
        self._send(envelope)
        (found,) = _awaited(lambda: self._lying() - before)
        return found.read_bytes().replace(b"\n", b"\r\n")

    def handed_on(self, envelope: Envelope) -> bytes:
        """Send a mail beyond the old relay and give what that got."""
        count = len(self.relay.taken)
        self._send(replace(envelope, recipient="unit@old.example"))
        return _awaited(lambda: self.relay.taken[count:])[0]

    def _send(self, envelope: Envelope) -> None:
        with closing(Smtp(self.postfix.url)) as sender:
            sender.send(envelope)

    def _lying(self) -> set[Path]:
        return set((self.folder / "box" / "new").glob("*"))


def _awaited(look):
    wait_until(lambda: bool(look()), "the mail comes through Postfix")
    return look()


@contextmanager
def mailbox_folder() -> Iterator[tuple[Path, str]]:
    """Give a folder that Postfix may deliver to, and the settings that make it do so."""
    nobody = pwd.getpwnam("nobody")
    # not below pytest's own folder, which is closed to the account that delivers
    with TemporaryDirectory(prefix="duban-mailbox-") as made:
        folder = Path(made)
        shutil.chown(folder, nobody.pw_uid) if os.geteuid() == 0 else None
        yield folder, HERE.format(folder=folder, uid=nobody.pw_uid, gid=nobody.pw_gid)


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    """Run Postfix once for all mails of this module."""
    relay = OldRelay()
    relay.start()
    try:
        with mailbox_folder() as (folder, settings), running_postfix(relay.port, settings) as postfix:
            yield Post(postfix=postfix, folder=folder, relay=relay)
    finally:
        relay.stop()


def composed(of: Letter, locale: str = "zh_CN") -> Envelope:
    """Write a letter down."""
    return compose(of, identity=identity(locale), context=WHOLE)


def parsed(content: bytes) -> EmailMessage:
    """Read a mail as a mail program does."""
    return message_from_bytes(content, policy=policy.default)


def added(content: bytes, envelope: Envelope) -> bytes:
    """Give what stands before the mail itself; a mail that was changed on its way is a failure."""
    assert content.endswith(envelope.content)
    return content[: -len(envelope.content)]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_mail_arrives_byte_for_byte(post: Post, locale: str) -> None:
    """Postfix adds its own lines at the top and changes none of ours, in any kind of mail."""
    for of in (*map(letter, LetterKind), ODD):
        envelope = composed(of, locale)
        assert b"Received: " in added(post.sent(envelope), envelope)


def test_what_a_reader_s_program_reads_is_what_was_written(post: Post) -> None:
    """Subject, addresses, identifiers and both bodies come out as they went in."""
    envelope = composed(letter(LetterKind.WEEKLY))
    sent, got = parsed(envelope.content), parsed(post.sent(envelope))
    assert got["Subject"] == envelope.subject
    assert got["Message-ID"] == envelope.message_id
    assert {name: got.get_all(name) for name in sent} == {name: sent.get_all(name) for name in sent}
    for subtype in ("plain", "html"):
        assert got.get_body((subtype,)).get_content() == sent.get_body((subtype,)).get_content()
    assert got.defects == []


def test_an_attached_calendar_arrives_byte_for_byte(post: Post) -> None:
    """The file beside a first mail is what was attached, under its name and as what it is."""
    envelope = compose(letter(LetterKind.WEEKLY), identity=identity(), context=FIRST)
    (sent,), (got,) = (
        tuple(parsed(content).iter_attachments()) for content in (envelope.content, post.sent(envelope))
    )
    assert got.get_payload(decode=True) == sent.get_payload(decode=True)
    assert got.get_payload(decode=True).startswith(b"BEGIN:VCALENDAR\r\n")
    assert (got.get_filename(), got["Content-Type"]) == (sent.get_filename(), sent["Content-Type"])
    assert got["Content-Type"].params["method"] == "PUBLISH"


@pytest.mark.parametrize("kind", LetterKind)
def test_a_signature_is_still_good(post: Post, kind: LetterKind) -> None:
    """Neither the mailbox nor a relay beyond touches what is signed (RFC 6376)."""
    envelope = composed(letter(kind))
    signed = replace(envelope, content=SIGNER.signed(envelope.content))
    for arrived in (post.sent(signed), post.handed_on(signed)):
        assert dkim.verify(arrived, dnsfunc=published)
        assert not dkim.verify(arrived.replace(b"\r\nSubject: ", b"\r\nSubject: x"), dnsfunc=published)


def test_long_headers_arrive_whole(post: Post) -> None:
    """An address of 350 characters and forty ancestors are neither cut nor turned into encoded words."""
    long = folded("List-Unsubscribe", f"<{LONG_ADDRESS}>") + folded("References", " ".join(ANCESTORS))
    envelope = composed(letter(LetterKind.WEEKLY))
    got = parsed(post.sent(replace(envelope, content=long + envelope.content)))
    assert got["List-Unsubscribe"] == f"<{LONG_ADDRESS}>"
    assert got["References"].split() == ANCESTORS


def test_an_old_relay_has_nothing_to_convert(post: Post) -> None:
    """A relay without 8BITMIME and SMTPUTF8 gets the same bytes, because all of them are ASCII."""
    for kind in LetterKind:
        envelope = composed(letter(kind))
        assert b"\r\nSubject: =?utf-8?b?" in post.handed_on(envelope)
        added(post.relay.taken[-1], envelope)


def test_an_old_relay_does_change_what_is_not_ascii(post: Post) -> None:
    """A mail in eight bits is rewritten on that way, so that the test above can fail."""
    envelope = composed(letter(LetterKind.WEEKLY))
    body = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n督办\r\n"
    eight = replace(envelope, content=f"From: duban@example.org\r\nMIME-Version: 1.0\r\n{body}".encode())
    assert not post.handed_on(eight).endswith(eight.content)


def test_a_line_too_long_would_be_broken_on_the_way(post: Post) -> None:
    """Lines of ours stay within 998 octets (RFC 5322 2.1.1); a longer one is cut by the relay."""
    for kind in LetterKind:
        assert max(map(len, composed(letter(kind)).content.split(b"\r\n"))) <= 998
    envelope = composed(ODD)
    long = replace(envelope, content=b"From: duban@example.org\r\n\r\n" + b"x" * 5000 + b"\r\n")
    assert not post.handed_on(long).endswith(long.content)
