# SPDX-License-Identifier: Apache-2.0
"""What docs/mails.md tells, out of the mails themselves and what limits them."""

import re
from collections.abc import Iterator

from cli.commands.mail import DAYS
from models.kinds import LetterKind, Signal
from notifiers.mail import attachment, compose, dkim, mime, preview
from notifiers.mail import rows as mail_facts
from notifiers.mail.compose import ROOM
from notifiers.senders import smtp
from notifiers.senders.smtp_url import StartTls, parse_smtp_url
from templates.catalogues import load
from tests.support.browser import audits
from tests.support.docs.documents import text_of
from tests.unit.docs.facts.words import figure, listed, spelled
from wording.labels import signal_word

CLOSE_TO_A_MAIL = 100_000
"""Bytes that no mail reaches; `test_mail_size` lays out mails of every size against it."""


TOLD = {
    "milestone": "the milestone that it is about",
    "deadline": "deadline (the original one beside an extended one)",
    "units": "units",
    "leaders": "leaders",
    "assessment_dimension": "assessment dimension",
    "grade": "grade",
    "reported_targets": "targets with what was last reported of them",
    "progress": "progress",
    "overdue_milestones": "milestones not reached",
    "next_milestone": "the next milestone",
}
"""What the page calls each fact of a row."""


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    yield f"## The {spelled(len(LetterKind))} kinds"
    duties = [kind for kind in LetterKind if kind.is_duty]
    assert duties == [LetterKind.WEEKLY, LetterKind.THRESHOLD, LetterKind.URGING]
    yield "Weekly reminders, deadline reminders and urging notices are a duty and cannot be declined."
    yield "The daily overview, the leader's overview and the run report can,"
    gettext = load("zh_CN").gettext
    yield f"A signal is a sign and a word ({', '.join(signal_word(signal, gettext) for signal in SHOWN)})"
    yield f"The first four stand on the first screen of a phone, {audits.WIDTHS[0]} by {audits.FOLD} pixels."
    yield f"Every text has a contrast of at least {contrast()} to its ground"
    yield f"signal, days, number and title, {', '.join(map(TOLD.__getitem__, mail_facts.FACTS))}, and every threshold"
    yield from _kinds()
    yield from _size()
    yield from _first()
    yield from _headers()
    yield from _gallery()
    yield from _ways_out()


SHOWN = (Signal.RED, Signal.YELLOW, Signal.BLUE, Signal.GREEN, Signal.CLOSED)


def _kinds() -> Iterator[str]:
    yield "| a unit with an open task | first working day of the week |"
    yield "| a unit whose task or milestone reached a threshold | each working day, once for each threshold |"
    yield "its leaders get a copy that says it is one | at the policy's `urging_at` |"
    yield "| daily overview | the supervision office | each working day that has something overdue |"
    yield "| a leader with something overdue | each working day that has something overdue |"
    yield "| run report | the supervision office | on the day of the weekly mails, and whenever a mail failed |"
    yield "All days left and late are *working* days; the deadline itself is a calendar day."
    yield "so that mail programs show one thread a week."
    yield "| Date | the moment the letter was written |"
    yield "| Message-ID | derived from the letter's key and the secret key, so that every attempt is the same mail"
    yield "| From, Reply-To | the office's name with `DUBAN_MAIL_FROM`, and `DUBAN_REPLY_TO` |"
    yield "The weekly mail of a unit is shown twice: as its very first one,"


def _size() -> Iterator[str]:
    assert ROOM < CLOSE_TO_A_MAIL
    yield f"is always under {figure(CLOSE_TO_A_MAIL)} bytes, because Gmail hides what comes after about 102,000."
    rows, *steps = compose.IN_FULL
    yield f"| up to {rows} rows that fit | all | all in full |"
    yield f"| more, or longer ones | the worst {', or '.join([str(rows), ', '.join(map(str, steps))])} "
    yield "| the same in full, every other one in a line: number, title, signal, days |"
    yield f"the worst {compose.FEW[0]}, or fewer |"
    yield (
        f"One fact is cut after {figure(mail_facts.TEXT_AT_MOST)} characters in the text "
        f"and after {mail_facts.TEXT_IN_BRIEF} in the HTML"
    )


def _first() -> Iterator[str]:
    yield f"`{mime.FILE_NAME.decode()}`, the events of its feed under the same UIDs"
    yield "published by the office (METHOD:PUBLISH, RFC 5546) with nobody invited."
    yield f"A file larger than {figure(attachment.AT_MOST)} bytes loses alarms and descriptions first"


def _headers() -> Iterator[str]:
    yield "| Auto-Submitted | `auto-generated` |"
    yield "| X-Auto-Response-Suppress | `OOF, AutoReply` |"
    yield f"KIND is {listed([kind.value for kind in LetterKind], 'or')} |"
    yield "| List-Unsubscribe, List-Unsubscribe-Post | on overviews only: one click declines them (RFC 8058) |"
    yield "(DKIM, RFC 6376; RFC 8463 for Ed25519)"
    yield "RSA gives rsa-sha256, Ed25519 gives ed25519-sha256, which some receivers do not know yet."
    yield f"Canonicalization is {b'/'.join(dkim.RELAXED).decode()}; all headers above are covered"
    assert dkim.OVERSIGNED == b"from"
    yield "From once more than it is there."
    yield "Make a key with `openssl genrsa 2048`"
    yield "TXT record at `SELECTOR._domainkey.DOMAIN`"


def _gallery() -> Iterator[str]:
    yield f"A kind that nobody is owed in the next {DAYS} calendar days says why."
    widths = listed(map(str, preview.WIDTHS))
    yield f"`{preview.INDEX}` shows each mail at {widths} pixels, light and dark"
    assert preview.WIDTHS == audits.WIDTHS
    yield f"lays every kind of mail out in headless Chromium at {widths} pixels"
    yield f"stand out by less than {contrast()} to 1 or lack a glyph"
    yield f"A phone of {audits.WIDTHS[0]} by {audits.FOLD} pixels shows the figures and the most urgent row"


def _ways_out() -> Iterator[str]:
    plain, known, safe = (parse_smtp_url(f"{url}relay") for url in ("smtp://", "smtp://u:p@", "smtps://"))
    assert (plain.starttls, safe.implicit_tls) == (StartTls.OFFERED, True)
    yield f"| `smtp://HOST` | port {plain.port}; encrypted when the relay offers STARTTLS |"
    yield f"| `smtp://USER:PASSWORD@HOST` | port {known.port}; the password is only shown over an encrypted connection |"
    yield f"| `smtps://USER:PASSWORD@HOST` | port {safe.port}, encrypted from the start |"
    yield f"| `…?starttls={StartTls.REQUIRED}` | nothing is sent unencrypted |"
    yield f"| `…?starttls={StartTls.NEVER}` | never encrypt, even with a password; only for a trusted network |"
    assert parse_smtp_url("smtp://relay?ca=FILE").ca == "FILE"
    yield "| `…?ca=FILE` | trust the certificates in FILE instead of the system's |"
    yield (
        f"A command may take {smtp.COMMAND_SECONDS:.0f} seconds, "
        f"the answer after the whole message {smtp.AFTER_DOT_SECONDS:.0f}."
    )
    yield "| 5xx at RCPT or DATA | the mail is given up and listed |"
    yield "| 4xx anywhere, no connection, a broken line | the mail is tried again |"
    yield "| 5xx at connect, AUTH or MAIL, no encryption where it is needed | the relay is at fault: all mails wait |"
    yield "| the line breaks after the whole message | it may have arrived: it is tried again under the same Message-ID |"


def contrast() -> str:
    """Give the contrast that the audit of a laid-out page asks for."""
    found = re.search(r"contrast < ([\d.]+)", text_of("tests/support/browser/page_audit.js"))
    assert found is not None
    return found[1]
