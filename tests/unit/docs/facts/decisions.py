# SPDX-License-Identifier: Apache-2.0
"""What the pages of decisions tell of limits and rules, out of the program."""

from collections.abc import Iterator
from email import message_from_string

from notifiers.bounces import status_of
from notifiers.mail import compose
from notifiers.mail.mime import RETURN_DIGITS
from notifiers.senders.bots import DINGTALK, FEISHU, WECOM
from plans.formats import html
from plans.revisions import similarity
from plans.time.dates import read_due
from scheduler import upkeep
from scheduler.delivery.cluster import BATCH_OF_A_JOB
from tests.unit.docs.facts.mails import CLOSE_TO_A_MAIL
from tests.unit.docs.facts.operate import hard_statuses
from tests.unit.docs.facts.words import span, spelled, spelled_span


def ways() -> Iterator[str]:
    """Give every sentence that must stand in docs/decisions/README.md."""
    yield f"Each step from {compose.ROWS_IN_HTML} rows in full downwards is laid out and its base64 counted,"
    yield f"so the bound of {CLOSE_TO_A_MAIL:,} bytes holds for any titles"
    assert 93000 in WECOM.refusals
    assert 45009 not in WECOM.refusals
    assert 310000 in DINGTALK.refusals
    assert 19024 in FEISHU.refusals
    yield "They answer 200 with an error code within; Apprise 2.2 reports a wrong key (93000),"
    yield "a limit reached (45009) and missing key words (310000, 19024) as sent"
    yield f"- **{spelled(BATCH_OF_A_JOB).capitalize()} mails a job.** One job a mail costs minutes of the engine's time for 300,000 mails"
    yield "`SEQUENCE` is twice the revision, plus one when late;"
    yield "Plans number with 2.4, （三） and ①."
    yield "agrees with a second source on every day of 2023–2026;"


def bounces() -> Iterator[str]:
    """Give every sentence that must stand in docs/decisions/bounces.md."""
    yield f"where TAG is {4 * RETURN_DIGITS} bits of HMAC-SHA256 over the key of the message;"
    yield f"**A mail counts for {span(upkeep.BELIEVED_FOR)}.** Servers give up after five days at most;"
    yield f"has not come back for {spelled_span(upkeep.SETTLED_AFTER)} settles the earlier ones.**"
    *others, last = hard_statuses()
    assert (others[-2:], last) == (["5.1.10", "5.1.351"], "5.2.1")
    told = ", ".join(others).replace("5.1.10", "5.1.10 (Exchange, RFC 7505)")
    yield f"that it is gone: {told} (Exchange Online) and {last}."
    relayed = message_from_string("Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.7.1 blocked\n\n")
    assert status_of(relayed) == "5.7.1"
    yield "Sendmail writes 5.1.1 for whatever was refused at RCPT;"
    yield "where the server's own words have another code (550 5.7.1, blocked), that one counts."


def formats() -> Iterator[str]:
    """Give every sentence that must stand in docs/decisions/formats.md."""
    yield f"called nav or footer is kept when it holds labels of a plan or {html.MOST:.0%} of the text."


def reading() -> Iterator[str]:
    """Give every sentence that must stand in docs/decisions/reading.md."""
    yield f"up to {similarity.SMALL} tasks all are compared."
    assert read_due("05/06/2024", year=2026).on is None
    yield "so does 05/06/2024, which is May in one country and June in another."
    yield "a fiscal year ends on 31 March of the next year."
    yield "1. 1、 and 1） are all `1`."
    yield "零事故 is 0;"
    yield "由60%提高到80% promises the 80."
    yield "7月1日起"
