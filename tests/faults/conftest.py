"""The seed of this run, settable with FAULTS_SEED, and a table of what was measured at its end."""

import os
from random import SystemRandom

import pytest

MEASURED = "measured"
HEAD = "| test | how | result |\n|---|---|---|"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture(scope="session")
def seed() -> int:
    """Give the seed behind faults and kills: FAULTS_SEED, or a new one for each run."""
    return int(os.environ.get("FAULTS_SEED") or SystemRandom().randrange(1_000_000))


class Table:
    """What one test measured, kept with its report."""

    def __init__(self, node: pytest.Item) -> None:
        self._node = node

    def add(self, test: str, how: str, result: str) -> None:
        """Add one line to the table that is printed when all tests have run."""
        self._node.user_properties.append((MEASURED, f"| {test} | {how} | {result} |"))


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Table:
    """Give the place for what a test measured."""
    return Table(request.node)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, also by tests that failed."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    lines = [text for each in reports for name, text in each.user_properties if name == MEASURED]
    if lines:
        terminalreporter.section("faults")
        terminalreporter.write_line("\n".join([HEAD, *sorted(set(lines))]))
