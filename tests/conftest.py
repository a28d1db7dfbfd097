# SPDX-License-Identifier: Apache-2.0
"""What every test may ask for."""

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

import duban

PACKED = Path(duban.__file__).parent / "_app"
if PACKED.is_dir():  # the wheel is under test: its folders live inside the package
    sys.path.insert(0, str(PACKED))
sys.path.append(str(Path(__file__).parents[1]))

import sqlalchemy as sa  # noqa: E402  (only once the path is set)
from hypothesis import settings  # noqa: E402

from models.database import Ledger  # noqa: E402
from models.migrations import require_head  # noqa: E402
from models.tables import GoLive  # noqa: E402
from tests.support.by_the_clock import goes_by_the_clock  # noqa: E402
from tests.support.compiled import share_compiled_statements  # noqa: E402
from tests.support.left_out import SHARED, WITHOUT_SHARED, LeftOut, has_shared  # noqa: E402
from tests.support.postgres import running_postgres  # noqa: E402
from tests.support.samples import WHOLE  # noqa: E402

MEASURED_HEAD = "| test | how | result |\n|---|---|---|"
LONG = 7_200
"""Seconds for one test of those that take minutes on purpose; all others have the limit of pyproject.toml."""

settings.register_profile("duban", deadline=None, print_blob=True)  # a busy machine is no fault of a rule
settings.register_profile(WHOLE, parent=settings.get_profile("duban"))
settings.load_profile("duban")
share_compiled_statements()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of real documents and expected ledgers beside the project, or skip."""
    if not has_shared():
        pytest.skip(WITHOUT_SHARED)
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Give the address of a PostgreSQL server that lives as long as the tests."""
    # not below pytest's own folder: another pytest that starts would close that to the server's account
    with TemporaryDirectory(prefix="duban-postgres-") as folder, running_postgres(Path(folder)) as address:
        yield address


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an SQLite file with every table, of an office that went live, and no other row."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """Give the name of such a PostgreSQL database."""
    _administer(postgres, "CREATE DATABASE template_ledger")
    _make_tables(f"{postgres}/template_ledger")
    return "template_ledger"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database with every table, of an office that went live, and no other row, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "ledger.db")
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    address = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex}"
    _administer(address, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgres_template')}")
    yield f"{address}/{name}"
    _administer(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """Give an empty ledger, once on SQLite and once on PostgreSQL."""
    made = Ledger(database_url)
    yield made
    made.close()


def _make_tables(url: str) -> None:
    ledger = Ledger(url)
    require_head(ledger)
    with ledger.writing() as session:
        session.add(GoLive(at=datetime(2026, 1, 1, tzinfo=UTC), by="test"))
    ledger.close()


def _administer(address: str, statement: str) -> None:
    administrator = sa.create_engine(f"{address}/postgres", isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.exec_driver_sql(statement)
    administrator.dispose()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let CI ask for more than `make test` has time for."""
    told = "run what is marked one_database on PostgreSQL too"
    parser.addoption("--every-database", action="store_true", help=told)
    told = "run all of what `make test` runs a sample of: what is marked whole, and every random case"
    parser.addoption("--whole", action="store_true", help=told)
    told = "fail what would be skipped, except for the lack of ../shared"
    parser.addoption("--no-skips", action="store_true", help=told)
    told = "run only what starts a process or a round, as on the other days"
    parser.addoption("--by-the-clock", action="store_true", help=told)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose how many random cases there are, and their seed, where it can be told; watch what is skipped."""
    if config.getoption("--whole"):
        settings.load_profile(WHOLE)
    if config.getoption("hypothesis_seed") is None:
        config.option.hypothesis_seed = str(SystemRandom().randrange(1_000_000))
    config.pluginmanager.register(LeftOut(refuses=config.getoption("--no-skips")), "left_out")


def pytest_report_header(config: pytest.Config) -> str:
    """Tell the seed with which a run can be repeated."""
    return f"random cases: --hypothesis-seed={config.getoption('hypothesis_seed')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run takes no time for; give long tests theirs."""
    for item in items:
        if item.get_closest_marker("faults") or item.get_closest_marker("clients"):
            item.add_marker(pytest.mark.timeout(LONG))
    spare = {item for item in items if _is_spare(item, config)}
    if config.getoption("--by-the-clock"):
        spare |= {item for item in items if not goes_by_the_clock(item.path)}
    items[:] = [item for item in items if item not in spare]
    config.hook.pytest_deselected(items=list(spare))


def _is_spare(item: pytest.Item, config: pytest.Config) -> bool:
    """Tell whether it waits for a run of every database, or for one of the whole."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    if params.get("database_url") == "postgresql" and item.get_closest_marker("one_database"):
        return not config.getoption("--every-database")
    return bool(item.get_closest_marker("whole")) and not config.getoption("--whole")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table of what the fault tests measured, also of those that failed."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    lines = {text for each in reports for name, text in each.user_properties if name == "measured"}
    if lines:
        terminalreporter.section("faults")
        terminalreporter.write_line("\n".join([MEASURED_HEAD, *sorted(lines)]))
