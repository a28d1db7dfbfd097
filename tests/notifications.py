"""Delivery status notifications as mail servers write them."""

from email.message import EmailMessage


def notification(
    *,
    to: str,
    recipient: str,
    status: str = "5.1.1",
    action: str = "failed",
    about: str = "<a@duban.example>",
) -> bytes:
    """Write what a mail server sends back: for people, for programs, and the mail's header (RFC 3462)."""
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <dsn-{recipient}-{status}@mx.example>\r\nAuto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\r\n\r\n'
        "--=_b\r\nContent-Type: text/plain\r\n\r\nThe mail could not be delivered.\r\n\r\n"
        "--=_b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\nArrival-Date: Mon, 23 Nov 2026 09:00:00 +0800\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status} (a comment)\r\n"
        f"Diagnostic-Code: smtp; 550 {status} no such\r\n user here\r\n\r\n"
        f"--=_b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {about}\r\nTo: {recipient}\r\n\r\n"
        "--=_b--\r\n"
    ).encode()


def away_answer(*, to: str) -> bytes:
    """Write what an absent person's mailbox answers (RFC 3834)."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "li@office.example", to, "Out of office"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("I am away.")
    return mail.as_bytes()
