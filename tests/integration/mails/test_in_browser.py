# SPDX-License-Identifier: Apache-2.0
"""The mails as a browser lays them out: from a small phone to a wide window, in light and in dark."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from functools import cache
from typing import Any

import css_inline
import pytest

from models.kinds import LetterKind, ReaderKind
from models.letters import Letter, SectionKind
from notifiers.mail.compose import compose
from notifiers.mail.preview import MailSample, MissingSample, in_scheme, index_page
from templates.catalogues import LOCALES, load
from tests.support.browser.audits import CHECKS, FOLD, SCHEMES, Reading, faults
from tests.support.browser.chromium import running_chromium
from tests.support.mails.letters import (
    AT,
    FEED,
    FIRST,
    LEADER,
    WHOLE,
    behind,
    identity,
    late,
    letter,
    near,
    section,
    step,
)

LONG = "x" * 300
LETTERS: dict[str, Letter] = {
    **{kind.value: letter(kind) for kind in LetterKind},
    "first": letter(LetterKind.WEEKLY),
    "copy": letter(LetterKind.URGING, reader=LEADER),
    "weekly-urging": letter(LetterKind.WEEKLY, covers=(LetterKind.WEEKLY, LetterKind.URGING)),
    "many": letter(LetterKind.DIGEST, section(SectionKind.DUE_SOON, *(near(n) for n in range(1, 43)))),
    "steps": letter(LetterKind.THRESHOLD, section(SectionKind.CROSSED, step(), near(), behind())),
    "endless-word": letter(LetterKind.URGING, section(SectionKind.URGED, late(title=LONG), late(13))),
}
SHORT = tuple(name for name in LETTERS if name not in ("many", "endless-word"))
"""The letters whose HTML leaves nothing out."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail as it was sent, apart."""

    locale: str
    text: str
    html: str


MailCheck = Callable[[Reading, Mail, Letter], list[str]]


@cache
def mail_of(name: str, locale: str) -> Mail:
    """Write a letter down and take it apart."""
    context = FIRST if name == "first" else WHOLE
    content = compose(LETTERS[name], identity=identity(locale), context=context).content
    message = message_from_bytes(content, policy=policy.default)
    text, html = (message.get_body((subtype,)).get_content() for subtype in ("plain", "html"))
    return Mail(locale=locale, text=text, html=html)


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """Give one browser for all pages of this module."""
    with running_chromium(tmp_path_factory.mktemp("chromium")) as page:
        made = Reading(page)
        if CHECKS["every character has a glyph"](made.audit(PAGE.format("督办"), 320)):
            pytest.skip("no font with Chinese on this machine (Debian: apt-get install fonts-noto-cjk)")
        yield made


PAGE = '<!DOCTYPE html><html lang="en"><body style="background:#fff;color:#000;margin:0">{}</body></html>'
BROKEN = {
    "nothing is scrolled sideways": '<table width="900"><tr><td>wide</td></tr></table>',
    "no text leaves its box": '<div style="width:40px;border:1px solid">unbreakable</div>',
    "no text covers another": 'below<div style="position:relative;top:-18px">above</div>',
    "no text is cut": '<div style="height:10px;overflow:hidden">one<br>two<br>three</div>',
    "every text stands out": '<div style="background:#eee"><i style="color:rgba(0,0,0,.5)">pale</i></div>',
    "every character has a glyph": "督\u0378办",
    "every text can be read": '<b style="font-size:9px">tiny</b>',
    "every link is honest": '<a href="https://elsewhere.example/">https://duban.example.org</a>',
    "nothing is loaded": '<img src="http://127.0.0.1:9/pixel.png" alt="">',
}
SOUND = '<p>督办 <a href="mailto:dcs@example.org">dcs@example.org</a></p>'
MAILS = [(name, each) for name in LETTERS for each in LOCALES if each == "zh_CN" or name in [*LetterKind]]
IN_ENGLISH = {LetterKind.WEEKLY, LetterKind.DIGEST}
"""What is laid out in English every time; CI takes all."""
every_mail = pytest.mark.parametrize(
    ("name", "locale"),
    [
        (name, locale)
        if locale == "zh_CN" or name in IN_ENGLISH
        else pytest.param(name, locale, marks=[pytest.mark.whole])
        for name, locale in MAILS
    ],
)
every_short_mail = pytest.mark.parametrize(("name", "locale"), [mail for mail in MAILS if mail[0] in SHORT])


@every_mail
def test_every_mail_can_be_read(name: str, locale: str, reading: Reading) -> None:
    """At every width and in both schemes no mail has any fault that a check knows."""
    html = mail_of(name, locale).html
    assert {check: found for check in CHECKS if (found := faults(reading, html, check))} == {}


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_can_fail(check: str, reading: Reading) -> None:
    """A page with just that fault is found faulty, and one without is not."""
    assert faults(reading, PAGE.format(BROKEN[check]), check)
    assert not faults(reading, PAGE.format(SOUND), check)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_gallery_itself_can_be_read(locale: str, reading: Reading) -> None:
    """Its frames stand in windows of their own, so all else of it can be checked as a mail is."""
    envelope = compose(LETTERS["first"], identity=identity(locale), context=FIRST)
    shown = MailSample(letter=LETTERS["first"], envelope=envelope, locale=locale, within=LetterKind.DIGEST)
    lacking = MissingSample(kind=LetterKind.REPORT, reader=ReaderKind.OFFICE, why="no weekly mail")
    html = index_page([shown], [lacking], on=AT.date(), office="督查室", locale=locale).decode()
    checks = set(CHECKS) - {"every link is honest", "nothing is loaded"}
    assert {check: found for check in checks if (found := faults(reading, html, check))} == {}


@every_mail
def test_the_gallery_shows_the_colours_that_readers_see(name: str, locale: str, reading: Reading) -> None:
    """A page made to be dark looks on a light screen as the mail itself looks on a dark one."""
    html = mail_of(name, locale).html
    for scheme, other in (SCHEMES, SCHEMES[::-1]):
        shown = reading.audit(in_scheme(html, scheme), 640, other)
        assert shown["texts"] == reading.audit(html, 640, scheme)["texts"]


def not_turned_dark(reading: Reading, mail: Mail, _of: Letter) -> list[str]:
    """Find a page that is not light on a light screen and dark on a dark one."""
    light, dark = (reading.audit(mail.html, 640, scheme)["ground"] for scheme in SCHEMES)
    return [] if light > 0.7 and dark < 0.05 else [f"light {light}, dark {dark}"]


def lost_with_the_style(reading: Reading, mail: Mail, _of: Letter) -> list[str]:
    """Find what looks otherwise where a program drops the style element, or inlines it."""
    bare, inlined = re.sub(r"<style.*?</style>", "", mail.html, flags=re.S), css_inline.inline(mail.html)
    return [
        f"{each} became {other}"
        for width, plain in ((320, bare), (640, inlined))
        for each, other in zip(
            reading.audit(mail.html, width)["texts"], reading.audit(plain, width)["texts"], strict=True
        )
        if each != other
    ]


def below_the_fold(reading: Reading, mail: Mail, of: Letter) -> list[str]:
    """Find figures, or the most urgent row, below the first screen of a small phone."""
    texts = reading.audit(mail.html, 320)["texts"]
    first = [each["text"] for each in texts if each["bottom"] <= FOLD]
    return [fact for fact in first_facts(of, mail.locale) if not any(fact in text for text in first)]


def first_facts(of: Letter, locale: str) -> Iterator[str]:
    """Give what the first screen must say: the figures, and the worst row's number, title and distance."""
    if not of.lines:
        yield str(of.run.planned)
        return
    worst = min(
        of.lines, key=lambda line: line.notices[0].working_days if line.notices else line.status.working_days
    )
    yield worst.status.task.title[:12]
    if len(of.lines) > 1:
        yield from (load(locale).gettext(word) for word in ("overdue", "due soon", "behind"))


def told_once_only(reading: Reading, mail: Mail, _of: Letter) -> list[str]:
    """Find numbers and addresses of one form that the other lacks; the HTML may repeat a number."""
    page = visible(reading, mail)
    numbers, figures = Counter(NUMBERS.findall(mail.text)), Counter(NUMBERS.findall(page))
    addresses = set(ADDRESSES.findall(mail.text)) ^ set(ADDRESSES.findall(page))
    return [*(numbers - figures), *(set(figures) - set(numbers)), *addresses]


def named_once_only(reading: Reading, mail: Mail, of: Letter) -> list[str]:
    """Find titles, units, leaders and milestones of a row that a form does not name."""
    wanted = {of.reader.name, *(fact for line in of.lines for fact in named_in(line))}
    return [fact for shown in (mail.text, visible(reading, mail)) for fact in wanted if fact not in shown]


def visible(reading: Reading, mail: Mail) -> str:
    """Give all that a reader of the HTML sees, and where its links lead."""
    audit = reading.audit(mail.html, 640)
    return "\n".join([audit["shown"], *(each["href"] for each in audit["links"])])


def named_in(line: Any) -> Iterator[str]:
    """Give the names that a row must tell."""
    task = line.status.task
    yield task.title
    yield from (each.name for each in (*task.units, *task.leaders))
    yield from (each.text for each in (*line.status.overdue_milestones, *task.milestones))


NUMBERS = re.compile(r"\d+年\d+月(?:\d+日)?|\d+ [A-Z][a-z]{2,8} \d{4}|\d+ (?:个工作日|working days?)|\d+")
"""Days and distances count as one each."""
ADDRESSES = re.compile(r"(?:https|webcal)://[\w./-]+|[\w.]+@[\w.]+\w")
OF_ALL = (not_turned_dark, lost_with_the_style, below_the_fold)
OF_SHORT = (told_once_only, named_once_only)
SPOILT = {
    not_turned_dark: ("@media (prefers-color-scheme:dark)", "@media print"),
    lost_with_the_style: ("<style>", "<style>h1{letter-spacing:3px}"),
    below_the_fold: ("</style>", "</style><table><tr><td height=400></td></tr></table>"),
    told_once_only: ("2026年10月1日", "2026年10月2日"),
    named_once_only: ("云溪区住房建设局", "住房建设局"),
}


@every_mail
def test_every_mail_serves_its_reader(name: str, locale: str, reading: Reading) -> None:
    """It suits the screen, needs no style element, says first what matters, and all of it in both forms."""
    checks = (*OF_ALL, *(OF_SHORT if name in SHORT else ()))
    mail, of = mail_of(name, locale), LETTERS[name]
    assert {check.__name__: found for check in checks if (found := check(reading, mail, of))} == {}


@pytest.mark.parametrize("check", SPOILT)
def test_a_mail_that_serves_its_reader_badly_is_found_out(check: MailCheck, reading: Reading) -> None:
    """A mail spoilt in one way is faulty in that way."""
    mail, (sound, spoilt) = mail_of("weekly", "zh_CN"), SPOILT[check]
    assert sound in mail.html
    assert check(reading, replace(mail, html=mail.html.replace(sound, spoilt)), LETTERS["weekly"])


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1200, "light")])
def test_a_phone_reads_the_code_of_a_first_mail(width: int, scheme: str, reading: Reading) -> None:
    """Only the first mail has a code, and it opens the subscription, on a dark screen too."""
    found = reading.scanned(mail_of("first", "zh_CN").html, width, scheme)
    assert found == [FEED.replace("https:", "webcal:")]


def test_a_later_mail_has_no_code(reading: Reading) -> None:
    """Whoever subscribed needs none."""
    assert reading.scanned(mail_of("weekly", "zh_CN").html, 640, "light") == []
