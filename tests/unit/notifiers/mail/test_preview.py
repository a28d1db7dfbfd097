# SPDX-License-Identifier: Apache-2.0
"""The gallery of mails: what it shows, and that it shows it unchanged."""

import re
from dataclasses import replace
from datetime import date
from email.message import EmailMessage

import pytest

from models.kinds import LetterKind, ReaderKind
from notifiers.mail.compose import compose
from notifiers.mail.preview import (
    MailSample,
    MissingSample,
    files_of,
    in_scheme,
    index_page,
    opened,
    why_none,
)
from templates.catalogues import LOCALES, load
from tests.support.docs.template_words import template_sentences
from tests.support.mails.letters import identity, letter
from wording.formatter import Formatter

PICTURE = b"\x89PNG not much of a picture"


def sample(kind: LetterKind, locale: str = "zh_CN", **facts: object) -> MailSample:
    """Give a mail of that kind as a sample."""
    its = letter(kind)
    return MailSample(letter=its, envelope=compose(its, identity=identity(locale)), locale=locale, **facts)


def with_files() -> bytes:
    """Give a mail with a picture of its own and a calendar beside it."""
    mail = EmailMessage()
    mail.set_content("text")
    mail.add_alternative('<html><head></head><body><img src="cid:code"></body></html>', subtype="html")
    mail.get_body(("html",)).add_related(PICTURE, "image", "png", cid="<code>")
    mail.add_attachment("BEGIN:VCALENDAR\r\n", subtype="calendar", filename="../督办.ics")
    return mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))


def page(*samples: MailSample, missing: tuple[MissingSample, ...] = (), locale: str = "zh_CN") -> str:
    """Give the index of a gallery."""
    made = index_page(samples, missing, on=date(2026, 11, 23), office="督查室", locale=locale)
    return made.decode()


def test_each_file_is_what_was_sent() -> None:
    """The mail is kept byte for byte, its parts as a mail program decodes them."""
    one = sample(LetterKind.DIGEST)
    files, mail = files_of(one.name, one.envelope.content), opened(one.envelope.content)
    assert files["digest-office.zh_CN.eml"] == one.envelope.content
    assert files["digest-office.zh_CN.html"].decode() == mail.html
    assert files["digest-office.zh_CN.txt"].decode() == mail.text
    assert one.envelope.content.startswith(files["digest-office.zh_CN.headers.txt"].replace(b"\n", b"\r\n"))


def test_a_page_can_be_seen_in_either_scheme_whoever_looks() -> None:
    """The rules of the other scheme are switched off, those of this one always apply."""
    html = "@media (prefers-color-scheme:dark){a}@media ( prefers-color-scheme: light ){b}"
    html += "color-scheme:light dark"
    assert in_scheme(html, "dark") == "@media all{a}@media not all{b}color-scheme:dark"
    assert in_scheme(html, "light") == "@media not all{a}@media all{b}color-scheme:light"


def test_every_mail_of_ours_has_a_dark_side() -> None:
    """In no kind of mail does the gallery's dark page look for the reader's own choice."""
    for kind in LetterKind:
        one = sample(kind)
        dark = files_of(one.name, one.envelope.content)[f"{one.name}.dark.html"].decode()
        assert "@media all" in dark
        assert "prefers-color-scheme" not in dark
        assert dark.startswith("<!DOCTYPE")


def test_pictures_and_attachments_of_a_mail_are_in_the_gallery() -> None:
    """A picture is shown from the page itself, and an attached file keeps its bytes under a safe name."""
    files = files_of("weekly", with_files())
    assert b'<img src="data:image/png;base64,' in files["weekly.dark.html"]
    assert b"cid:code" in files["weekly.html"]
    assert files["weekly.1.ics"] == b"BEGIN:VCALENDAR\r\n"
    assert all("/" not in name for name in files)


def test_a_shown_page_may_load_nothing() -> None:
    """The pages in the frames forbid every address but those within themselves."""
    for scheme in ("light", "dark"):
        shown = files_of("x", with_files())[f"x.{scheme}.html"].decode()
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', shown)
        assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_index_shows_each_mail_with_subject_reader_size_and_files(locale: str) -> None:
    """Nothing that a tester asks for first is missing, and every link is to a file that is there."""
    shown = [sample(kind, each) for kind in LetterKind for each in LOCALES]
    text = page(*shown, locale=locale)
    files = {name for each in shown for name in files_of(each.name, each.envelope.content)}
    linked = set(re.findall(r'(?:src|href)="([^"]+)"', text))
    assert linked <= files
    for each in shown:
        assert f"{len(each.envelope.content):,}" in text
        assert each.envelope.recipient in text
        assert {f"{each.name}.eml", f"{each.name}.light.html", f"{each.name}.dark.html"} <= linked


def test_the_index_escapes_what_a_mail_says() -> None:
    """A subject is text, whatever stands in it."""
    one = sample(LetterKind.WEEKLY)
    evil = "<script>alert(1)</script>"
    text = page(MailSample(letter=one.letter, locale="en", envelope=replace(one.envelope, subject=evil)))
    assert evil not in text


def test_frames_are_sandboxed_and_the_index_has_no_script() -> None:
    """A mail can run nothing, and neither can the index."""
    text = page(sample(LetterKind.WEEKLY))
    assert re.findall(r"<iframe(?![^>]* sandbox loading)", text) == []
    assert "<script" not in text


def test_a_kind_without_a_mail_says_why() -> None:
    """A gap has the name of its kind, its reader and a reason."""
    lacking = MissingSample(kind=LetterKind.REPORT, reader=ReaderKind.OFFICE, why="因为没有")
    text = page(missing=(lacking,))
    assert "（致督查室）" in text
    assert "因为没有" in text


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_has_a_reason_to_be_missing(locale: str) -> None:
    """No kind is without words, for all readers or for the one asked for."""
    formatter = Formatter.of(locale)
    said = [
        why_none(kind, until="X", is_chosen=chosen, formatter=formatter)
        for kind in LetterKind
        for chosen in (0, 1)
    ]
    assert all(said)
    assert len(
        {why_none(kind, until="X", is_chosen=False, formatter=formatter) for kind in LetterKind}
    ) == len(LetterKind)


def test_every_sentence_of_the_pages_is_translated() -> None:
    """No English shows on a Chinese page because a template has outgrown the catalogue."""
    assert sorted(each for each in template_sentences("web") if not load("zh_CN").knows(each)) == []
