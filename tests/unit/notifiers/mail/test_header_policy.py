# SPDX-License-Identifier: Apache-2.0
"""Headers that programs read are not mangled."""

from email import message_from_bytes, policy
from email.charset import SHORTEST, Charset
from email.header import Header
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.text import clean_line
from notifiers.mail.mime import MAIL_POLICY

LONG_ID = "<" + "k5v0q9bZ" * 20 + "@duban.example.org>"
LONG_URL = "<https://duban.example.org/unsubscribe/" + "k5v0q9bZ" * 20 + ">"


def written(name: str, value: str) -> bytes:
    """Give a message with one header, as bytes."""
    message = EmailMessage(policy=MAIL_POLICY)
    message[name] = value
    return message.as_bytes()


@pytest.mark.parametrize(
    "name",
    ["List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "References", "Message-ID", "In-Reply-To"],
)
def test_a_long_identifier_stays_whole(name):
    """A token far beyond 77 characters is neither encoded nor broken."""
    value = LONG_URL if name.startswith("List-") else LONG_ID
    assert written(name, value).startswith(f"{name}: {value}\r\n".encode())


def test_many_references_stand_one_to_a_line():
    """A long thread is folded between its identifiers."""
    ids = [f"<{n:040x}@duban.example.org>" for n in range(20)]
    raw = written("References", " ".join(ids))
    assert raw.split(b"\r\n\r\n")[0] == ("References: " + "\r\n ".join(ids)).encode()
    assert message_from_bytes(raw, policy=policy.default)["References"].split() == ids


@pytest.mark.parametrize(
    "subject", ["plain words only", "【督办周报】逾期 1 项 — 区住房建设局 " * 6 + "x", "a – b 沈 c"]
)
def test_a_subject_comes_back_as_it_was(subject):
    """Encoding and folding a subject loses no character and no space, and every line stays short."""
    raw = written("Subject", subject)
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == subject
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@settings(max_examples=300, deadline=None)
@given(subject=st.text(st.characters(codec="utf-8"), max_size=120) | st.text("督查é😀 a?=_", max_size=200))
def test_a_subject_is_cut_where_the_library_cuts_it(subject: str) -> None:
    """Counting bytes gives the very words that the library finds by encoding character after character."""
    line = clean_line(subject) + "督"
    shortest = Charset("utf-8")
    shortest.header_encoding = SHORTEST  # Apprise, once imported, changes what the name alone stands for
    by_the_library = Header(line, shortest, header_name="Subject").encode(linesep="\r\n")
    assert MAIL_POLICY.fold("Subject", line) == f"Subject: {by_the_library}\r\n"
