"""The seed of this run, settable with FAULTS_SEED, and one line for each verdict at the end."""

import os
from random import SystemRandom

import pytest

MEASURED = "measured"


@pytest.fixture(scope="session")
def seed() -> int:
    """Give the seed behind faults and kills: FAULTS_SEED, or a new one for each run."""
    return int(os.environ.get("FAULTS_SEED") or SystemRandom().randrange(1_000_000))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, with the seed that repeats it."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    lines = [text for each in reports for name, text in each.user_properties if name == MEASURED]
    if lines:
        terminalreporter.section("faults")
        terminalreporter.write_line("\n".join(lines))
