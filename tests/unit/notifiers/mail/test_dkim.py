# SPDX-License-Identifier: Apache-2.0
"""A mail that is signed is verified by another implementation, and not any more once it was touched."""

import re
from base64 import b64encode
from email import message_from_bytes, policy

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from models.kinds import LetterKind
from notifiers.mail.compose import compose
from notifiers.mail.content import Context
from notifiers.mail.dkim import Signer, read_signer
from tests.support.mails.letters import FEED, identity, letter

PAIRS = {
    "rsa": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
}
both = pytest.mark.parametrize("kind", PAIRS)


def pem(key) -> str:
    """Give a private key as a setting holds it."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def signer(kind: str) -> Signer:
    """Give the office's signer."""
    return read_signer(pem(PAIRS[kind]), domain="example.org", selector="2026")


def published(kind: str):
    """Answer as the DNS of the office's domain does."""
    public = PAIRS[kind].public_key()
    if kind == "rsa":
        raw = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    else:
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    record = b"v=DKIM1; k=" + kind.encode() + b"; p=" + b64encode(raw)
    return lambda name, **_ignored: record if name == b"2026._domainkey.example.org." else None


def mail(kind: LetterKind = LetterKind.DIGEST) -> bytes:
    """Give a mail with every header there is."""
    context = Context(
        feed_address=FEED,
        thread="<0123456789@duban.example.org>",
        unsubscribe="https://duban.example.org/mails/unsubscribe/" + "k5v0q9bZ" * 12,
    )
    return compose(letter(kind), identity=identity(), context=context).content


@both
@pytest.mark.parametrize("of", LetterKind)
def test_a_signature_is_verified(kind, of):
    """A verifier that knows only the published key accepts every kind of mail."""
    assert dkim.verify(signer(kind).signed(mail(of)), dnsfunc=published(kind))


@both
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Reply-To: ", b"Reply-To: x"),
        (b"List-Unsubscribe: <https://duban", b"List-Unsubscribe: <https://evil"),
        (b"\r\nFrom: ", b"\r\nFrom: boss@example.net\r\nFrom: "),
        (b"In-Reply-To: <0", b"In-Reply-To: <1"),
        (b"base64\r\n\r\n", b"base64\r\n\r\nQUJD"),
    ],
)
def test_what_was_touched_is_found(kind, before, after):
    """A changed header, a second From or another body ends the signature's worth."""
    whole = signer(kind).signed(mail())
    touched = whole.replace(before, after, 1)
    assert touched != whole
    assert not dkim.verify(touched, dnsfunc=published(kind))


@both
def test_the_same_mail_gets_the_same_signature(kind):
    """Signing reads no clock and throws no dice, so every attempt has the same bytes."""
    assert signer(kind).signed(mail()) == signer(kind).signed(mail())


def test_every_header_of_a_mail_is_covered():
    """Nothing that programs act upon can be put in or changed on the way."""
    signature = message_from_bytes(signer("rsa").signed(mail()), policy=policy.default)
    covered = re.search(r"\bh=([^;]+);", re.sub(r"\s", "", signature["DKIM-Signature"])).group(1).split(":")
    there = [name.lower() for name in signature if name != "DKIM-Signature"]
    assert sorted(name.lower() for name in covered) == sorted([*there, "from"])


def test_a_relay_may_fold_and_space_headers_anew():
    """The relaxed form survives what relays do to white space."""
    whole = signer("rsa").signed(mail()).replace(b"\r\nReply-To: ", b"\r\nReply-To:\r\n\t ")
    assert dkim.verify(whole + b"\r\n\r\n", dnsfunc=published("rsa"))


def test_the_signature_stands_first_and_its_lines_are_short():
    """A signature is a header before all others, in lines any relay takes."""
    head_lines = signer("rsa").signed(mail()).partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert head_lines[0].startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;")
    assert max(map(len, head_lines)) <= 200


@pytest.mark.parametrize(
    "text", ["", "no key", pem(ec.generate_private_key(ec.SECP256R1())), "-----BEGIN PRIVATE KEY-----"]
)
def test_what_is_no_key_is_refused(text):
    """A text that is no key, and a key of another kind, are told apart from a good one at once."""
    with pytest.raises(ValueError, match="it is n"):
        read_signer(text, domain="example.org", selector="2026")
