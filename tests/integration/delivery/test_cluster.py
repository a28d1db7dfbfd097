# SPDX-License-Identifier: Apache-2.0
"""Several nodes on one PostgreSQL: jobs are written with what they send; no message depends on its job."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from models import job_tables, migrations
from models.database import Ledger
from models.errors import LedgerError
from models.kinds import MessageState, Outcome
from models.letters import Envelope
from models.queries import claims, nodes
from scheduler.delivery.cluster import UNHEEDED, Jobs, JobWorker, Rhythm
from scheduler.delivery.transport import Transport
from scheduler.round import run_round
from tests.builders import MONDAY, bring_in, late_task, office, register, write_down
from tests.support.mails.outboxes import Desk, count_states, messages, queue
from tests.support.waiting import PATIENCE, wait_until

RELAY = "relay.example"
QUICK = Rhythm(heartbeat=0.5, poll=0.5)
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def jobs(ledger: Ledger) -> Jobs:
    """Give the way into the queue of one relay, on Monday at nine."""
    return Jobs(ledger, relay=RELAY, clock=lambda: MONDAY)


def ask(ledger: Ledger, statement: str) -> list[tuple[object, ...]]:
    """Run one statement on the ledger's database."""
    with ledger.engine.begin() as connection:
        result = connection.exec_driver_sql(statement)
        return [tuple(row) for row in result] if result.returns_rows else []


def waiting_jobs(ledger: Ledger) -> int:
    """Count the jobs that nobody has begun."""
    return ask(ledger, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")[0][0]


def no_job_left(ledger: Ledger) -> bool:
    """Tell whether every job has been done and forgotten."""
    return ask(ledger, "SELECT count(*) FROM procrastinate_jobs") == [(0,)]


@contextmanager
def at_work(ledger: Ledger, *desks: Desk, now: datetime = MONDAY) -> Iterator[None]:
    """Let a worker do jobs over these desks until the block ends."""
    stopping = threading.Event()
    transport = Transport(name=RELAY, senders=desks)
    worker = JobWorker(ledger, transport, clock=lambda: now, owner="test", rhythm=QUICK)
    thread = threading.Thread(target=worker.run, args=(stopping.is_set,))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def all_sent(ledger: Ledger) -> bool:
    """Tell whether nothing is left to send."""
    return set(count_states(ledger)) == {MessageState.SENT}


def test_a_round_writes_its_letters_and_their_jobs_as_one_whole(ledger: Ledger, jobs: Jobs) -> None:
    """Every letter of the round is in the batch of a job that waits."""
    register(ledger)
    bring_in(ledger, [late_task(1)])
    agenda = run_round(ledger, office(), write_down, now=MONDAY, dispatch=jobs)
    batches = {message.batch for message in messages(ledger)}
    assert len(agenda.letters) == len(messages(ledger)) > 1
    assert [(batch,) for batch in batches] == ask(ledger, "SELECT queueing_lock FROM procrastinate_jobs")


def test_a_round_that_fails_leaves_neither_letters_nor_jobs(ledger: Ledger, jobs: Jobs) -> None:
    """The jobs are part of the round's own transaction."""

    class Failing(Jobs):
        def enlist(self, session: Session, *, now: datetime) -> int:
            assert super().enlist(session, now=now)
            raise RuntimeError

    register(ledger)
    bring_in(ledger, [late_task(1)])
    dispatch = Failing(ledger, relay=RELAY, clock=lambda: MONDAY)
    with pytest.raises(RuntimeError):
        run_round(ledger, office(), write_down, now=MONDAY, dispatch=dispatch)
    assert messages(ledger) == []
    assert waiting_jobs(ledger) == 0


def test_a_worker_sends_every_batch_once_over_all_its_connections(ledger: Ledger, jobs: Jobs) -> None:
    """Three jobs, two connections, and no job is left behind."""

    class Together(Desk):
        """Begins when the other one does, however late a busy machine lets that be."""

        def send(self, envelope: Envelope) -> None:
            if not self.tried:
                both.wait(PATIENCE)
            super().send(envelope)

    queue(ledger, 250)
    assert jobs.look() == 250
    assert waiting_jobs(ledger) == 3
    both, desks = threading.Barrier(2), (Together(), Together())
    with at_work(ledger, *desks):
        wait_until(lambda: all_sent(ledger), "all is sent")
        wait_until(lambda: no_job_left(ledger), "all jobs are done")
    taken = [key for desk in desks for key in desk.taken]
    assert len(taken) == len(set(taken)) == 250
    assert all(desk.taken for desk in desks)


def test_a_worker_hears_of_a_job_that_comes_later(ledger: Ledger, jobs: Jobs) -> None:
    """What is written while it rests is sent."""
    desk = Desk()
    with at_work(ledger, desk):
        queue(ledger, 5)
        jobs.look()
        wait_until(lambda: all_sent(ledger), "all is sent")
    assert len(desk.taken) == 5


def test_a_job_that_runs_twice_sends_nothing_twice(ledger: Ledger, jobs: Jobs) -> None:
    """Claims decide who sends, not jobs."""
    queue(ledger, 100)
    jobs.look()
    ask(
        ledger,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) "
        "SELECT queue_name, task_name, args FROM procrastinate_jobs",
    )
    assert waiting_jobs(ledger) == 2
    desks = Desk(), Desk()
    with at_work(ledger, *desks):
        wait_until(lambda: no_job_left(ledger), "all jobs are done")
    assert len([key for desk in desks for key in desk.taken]) == 100
    assert all_sent(ledger)


def test_a_job_ends_well_although_some_of_its_mails_fail(ledger: Ledger, jobs: Jobs) -> None:
    """A deferred mail waits, a refused one is dead, and the job is done."""
    queue(ledger, 3)
    jobs.look()
    with at_work(ledger, Desk({"unit-0": [Outcome.DEFERRED], "unit-1": [Outcome.REFUSED]})):
        wait_until(lambda: no_job_left(ledger), "all jobs are done")
    assert [message.state for message in messages(ledger)] == [
        MessageState.QUEUED,
        MessageState.DEAD,
        MessageState.SENT,
    ]


def test_a_look_gives_out_only_what_no_job_has(ledger: Ledger, jobs: Jobs) -> None:
    """Neither a second look nor another node gives a message out again, whether its job waits or runs."""
    queue(ledger, 150)
    assert jobs.look() == 150
    ask(ledger, "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = 1")
    assert jobs.look() == 0
    assert waiting_jobs(ledger) == 1


def test_a_job_that_runs_for_half_an_hour_is_not_waited_for(ledger: Ledger, jobs: Jobs) -> None:
    """Its end may have been lost with a connection, although its worker lives."""
    queue(ledger, 1)
    jobs.look()
    ask(ledger, "UPDATE procrastinate_jobs SET status = 'doing'")
    ask(ledger, "UPDATE procrastinate_events SET at = now() - interval '31 minutes'")
    assert jobs.look() == 1


def test_a_job_whose_end_was_not_heard_is_repeated(ledger: Ledger, jobs: Jobs) -> None:
    """The connections broke while it ran; its worker begins anew and finds it."""
    release = threading.Event()

    class Slow(Desk):
        def send(self, envelope: Envelope) -> None:
            release.wait(PATIENCE)
            super().send(envelope)

    queue(ledger, 1)
    jobs.look()
    with at_work(ledger, Slow()):
        wait_until(lambda: count_states(ledger) == {MessageState.SENDING: 1}, "one is being sent")
        ask(ledger, "ALTER FUNCTION procrastinate_finish_job_v1 RENAME TO gone")
        release.set()
        wait_until(lambda: all_sent(ledger), "all is sent")
        free = "SELECT count(*) FROM procrastinate_jobs WHERE worker_id IS NULL"
        wait_until(lambda: ask(ledger, free) == [(1,)], "nobody has the job")
        ask(ledger, "ALTER FUNCTION gone RENAME TO procrastinate_finish_job_v1")
        wait_until(lambda: no_job_left(ledger), "all jobs are done")


def test_a_retry_is_given_out_when_it_is_due_and_not_before(ledger: Ledger, jobs: Jobs) -> None:
    """A message that was deferred belongs to a new job after its back-off."""
    queue(ledger, 1)
    jobs.look()
    with at_work(ledger, Desk({"unit-0": [Outcome.DEFERRED]})):
        wait_until(lambda: no_job_left(ledger), "all jobs are done")
    assert jobs.look() == 0
    later = Jobs(ledger, relay=RELAY, clock=lambda: MONDAY + timedelta(minutes=10))
    assert later.look() == 1


def test_a_message_whose_job_was_lost_is_given_out_again(ledger: Ledger, jobs: Jobs) -> None:
    """Somebody emptied the engine's tables."""
    queue(ledger, 1)
    jobs.look()
    ask(ledger, "DELETE FROM procrastinate_jobs")
    assert jobs.look() == 1


def test_what_a_dead_node_had_in_hand_is_given_out_once_its_lease_is_over(ledger: Ledger, jobs: Jobs) -> None:
    """A lease that still holds is respected."""
    queue(ledger, 1)
    with ledger.writing() as session:
        claims.claim(session, now=MONDAY, limit=1, owner="dead")
    assert jobs.look() == 0
    later = Jobs(ledger, relay=RELAY, clock=lambda: MONDAY + claims.LEASE)
    assert later.look() == 1


def test_nothing_is_given_out_while_the_relay_is_stopped(ledger: Ledger, jobs: Jobs) -> None:
    """No job starts only to give up; afterwards everything is given out."""
    queue(ledger, 1)
    with ledger.writing() as session:
        nodes.held(session, RELAY, now=MONDAY).stopped_until = MONDAY + timedelta(minutes=1)
    assert jobs.look() == 0
    assert waiting_jobs(ledger) == 0
    assert Jobs(ledger, relay=RELAY, clock=lambda: MONDAY + timedelta(minutes=2)).look() == 1


def test_messages_leave_the_queue_of_a_relay_that_nobody_serves(ledger: Ledger) -> None:
    """The relay was changed in the settings while jobs for the old one waited."""
    queue(ledger, 1)
    assert Jobs(ledger, relay="old.example", clock=lambda: MONDAY).look() == 1
    assert Jobs(ledger, relay=RELAY, clock=lambda: MONDAY + UNHEEDED / 2).look() == 0
    assert Jobs(ledger, relay=RELAY, clock=lambda: MONDAY + UNHEEDED).look() == 1


def test_the_job_of_a_worker_that_fell_silent_starts_again(ledger: Ledger, jobs: Jobs) -> None:
    """Within three heartbeats of a worker that lives, whether or not the dead one is still listed."""
    queue(ledger, 10)
    jobs.look()
    ask(ledger, "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 seconds')")
    ask(
        ledger,
        "UPDATE procrastinate_jobs SET status = 'doing', "
        "worker_id = (SELECT max(id) FROM procrastinate_workers)",
    )
    with at_work(ledger, Desk()):
        wait_until(lambda: all_sent(ledger), "all is sent")


def test_a_worker_comes_back_after_its_connections_were_cut(ledger: Ledger, jobs: Jobs) -> None:
    """It needs nobody who restarts it."""
    with at_work(ledger, Desk()):
        workers = "SELECT count(*) FROM procrastinate_workers"
        wait_until(lambda: ask(ledger, workers) == [(1,)], "the worker is there")
        ask(
            ledger,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        queue(ledger, 10)
        jobs.look()
        wait_until(lambda: all_sent(ledger), "all is sent")


def test_only_one_node_has_its_turn_at_a_work(ledger: Ledger) -> None:
    """Another one does not wait; afterwards it is free again."""
    with ledger.turn("round") as first, ledger.turn("round") as second, ledger.turn("sweep") as other:
        assert (first, second, other) == (True, False, True)
    with ledger.turn("round") as again:
        assert again


def test_an_upgrade_makes_the_tables_of_the_engine_that_was_installed_later(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then a node with the engine names the command and does not start."""
    ask(ledger, "DROP SCHEMA public CASCADE")
    ask(ledger, "CREATE SCHEMA public")
    with monkeypatch.context() as without:
        without.setattr(job_tables, "is_installed", lambda: False)
        migrations.require_head(ledger)
        assert migrations.is_current(ledger)
    with pytest.raises(LedgerError, match="duban db upgrade"):
        job_tables.require(ledger)
    assert not migrations.is_current(ledger)
    migrations.upgrade(ledger)
    job_tables.require(ledger)


def test_tables_of_the_engine_that_somebody_else_made_are_not_touched(ledger: Ledger) -> None:
    """Another program may use the same database."""
    ask(ledger, "COMMENT ON TABLE procrastinate_jobs IS NULL")
    with pytest.raises(LedgerError, match="did not make"):
        migrations.upgrade(ledger)


def test_two_nodes_may_make_the_tables_at_once(ledger: Ledger) -> None:
    """The second one waits and finds nothing left to do."""
    migrations.downgrade(ledger, "base")
    threads = [threading.Thread(target=migrations.upgrade, args=(ledger,)) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert migrations.is_current(ledger)
    assert sa.inspect(ledger.engine).has_table("message")
