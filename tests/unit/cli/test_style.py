# SPDX-License-Identifier: Apache-2.0
"""How the settings and the policy decide the way calendars are written."""

from contextlib import closing
from datetime import time
from pathlib import Path

import pytest

from cli.ledger_place import Beginning
from cli.wiring import Program
from models.views import EditionView
from notifiers.ical.entries import DEFAULT_ALARMS, AlarmRule, Options


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder whose `.env` says everything."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").touch()
    return tmp_path


def program(folder: Path, **settings: object) -> "closing[Program]":
    """Start a program of its own on the folder's ledger."""
    return closing(Program(folder / ".env", beginning=Beginning.HERE, var=folder, **settings))


def test_the_shipped_policy_has_the_usual_alarms(folder: Path) -> None:
    """So that a style made without a policy is the one that offices start with."""
    with program(folder) as started:
        assert started.style().alarms == DEFAULT_ALARMS


def test_a_style_follows_settings_policy_and_options(folder: Path) -> None:
    """The address loses its slash, an own policy its alarms, and a reader's options come along."""
    policy = folder / "policy.toml"
    policy.write_text('[feeds]\nkeep_done = 3\nalarms = [{ days = 2, at = "07:30" }]\n')
    with program(folder, policy=policy, base_url="https://office.example/", locale="en") as started:
        style = started.style(Options(todo=True))
    assert (style.base_url, style.locale, style.keep_done) == ("https://office.example", "en", 3)
    assert style.alarms == (AlarmRule(days=2, at=time(7, 30)),)
    assert style.options == Options(todo=True)


def test_a_start_with_other_settings_is_another_edition(folder: Path) -> None:
    """The first start and every one with the same settings raise nothing; commands see what is in force."""
    for base_url, number in (("https://a.example", 0), ("https://a.example", 0), ("https://b.example", 1)):
        with program(folder, base_url=base_url) as started:
            assert started.renewed_style().edition.number == number
    with program(folder, base_url="https://b.example") as command:
        assert command.style().edition.number == 1
        assert command.style().edition != EditionView()
