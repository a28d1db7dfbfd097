# SPDX-License-Identifier: Apache-2.0
"""An office at work for each test, and the table of what its clients did."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.clients import plans
from tests.clients.daemon import Office, at_work
from tests.clients.measured import COLUMNS, MEASURED, as_markdown, differences, gathered, read_back
from tests.support.postgres import Server, running_server

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "clients.md"
WRITTEN = ROOT / "build" / "clients.md"
Note = Callable[[str, str, str], None]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Give an office that is never at work: its folder is copied for each test."""
    made = Office(tmp_path_factory.mktemp("filled"))
    plans.fill(made)
    return made


@pytest.fixture
def office(filled: Office, tmp_path: Path) -> Iterator[Office]:
    """Give the invented office with its daemon running on SQLite."""
    shutil.copytree(filled.folder, tmp_path / "office")
    with at_work(Office(tmp_path / "office")) as made:
        yield made


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[tuple[Office, Server]]:
    """Give the invented office with its daemon running on a PostgreSQL that a test may stop and start."""
    with TemporaryDirectory(prefix="duban-postgres-") as folder, running_server(Path(folder)) as server:
        made = Office(tmp_path / "office", {"DUBAN_DATABASE_URL": f"{server.address}/postgres"})
        made.folder.mkdir()
        plans.fill(made)
        with at_work(made):
            yield made, server


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Give the way to write down what a client did: client, column of the table, what was seen."""

    def write(client: str, column: str, said: str) -> None:
        assert column in COLUMNS
        request.node.user_properties.append((MEASURED, (client, column, said)))

    return write


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, write it to build/clients.md, and say where docs/clients.md differs."""
    reports = terminalreporter.getreports("passed")
    seen = gathered(each for report in reports for each in report.user_properties)
    if not seen:
        return
    table = as_markdown(seen)
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(table, encoding="utf-8")
    terminalreporter.section("what the clients did (build/clients.md)")
    terminalreporter.write_line(table)
    for line in differences(read_back(PAGE.read_text(encoding="utf-8")), seen):
        terminalreporter.write_line(f"docs/clients.md is out of date: {line}")
