# SPDX-License-Identifier: Apache-2.0
"""`duban live`: the rehearsal ends, and mails leave."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import typer
from sqlmodel import Session

from cli.commands.round import Moment, agenda_as_json, show_letters
from cli.context import AsJson, CommandContext, DryRun, Yes, command_context
from models.queries import rehearsal
from models.queries.tasks import task_views
from models.status import TaskStatus
from scheduler.agenda import Agenda
from scheduler.assessment import assess, is_long_past
from scheduler.forecast import first_round


@dataclass(frozen=True, kw_only=True, slots=True)
class GoingLive:
    """What would happen: who gets what at the first round, when that is, and which state is missing."""

    rehearsed: int
    first_at: datetime | None
    agenda: Agenda
    unreported: tuple[TaskStatus, ...]


def live(
    context: typer.Context,
    on: Moment = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """End the rehearsal: show who gets what first and what is missing, ask, and let mails leave."""
    ctx = command_context(context)
    program, now = ctx.program, ctx.moment(on)
    with program.ledger.reading() as session:
        since = rehearsal.live_since(session)
    if since:
        _tell_live(ctx, since, as_json=as_json)
        return
    going = _foreseen(ctx, now)
    if not as_json:
        _show(ctx, going)
    if not dry_run:
        ctx.approve("Go live, so that these mails leave?", yes=yes)
        with program.ledger.writing() as session:
            rehearsal.go_live(session, now=now, by=program.user)
    if as_json:
        ctx.out.json(_as_json(going) | {"dry_run": dry_run, "live_since": None if dry_run else now})
    elif dry_run:
        ctx.out.tell("Nothing was changed: the ledger is in rehearsal.")
    else:
        ctx.out.tell("The ledger is live; the rehearsal is forgotten, its mails stay in the Maildir.")


def _foreseen(ctx: CommandContext, now: datetime) -> GoingLive:
    """Decide the first round on a ledger that went live, and take that back."""
    program = ctx.program
    with program.ledger.writing() as session:
        rehearsed = rehearsal.count_messages(session)
        rehearsal.go_live(session, now=now, by=program.user)
        first = first_round(session, program.office, now=now)
        unreported = _unreported(ctx, session, now)
        session.rollback()
    moment, agenda = first or (None, Agenda())
    return GoingLive(rehearsed=rehearsed, first_at=moment, agenda=agenda, unreported=unreported)


def _unreported(ctx: CommandContext, session: Session, now: datetime) -> tuple[TaskStatus, ...]:
    """Find the open tasks that are long past, or have such a milestone, and of which nothing was reported."""
    calendar, policy = ctx.program.calendar, ctx.program.policy
    statuses = (
        assess(task, on=now.date(), calendar=calendar, policy=policy)
        for task in task_views(session, on=now.date())
        if task.is_open
    )
    return tuple(status for status in statuses if is_long_past(status, policy))


def _tell_live(ctx: CommandContext, since: datetime, *, as_json: bool) -> None:
    if as_json:
        ctx.out.json({"live_since": since})
        return
    local = since.astimezone(ctx.program.timezone)
    ctx.out.tell("The ledger has been live since {since}.", since=f"{local:%Y-%m-%d %H:%M}")


def _show(ctx: CommandContext, going: GoingLive) -> None:
    out, agenda = ctx.out, going.agenda
    if going.first_at:
        out.tell("The mails of the first day, from {at} on:", at=f"{going.first_at:%Y-%m-%d %H:%M}")
        show_letters(out, agenda.letters)
        mails = sum(len(letter.reader.mailboxes) for letter in agenda.letters)
        out.line(out.count("{n} mail would be sent.", "{n} mails would be sent.", mails))
    for item in agenda.unreachable:
        out.tell("{reader} is owed a mail and has no mailbox that works.", reader=item.reader.name)
    if going.unreported:
        _show_unreported(ctx, going.unreported)
    if not ctx.program.settings.smtp_url.get_secret_value():
        folder = ctx.program.settings.mail_folder
        out.tell("No relay is set; mails are only put into {folder}.", folder=folder)


def _show_unreported(ctx: CommandContext, statuses: tuple[TaskStatus, ...]) -> None:
    out = ctx.out
    out.tell("Long past, and nothing was reported of them:")
    columns = ("Plan", "No.", "Task", "Due", "Working days")
    rows = [
        (status.task.plan_key, status.task.number, status.task.title, status.task.due, status.worst)
        for status in statuses
    ]
    out.table(columns, rows)
    for plan in dict.fromkeys(status.task.plan_key for status in statuses):
        out.tell(
            "If they were reached before, enter that first: write the ledger out with `duban plan export "
            "{plan}`, fill in its columns of status, and import it.",
            plan=plan,
        )


def _as_json(going: GoingLive) -> dict[str, Any]:
    unreported = [
        {"plan": status.task.plan_key, "number": status.task.number, "working_days": status.worst}
        for status in going.unreported
    ]
    return {
        "rehearsed": going.rehearsed,
        "first_at": going.first_at,
        **agenda_as_json(going.agenda),
        "unreported": unreported,
    }
