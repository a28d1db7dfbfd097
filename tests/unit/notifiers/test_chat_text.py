# SPDX-License-Identifier: Apache-2.0
"""A letter in a few words."""

import json
from dataclasses import replace

import pytest
from babel.messages.extract import extract_from_file

from models.kinds import LetterKind
from models.letters import Letter, SectionKind
from notifiers import chat_text
from notifiers.chat_text import shorten, trial
from templates.catalogues import load
from tests.support.mails.letters import LEADER, OFFICE, UNIT, identity, late, letter, near, section

LINK = "https://duban.example.org/" + "x" * 220
MOST_BYTES = 2_048
"""What a text of WeCom's may have, the tightest of all."""


def told(of: Letter, *, locale: str = "zh_CN", link: str = "https://duban.example.org/p") -> dict[str, str]:
    return json.loads(shorten(of, identity=identity(locale), link=link).content)


def test_the_headline_names_kind_reader_period_and_figures() -> None:
    """Who reads no further knows how much is late."""
    title = told(letter(LetterKind.WEEKLY), locale="en")["title"]
    assert title.startswith("[Weekly reminder] 云溪区住房建设局, week 48 of 2026: 1 overdue")


def test_the_worst_rows_come_first_with_their_working_days() -> None:
    """Three at most, and how many are left out."""
    lines = told(letter(LetterKind.WEEKLY), locale="en")["text"].splitlines()
    assert lines[0].startswith("12 ")
    assert lines[0].endswith("33 working days late")
    assert lines[3:] == [
        "… and 2 more",
        "Next: tell the office within 2 working days why, and when it will be finished.",
    ]


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        (LetterKind.THRESHOLD, "Next: finish by the deadline"),
        (LetterKind.URGING, "Next: tell the office within 2 working days"),
        (LetterKind.DIGEST, "Next: see the mail"),
        (LetterKind.PORTFOLIO, "Next: please see to it"),
    ],
)
def test_each_reader_is_told_what_to_do_next(kind: LetterKind, step: str) -> None:
    """As the mail says at length."""
    assert told(letter(kind), locale="en")["text"].splitlines()[-1].startswith(step)


def test_the_run_report_has_its_figures_in_its_headline() -> None:
    """It has no rows."""
    assert (
        "55 of 57 mails sent, 1 waiting, 1 given up" in told(letter(LetterKind.REPORT), locale="en")["title"]
    )


def test_a_task_in_two_sections_is_told_once() -> None:
    """Three rows are three tasks."""
    twice = letter(
        LetterKind.WEEKLY, section(SectionKind.URGED, late()), section(SectionKind.OVERDUE, late(), near())
    )
    assert told(twice)["text"].count("12 ") == 1


def test_there_is_one_link_and_no_mailbox_in_it() -> None:
    """The reader's page, else the office's address; supervisors are told as one."""
    assert told(letter(LetterKind.WEEKLY), link="")["link"] == "https://duban.example.org"
    supervisor = replace(OFFICE, key="office:dcs@example.org")
    digest = letter(LetterKind.DIGEST, reader=supervisor, key="digest:2026-11-23:office:dcs@example.org")
    note = told(digest)
    assert (note["key"], note["reader_key"]) == ("digest:2026-11-23:office", "office")
    assert "@" not in json.dumps(note)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", LetterKind)
def test_the_longest_names_stay_below_the_tightest_limit(kind: LetterKind, locale: str) -> None:
    """Whatever the plan says, WeCom takes it whole."""
    long = [late(number * 10**60, title="督" * 300) for number in range(10, 20)]
    reader = {LetterKind.DIGEST: OFFICE, LetterKind.REPORT: OFFICE, LetterKind.PORTFOLIO: LEADER}.get(
        kind, UNIT
    )
    whole = letter(
        kind,
        section(SectionKind.OVERDUE, *long),
        reader=replace(reader, name="局" * 200),
        covers=(LetterKind.WEEKLY, LetterKind.URGING, LetterKind.THRESHOLD),
    )
    note = told(whole, locale=locale, link=LINK)
    said = f"{note['title']}\n{note['text']}\n{note['link']}"
    assert len(said.encode()) <= MOST_BYTES
    assert len(said) - len(LINK) <= 500


def test_the_same_letter_is_the_same_bytes() -> None:
    """Every attempt hands over what was stored; a second round would write the same."""
    weekly = letter(LetterKind.WEEKLY)
    notes = {shorten(weekly, identity=identity(), link="").content for _each in range(3)}
    assert len(notes) == 1


def test_a_trial_says_whose_reminders_will_come() -> None:
    """And from whom."""
    note = json.loads(
        trial(identity=identity("en"), reader="甲局", reader_key="unit:1", key="trial:1").content
    )
    assert "云溪区人民政府督查室" in note["title"]
    assert "甲局" in note["text"]


def test_every_word_is_translated() -> None:
    """No English shows in a Chinese chat."""
    path = chat_text.__file__
    chinese = load("zh_CN")
    found = (entry[1] for entry in extract_from_file("python", path))
    said = {each if isinstance(each, str) else each[0] for each in found}
    assert len(said) > 8
    assert [each for each in said if not chinese.knows(each)] == []
