# SPDX-License-Identifier: Apache-2.0
"""A mail has the very bytes that the standard library's own message objects would give it."""

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.text import clean_line
from notifiers.mail.mime import FILE_NAME, MAIL_POLICY, Field, boundary, encoded, in_base64, mail_bytes, named

MARK = boundary("weekly:2026-W48:unit:12")
CALENDAR = "BEGIN:VCALENDAR\r\nX-NAME:督查\r\nEND:VCALENDAR\r\n".encode()
words = st.text(st.characters(codec="utf-8"), max_size=60) | st.text(
    '督查室第0局 a,;"(=?utf-8?b?', max_size=90
)
bodies = st.text(st.characters(codec="utf-8") | st.sampled_from("\n\r\n 督查"), max_size=400)


def by_the_library(headers: list[Field], text: str, html: str, calendar: bytes) -> bytes:
    """Write the same mail with the objects of the standard library."""
    message = EmailMessage(policy=MAIL_POLICY)
    for name, value in headers:
        message[name] = value
    message.set_content(text, charset="utf-8", cte="base64")
    message.add_alternative(html, subtype="html", charset="utf-8", cte="base64")
    message.set_boundary(MARK)
    if calendar:
        message.add_attachment(
            calendar.decode(),
            subtype="calendar",
            charset="utf-8",
            cte="base64",
            params={"method": "PUBLISH", "name": FILE_NAME.decode()},
            filename=FILE_NAME.decode(),
        )
        message.set_boundary(f"m{MARK}")
    return message.as_bytes()


@settings(max_examples=200, deadline=None)
@given(name=words, subject=words, text=bodies, html=bodies, calendar=st.sampled_from((b"", CALENDAR)))
def test_every_byte_is_the_library_s(name: str, subject: str, text: str, html: str, calendar: bytes) -> None:
    """Whatever stands in names, subject and body, headers are folded and parts are written alike."""
    headers: list[Field] = [
        ("To", str(named(name, "zjj@example.org"))),
        ("Subject", clean_line(subject)),
        ("Message-ID", "<0123456789abcdef0123456789abcdef01234567@duban.example.org>"),
        ("List-Id", "<weekly.example.org>"),
    ]
    ours = mail_bytes(
        headers,
        text=encoded(text),
        html=encoded(html),
        boundary=MARK,
        calendar=in_base64(calendar) if calendar else b"",
    )
    assert ours == by_the_library(headers, text, html, calendar)


def test_a_line_break_in_a_header_is_refused() -> None:
    """Nothing can put a header of its own into a mail."""
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        mail_bytes([("To", "a@example.org\r\nBcc: b@example.org")], text=b"", html=b"", boundary=MARK)
