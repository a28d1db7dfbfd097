# SPDX-License-Identifier: Apache-2.0
"""The reminder policy and what is said of a wrong one."""

import re
import tomllib
from datetime import time
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest
from pydantic import ValidationError

from models.errors import SettingsError
from models.problems import Problems
from scheduler import policy_problems, workdays
from scheduler.policy import Policy, default_policy, read_policy
from scheduler.policy_problems import show
from templates.catalogues import load

DOCS = Path(__file__).resolve().parents[3] / "docs" / "policy.md"

SENTENCES = [
    value
    for module in (policy_problems, workdays)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, str)
]


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def problems_of(text: str) -> Problems:
    problems = refusal(text).facts["problems"]
    assert isinstance(problems, Problems)
    return problems


def refusal(text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        read_policy(text, source="own.toml")
    return caught.value


def test_the_shipped_policy_is_that_of_the_office() -> None:
    """The defaults are those the office agreed on."""
    policy = default_policy()
    assert policy.thresholds.before == (30, 14, 7, 3, 1, 0)
    assert policy.thresholds.after == (1, 5)
    assert (policy.thresholds.urging_at, policy.thresholds.bulletin_at) == (1, 5)
    assert (policy.signals.near_due, policy.weekly.horizon, policy.weekly.changed_within) == (10, 20, 7)
    assert (policy.times.notices, policy.times.weekly, policy.times.digest) == (time(8), time(8), time(8, 30))


def test_a_policy_of_ones_own_needs_only_what_differs() -> None:
    """Everything left out is as shipped."""
    own = read_policy("[signals]\nnear_due = 5\n[times]\ndigest = 09:15:00\n", source="own.toml")
    assert own.signals.near_due == 5
    assert own.times.digest == time(9, 15)
    assert own.thresholds == default_policy().thresholds


def test_an_empty_policy_is_the_shipped_one() -> None:
    """Nothing said, nothing changed."""
    assert read_policy("", source="own.toml") == default_policy()


def test_a_policy_cannot_be_changed(policy: Policy) -> None:
    """A policy is a value."""
    with pytest.raises(ValidationError):
        policy.signals.near_due = 3  # type: ignore[misc]


def test_all_problems_are_told_at_once() -> None:
    """Every wrong key is named with what to write, unknown keys and bad combinations too."""
    text = (
        "[thresholds]\nbefore = [3, 3]\nafter = [-1]\nfoo = 1\n"
        "[weekly]\nhorizon = 2\n[nope]\na = 1\n[times]\nweekly = '25:99'\ndigest = 830\n"
    )
    problems = problems_of(text)
    assert [problem.facts["key"] for problem in problems] == [
        "thresholds.before",
        "thresholds.after",
        "thresholds.foo",
        "times.weekly",
        "times.digest",
        "nope",
        "weekly.horizon",
    ]
    assert all(problem.cure for problem in problems)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a = [", "The file is not TOML"),
        ("signals = 3", "signals is 3, but must be a section"),
        ("[signals]\nnear_due = true", "signals.near_due is true, but must be a whole number, zero or more."),
        ("[signals]\nnear_due = 1.5", "signals.near_due is 1.5, but must be a whole number"),
        (
            "[signals]\npace_tolerance = 120",
            "a whole number from 0 to 100. Write for example pace_tolerance = 20.",
        ),
        ("[thresholds]\nafter = [0, 1, 5]", "none below 1. Write for example after = [1, 5]."),
        ("[calendar]\ncountry = 'ZZ'", 'Write for example country = "CN".'),
        (
            "[times]\nnotices = 'eight'",
            'a time of day, hours and minutes. Write for example notices = "08:00".',
        ),
        ("[times]\nnotices = '0800Z'", "but must be a time of day"),
        ("[feeds]\nkeep = 3", "There is no setting feeds.keep. Remove it, or use one of: keep_done, alarms."),
        (
            "[feeds]\nalarms = [{ days = 0, at = '09:00' }]",
            'feeds.alarms is [{ days = 0, at = "09:00" }], but must be a list of different alarms',
        ),
        (
            "[feeds]\nalarms = [{ days = 1 }]",
            'Write for example alarms = [{ days = 1, at = "09:00" }, { days = 7, at = "09:00" }].',
        ),
        ("[feeds]\nalarms = [{ days = 1, at = '9' }]", "and at, a time of day"),
        ("[feeds]\nalarms = [{ days = 1, at = 08:00:00, before = 2 }]", "a list of different alarms"),
        (
            "[feeds]\nalarms = [{ days = 1, at = '09:00' }, { days = 1, at = '09:00' }]",
            "a list of different alarms",
        ),
        ("[feeds]\nalarms = 7", "feeds.alarms is 7, but must be a list of different alarms"),
        ("[thresholds]\nurging_at = 2", "no notice goes out 2 working day(s) after a deadline"),
        (
            "[thresholds]\nurging_at = 5\nbulletin_at = 1",
            "a task would enter the bulletin before its unit is urged",
        ),
        ("[signals]\nnear_due = 25", "not below signals.near_due, which is 25"),
    ],
)
def test_a_problem_is_a_sentence_with_a_cure(text: str, sentence: str) -> None:
    """Each kind of mistake is told in plain words, in a file called by its name."""
    told = str(refusal(text))
    assert sentence in told
    assert "own.toml" in told


def test_an_office_may_have_other_alarms_or_none() -> None:
    """A list replaces the shipped one as a whole; a time may be TOML's own."""
    own = read_policy("[feeds]\nalarms = [{ days = 30, at = 08:30:00 }]", source="own.toml")
    assert [(rule.days, rule.at) for rule in own.feeds.alarms] == [(30, time(8, 30))]
    assert own.feeds.keep_done == default_policy().feeds.keep_done
    assert read_policy("[feeds]\nalarms = []", source="own.toml").feeds.alarms == ()


def test_a_combination_is_not_judged_on_a_wrong_value() -> None:
    """A horizon that is no number is told once, not compared."""
    assert len(problems_of("[weekly]\nhorizon = 'x'\n")) == 1


def test_every_setting_is_documented() -> None:
    """The page on the policy has a row for each setting with its default, and no other."""
    rows = re.findall(r"^\| `(\w+\.\w+)` \| `(.*?)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    shipped = tomllib.loads((files("data") / "policy.toml").read_text(encoding="utf-8"))
    expected = [
        (f"{section}.{setting}", show(value))
        for section, values in shipped.items()
        for setting, value in values.items()
    ]
    assert rows == expected


def test_every_sentence_is_translated() -> None:
    """Whatever the policy, the calendar file or a round has to say is said in Chinese too."""
    chinese = load("zh_CN")
    assert len(SENTENCES) > 20
    assert [sentence for sentence in SENTENCES if not chinese.knows(sentence)] == []
    assert [one for one in SENTENCES if not fields(chinese.gettext(one)) <= fields(one)] == []


def test_a_policy_may_have_no_bulletin():
    """0 is no day of a notice and lists nothing, however late."""
    thresholds = read_policy("[thresholds]\nbulletin_at = 0", source="own.toml").thresholds
    assert [thresholds.lists_in_bulletin(days) for days in (None, 0, -5, -500)] == [False] * 4
    assert default_policy().thresholds.lists_in_bulletin(-5)
