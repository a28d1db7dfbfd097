# SPDX-License-Identifier: Apache-2.0
"""The daemon: it serves, it sends, there is one of it, and it stops when told to."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import select

from models.database import Ledger
from models.kinds import Role
from models.migrations import require_head
from models.queries import claims
from models.tables import Message
from plans.drafts import UnitMention
from scheduler.round import run_round
from tests.builders import MONDAY, bring_in, go_live, office, register, task, write_down
from tests.support.clocks import Clock
from tests.support.ports import free_port, is_open
from tests.support.programs import Duban, command
from tests.support.waiting import PATIENCE, wait_until

SENT_ON = MONDAY - timedelta(days=7)
"""When what daemons find in the outbox was written; they run on that day and owe nothing else."""


@pytest.fixture
def clock() -> Clock:
    """Give the clock of all commands and daemons."""
    return Clock.starting_at(SENT_ON)


@pytest.fixture
def port(office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Choose a free port and tell the daemon of it."""
    chosen = free_port()
    monkeypatch.setenv("DUBAN_PORT", str(chosen))
    monkeypatch.setenv("DUBAN_BASE_URL", f"http://127.0.0.1:{chosen}")
    monkeypatch.setenv("DUBAN_TICK_SECONDS", "1")
    return chosen


@contextmanager
def running(port: int, clock: Clock) -> Iterator[subprocess.Popen[str]]:
    """Start a daemon, wait until it answers, and see that it is gone afterwards."""
    daemon = subprocess.Popen(
        command(clock, "run"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_for(lambda: get(f"http://127.0.0.1:{port}/healthz")[0] == 200, daemon)
        yield daemon
    finally:
        if daemon.poll() is None:
            daemon.kill()
        daemon.communicate()


def wait_for(condition: Callable[[], bool], daemon: subprocess.Popen[str]) -> None:
    """Wait until something is so, or tell what the daemon said when it ended before."""

    def is_so() -> bool:
        if daemon.poll() is not None:
            pytest.fail(f"the daemon ended: {daemon.communicate()[1]}")
        return condition()

    wait_until(is_so, "the daemon does it")


def get(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """Ask for a page; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=PATIENCE) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read(), dict(refused.headers)
    except OSError:
        return 0, b"", {}


def load_plan(duban: Duban, folder: Path) -> None:
    """Bring one unit with one task into the ledger."""
    (folder / "units.csv").write_text("name,mailbox\nRoads Office,roads@office.example\n")
    (folder / "plan.csv").write_text(
        "# year: 2026\ndue,number,title,section,units,leaders\n"
        "2026-12-31,1,Mend the bridge,Roads,Roads Office,Li\n"
    )
    assert duban("unit", "import", folder / "units.csv", "--yes").status == 0
    assert duban("plan", "import", folder / "plan.csv", "--yes").status == 0


def test_a_feed_changes_when_its_task_does(
    duban: Duban, office_folder: Path, port: int, clock: Clock
) -> None:
    """Subscribers see a closed task at the next poll, and 304 as long as nothing changed."""
    load_plan(duban, office_folder)
    feeds = {each["name"]: each["address"] for each in duban("feed", "list", "--json").json}
    address = feeds["Roads Office"]
    with running(port, clock):
        status, before, headers = get(address)
        assert (status, headers["content-type"]) == (200, "text/calendar; charset=utf-8")
        assert get(address, **{"If-None-Match": headers["etag"]})[0] == 304
        assert duban("task", "close", "2026", "1").status == 0
        status, after, changed = get(address, **{"If-None-Match": headers["etag"]})
        assert (status, changed["etag"] != headers["etag"]) == (200, True)
        assert b"[Done]" in after
        assert b"[Done]" not in before
        assert duban("feed", "rotate", "Roads Office").status == 0
        assert get(address)[:2] == (200, after)
        assert duban("feed", "rotate", "Roads Office", "--grace", 0).status == 0
        status, notice, _headers = get(address)
        assert (status, b"[Done]" in notice, notice.count(b"BEGIN:VEVENT")) == (200, False, 1)


def test_health_and_the_page_answer(duban: Duban, office_folder: Path, port: int, clock: Clock) -> None:
    """`/healthz` says that the database answers, `/` says what this is."""
    with running(port, clock):
        status, body, _headers = get(f"http://127.0.0.1:{port}/healthz")
        assert (status, json.loads(body)["database"]) == (200, "ok")
        status, body, headers = get(f"http://127.0.0.1:{port}/")
        assert status == 200
        assert headers["content-type"].startswith("text/html")
        assert "duban" in body.decode()


def test_a_second_daemon_on_the_same_ledger_says_so_and_stops(
    duban_process: Duban, office_folder: Path, port: int, clock: Clock
) -> None:
    """It names the process that runs already."""
    with running(port, clock) as first:
        second = duban_process("run")
        assert second.status == 6
        assert f"process {first.pid}" in second.err


def test_a_daemon_that_is_told_to_stop_ends_with_zero(office_folder: Path, port: int, clock: Clock) -> None:
    """SIGTERM and Ctrl-C are orderly ends."""
    for name in (signal.SIGTERM, signal.SIGINT):
        with running(port, clock) as daemon:
            os.kill(daemon.pid, name)
            assert daemon.wait(timeout=PATIENCE) == 0


def test_a_taken_port_is_told(duban_process: Duban, office_folder: Path, port: int) -> None:
    """The port and the cure are in one sentence, and no round is run."""
    with socket.create_server(("127.0.0.1", port)):
        refused = duban_process("run")
    assert refused.status == 3
    assert str(port) in refused.err
    assert "Traceback" not in refused.err


def test_a_daemon_sends_what_was_left_in_the_hands_of_a_killed_one(
    duban: Duban, office_folder: Path, port: int, clock: Clock
) -> None:
    """After a kill -9 the next daemon takes the messages over at once."""
    load_plan(duban, office_folder)
    assert duban("live", "--yes").status == 0
    ledger = Ledger(f"sqlite:///{office_folder / 'var' / 'duban.db'}")
    agenda = run_round(ledger, office(), write_down, now=SENT_ON)
    assert len(agenda.letters) == 1
    with ledger.writing() as session:
        assert claims.claim(session, now=SENT_ON, limit=10, owner="daemon")
    ledger.close()
    with running(port, clock) as daemon:
        new = office_folder / "var" / "maildir" / "new"
        wait_for(lambda: new.is_dir() and len(list(new.iterdir())) >= 1, daemon)


def queue_letters(folder: Path, count: int) -> Ledger:
    """Put letters to that many units into the outbox of a ledger."""
    ledger = Ledger(f"sqlite:///{folder / 'var' / 'duban.db'}")
    (folder / "var").mkdir(exist_ok=True)
    require_head(ledger)
    go_live(ledger)
    names = [f"Office {number}" for number in range(count)]
    register(ledger, "name,mailbox\n" + "".join(f"{name},{name[-1]}@office.example\n" for name in names))
    units = tuple(UnitMention(name=name, role=Role.RESPONSIBLE) for name in names)
    bring_in(ledger, [task(1, units=units, leaders=())], at=SENT_ON - timedelta(days=1))
    agenda = run_round(ledger, office(), write_down, now=SENT_ON)
    assert len(agenda.letters) == count
    return ledger


def test_the_message_in_hand_is_finished_before_the_end(
    office_folder: Path, port: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGTERM in the middle of a mail: it is sent and stamped, the next ones stay queued, none is doubled."""
    ledger = queue_letters(office_folder, 3)
    relay = HoldingRelay()
    controller = Controller(relay, hostname="127.0.0.1", port=free_port())
    controller.start()
    monkeypatch.setenv("DUBAN_SMTP_URL", f"smtp://127.0.0.1:{controller.port}")
    monkeypatch.setenv("DUBAN_SMTP_CONNECTIONS", "1")
    monkeypatch.setenv("DUBAN_MAIL_FROM", "duban@office.example")
    monkeypatch.setenv("DUBAN_BASE_URL", "https://duban.office.example")
    with running(port, clock) as daemon:
        wait_for(lambda: relay.begun > 0, daemon)
        os.kill(daemon.pid, signal.SIGTERM)
        wait_for(lambda: not is_open(port), daemon)  # it knows now that it is to stop
        relay.may_go_on.set()
        assert daemon.wait(timeout=PATIENCE) == 0
    controller.stop()
    with ledger.reading() as session:
        states = sorted(message.state.value for message in session.exec(select(Message)))
    ledger.close()
    assert relay.begun == relay.taken == 1
    assert states == ["queued", "queued", "sent"]


def test_a_running_daemon_begins_to_send_when_the_office_goes_live(
    duban: Duban, office_folder: Path, port: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In rehearsal its relay gets nothing; gone live it gets what is owed, and needs no new start."""
    load_plan(duban, office_folder)
    relay = HoldingRelay()
    relay.may_go_on.set()
    controller = Controller(relay, hostname="127.0.0.1", port=free_port())
    controller.start()
    monkeypatch.setenv("DUBAN_SMTP_URL", f"smtp://127.0.0.1:{controller.port}?starttls=never")
    monkeypatch.setenv("DUBAN_MAIL_FROM", "duban@office.example")
    monkeypatch.setenv("DUBAN_BASE_URL", "https://duban.office.example")
    with running(port, clock) as daemon:
        new = office_folder / "var" / "maildir" / "new"
        wait_for(lambda: new.is_dir() and len(list(new.iterdir())) == 1, daemon)
        assert relay.begun == 0
        assert duban("live", "--yes").status == 0
        wait_for(lambda: "sent" in {row["state"] for row in duban("outbox", "list", "--json").json}, daemon)
        assert len(list(new.iterdir())) == relay.taken == 1
    controller.stop()
    (row,) = duban("outbox", "list", "--json").json
    assert not row["is_rehearsal"]


class HoldingRelay:
    """A relay that keeps every mail waiting for its answer until it may go on."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.begun = 0
        self.taken = 0

    async def handle_DATA(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Wait, then take the mail."""
        self.begun += 1
        await asyncio.to_thread(self.may_go_on.wait, PATIENCE)
        self.taken += 1
        return "250 taken"
