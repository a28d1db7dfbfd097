"""The mails as a browser lays them out: from a small phone to a wide window, in light and in dark."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
import pytest
import zxingcpp
from chromium import Page, running_chromium

from models.kinds import LetterKind, ReaderKind
from models.letters import Letter, SectionKind
from notifiers.gallery import Exhibit, Gap, index_page
from notifiers.gallery_files import in_scheme
from notifiers.mail import compose
from templates.catalogues import LOCALES, load
from tests.unit.notifiers.letters import (
    AT,
    FEED,
    FIRST,
    LEADER,
    WHOLE,
    behind,
    head,
    late,
    letter,
    near,
    section,
    step,
)

WIDTHS = (320, 640, 1200)
SCHEMES = ("light", "dark")
FOLD = 568
"""CSS pixels of the first screen of a small phone."""
AUDIT = Path(__file__).resolve().parents[1] / "page_audit.js"
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
Audit = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail as it was sent, apart."""

    text: str
    html: str


@cache
def mail_of(name: str, locale: str) -> Mail:
    """Write a letter down and take it apart."""
    context = FIRST if name == "first" else WHOLE
    content = compose(LETTERS[name], head=head(locale), context=context).content
    message = message_from_bytes(content, policy=policy.default)
    text, html = (message.get_body((subtype,)).get_content() for subtype in ("plain", "html"))
    return Mail(text=text, html=html)


class Reading:
    """A browser that shows pages and measures what a reader of them would notice."""

    def __init__(self, page: Page) -> None:
        self._page, self._audit = page, AUDIT.read_text(encoding="utf-8")
        self._open = ""

    @cache  # noqa: B019  (lives as long as the module's tests)
    def audit(self, html: str, width: int, scheme: str = "light") -> Audit:
        """Measure a page at a width in a scheme; glyphs only once, they are the same at any width."""
        self._page.resize(width, FOLD, scheme=scheme)
        if html != self._open:
            self._page.show(html)
            self._open = html
        with_glyphs = "true" if (width, scheme) == (WIDTHS[0], SCHEMES[0]) else "false"
        found: Audit = self._page.evaluate(f"{self._audit}({{withGlyphs: {with_glyphs}}})")
        return found | {"asked": [each for each in self._page.asked if not each.startswith("data:")]}

    def scanned(self, html: str, width: int, scheme: str) -> list[str]:
        """Read the codes on a page as a phone held before the screen does."""
        self._page.resize(width, FOLD, scheme=scheme)
        self._page.show(html)
        self._open = html
        wide, high, greys = self._page.greys()
        return [each.text for each in zxingcpp.read_barcodes(memoryview(greys).cast("B", (high, wide)))]


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """Give one browser for all pages of this module."""
    with running_chromium(tmp_path_factory.mktemp("chromium")) as page:
        yield Reading(page)


def too_wide(audit: Audit) -> list[str]:
    """Find a page that must be scrolled sideways."""
    return [f"{audit['needs']} > {audit['has']}"] if audit["needs"] > audit["has"] else []


def wrong_links(audit: Audit) -> list[str]:
    """Find links to elsewhere, without words, or whose words name another address than they lead to."""
    return [f"{each['text']} -> {each['href']}" for each in audit["links"] if not is_honest(**each)]


def is_honest(href: str | None, text: str) -> bool:
    """Tell whether a link leads to the office, and where it says."""
    ours = re.fullmatch(
        r"(https|webcal)://duban\.example\.org(/\S*)?|mailto:[\w.]+@example\.org(\?\S*)?", href or ""
    )
    named = re.fullmatch(r"https?://\S+|\S+@\S+", text)
    return bool(ours and text) and (not named or (href or "").removeprefix("mailto:").startswith(text))


CHECKS: dict[str, Callable[[Audit], list[str]]] = {
    "nothing is scrolled sideways": too_wide,
    "no text leaves its box": lambda audit: audit["leaving"],
    "no text covers another": lambda audit: audit["covering"],
    "no text is cut": lambda audit: audit["cut"],
    "every text stands out": lambda audit: audit["pale"],
    "every character has a glyph": lambda audit: audit["tofu"],
    "every text can be read": lambda audit: [each["text"] for each in audit["texts"] if each["size"] < 12],
    "every link is honest": wrong_links,
    "nothing is loaded": lambda audit: audit["asked"],
}
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
every_mail = pytest.mark.parametrize(("name", "locale"), MAILS)
every_short_mail = pytest.mark.parametrize(("name", "locale"), [mail for mail in MAILS if mail[0] in SHORT])


def faults(reading: Reading, html: str, check: str) -> set[str]:
    """Say what a check finds at any width, in any scheme."""
    audits = (reading.audit(html, width, scheme) for width in WIDTHS for scheme in SCHEMES)
    return {each for audit in audits for each in CHECKS[check](audit)}


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
    envelope = compose(LETTERS["first"], head=head(locale), context=FIRST)
    shown = Exhibit(letter=LETTERS["first"], envelope=envelope, locale=locale, within=LetterKind.DIGEST)
    gap = Gap(kind=LetterKind.REPORT, reader=ReaderKind.OFFICE, why="no weekly mail")
    html = index_page([shown], [gap], on=AT.date(), office="督查室", locale=locale).decode()
    checks = set(CHECKS) - {"every link is honest", "nothing is loaded"}
    assert {check: found for check in checks if (found := faults(reading, html, check))} == {}


@every_mail
def test_a_dark_screen_gets_a_dark_mail(name: str, locale: str, reading: Reading) -> None:
    """Only the reader's scheme turns the page dark."""
    grounds = {scheme: reading.audit(mail_of(name, locale).html, 640, scheme)["ground"] for scheme in SCHEMES}
    assert grounds["light"] > 0.7
    assert grounds["dark"] < 0.05


@every_mail
def test_the_gallery_shows_the_colours_that_readers_see(name: str, locale: str, reading: Reading) -> None:
    """A page made to be dark looks on a light screen as the mail itself looks on a dark one."""
    html = mail_of(name, locale).html
    for scheme, other in (SCHEMES, SCHEMES[::-1]):
        shown = reading.audit(in_scheme(html, scheme), 640, other)
        assert shown["texts"] == reading.audit(html, 640, scheme)["texts"]


@every_mail
def test_without_its_style_element_a_mail_looks_the_same(name: str, locale: str, reading: Reading) -> None:
    """Programs that drop the style element lose the dark variant and nothing else, as does inlining it."""
    html = mail_of(name, locale).html
    bare, inlined = re.sub(r"<style.*?</style>", "", html, flags=re.S), css_inline.inline(html)
    assert reading.audit(bare, 320)["texts"] == reading.audit(html, 320)["texts"]
    assert reading.audit(inlined, 640)["texts"] == reading.audit(html, 640)["texts"]


@every_mail
def test_a_phone_shows_first_what_matters(name: str, locale: str, reading: Reading) -> None:
    """The figures and the most urgent row stand above the fold of a small phone."""
    first = [
        each["text"]
        for each in reading.audit(mail_of(name, locale).html, 320)["texts"]
        if each["bottom"] <= FOLD
    ]
    assert [
        fact for fact in first_facts(LETTERS[name], locale) if not any(fact in text for text in first)
    ] == []


def first_facts(of: Letter, locale: str) -> Iterator[str]:
    """Give what the first screen must say: the figures, and the worst row's number, title and distance."""
    if not of.lines:
        yield str(of.run.planned)
        return
    worst = min(
        of.lines, key=lambda line: line.notice.working_days if line.notice else line.standing.working_days
    )
    yield worst.standing.task.title[:12]
    if len(of.lines) > 1:
        yield from (load(locale).gettext(word) for word in ("overdue", "due soon", "behind"))


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1200, "light")])
def test_a_phone_reads_the_code_of_a_first_mail(width: int, scheme: str, reading: Reading) -> None:
    """Only the first mail has a code, and it opens the subscription, on a dark screen too."""
    found = reading.scanned(mail_of("first", "zh_CN").html, width, scheme)
    assert found == [FEED.replace("https:", "webcal:")]


def test_a_later_mail_has_no_code(reading: Reading) -> None:
    """Whoever subscribed needs none."""
    assert reading.scanned(mail_of("weekly", "zh_CN").html, 640, "light") == []


NUMBERS = re.compile(r"\d+")
ADDRESSES = re.compile(r"(?:https|webcal)://[\w./-]+|[\w.]+@[\w.]+\w")


@every_short_mail
@pytest.mark.parametrize("facts", [NUMBERS, ADDRESSES], ids=["numbers", "addresses"])
def test_both_forms_tell_the_same_facts(
    name: str, locale: str, facts: re.Pattern[str], reading: Reading
) -> None:
    """Each number and address of the plain text is in the HTML as often, and the HTML adds none."""
    mail = mail_of(name, locale)
    text, page = Counter(facts.findall(mail.text)), Counter(facts.findall(visible(reading, mail)))
    assert set(page) == set(text)
    if facts is NUMBERS:
        assert text - page == Counter()


def visible(reading: Reading, mail: Mail) -> str:
    """Give all that a reader of the HTML sees, and where its links lead."""
    audit = reading.audit(mail.html, 640)
    return "\n".join([audit["shown"], *(each["href"] for each in audit["links"])])


@every_short_mail
def test_both_forms_name_every_task_and_everybody(name: str, locale: str, reading: Reading) -> None:
    """Titles, units, leaders and milestones of every row stand in both forms."""
    mail = mail_of(name, locale)
    forms = {"text": mail.text, "page": visible(reading, mail)}
    wanted = {fact for line in LETTERS[name].lines for fact in named_in(line)} | {LETTERS[name].reader.name}
    assert {fact: form for form, shown in forms.items() for fact in wanted if fact not in shown} == {}


def named_in(line: Any) -> Iterator[str]:
    """Give the names that a row must tell."""
    task = line.standing.task
    yield task.title
    yield from (each.name for each in (*task.units, *task.leaders))
    yield from (each.text for each in (*line.standing.missed, *task.milestones))
