# SPDX-License-Identifier: Apache-2.0
"""Notifications of mails that came back, in the shapes in which mail servers write them."""

from base64 import b64encode
from email.message import EmailMessage

HEAD = "From: {sender}\r\nSubject: {subject}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
REPORT = "Content-Type: multipart/report; report-type={kind}; boundary={mark}\r\n\r\n"
FIELDS = "Reporting-MTA: dns; mx.example\r\nArrival-Date: Mon, 23 Nov 2026 09:00:00 +0800\r\n"


def notification(
    *,
    to: str,
    recipient: str,
    status: str = "5.1.1",
    action: str = "failed",
    about: str = "<a@duban.example>",
    header: str = "To",
    number: str | None = "1",
    original: str = "",
    actual: str = "",
    said: str = "smtp; 550 {status} no such\r\n user here",
) -> bytes:
    """Write what a mail server sends back: for people, for programs, and the mail's header (RFC 3462)."""
    return in_parts(
        failed(recipient, status=status, action=action, original=original, actual=actual, said=said),
        to=to,
        about=about,
        header=header,
        number=number,
    )


def failed(
    recipient: str,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    original: str = "",
    actual: str = "",
    said: str = "smtp; 550 {status} no such\r\n user here",
) -> str:
    """Write the fields about one recipient (RFC 3464 2.3); an empty one is left out."""
    lines = (
        ("Original-Recipient", original and f"rfc822;{original}"),
        ("Final-Recipient", recipient and f"rfc822; {recipient}"),
        ("X-Actual-Recipient", actual and f"RFC822; {actual}"),
        ("Action", action),
        ("Status", status and f"{status} (a comment)"),
        ("Diagnostic-Code", said.format(status=status)),
    )
    return "".join(f"{name}: {value}\r\n" for name, value in lines if value)


def in_parts(
    *blocks: str,
    to: str,
    about: str = "<a@duban.example>",
    header: str = "To",
    number: str | None = "1",
    kind: str = "delivery-status",
    encoding: str = "",
    sentences: str = "The mail could not be delivered.",
) -> bytes:
    """Write a notification about the recipients in `blocks`; `encoding` is how its fields are transferred."""
    fields = "\r\n".join((FIELDS, *blocks))
    if encoding == "base64":
        fields = b64encode(fields.encode()).decode()
    named = f"Message-ID: <dsn-{number}@mx.example>\r\n" if number else ""
    transferred = f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else ""
    return (
        HEAD.format(sender="MAILER-DAEMON@mx.example", subject="Undelivered Mail Returned to Sender")
        + f"{header}: {to}\r\n{named}"
        + REPORT.format(kind=kind, mark="=_b")
        + f"--=_b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{sentences}\r\n\r\n"
        f"--=_b\r\nContent-Type: message/{kind}\r\n{transferred}\r\n{fields}\r\n"
        f"--=_b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {about}\r\nSubject: weekly\r\n\r\n"
        "--=_b--\r\n"
    ).encode()


def inside(notification: bytes, *, to: str) -> bytes:
    """Put the parts of a notification into another multipart, as a gateway does that adds a footer."""
    content_type, _, body = notification.partition(b"Content-Type: ")[2].partition(b"\r\n\r\n")
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n"
    ).encode() + (
        b"Content-Type: "
        + content_type
        + b"\r\n\r\n"
        + body
        + b"\r\n--outer\r\nContent-Type: text/plain\r\n\r\nscanned\r\n--outer--\r\n"
    )


def in_sentences(
    text: str,
    *,
    to: str,
    sender: str = "MAILER-DAEMON@mx.example",
    subject: str = "failure notice",
    charset: str = "utf-8",
    kind: str = "plain",
    more: str = "",
) -> bytes:
    """Write a notification for people alone."""
    head = HEAD.format(sender=sender, subject=subject) + f"To: {to}\r\n{more}"
    return (
        head.encode()
        + f"Content-Type: text/{kind}; charset={charset}\r\n\r\n".encode()
        + text.encode(charset)
    )


def qmail(*, to: str, recipient: str) -> bytes:
    """Write as qmail does: an address between angle brackets begins the paragraph about it."""
    return in_sentences(
        f"Hi. This is the program at mx.example.\r\nI gave up on these addresses.\r\n\r\n<{recipient}>:\r\n"
        "Sorry, there is nobody of that name here. (#5.1.1)\r\n\r\n"
        "--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <a@duban.example>\r\n",
        to=to,
    )


def old_exim(*, to: str, recipient: str) -> bytes:
    """Write as Exim does without fields: the addresses stand in a header of its own."""
    return in_sentences(
        f"A mail of yours did not arrive. This failed:\r\n\r\n  {recipient}\r\n    Unrouteable address\r\n",
        to=to,
        subject="Mail delivery failed: returning message to sender",
        more=f"X-Failed-Recipients: {recipient}\r\n",
    )


def chinese(*, to: str, recipient: str, charset: str = "utf-8") -> bytes:
    """Write as Chinese services do: a page for people, in either of the two encodings."""
    why = f"<p>您的邮件未能送达 {recipient}</p><p>原因：用户不存在 550 5.1.1</p>"
    page = f"<html><body><b>退信通知</b>{why}</body></html>"
    return in_sentences(
        page,
        to=to,
        sender="postmaster@mx.example",
        subject="=?utf-8?B?57O757uf6YCA5L+h?=",
        charset=charset,
        kind="html",
    )


def notes(*, to: str, name: str) -> bytes:
    """Write as Lotus Notes does: a person of its directory, no address."""
    return in_sentences(
        f"Your document: weekly was not delivered to: {name}/Office/CN because: User not in directory",
        to=to,
        sender="Postmaster@mx.example",
        subject="DELIVERY FAILURE: User not in directory",
    )


def away_answer(*, to: str) -> bytes:
    """Write what an absent person's mailbox answers (RFC 3834)."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "li@office.example", to, "Out of office"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("I am away. Write to wang@office.example, 550 5.1.1.")
    return mail.as_bytes()
