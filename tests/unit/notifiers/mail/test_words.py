# SPDX-License-Identifier: Apache-2.0
"""Every word of the mails is translated, and every kind of letter has its words."""

import re

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from models.kinds import DueKind, LetterKind, Role, Signal
from models.letters import SectionKind
from templates.catalogues import load
from tests.support.docs.template_words import TEMPLATES, template_sentences
from tests.support.mails.letters import ON
from wording import labels
from wording.formatter import Formatter

ROOT = TEMPLATES.parent
MODULES = ("wording/labels", "wording/formatter", "notifiers/mail/rows", "notifiers/mail/content")


def module_sentences() -> set[str]:
    """Give every sentence the mail modules translate."""
    paths = [ROOT / f"{name}.py" for name in MODULES]
    found = (entry[1] for path in paths for entry in extract_from_file("python", path))
    return {message if isinstance(message, str) else message[0] for message in found}


def test_every_sentence_of_the_mail_templates_is_translated():
    """No English shows in a Chinese mail because a template has outgrown the catalogue."""
    sentences = template_sentences("mail")
    assert len(sentences) > 40
    assert sorted(each for each in sentences if not load("zh_CN").knows(each)) == []


def test_every_phrase_of_the_mail_modules_is_translated():
    """No English shows in a Chinese mail because a module has outgrown the catalogue."""
    sentences = module_sentences()
    assert len(sentences) > 40
    assert sorted(each for each in sentences if not load("zh_CN").knows(each)) == []


def test_a_translation_fills_in_the_same_facts():
    """Each translation uses exactly the facts its sentence offers."""
    with (TEMPLATES / "locale" / "zh_CN" / "mail.po").open("rb") as file:
        entries = [message for message in read_po(file, locale="zh_CN") if message.id]
    assert [message.id for message in entries if facts(message.id) != facts(message.string)] == []


def facts(sentence) -> set[str]:
    """Give the places to fill in of a sentence, or of the plural of a pair."""
    text = sentence if isinstance(sentence, str) else sentence[-1]
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_value_of_every_word_list_has_a_name(locale):
    """A kind, signal, section, role or due kind added later cannot be forgotten here."""
    gettext = load(locale).gettext
    assert all(labels.letter_name(kind, gettext) for kind in LetterKind)
    assert all(labels.signal_word(signal, gettext) for signal in Signal)
    assert all(labels.section_title(kind, gettext) for kind in SectionKind)
    assert [labels.role_word(role, gettext) for role in Role].count("") == 1
    assert [labels.due_kind_word(kind, gettext) for kind in DueKind].count("") == 2


@pytest.mark.parametrize(
    ("days", "by", "english", "chinese"),
    [
        (6, 30, "6 working days left", "还剩 6 个工作日"),
        (1, 24, "1 working day left", "还剩 1 个工作日"),
        (0, 23, "due today", "今日到期"),
        (0, 25, "no working day left", "已无剩余工作日"),
        (0, 22, "less than one working day late", "已逾期，不足 1 个工作日"),
        (-1, 20, "1 working day late", "已逾期 1 个工作日"),
        (-33, 1, "33 working days late", "已逾期 33 个工作日"),
    ],
)
def test_a_distance_is_told_in_words(days, by, english, chinese):
    """Days left and late, today, and the days between that are no working days, each have their words."""
    by = ON.replace(day=by)
    assert Formatter.of("en").distance(days, by=by, on=ON) == english
    assert Formatter.of("zh_CN").distance(days, by=by, on=ON) == chinese


def test_a_task_without_deadline_has_no_distance():
    """Nothing is counted where nothing is due."""
    assert Formatter.of("zh_CN").distance(None, by=None, on=ON) == "未定具体时限"


def test_periods_are_written_as_people_write_them():
    """A week and a day read naturally in both locales."""
    assert Formatter.of("zh_CN").period("2026-W48") == "2026年第48周"
    assert Formatter.of("en").period("2026-W05") == "week 5 of 2026"
    assert Formatter.of("zh_CN").period("2026-11-30") == "2026年11月30日（周一）"
    assert Formatter.of("en").period("2026-11-30") == "Mon 30 Nov 2026"
