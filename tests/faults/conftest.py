# SPDX-License-Identifier: Apache-2.0
"""The seed of this run, settable with FAULTS_SEED, and the table of what was measured."""

import os
from random import SystemRandom

import pytest

MEASURED = "measured"
"""What `tests/conftest.py` looks for in the reports: it alone is asked when tests run side by side."""
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture(scope="session")
def seed_of_run() -> int:
    """Choose the seed behind faults and kills: FAULTS_SEED, or a new one for each run."""
    return int(os.environ.get("FAULTS_SEED") or SystemRandom().randrange(1_000_000))


@pytest.fixture
def seed(seed_of_run: int) -> int:
    """Give the seed, and print it for whoever reads why a test failed."""
    print(f"FAULTS_SEED={seed_of_run}")
    return seed_of_run


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
