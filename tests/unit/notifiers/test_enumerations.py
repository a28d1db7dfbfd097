# SPDX-License-Identifier: Apache-2.0
"""What is enumerated in a finding is joined as the reader's language does."""

import pytest

from cli.output import Output
from scheduler.problems import leaders_without_mailbox, units_without_mailbox
from templates.catalogues import load
from wording.formatter import Formatter


@pytest.mark.parametrize(("locale", "told"), [("en", "of tasks 1, 2."), ("zh_CN", "1、2")])
def test_mails_and_commands_enumerate_in_their_own_language(locale: str, told: str) -> None:
    """A comma in English, the Chinese one in Chinese."""
    (finding,) = units_without_mailbox([("Water Office", "1"), ("Water Office", "2")])
    by_mail = Formatter.of(locale).say(finding.sentence, finding.facts)
    by_command = Output(load(locale)).words(finding.sentence, **finding.facts)
    assert by_mail == by_command
    assert told in by_mail


def test_a_long_enumeration_says_how_many_it_leaves_out() -> None:
    """Eight names and a number, also where nobody translates."""
    (finding,) = leaders_without_mailbox([f"Leader {number}" for number in range(10)])
    assert str(finding).startswith("10 leaders have no mailbox and get no digest: Leader 0, Leader 1, ")
    assert "Leader 7 and others, 10 in all." in str(finding)


def test_a_name_in_an_enumeration_cannot_break_a_mail() -> None:
    """Each is cleaned like any other text."""
    (finding,) = units_without_mailbox([("Water Office", "1\r\nBcc: x"), ("Water Office", "2")])
    assert "\n" not in Formatter.of("en").say(finding.sentence, finding.facts)
