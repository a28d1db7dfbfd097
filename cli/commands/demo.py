# SPDX-License-Identifier: Apache-2.0
"""`duban demo`: the bundled plan of 2026 on an embedded ledger, one full round, and the feeds to look at."""

from collections.abc import Sequence
from contextlib import closing
from importlib.resources import files
from shutil import rmtree
from typing import Annotated

import typer

from cli.commands.round import agenda_as_json, show_letters
from cli.context import AsJson, CommandContext, On, command_context
from cli.daemon.daemon import Daemon, stop_on_signals
from cli.ledger_place import Beginning
from cli.wiring import Program
from models.kinds import Signal
from models.queries import feeds, rehearsal, units
from models.queries.feed_scope import OFFICE_KEY
from models.queries.tasks import task_views
from models.status import TaskStatus
from models.views import FeedView
from plans.reading import read
from plans.revisions.imports import apply, propose
from plans.units.registry import import_registry
from scheduler.agenda import Agenda
from scheduler.assessment import assess
from scheduler.delivery.deliver import deliver
from scheduler.round import run_round

BY = "demo"
SHOWN = 3
LATE_OR_NEAR = (Signal.RED, Signal.YELLOW, Signal.BLUE)


def demo(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Stop after the round instead of serving.")] = False,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Load the bundled plan of 2026, run a full round into a Maildir, show it, and serve the feeds."""
    outer = command_context(context)
    program = _program(outer.program)
    ctx = CommandContext(program)
    try:
        agenda = _prepare(ctx, on)
        _json(ctx, agenda, on) if as_json else _show(ctx, agenda, on)
        if not once:
            daemon = Daemon(program)
            stop_on_signals(daemon)
            address = f"http://{program.settings.host}:{program.settings.port}/"
            daemon.run(ready=lambda: ctx.out.tell("Serving at {address} until Ctrl-C.", address=address))
    finally:
        program.close()


def _program(program: Program) -> Program:
    """Give a program of its own, beside whatever ledger is configured, with nothing that could leave."""
    var = program.settings.var / "demo"
    rmtree(var / "maildir", ignore_errors=True)
    for leftover in var.glob("duban.db*"):
        leftover.unlink()
    own = program.overriding(
        var=var,
        database_url=type(program.settings.database_url)(""),
        smtp_url=type(program.settings.smtp_url)(""),
        maildir=None,
        mail_from="duban@daxing.example",
        office_mailboxes=("duchashi@daxing.example",),
    )
    own.beginning = Beginning.HERE
    return own


def _prepare(ctx: CommandContext, on: str | None) -> Agenda:
    program, now = ctx.program, ctx.moment(on)
    registry = (files("data") / "units" / "units.csv").read_bytes()
    plan = read((files("data") / "plans" / "plan_2026.csv").read_bytes(), name="plan_2026.csv")
    with program.ledger.writing() as session:
        import_registry(session, registry, name="units.csv", now=now, by=BY)
        apply(session, propose(session, plan, on=now.date()), plan, now=now, by=BY)
        rehearsal.go_live(session, now=now, by=BY)
    agenda = run_round(
        program.ledger, program.office, program.composer(), now=now, full=True, say=program.say
    )
    with closing(program.transport()) as transport:
        deliver(program.ledger, transport, clock=program.clock_at(now), owner=BY)
    return agenda


def _show(ctx: CommandContext, agenda: Agenda, on: str | None) -> None:
    out, day = ctx.out, ctx.day(on)
    statuses = _statuses(ctx, on)
    out.tell("The plan of 2026 as of {day}:", day=day)
    late_or_near = [
        (
            status.signal,
            status.working_days,
            status.task.due,
            status.task.number,
            status.task.title,
            "、".join(unit.name for unit in status.task.units),
        )
        for status in statuses
        if status.signal in LATE_OR_NEAR
    ]
    out.table(("Signal", "Working days", "Due", "No.", "Task", "Units"), late_or_near)
    show_letters(out, agenda.letters)
    _show_summary(ctx, agenda, statuses)


def _show_summary(ctx: CommandContext, agenda: Agenda, statuses: Sequence[TaskStatus]) -> None:
    out, program = ctx.out, ctx.program
    with program.ledger.reading() as session:
        owners = feeds.by_owner(session)
        named = [entry for entry in units.entries(session) if entry.mailboxes]
    facts = {
        "Units": len(named),
        "Tasks": len(statuses),
        "Overdue": sum(status.signal is Signal.RED for status in statuses),
        "Near due": sum(status.signal is Signal.BLUE for status in statuses),
        "Mails": sum(len(letter.reader.mailboxes) for letter in agenda.letters),
        "Feeds": len(owners),
    }
    out.table(tuple(facts), [tuple(facts.values())])
    out.tell("Mails, to open with any mail program: {folder}", folder=program.settings.mail_folder.resolve())
    for feed in _to_show(owners):
        address = program.feed_address(feed.id, feed.generation)
        out.tell("Feed of {name}: {address}", name=feed.name or program.settings.office_name, address=address)
    out.tell("Ledger: {ledger}", ledger=program.settings.var.resolve() / "duban.db")


def _to_show(owners: dict[str, FeedView]) -> list[FeedView]:
    """Choose the office's feed and the first ones of a unit and of a leader."""
    kinds = ("office", "unit:", "person:")
    firsts = (next((feed for key, feed in owners.items() if key.startswith(kind)), None) for kind in kinds)
    return [feed for feed in firsts if feed]


def _json(ctx: CommandContext, agenda: Agenda, on: str | None) -> None:
    with ctx.program.ledger.reading() as session:
        known = feeds.views(session)
    addresses = {
        feed.name or OFFICE_KEY: ctx.program.feed_address(feed.id, feed.generation) for feed in known
    }
    late = [
        {"number": status.task.number, "signal": status.signal, "working_days": status.working_days}
        for status in _statuses(ctx, on)
    ]
    maildir = ctx.program.settings.mail_folder.resolve()
    ctx.out.json({"tasks": late, **agenda_as_json(agenda), "maildir": maildir, "feeds": addresses})


def _statuses(ctx: CommandContext, on: str | None) -> list[TaskStatus]:
    day, program = ctx.day(on), ctx.program
    with program.ledger.reading() as session:
        tasks = task_views(session, on=day)
    statuses = [assess(task, on=day, calendar=program.calendar, policy=program.policy) for task in tasks]
    return sorted(
        statuses, key=lambda status: status.working_days if status.working_days is not None else 10**6
    )
