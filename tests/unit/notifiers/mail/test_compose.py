# SPDX-License-Identifier: Apache-2.0
"""What every mail says, in every kind and locale."""

import re
from dataclasses import replace
from datetime import UTC, date
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from hashlib import sha256
from html import unescape

import css_inline
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.addresses import Mailbox
from models.errors import DeliveryError
from models.kinds import LetterKind, ReaderKind, Signal
from models.letters import LetterLine, OfficeContact, SectionKind
from notifiers.mail.compose import compose
from notifiers.mail.rows import cut
from templates.catalogues import LOCALES
from tests.builders import boxes
from tests.support.mails.letters import (
    AT,
    FEED,
    LEADER,
    OFFICE,
    UNIT,
    WHOLE,
    behind,
    identity,
    late,
    letter,
    milestone,
    near,
    section,
    status_of,
    step,
    task,
)

every_mail = pytest.mark.parametrize(
    ("kind", "locale"), [(kind, locale) for kind in LetterKind for locale in LOCALES]
)


def parsed(envelope) -> EmailMessage:
    """Read a mail as a mail program does."""
    return message_from_bytes(envelope.content, policy=policy.default)


def parts(of, locale="zh_CN", feed=FEED):
    """Give the plain text and the HTML of a letter."""
    message = parsed(compose(of, identity=identity(locale), feed_address=feed))
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def shown(html: str) -> str:
    """Give what a reader sees of an HTML page, white space evened out."""
    body = re.sub(r"<style.*?</style>|<head>.*?</head>|<!--.*?-->", "", html, flags=re.S)
    inline = re.sub(r"</?(?:span|b|a|font)\b[^>]*>", "", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inline)).replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (
            LetterKind.WEEKLY,
            "【督办周报】2026年第48周：逾期 1 项、临期 2 项、滞后 1 项、节点临近 1 项 — 云溪区住房建设局",
        ),
        (
            LetterKind.THRESHOLD,
            "【到期提醒】第 97 项（建成第97号口袋公园并向居民开放）还剩 5 个工作日 — 云溪区住房建设局",
        ),
        (
            LetterKind.URGING,
            "【催办】第 12 项（建成第12号口袋公园并向居民开放）已逾期 33 个工作日 — 云溪区住房建设局",
        ),
        (
            LetterKind.DIGEST,
            "【督办日报】2026年11月23日（周一）：逾期 2 项、临期 1 项、滞后 1 项，待处理 1 项",
        ),
        (LetterKind.PORTFOLIO, "【督办专报】2026年11月23日（周一）：逾期 1 项、临期 1 项 — 沈知远"),
    ],
)
def test_the_subject_says_what_matters(kind, subject):
    """A subject names the kind, the period or task, the figures and the reader, and survives the wire."""
    envelope = compose(letter(kind), identity=identity())
    assert envelope.subject == parsed(envelope)["Subject"] == subject


def test_an_english_subject_keeps_its_spaces():
    """Plain and Chinese words taking turns in a subject arrive with the spaces they left with."""
    envelope = compose(letter(LetterKind.WEEKLY), identity=identity("en"))
    figures = "1 overdue, 2 due soon, 1 behind, 1 with a milestone ahead"
    expected = f"[Weekly reminder] week 48 of 2026: {figures} – 云溪区住房建设局"
    assert parsed(envelope)["Subject"] == expected


def test_a_weekly_mail_that_urges_says_so():
    """A weekly mail that also fulfils the urging duty names it in the subject and among its reasons."""
    of = letter(LetterKind.WEEKLY, covers=(LetterKind.WEEKLY, LetterKind.URGING))
    assert "【督办周报暨催办】" in compose(of, identity=identity()).subject
    assert "本邮件同时作为催办通知，不再另发。" in parts(of)[0]


@every_mail
def test_both_forms_tell_the_same_facts(kind, locale):
    """Numbers, titles, days, distances, units, leaders, reasons and the feed stand in both forms."""
    of = letter(kind)
    text, html = parts(of, locale)
    page = shown(html)
    for line in text.splitlines():
        for fact in re.split(r" · |[\[\]]|== | ==|^\d+\. |^\d+  |（\d+ 项）|\(\d+\)|webcal:\S+|^-- $", line):
            assert " ".join(fact.split()) in page


@every_mail
def test_every_mail_says_why_what_next_and_by_which_calendar(kind, locale):
    """No kind of mail leaves out its reason, the next step, the calendar or who to answer."""
    words = {
        "zh_CN": (
            "为何收到本邮件",
            "下一步做什么、何时完成",
            "含调休上班的周末",
            "dcs@example.org",
            "提醒节点",
        ),
        "en": (
            "Why you get this mail",
            "What to do next",
            "exchange for holidays",
            "dcs@example.org",
            "threshold",
        ),
    }[locale]
    owed = words[:-1] if kind is LetterKind.REPORT else words  # which tells of mails, not of deadlines
    for form in parts(letter(kind), locale):
        assert [word for word in owed if word not in shown(form)] == []


DUE = {"zh_CN": "本邮件应于2026年11月20日（周五）发送", "en": "This mail was due on Fri 20 Nov 2026"}


@every_mail
def test_a_mail_that_comes_late_says_on_which_day_it_was_due(kind, locale):
    """By the office's clock, in both forms; one that comes in time says nothing of it."""
    late_evening = AT.replace(day=20, hour=23, minute=59).astimezone(UTC)
    for form in parts(letter(kind, due_at=late_evening), locale):
        assert DUE[locale] in shown(form)
    for form in parts(letter(kind), locale):
        assert DUE[locale][:12] not in shown(form)


@every_mail
def test_a_mail_ends_with_whom_to_ask_at_the_office(kind, locale):
    """Name and telephone in both forms, cleaned, where the office gives them; without them no such line."""
    contact = OfficeContact(person="李\n四", telephone="010-81298888")
    asked = {
        "zh_CN": "联系人：李四 · 联系电话：010-81298888",
        "en": "Contact: 李四 · Telephone: 010-81298888",
    }
    content = parsed(compose(letter(kind), identity=replace(identity(locale), contact=contact)))
    for form in ("plain", "html"):
        body = content.get_body((form,)).get_content()
        assert asked[locale].replace("李四", "李 四") in shown(body) or asked[locale] in shown(body)
    for form in parts(letter(kind), locale):
        assert asked[locale][:4] not in shown(form).partition("dcs@example.org")[0][-200:]


def test_an_urging_names_no_bulletin_where_there_is_none():
    """By policy; what stays open is reported to the head of the office instead."""
    urged = letter(LetterKind.URGING)
    section = replace(
        urged.sections[0], lines=tuple(replace(each, in_bulletin=False) for each in urged.sections[0].lines)
    )
    urged = replace(urged, sections=(section,))
    told = [
        parsed(compose(urged, identity=replace(identity(), has_bulletin=has)))
        .get_body(("plain",))
        .get_content()
        for has in (True, False)
    ]
    assert ["通报" in text for text in told] == [True, False]
    assert ["将报督查室主任" in text for text in told] == [False, True]


def test_a_row_says_which_threshold_brought_it():
    """Lateness, threshold and bulletin are told in words, in *working* days."""
    text, _ = parts(letter(LetterKind.URGING))
    assert "提醒依据：已逾期 33 个工作日，已到提醒节点（逾期 5 个工作日），列入通报" in text


def test_a_milestone_is_named_as_such():
    """A row about a milestone tells its step and day, as precisely as the plan does, and the deadline."""
    text, _ = parts(letter(LetterKind.THRESHOLD, section(SectionKind.CROSSED, step())))
    assert "● 节点临近 · 还剩 5 个工作日" in text
    assert "时间节点：完成主体结构封顶（2026年11月底前）" in text
    assert "完成时限：2026年12月31日（周四）" in text


def test_a_row_names_the_milestone_its_colour_may_come_from():
    """A task that is near due by a milestone says which, and the next step goes by that day."""
    stage = milestone(date(2026, 11, 27), "完成验收")
    its = task(60, date(2026, 12, 31), milestones=(stage,))
    line = LetterLine(status=status_of(its, Signal.BLUE, 28))
    text, html = parts(letter(LetterKind.WEEKLY, section(SectionKind.DUE_SOON, line)))
    assert "下一节点：完成验收（2026年11月27日（周五））" in text
    assert "最近的是2026年11月27日（周五）" in shown(html)


def test_a_row_behind_by_a_milestone_says_so():
    """A missed milestone, not a pace nobody measured, is given as the reason."""
    text, _ = parts(letter(LetterKind.WEEKLY, section(SectionKind.BEHIND, behind())))
    assert "提醒依据：有时间节点已过而未达" in text


def test_an_urging_that_also_reminds_counts_only_what_is_late():
    """Tasks not yet due in an urging notice are not called late, and get their own next step."""
    lines = section(SectionKind.URGED, late()), section(SectionKind.CROSSED, near())
    text, _ = parts(letter(LetterKind.URGING, *lines, covers=(LetterKind.URGING, LetterKind.THRESHOLD)))
    assert "1 项任务已超过完成时限" in text
    assert "未到期事项：请按时限办结，最近的是2026年11月30日（周一）" in text


def test_an_extended_deadline_stands_beside_the_original():
    """A moved deadline shows both days, and a milestone not reached is listed."""
    text, _ = parts(letter(LetterKind.WEEKLY))
    assert "完成时限：2026年12月31日（周四）（力争），原定2026年10月31日（周六）" in text
    assert "未达节点：启动招投标（2026年6月底前）" in text


def test_a_leader_reads_that_the_urging_is_a_copy():
    """The copy of an urging notice tells the leader so, and asks for no answer."""
    of = letter(LetterKind.URGING, reader=LEADER)
    text, html = parts(of)
    assert compose(of, identity=identity()).subject.startswith("【催办·抄送】")
    assert "抄送您，供您作为牵头领导掌握" in text
    assert "您无需答复" in shown(html)


def test_the_digest_lists_what_the_office_must_mend():
    """Findings are translated, filled with their facts and followed by their cure."""
    text, _ = parts(letter(LetterKind.DIGEST))
    assert "第 12 项：石桥镇人民政府没有邮箱。" in text
    assert "由系统管理员登记：duban unit set 石桥镇人民政府 --mailbox 邮箱地址。" in text


def test_without_a_feed_no_calendar_is_offered():
    """A reader without a feed sees neither heading nor link."""
    for form in parts(letter(LetterKind.WEEKLY), feed=None):
        assert "webcal" not in form
        assert "订阅" not in form


def test_a_title_cannot_inject_a_header_or_markup():
    """Line breaks, tags and direction marks in titles and names end up as harmless text."""
    evil = "甲\r\nBcc: all@example.org\u2028<script>alert(1)</script>\u202e{{ 7*7 }}\ud800"
    of = letter(
        LetterKind.URGING,
        section(SectionKind.URGED, late(title=evil, plan_title=evil, last_report=evil)),
        reader=replace(UNIT, name=evil),
    )
    message = parsed(compose(of, identity=identity()))
    html = message.get_body(("html",)).get_content()
    assert message["Bcc"] is None
    assert len(message["To"].addresses) == 1
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html
    assert "{{ 7*7 }}" in html


@pytest.mark.parametrize(
    "mailbox", ["a@b.cn, c@d.cn", "a", "a@b.cn\r\nBcc: c@d.cn", "张@b.cn", "a b@c.cn", "a@"]
)
def test_a_mailbox_that_is_not_one_address_is_refused_for_good(mailbox):
    """What is not exactly one address never reaches a relay."""
    with pytest.raises(DeliveryError, match="not one e-mail address") as caught:
        compose(
            letter(LetterKind.WEEKLY, reader=replace(UNIT, mailboxes=boxes(mailbox))), identity=identity()
        )
    assert caught.value.permanent


def test_a_reader_without_mailbox_is_refused_with_a_cure():
    """A letter to nobody says whom to give a mailbox, and how."""
    with pytest.raises(DeliveryError, match=r"has no mailbox\. Give it one"):
        compose(letter(LetterKind.WEEKLY, reader=replace(UNIT, mailboxes=())), identity=identity())


PLAIN = st.text(
    st.characters(codec="utf-8", categories=("L", "N"), max_codepoint=0x9FFF), min_size=1, max_size=120
)
ADDRESS = st.from_regex(r"[a-z0-9]{1,64}@[a-z0-9]{1,60}\.example", fullmatch=True)


@given(
    name=PLAIN,
    mailboxes=st.lists(
        st.builds(
            Mailbox,
            address=ADDRESS,
            is_copy=st.booleans(),
            label=st.just("") | PLAIN.map(lambda each: each[:40]),
        ),
        min_size=1,
        max_size=20,
        unique_by=lambda each: each.address,
    ),
)
def test_every_address_of_a_reader_stands_whole_in_the_headers(name, mailboxes):
    """However many and long they are, each comes back with its name; no line is longer than mail may have."""
    reader = replace(UNIT, name=name, mailboxes=tuple(mailboxes))
    content = compose(letter(LetterKind.WEEKLY, reader=reader), identity=identity()).content
    told = message_from_bytes(content)
    shown = name if len(mailboxes) == 1 else cut(name, 40)
    for field, theirs in zip(("To", "Cc"), reader.addressed, strict=True):
        found = getaddresses([told[field]]) if told[field] else []
        assert [(str(make_header(decode_header(words))), address) for words, address in found] == [
            (f"{shown}（{each.label}）" if each.label else shown, each.address) for each in theirs
        ]
    assert max(map(len, content.partition(b"\r\n\r\n")[0].split(b"\r\n"))) < 200


def test_the_mail_to_each_mailbox_is_another_one_with_the_same_words():
    """Key, Message-ID and recipient differ, headers of addresses and both bodies do not."""
    reader = replace(UNIT, mailboxes=(*UNIT.mailboxes, Mailbox(address="c@example.org", is_copy=True)))
    of = letter(LetterKind.WEEKLY, reader=reader)
    first, copy = (compose(of, each, identity=identity()) for each in reader.mailboxes)
    assert (first.key, copy.key) == (of.key, f"{of.key}@c@example.org")
    assert (first.recipient, copy.recipient) == ("zjj@example.org", "c@example.org")
    one, other = parsed(first), parsed(copy)
    assert one["Message-ID"] != other["Message-ID"]
    assert (one["To"], one["Cc"], one["Subject"]) == (other["To"], other["Cc"], other["Subject"])
    assert [each.addr_spec for each in one["Cc"].addresses] == ["c@example.org"]
    for kind in ("plain", "html"):
        assert one.get_body((kind,)).get_content() == other.get_body((kind,)).get_content()


def test_somebody_is_always_under_to():
    """A reader who has copies only is written to all the same."""
    reader = replace(UNIT, mailboxes=(Mailbox(address="c@example.org", is_copy=True),))
    message = parsed(compose(letter(LetterKind.WEEKLY, reader=reader), identity=identity()))
    assert [each.addr_spec for each in message["To"].addresses] == ["c@example.org"]
    assert message["Cc"] is None


def test_a_domain_in_chinese_letters_goes_out_in_ascii():
    """Relays without SMTPUTF8 still take a mail to an internationalised domain."""
    of = letter(LetterKind.WEEKLY, reader=replace(UNIT, mailboxes=boxes("dcs@政务.cn")))
    assert compose(of, identity=identity()).recipient == "dcs@xn--h32bn3f.cn".replace(
        "h32bn3f", _puny("政务")
    )


def _puny(label: str) -> str:
    return label.encode("idna").decode().removeprefix("xn--")


def test_headers_name_the_mail_for_life():
    """Identifiers follow from the key, the date from the letter, and no robot answers."""
    message = parsed(compose(letter(LetterKind.DIGEST), identity=identity()))
    assert re.fullmatch(r"<[0-9a-f]{40}@duban\.example\.org>", message["Message-ID"])
    assert message["Date"].datetime.isoformat() == "2026-11-23T08:00:00+08:00"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["List-Id"] == "<digest.duban.example.org>"
    assert message["Reply-To"].addresses[0].addr_spec == "dcs@example.org"
    assert message["From"].addresses[0].display_name == "云溪区人民政府督查室"
    assert message["To"].addresses[0].display_name == OFFICE.name
    assert message["List-Unsubscribe"] is None


@every_mail
def test_the_same_letter_gives_the_same_bytes(kind, locale):
    """Two renderings are byte-identical, so that every attempt is the same mail."""
    assert compose(letter(kind), identity=identity(locale)) == compose(
        letter(kind), identity=identity(locale)
    )


def test_another_key_gives_another_mail():
    """Message-ID and boundary differ where the key differs."""
    one, other = (compose(letter(LetterKind.WEEKLY, key=key), identity=identity()) for key in ("a", "b"))
    assert one.message_id != other.message_id
    assert parsed(one).get_boundary() != parsed(other).get_boundary()


def test_nobody_can_work_out_a_message_id():
    """Keys can be guessed (weekly:2026-W48:unit:12), so the Message-ID needs the office's secret."""
    mail = letter(LetterKind.WEEKLY)
    ours, theirs = (
        compose(mail, identity=replace(identity(), secret=secret)).message_id
        for secret in (b"ours", b"theirs")
    )
    assert ours != theirs
    for guess in (mail.key, f"{mail.key}@duban.example.org", f"ours{mail.key}"):
        assert sha256(guess.encode()).hexdigest()[:20] not in ours


def test_every_line_is_short_enough_for_any_relay():
    """Lines end in CRLF, hold ASCII only and stay within 998 bytes (RFC 5322 2.1.1)."""
    lines = compose(letter(LetterKind.DIGEST), identity=identity()).content.split(b"\r\n")
    assert all(line.isascii() and b"\n" not in line and b"\r" not in line for line in lines)
    assert max(map(len, lines)) <= 998


def test_the_html_of_many_rows_stays_small_and_the_text_has_all():
    """Of 121 rows the HTML shows 40 and says how many more there are; the text misses none."""
    rows = [near(number) for number in range(1, 122)]
    text, html = parts(letter(LetterKind.DIGEST, section(SectionKind.DUE_SOON, *rows), findings=()))
    assert html.count("口袋公园并向居民开放</b><br><font") == 40
    assert "另有 81 项未在此显示" in shown(html)
    assert all(f"{number}  建成第{number}号口袋公园" in text for number in range(1, 122))


def test_a_letter_without_rows_still_stands():
    """A digest that only has findings says so and shows no row."""
    of = replace(letter(LetterKind.DIGEST), sections=())
    assert (
        compose(of, identity=identity()).subject
        == "【督办日报】2026年11月23日（周一）：在办 0 项，待处理 1 项"
    )


@every_mail
def test_nothing_but_the_dark_variant_depends_on_the_style_element(kind, locale):
    """Without its style element a mail keeps every inline style, and inlining changes no word of it."""
    _, html = parts(letter(kind), locale)
    style = re.search(r"<style>\s(.*?)</style>", html, re.S).group(1)
    light = re.sub(r"@media \(prefers-color-scheme:dark\)\{.*\n\}", "", style, flags=re.S).strip()
    assert light == ":root{color-scheme:light dark}"
    assert shown(css_inline.inline(html)) == shown(html)


def early(number: int) -> LetterLine:
    """Give a row on course that reached the threshold of 30 before."""
    line = near(number)
    return replace(line, status=replace(line.status, signal=Signal.GREEN))


@pytest.mark.parametrize(("locale", "figure"), [("zh_CN", "2 在办"), ("en", "2 open tasks")])
@pytest.mark.parametrize("kind", [LetterKind.THRESHOLD, LetterKind.WEEKLY])
def test_where_nothing_presses_the_figure_is_what_is_open(kind, locale, figure):
    """Three zeros would hide that the mail is about two tasks."""
    of = letter(kind, section(SectionKind.CROSSED, early(1), early(2)))
    page = shown(parts(of, locale)[1])
    assert figure in page
    assert not re.search(r"\b0 ", page)
    assert ("在办 2 项" if locale == "zh_CN" else "2 open") in compose(of, identity=identity(locale)).subject


@every_mail
def test_the_html_is_made_of_tables_and_loads_nothing(kind, locale):
    """No images, scripts, remote addresses to load, or blocks whose margins Outlook would add."""
    _, html = parts(letter(kind), locale)
    assert re.findall(r"<(?:img|script|link|iframe|object|video|form|div|p|svg)\b|url\(|@import", html) == []
    assert f'<html lang="{locale.replace("_", "-")}">' in html


def test_a_signal_is_told_without_colour():
    """Each signal has a sign and a word of its own."""
    page = shown(parts(letter(LetterKind.WEEKLY))[1])
    assert [word for word in ("▲ 逾期", "● 临期", "◆ 滞后", "● 节点临近") if word not in page] == []


def test_an_urging_to_a_unit_is_no_copy():
    """Only a leader reads the words of the copy."""
    assert UNIT.kind is ReaderKind.UNIT
    assert "抄送您" not in parts(letter(LetterKind.URGING))[0]


def test_an_overview_can_be_declined_and_follows_the_first_mail_of_its_week():
    """Long addresses and identifiers arrive whole, and the link stands in both forms."""
    message = parsed(compose(letter(LetterKind.DIGEST), identity=identity(), context=WHOLE))
    assert message["List-Unsubscribe"] == f"<{WHOLE.unsubscribe}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["In-Reply-To"] == message["References"] == WHOLE.thread
    assert message["Content-Language"] == "zh-CN"
    for kind in ("plain", "html"):
        assert WHOLE.unsubscribe in message.get_body((kind,)).get_content()


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind.is_duty])
def test_a_duty_notice_offers_no_way_to_decline_it(kind):
    """Even where an address is known, no header and no link of a duty notice says it."""
    message = parsed(compose(letter(kind), identity=identity(), context=WHOLE))
    assert message["List-Unsubscribe"] is None
    assert "/mails/unsubscribe/" not in message.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("zh_CN", "于2026年11月25日（周三）前（2 个工作日内）"),
        ("en", "by Wed 25 Nov 2026 (2 working days)"),
    ],
)
def test_the_next_step_says_its_day(locale, said):
    """The first step names the day itself, so that nobody has to count working days."""
    for form in parts(letter(LetterKind.URGING, answer_by=date(2026, 11, 25)), locale):
        assert said in form


CLAIM = {
    "en": "Working days are counted by the official working-day calendar of China, including",
    "zh_CN": "工作日按国家公布的节假日安排计算，含调休上班的周末。",
}
"""How the sentence begins that claims the official calendar for every day of a mail."""
EXCEPTION = {
    "en": "The official working days of {} are not known yet: working days in that time are",
    "zh_CN": "{}年节假日安排尚未收录，该时段工作日暂按法定节假日推算，未计调休",
}


@every_mail
@pytest.mark.parametrize(
    ("years", "said"),
    [
        ((), {}),
        ((2027,), {"en": "2027", "zh_CN": "2027"}),
        ((2027, 2028, 2029), {"en": "2027 to 2029", "zh_CN": "2027至2029"}),
    ],
)
def test_no_mail_claims_the_official_calendar_for_a_year_that_is_not_known(kind, locale, years, said):
    """Text and HTML name the years instead; where all are known they claim it as ever."""
    plain, html = parts(replace(letter(kind), provisional_years=years), locale)
    sentences = [*plain.splitlines(), *re.split("<[^>]*>", unescape(html))]
    claims = [each for each in sentences if each.startswith(CLAIM[locale])]
    told = [each for each in sentences if each.startswith(EXCEPTION[locale].format(said.get(locale, "")))]
    assert (len(claims), len(told)) == ((0, 2) if years else (2, 0))
