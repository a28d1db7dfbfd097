# SPDX-License-Identifier: Apache-2.0
"""CI knows by itself which tests it runs again on other days."""

import re

from tests.support.by_the_clock import TESTS, goes_by_the_clock


def test_who_starts_a_process_or_a_round_goes_by_the_clock() -> None:
    """By itself, through what it shares with others, or by the folder it is in."""
    for path in (
        "integration/rounds/test_rounds.py",
        "acceptance/test_road.py",
        "unit/ci/test_other_days.py",
    ):
        assert goes_by_the_clock(TESTS / path), path
    assert not goes_by_the_clock(TESTS / "unit/scheduler/test_thresholds.py")


def test_no_test_of_a_command_is_left_out() -> None:
    """Every file in which a daemon, a round or a process is made is among them."""
    made = re.compile(r"\b(Daemon|run_round|Popen|subprocess\.run)\(")
    makers = [path for path in TESTS.rglob("test_*.py") if made.search(path.read_text(encoding="utf-8"))]
    assert len(makers) > 10
    assert [path for path in makers if not goes_by_the_clock(path)] == []
