# SPDX-License-Identifier: Apache-2.0
"""What a node does depends on its roles, and how it sends on what is installed."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import select

import cli.clock
import cli.daemon.daemon
import cli.daemon.senders
from cli.daemon.daemon import Daemon
from cli.daemon.senders import sending_of
from cli.ledger_place import Beginning
from cli.wiring import Program
from models import job_tables
from models.database import Ledger
from models.errors import MachineError
from models.kinds import MessageState, NodeRole
from models.tables import Heartbeat
from scheduler import ticker as engine
from scheduler.ticker import Ticker
from tests.builders import MONDAY, bring_in, late_task, register
from tests.support.clocks import Clock
from tests.support.mails.outboxes import count_states, messages, queue
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE, wait_until

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def program(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Give a program on the ledger, at nine on a Monday, which puts mails into a Maildir."""
    monkeypatch.setattr(cli.clock, "now", Clock.starting_at(MONDAY).now)
    settings: dict[str, Any] = {
        "var": tmp_path,
        "database_url": SecretStr(ledger.url),
        "port": free_port(),
        "tick_seconds": 1,
    }
    made = Program(Path(os.devnull), beginning=Beginning.HERE, **settings)
    yield made
    made.close()


@contextmanager
def running(daemon: Daemon) -> Iterator[None]:
    """Let a daemon run until the block ends."""
    ready = threading.Event()
    thread = threading.Thread(target=daemon.run, args=(ready.set,))
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield
    finally:
        daemon.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def wait_for_sent(ledger: Ledger) -> None:
    """Wait until everything has left."""
    wait_until(
        lambda: set(count_states(ledger)) == {MessageState.SENT},
        lambda: f"everything is sent: {count_states(ledger)}",
    )


def roles_of(ledger: Ledger) -> list[str]:
    """Give the roles as the nodes state them with their signs of life."""
    with ledger.reading() as session:
        return [beat.roles for beat in session.exec(select(Heartbeat))]


def test_a_node_that_only_decides_writes_and_leaves_the_sending_to_others(
    program: Program, ledger: Ledger
) -> None:
    """What it wrote is sent by a node that only sends."""
    register(ledger)
    bring_in(ledger, [late_task(1)])
    Daemon(program, roles=[NodeRole.SCHEDULER]).tick()
    assert set(count_states(ledger)) == {MessageState.QUEUED}
    assert roles_of(ledger) == ["scheduler"]
    with running(Daemon(program, roles=[NodeRole.WORKER])):
        wait_for_sent(ledger)


def test_a_node_that_only_sends_decides_nothing(program: Program, ledger: Ledger) -> None:
    """Whatever is owed waits for one that decides."""
    register(ledger)
    bring_in(ledger, [late_task(1)])
    Daemon(program, roles=[NodeRole.WORKER]).tick()
    assert messages(ledger) == []
    assert roles_of(ledger) == ["worker"]


def test_a_node_with_every_role_does_everything(program: Program, ledger: Ledger) -> None:
    """As the daemon does when no role is named."""
    register(ledger)
    bring_in(ledger, [late_task(1)])
    with running(Daemon(program)):
        wait_for_sent(ledger)
    assert roles_of(ledger) == ["web,scheduler,worker"]


@on_postgresql
def test_a_node_without_the_engine_sends_beside_those_that_have_it(
    program: Program, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, and takes what is due whether or not a job has it."""
    queue(ledger, 5)
    sending_of(program, owner="other", stopping=threading.Event()).look()
    assert all(message.batch for message in messages(ledger))
    monkeypatch.setattr(job_tables, "is_installed", lambda: False)
    warned: list[str] = []
    monkeypatch.setattr(
        cli.daemon.senders.logger, "warning", lambda said, *about: warned.append(said % about)
    )
    daemon = Daemon(program, roles=[NodeRole.WORKER])
    assert "[cluster]" in warned[0]
    with running(daemon):
        wait_for_sent(ledger)


@pytest.mark.parametrize(
    ("part", "role"),
    [("cli.daemon.senders.SenderThread", NodeRole.WORKER), ("cli.daemon.web.WebThread", NodeRole.WEB)],
)
def test_a_daemon_of_which_a_part_is_gone_ends_and_says_which(
    program: Program, monkeypatch: pytest.MonkeyPatch, part: str, role: NodeRole
) -> None:
    """So that its service starts it anew, instead of a process that lives and sends nothing."""
    monkeypatch.setattr(f"{part}.is_alive", lambda _part: False)
    monkeypatch.setattr(cli.daemon.daemon, "WATCH_SECONDS", 0.01)
    with pytest.raises(MachineError) as ended:
        Daemon(program).run()
    assert ended.value.facts["role"] == role
    assert ended.value.exit_status == 11


def test_a_ticker_that_ticks_no_more_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick that takes long is no silence."""
    monkeypatch.setattr(engine, "SHORTEST_SILENCE", 0.0)
    in_tick, go_on = threading.Event(), threading.Event()

    def tick() -> None:
        in_tick.set()
        go_on.wait(PATIENCE)

    ticker = Ticker(tick, every=timedelta(milliseconds=1), timezone="Asia/Shanghai")
    ticker.start()
    assert in_tick.wait(PATIENCE)
    monkeypatch.setattr(engine, "MISSED_TICKS", -1.0)
    assert ticker.is_alive()
    go_on.set()
    ticker.stop()
    assert not ticker.is_alive()
