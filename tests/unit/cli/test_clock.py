# SPDX-License-Identifier: Apache-2.0
"""Nothing but `cli.clock` reads the clock: every other part of the program is given the time."""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

PACKAGES = (
    "duban",
    "cli",
    "web",
    "scheduler",
    "notifiers",
    "papers",
    "plans",
    "wording",
    "models",
    "templates",
    "data",
)
CLOCK = "cli/clock.py"
READS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {
        "time",
        "time_ns",
        "localtime",
        "gmtime",
        "ctime",
        "asctime",
        "clock_gettime",
        "clock_gettime_ns",
    },
    "utils": {"localtime", "formatdate", "make_msgid"},
    "uuid": {"uuid1", "uuid6", "uuid7"},
    "func": {"now", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"},
}
"""Readers by the module or class they belong to, whatever it was called when it was imported."""
ANYBODYS = {"now", "utcnow", "today", "now_utc"}
"""Methods that read a clock on whatever object they are called."""
GIVEN = ("clock", "program", "self", "self._program")
"""Who may be asked for the time: `cli.clock`, and the program, which hands on what that says."""
IN_SQL = re.compile(
    r"""\bnow\(\)|\bcurrent_(?:date|time|timestamp)\b|\blocaltimestamp\b|_timestamp\(\)"""
    r"""|\b(?:date|time|datetime|julianday|unixepoch|strftime)\([^)]*['"]now['"]""",
    re.IGNORECASE,
)
OF_THE_JOB_ENGINE = ("models/queries/jobs.py", "now() - interval '30 minutes'")
"""The engine stamps its jobs by the database's clock, so their age is told by that clock too."""


def sources() -> Iterator[tuple[str, str]]:
    """Give every module of the program, by its path as the checkout has it."""
    for package in PACKAGES:
        spec = find_spec(package)
        assert spec
        (folder,) = spec.submodule_search_locations or ()
        for path in Path(folder).rglob("*.py"):
            inside = path.relative_to(folder)
            if inside.parts[0] not in {"_app", "versions"} and "versions" not in inside.parts:
                yield f"{package}/{inside.as_posix()}", path.read_text(encoding="utf-8")


def readers_in(name: str, source: str) -> list[str]:
    """Tell where a module reads the clock."""
    tree = ast.parse(source)
    known = {alias: real for node in ast.walk(tree) for alias, real in _imports(node)}
    found = (reader for node in ast.walk(tree) for reader in _read(node, known))
    return [f"{name}: {each}" for each in found if (name, each) != OF_THE_JOB_ENGINE]


def _imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        origin = f"{node.module}." if isinstance(node, ast.ImportFrom) and node.module else ""
        yield from ((each.asname or each.name, f"{origin}{each.name}") for each in node.names)


def _read(node: ast.AST, known: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_SQL.search(node.value):
        yield node.value
    elif isinstance(node, ast.ImportFrom) and _is_reader(node.module or ""):
        yield node.module or ""
    elif isinstance(node, ast.ImportFrom):
        origin = node.module or ""
        yield from (f"{origin}.{each.name}" for each in node.names if _is_reader(f"{origin}.{each.name}"))
    elif isinstance(node, ast.Attribute):
        asked = ast.unparse(node.value)
        whole = f"{known.get(asked, asked)}.{node.attr}"
        if _is_reader(whole):
            yield whole
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        asked = ast.unparse(node.func.value)
        if node.func.attr in ANYBODYS and not _is_given(asked) and not _is_reader(ast.unparse(node.func)):
            yield f"{asked}.{node.func.attr}()"


def _is_reader(name: str) -> bool:
    owner, _, what = name.rpartition(".")
    return what in READS.get(owner.rpartition(".")[2], ())


def _is_given(asked: str) -> bool:
    return asked in GIVEN or asked.endswith(".program")


def test_the_clock_is_read_in_one_place() -> None:
    """Time comes in as an argument everywhere else, in SQL as well."""
    read = {name: readers_in(name, source) for name, source in sources()}
    assert len(read) > 200
    assert read.pop(CLOCK) == [f"{CLOCK}: datetime.datetime.now"]
    assert [each for found in read.values() for each in found] == []


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\nx = datetime.now(UTC)",
        "import datetime as dt\nx = dt.datetime.now(tz=dt.UTC)",
        "from datetime import date as Day\nx = Day.today()",
        "import datetime\nx = datetime.date.today()",
        "import time\nx = time.time()",
        "from time import time as seconds\nx = seconds()",
        "from time import time_ns",
        "import time as t\nx = t.localtime()",
        "from email.utils import formatdate",
        "import email.utils\nx = email.utils.make_msgid()",
        "from email import utils\nx = utils.localtime()",
        "import uuid\nx = uuid.uuid1()",
        "from datetime import datetime\nx = field(default_factory=datetime.utcnow)",
        "x = type(moment).now(zone)",
        "x = row.created_at.today()",
        "import sqlalchemy as sa\nx = sa.func.now()",
        "from sqlmodel import func as f\nx = f.current_timestamp()",
        "x = 'DELETE FROM message WHERE created_at < now() - interval 1'",
        "x = \"SELECT date('now')\"",
        "x = \"SELECT strftime('%Y', 'now')\"",
        "x = 'created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP'",
    ],
)
def test_a_new_reader_of_the_clock_is_found(source: str) -> None:
    """Under whatever name it was imported, called or handed on, or left to the database."""
    assert readers_in("web/feeds/handler.py", source)


@pytest.mark.parametrize(
    "source",
    [
        "from time import monotonic, perf_counter",
        "import time\nx = time.monotonic()\ntime.sleep(1)",
        "from cli import clock\nx = clock.now(zone)",
        "x = here.program.now()",
        "x = self._now()",
        "from datetime import datetime\nx = datetime.fromisoformat(text)",
    ],
)
def test_what_measures_a_wait_or_is_given_the_time_is_no_reader(source: str) -> None:
    """How long something takes is not what day it is."""
    assert readers_in("web/feeds/handler.py", source) == []


def test_no_test_starts_the_program_by_the_clock_of_the_machine() -> None:
    """`programs.command` is the one way to start it; calendar programs ask for the machine's clock there."""
    tests = Path(__file__).resolve().parents[2]
    starting = re.compile(r"""["']-m["'],\s*["']duban["']|which\(["']duban["']""")
    ours = (each for each in tests.rglob("*.py") if "node_modules" not in each.parts)
    assert [each.name for each in ours if starting.search(each.read_text(encoding="utf-8"))] == []
