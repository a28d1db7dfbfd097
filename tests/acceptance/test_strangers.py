# SPDX-License-Identifier: Apache-2.0
"""A daemon whose port strangers use as they like goes on with what it is there for."""

import resource
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.support.clocks import Clock
from tests.support.ports import free_port
from tests.support.programs import Duban, command
from tests.support.waiting import wait_until

SILENT_LINES = 2_000
FAILING = "BEGIN SELECT RAISE(ABORT, 'no room'); END"


@pytest.fixture
def port(office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Choose a free port and tell the daemon of it."""
    chosen = free_port()
    monkeypatch.setenv("DUBAN_PORT", str(chosen))
    monkeypatch.setenv("DUBAN_BASE_URL", f"http://127.0.0.1:{chosen}")
    monkeypatch.setenv("DUBAN_TICK_SECONDS", "1")
    return chosen


@contextmanager
def limited(clock: Clock, limits: str, said: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a daemon under limits of the shell; what it says goes into a file."""
    words = ["sh", "-c", f'{limits}; exec "$@"', "sh", *command(clock, "run")]
    with said.open("wb") as file, subprocess.Popen(words, stdout=file, stderr=file) as daemon:
        try:
            yield daemon
        finally:
            daemon.kill()


@pytest.fixture
def many_files() -> Iterator[None]:
    """Let this process itself open as many files as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def load_units(duban: Duban, folder: Path, *names: str) -> None:
    """Bring units with a mailbox and a task each into the ledger."""
    units = [f"{name},{name.lower()}@office.example" for name in names]
    tasks = [
        f"2026-10-30,{number},Mend bridge {number},Roads,{name},Li" for number, name in enumerate(names, 1)
    ]
    (folder / "units.csv").write_text("\n".join(["name,mailbox", *units, ""]))
    (folder / "plan.csv").write_text(
        "\n".join(["# year: 2026", "due,number,title,section,units,leaders", *tasks, ""])
    )
    assert duban("unit", "import", folder / "units.csv", "--yes").status == 0
    assert duban("plan", "import", folder / "plan.csv", "--yes").status == 0


def test_thousands_of_silent_lines_stop_neither_feeds_nor_mails(
    duban: Duban, office_folder: Path, clock: Clock, port: int, many_files: None
) -> None:
    """With 256 open files and two thousand idle connections the watch, the feed and a round still work."""
    load_units(duban, office_folder, "Roads")
    (address,) = [each["address"] for each in duban("feed", "list", "--json").json if each["name"] == "Roads"]
    base, said = f"http://127.0.0.1:{port}", office_folder / "said"
    with (
        limited(clock, "ulimit -n 256", said) as daemon,
        httpx.Client(trust_env=False, timeout=60) as client,
        ExitStack() as opened,
    ):
        wait_until(lambda: is_well(client, base), said.read_text)
        sent = mails(office_folder)
        for _each in range(SILENT_LINES):
            opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
        assert is_well(client, base)
        assert client.get(address).text.count("BEGIN:VEVENT") == 1
        load_units(duban, office_folder, "Roads", "Water", "Parks")
        wait_until(lambda: mails(office_folder) >= sent + 2, said.read_text)
        assert is_well(client, base)
        assert client.get(address).status_code == 200
        assert daemon.poll() is None
    assert "Too many open files" not in said.read_text()
    assert "Traceback" not in said.read_text()


def is_well(client: httpx.Client, base: str) -> bool:
    """Tell whether the daemon says that all is well."""
    try:
        return client.get(f"{base}/healthz").json()["status"] == "ok"
    except httpx.TransportError:
        return False


def mails(folder: Path) -> int:
    """Count the mails that have left."""
    new = folder / "var" / "maildir" / "new"
    return len(list(new.iterdir())) if new.is_dir() else 0


def test_the_daemon_raises_its_limit_of_open_files_as_far_as_it_may(
    office_folder: Path, clock: Clock, port: int
) -> None:
    """The soft limit of the shell is not what it has to get along with."""
    said = office_folder / "said"
    with limited(clock, "ulimit -Sn 128; ulimit -Hn 900", said) as daemon:
        with httpx.Client(trust_env=False) as client:
            wait_until(lambda: is_well(client, f"http://127.0.0.1:{port}"), said.read_text)
        limits = Path(f"/proc/{daemon.pid}/limits").read_text()
    (line,) = [each for each in limits.splitlines() if each.startswith("Max open files")]
    assert line.split()[3:5] == ["900", "900"]


@pytest.mark.parametrize(
    ("proxies", "answers"),
    [
        ("127.0.0.1", {None: 200, "10.1.2.3": 200, "192.0.2.9": 404}),
        ("192.0.2.1", {"192.0.2.9": 200}),
    ],
)
def test_the_settings_say_who_sees_numbers(
    office_folder: Path, clock: Clock, port: int, proxies: str, answers: dict[str | None, int]
) -> None:
    """A proxy that is named is believed about who asks, and one network beside this machine may see them."""
    settings, said = f"export DUBAN_METRICS_FROM=10.1.0.0/16 DUBAN_PROXIES={proxies}", office_folder / "said"
    with limited(clock, settings, said), httpx.Client(trust_env=False, timeout=60) as client:
        wait_until(lambda: is_well(client, f"http://127.0.0.1:{port}"), said.read_text)
        found = {}
        for forwarded in answers:
            headers = {"X-Forwarded-For": forwarded} if forwarded else {}
            found[forwarded] = client.get(f"http://127.0.0.1:{port}/metrics", headers=headers).status_code
        assert found == answers


def test_nonsense_does_not_fill_the_log(office_folder: Path, clock: Clock, port: int) -> None:
    """Five hundred broken requests of two kinds are two lines."""
    said = office_folder / "said"
    with limited(clock, "true", said), httpx.Client(trust_env=False) as client:
        wait_until(lambda: is_well(client, f"http://127.0.0.1:{port}"), said.read_text)
        before = len(said.read_text().splitlines())
        for number in range(500):
            with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
                line.sendall(b"nonsense\r\n\r\n" if number % 2 else b"GET / HTTP/1.1\r\n" + b"x" * 9000)
                assert b"HTTP/1.1 4" in line.recv(1000)
        after = said.read_text().splitlines()[before:]
    assert sorted(word for line in after for word in ("400", "431") if f"with {word}" in line) == [
        "400",
        "431",
    ]
    assert len(after) == 2


def test_health_is_red_until_a_tick_came_to_a_good_end(office_folder: Path, clock: Clock, port: int) -> None:
    """While signs of life cannot be written it is never well, whatever a former process wrote just now."""
    said, heard = office_folder / "said", list[str]()
    with httpx.Client(trust_env=False, base_url=f"http://127.0.0.1:{port}") as client:
        with limited(clock, "true", said):
            wait_until(lambda: is_well(client, ""), said.read_text)
        with ledger(office_folder) as opened:
            for change in ("INSERT", "UPDATE"):
                opened.execute(f"CREATE TRIGGER no_{change} BEFORE {change} ON heartbeat {FAILING}")
        with limited(clock, "true", said):
            wait_until(lambda: _hear(client, heard) > 20, said.read_text)
            assert set(heard) == {"starting"}
            with ledger(office_folder) as opened:
                for change in ("INSERT", "UPDATE"):
                    opened.execute(f"DROP TRIGGER no_{change}")
            wait_until(lambda: is_well(client, ""), said.read_text)


def _hear(client: httpx.Client, heard: list[str]) -> int:
    """Ask once more how it stands, and tell how often that was answered."""
    with suppress(httpx.TransportError):
        heard.append(client.get("/healthz").json()["status"])
    return len(heard)


@contextmanager
def ledger(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the very file of the ledger, for a fault in it."""
    connection = sqlite3.connect(folder / "var" / "duban.db", timeout=60)
    with closing(connection), connection:
        yield connection
