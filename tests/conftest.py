"""What every test may ask for."""

import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import duban
import pytest

PACKED = Path(duban.__file__).parent / "_app"
if PACKED.is_dir():  # the wheel is under test: its folders live inside the package
    sys.path.insert(0, str(PACKED))
sys.path.insert(0, str(Path(__file__).parent))

import sqlalchemy as sa  # noqa: E402  (only once the path is set)
from models.database import Ledger  # noqa: E402
from models.migrations import require_head  # noqa: E402
from postgres import running_postgres  # noqa: E402

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of real documents and expected ledgers beside the project, or skip."""
    if not (SHARED / "golden").is_dir():
        pytest.skip("the real documents (../shared beside the project) are not on this machine")
    return SHARED


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a PostgreSQL server that lives as long as the tests."""
    with running_postgres(tmp_path_factory.mktemp("postgres")) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    address = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex}"
    administrator = sa.create_engine(f"{address}/postgres", isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield f"{address}/{name}"
    with administrator.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    administrator.dispose()


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """Give an empty ledger, once on SQLite and once on PostgreSQL."""
    made = Ledger(database_url)
    require_head(made)
    yield made
    made.close()
