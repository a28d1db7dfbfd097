# SPDX-License-Identifier: Apache-2.0
"""No mail is too large for anybody, and none leaves out what it has room for."""

import re
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from models.addresses import Mailbox
from models.findings import Finding
from models.kinds import LetterKind, Severity
from models.letters import SectionKind
from models.views import TargetView, TaskView
from notifiers.mail.compose import compose
from notifiers.mail.content import Context
from tests.support.mails.letters import (
    FINDING,
    FIRST,
    UNIT,
    WHOLE,
    identity,
    late,
    letter,
    near,
    section,
    task,
)
from tests.support.samples import of_many

BOUND = 100_000
SIGNATURE = 2_000
"""Bytes that a DKIM signature, and what relays add, may still take."""
CLIPPED = re.compile(r"另有 (\d+) 项因邮件篇幅所限|(\d+) more items? do(?:es)? not fit")
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=500) | st.sampled_from(
    ("督" * 500, "\U0001f3d7" * 500, "x" * 500, "建成口袋公园")
)


def mail_of(rows: int, *, title: str = "", locale: str = "zh_CN", attached: bool = False, **more) -> bytes:
    """Give a mail of that many rows, every second one late, with its calendar attached or not."""
    lines = [
        (late if number % 2 else near)(number, title=title and f"{title}{number}", last_report=title or "好")
        for number in range(1, rows + 1)
    ]
    of = letter(
        LetterKind.WEEKLY if attached else LetterKind.DIGEST,
        section(SectionKind.OVERDUE, *lines[: rows // 2]),
        section(SectionKind.DUE_SOON, *lines[rows // 2 :]),
        answer_by=date(2026, 11, 25),
        **more,
    )
    context = first_with(tuple(line.status.task for line in lines)) if attached else WHOLE
    return compose(of, identity=identity(locale), context=context).content


def first_with(tasks: tuple[TaskView, ...]) -> Context:
    """Give what a first mail brings along to a unit with these tasks."""
    return replace(FIRST, introduction=replace(FIRST.introduction, tasks=tasks))


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_targets_keep_a_mail_within_its_bound(locale: str) -> None:
    """A hundred tasks with forty reported targets each: the worst are told in full, every one has a line."""
    many = tuple(
        TargetView(id=n, name=f"新建口袋公园{n}", op=">=", value="6", unit="座", reported="4座")
        for n in range(40)
    )
    rows = [late(number, targets=many) for number in range(1, 101)]
    of = letter(LetterKind.WEEKLY, section(SectionKind.OVERDUE, *rows))
    content = compose(of, identity=identity(locale), context=WHOLE).content
    _mail, text, html = read(content)
    assert len(content) <= BOUND - SIGNATURE
    assert "新建口袋公园1 ≥ 6座" in html
    assert sum(f"建成第{number}号口袋公园" in text for number in range(1, 101)) == 100


def read(content: bytes) -> tuple[EmailMessage, str, str]:
    """Give a mail, its plain text and its HTML."""
    mail = message_from_bytes(content, policy=policy.default)
    return mail, mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()


def rows_in(html: str) -> int:
    """Count the tasks that the HTML tells in full."""
    return html.count('class="line b-')


def numbers_in(text: str) -> set[int]:
    """Give the numbers of the tasks that the plain text tells, in full or in a line."""
    return {int(number) for number in re.findall(r"^(\d+)  ", text, re.MULTILINE)}


def left_out(text: str) -> int:
    """Give how many the plain text says it has left out."""
    found = CLIPPED.search(text)
    return int(found.group(1) or found.group(2)) if found else 0


@settings(
    max_examples=of_many(12, sample=5), deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
@given(
    rows=st.sampled_from((1, 2, 9, 40, 41, 121, 600, 2_000)) | st.integers(1, 300),
    title=texts,
    locale=st.sampled_from(("zh_CN", "en")),
    attached=st.booleans(),
)
def test_no_mail_reaches_100_000_bytes(rows, title, locale, attached):
    """Whatever is owed: as sent it is small enough, the HTML has 40 rows at most, and nobody miscounts."""
    content = mail_of(rows, title=title, locale=locale, attached=attached)
    _, text, html = read(content)
    assert len(content) < BOUND - SIGNATURE
    assert 1 <= rows_in(html) <= 40
    assert len(numbers_in(text) & set(range(1, rows + 1))) + left_out(text) >= rows


def test_a_reader_s_long_name_takes_no_room_from_the_bound():
    """A name that some list ran together is cut in the header as in the body."""
    reader = replace(UNIT, name="局" * 5_000)
    assert len(mail_of(400, title="督" * 300, attached=True, reader=reader)) < BOUND - SIGNATURE


def test_many_mailboxes_take_no_room_from_the_bound():
    """Each is named in the header with the reader's name and its own word."""
    mailboxes = tuple(
        Mailbox(address=f"{'a' * 60}{number}@{'b' * 60}.example", is_copy=number > 3, label="联络员" * 13)
        for number in range(40)
    )
    reader = replace(UNIT, name="局" * 200, mailboxes=mailboxes)
    content = mail_of(400, title="督" * 300, attached=True, reader=reader)
    assert len(content) < BOUND - SIGNATURE
    mail, _, _ = read(content)
    assert (len(mail["To"].addresses), len(mail["Cc"].addresses)) == (4, 36)


@pytest.mark.parametrize(("rows", "in_full"), [(39, 39), (40, 40), (41, 40), (60, 40)])
def test_rows_beyond_forty_get_a_line_each(rows, in_full):
    """The worst are told in full in both forms, every other one in a line of the text."""
    _, text, html = read(mail_of(rows))
    assert rows_in(html) == text.count("   牵头领导：") == in_full
    assert numbers_in(text) == set(range(1, rows + 1))
    assert left_out(text) == 0


def test_long_titles_leave_fewer_rows_in_full_but_every_number():
    """Where 40 long rows do not fit, the others still get their lines."""
    _, text, html = read(mail_of(60, title="完善" * 250))
    assert rows_in(html) < 40
    assert numbers_in(text) == set(range(1, 61))


def test_what_does_not_fit_is_counted_with_a_link():
    """Of two thousand rows the text tells hundreds, says how many more there are, and where they are."""
    _, text, html = read(mail_of(2_000))
    told = len(numbers_in(text))
    assert told + left_out(text) == 2_000
    assert told > 400
    assert WHOLE.page_address in text[text.index("因邮件篇幅所限") :]
    assert f"另有 {2_000 - rows_in(html)} 项未在此显示" in html


def test_findings_share_the_room():
    """Hundreds of findings neither crowd out the rows nor break the bound."""
    many = tuple(
        Finding(code="x", severity=Severity.ERROR, sentence="{name} " + "a" * 400, facts={"name": str(n)})
        for n in range(300)
    )
    content = mail_of(12, findings=(FINDING, *many))
    _, text, html = read(content)
    assert len(content) < BOUND - SIGNATURE
    assert rows_in(html) == 12
    assert numbers_in(text) >= set(range(1, 13))


def test_a_calendar_too_large_keeps_the_nearest_deadlines_and_says_so():
    """Alarms and descriptions go first, then what falls due last; the mail tells how many."""
    rows = [near(number) for number in range(1, 121)]
    tasks = tuple(task(number, date(2026, 12, 1 + number % 28)) for number in range(1, 121))
    of = letter(LetterKind.WEEKLY, section(SectionKind.DUE_SOON, *rows))
    mail, text, _ = read(compose(of, identity=identity(), context=first_with(tasks)).content)
    (part,) = (each for each in mail.walk() if each.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    kept = content.count(b"BEGIN:VEVENT")
    days = sorted(each.due for each in tasks)
    assert 20 < kept < 120
    assert b"VALARM" not in content
    assert (
        max(re.findall(rb"DTSTART;VALUE=DATE:(\d+)", content)) <= days[kept - 1].strftime("%Y%m%d").encode()
    )
    assert f"收有 {kept} 项" in text
    assert f"较远的 {120 - kept} 项未收入附件" in text


def test_a_first_mail_without_dates_attaches_nothing():
    """A unit whose tasks have no deadline gets the subscription, but no empty file."""
    undated = replace(task(1, None), milestones=())
    of = letter(LetterKind.WEEKLY, section(SectionKind.OPEN, near(1)))
    mail, text, _ = read(compose(of, identity=identity(), context=first_with((undated,))).content)
    assert mail.get_content_type() == "multipart/alternative"
    assert "附件" not in text
