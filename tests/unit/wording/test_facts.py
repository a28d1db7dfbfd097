# SPDX-License-Identifier: Apache-2.0
"""The facts of a task: chosen by name, told alike wherever they are shown."""

from dataclasses import replace
from datetime import date

import pytest

from models.letters import SectionKind
from models.views import TargetView
from notifiers.ical.entries import all_entries
from notifiers.ical.words import description
from notifiers.mail.rows import IN_BRIEF, TEXT_AT_MOST, row_of
from templates.catalogues import LOCALES, load
from tests.support.mails.letters import ON, behind, late, near
from wording.facts import FACTS, Subject, facts, values
from wording.formatter import Formatter

TARGET = TargetView(id=1, name="口袋公园", op=">=", value="6", unit="座", reported="4座")
UNREPORTED = TargetView(id=2, name="绿道", op="=", value="2", unit="公里")


def told(name: str, subject: Subject, locale: str = "zh_CN") -> list[tuple[str, str]]:
    """Give labels and texts of one name."""
    return [(fact.label, fact.text) for fact in facts((name,), subject, Formatter.of(locale))]


def test_a_mail_names_the_targets_and_what_was_last_reported_of_them() -> None:
    """The unit reads the quantity it must reach, and how far it said it was."""
    line = near(targets=(TARGET, UNREPORTED))
    shown = {
        locale: dict(fact[:2] for fact in row_of(line, SectionKind.DUE_SOON, Formatter.of(locale)).facts)
        for locale in LOCALES
    }
    assert shown["zh_CN"]["量化指标："] == "口袋公园 ≥ 6座（最近反馈：4座）、绿道 = 2公里"
    assert shown["en"]["Targets: "] == "口袋公园 ≥ 6座 (last reported: 4座), 绿道 = 2公里"


def test_a_row_without_targets_says_nothing_of_any() -> None:
    """A label without a text is no fact."""
    assert not [
        fact for fact in row_of(near(), SectionKind.DUE_SOON, Formatter.of("en")).facts if "Target" in fact[0]
    ]


def test_a_thousand_targets_crowd_nothing_else_out() -> None:
    """The text of all of them is as long as any fact may be, in the HTML shorter."""
    many = tuple(replace(TARGET, id=number, name=f"公园{number}") for number in range(1_000))
    row = row_of(near(targets=many), SectionKind.DUE_SOON, Formatter.of("zh_CN"))
    (_label, text, brief) = next(fact for fact in row.facts if fact[0] == "量化指标：")
    assert (len(text), len(brief)) == (TEXT_AT_MOST, IN_BRIEF["reported_targets"])


def test_mail_and_calendar_tell_a_target_in_the_same_words() -> None:
    """What stands in the mail of a target begins as its line in the calendar does."""
    line = near(targets=(TARGET,))
    entry = next(all_entries(line.status.task, ON))
    (in_calendar,) = (
        text for text in description(entry, load("zh_CN")).split("\n") if text.startswith("量化指标")
    )
    (in_mail,) = (
        label + text
        for label, text, _brief in row_of(line, SectionKind.DUE_SOON, Formatter.of("zh_CN")).facts
        if label == "量化指标："
    )
    assert in_mail.startswith(in_calendar)


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_fact_is_told_of_every_task(name: str, locale: str) -> None:
    """With and without a status, late or without a deadline, no fact fails, and each has a label."""
    for line in (near(), late(), behind()):
        bare = replace(line.status.task, due=None, units=(), leaders=())
        for subject in (Subject(task=bare), Subject(task=line.status.task, status=line.status)):
            assert all(label and "\n" not in text for label, text in told(name, subject, locale))


def test_an_extended_deadline_names_the_first_one() -> None:
    """Whoever reads the new day sees which it was at first."""
    task = replace(near().status.task, due=date(2026, 12, 31), original_due=date(2026, 11, 30))
    assert told("deadline", Subject(task=task)) == [
        ("完成时限", "2026年12月31日（周四），原定2026年11月30日（周一）")
    ]


def test_values_are_for_scripts() -> None:
    """A field without a form of its own is the task's."""
    found = values(("number", "units", "due", "signal"), near().status)
    assert found["units"] == ["云溪区住房建设局", "石桥镇人民政府"]
    assert (found["number"], found["due"], found["signal"]) == ("97", date(2026, 11, 30), "blue")
