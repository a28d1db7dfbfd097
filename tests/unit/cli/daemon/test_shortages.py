# SPDX-License-Identifier: Apache-2.0
"""A machine that was short of files or memory for a moment leaves nothing broken behind."""

import ast
import inspect
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from cli import wiring
from cli.daemon import shortages
from tests.support.waiting import PATIENCE

NO_FILES = """
import resource, sys
from cli.daemon.shortages import prepare_for_shortages
if sys.argv[1] == "prepared":
    prepare_for_shortages()
resource.setrlimit(resource.RLIMIT_NOFILE, (3, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
"relay.example".encode("idna")
"""


class Stillborn(threading.Thread):
    """A thread that dies before it tells that it runs, as one does that finds no memory."""

    def _bootstrap(self) -> None:
        raise SystemExit


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Bound the start of threads as a daemon does, without its patience."""
    monkeypatch.setattr(threading.Thread, "start", threading.Thread.start)  # put back afterwards
    monkeypatch.setattr(shortages, "START_SECONDS", 0.05)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    shortages.prepare_for_shortages()
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("bounded")
def test_a_thread_that_dies_at_its_start_is_told_and_not_waited_for() -> None:
    """As Python tells that it cannot start one at all, so that whoever asked does without."""
    with pytest.raises(RuntimeError, match="can't start new thread"):
        Stillborn(target=int).start()


@pytest.mark.usefixtures("bounded")
def test_a_thread_that_begins_too_late_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked for it did the work otherwise by then."""
    done, may_begin, has_ended = [], threading.Event(), threading.Event()
    begin = threading.Thread._bootstrap

    def late(thread: threading.Thread) -> None:
        may_begin.wait(PATIENCE)
        begin(thread)
        has_ended.set()

    monkeypatch.setattr(threading.Thread, "_bootstrap", late)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        threading.Thread(target=done.append, args=[1]).start()
    may_begin.set()
    assert has_ended.wait(PATIENCE)
    assert done == []


@pytest.mark.usefixtures("bounded")
def test_threads_that_begin_in_time_do_their_work_once() -> None:
    """Also those of an executor, and a thread may be asked whether it lives and be waited for."""
    done: list[int] = []
    thread = threading.Thread(target=done.append, args=[1])
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    with ThreadPoolExecutor(2) as executor:
        executor.map(done.append, range(2, 10))
    assert sorted(done) == list(range(1, 10))


@pytest.mark.parametrize(("how", "status"), [("prepared", 0), ("not prepared", 1)])
def test_the_codec_of_hosts_is_there_when_no_file_can_be_opened(how: str, status: int) -> None:
    """Python gives a codec up for good when it cannot be loaded once, and with it every relay."""
    words, place = (
        [sys.executable, "-c", NO_FILES, how],
        os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    done = subprocess.run(words, env=place, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert "No module named" not in done.stderr


def test_a_daemon_has_loaded_what_it_may_need_in_a_shortage() -> None:
    """What the wiring imports only where it is needed; the web's part is needed as the web starts."""
    source = inspect.getsource(wiring)
    lines = source.splitlines()
    later = {
        node.module
        for made in ast.walk(ast.parse(source))
        if isinstance(made, ast.FunctionDef)
        for node in made.body
        if isinstance(node, ast.ImportFrom) and not lines[node.lineno - 1].endswith("(for the web)")
    }
    assert later == set(shortages.MODULES)
