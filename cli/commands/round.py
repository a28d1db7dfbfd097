# SPDX-License-Identifier: Apache-2.0
"""`duban round`: one pass by hand."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Annotated, Any

import typer

from cli.context import AsJson, CommandContext, DryRun, beginning_context, command_context
from cli.output import Output
from cli.wiring import Program
from models.addresses import written
from models.findings import Several
from models.letters import Letter
from scheduler.agenda import Agenda, plan_round
from scheduler.delivery.deliver import Delivered, deliver
from scheduler.ports import Clock
from scheduler.round import run_round
from scheduler.slots import next_office_hour, next_slot

OWNER = "hand"
Moment = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATETIME", help="The moment to act as of; now if left out, noon of a bare day."
    ),
]
Full = Annotated[
    bool, typer.Option("--full", help="Ask for every duty of the day, whatever the hour, also on a day off.")
]


def round_(
    context: typer.Context,
    on: Moment = None,
    full: Full = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Run one round: decide what is owed, write it down, send it, and show who gets what."""
    ctx = command_context(context) if dry_run else beginning_context(context)
    program, now = ctx.program, ctx.moment(on)
    if dry_run:
        agenda, sent = plan_round(program.ledger, program.office, now=now, full=full), Delivered()
    else:
        agenda = run_round(
            program.ledger,
            program.office,
            program.composer(),
            now=now,
            full=full,
            shorten=program.shorten,
            say=program.say,
        )
        sent = _send(program, program.clock_at(now if on else None))
    if as_json:
        ctx.out.json(
            {
                "now": now,
                "dry_run": dry_run,
                **agenda_as_json(agenda),
                "for_channels": agenda.noted,
                "delivered": _sent(sent),
            }
        )
    else:
        _show(ctx, agenda, sent, on=on, full=full, dry_run=dry_run)


def _send(program: Program, clock: Clock) -> Delivered:
    """Send what is due: what is rehearsed, mails, then to channels, whatever became of the mails."""
    sent = Delivered()
    for transport in (program.rehearsal_outlet(), program.transport(), program.channel_outlet()):
        with closing(transport):
            sent += deliver(program.ledger, transport, clock=clock, owner=OWNER)
    return sent


def agenda_as_json(agenda: Agenda) -> dict[str, Any]:
    """Give a round's letters, whom it could not reach and what it could not write as plain data."""
    return {
        "letters": [_letter(letter) for letter in agenda.letters],
        "unreachable": [
            {"reader": item.reader.name, "kinds": list(item.kinds), "tasks": list(item.tasks)}
            for item in agenda.unreachable
        ],
        "unwritten": [
            {"key": item.letter.key, "reader": item.letter.reader.name, "reason": item.reason}
            for item in agenda.unwritten
        ],
    }


def show_letters(out: Output, letters: Sequence[Letter]) -> None:
    """Print who gets what as a table."""
    columns = ("Mail", "For", "To", "Rows", "Notices")
    rows = (
        (
            "+".join(out.words(kind.value) for kind in letter.covers),
            letter.reader.name,
            written(letter.reader.mailboxes),
            len(letter.lines),
            len(letter.notices),
        )
        for letter in letters
    )
    out.table(columns, rows)


def _show(
    ctx: CommandContext, agenda: Agenda, sent: Delivered, *, on: str | None, full: bool, dry_run: bool
) -> None:
    out = ctx.out
    if agenda.letters:
        show_letters(out, agenda.letters)
    for item in agenda.unreachable:
        numbers = Several(item.tasks)
        out.tell(
            "{reader} has no mailbox that works; unsaid: {tasks}.", reader=item.reader.name, tasks=numbers
        )
    for failure in agenda.unwritten:
        reader = failure.letter.reader.name
        out.tell(
            "The letter to {reader} could not be written: {reason}", reader=reader, reason=failure.reason
        )
    _say_counts(out, agenda, sent, dry_run=dry_run)
    if agenda.letters and not dry_run:
        _say_hours(ctx, on)
    if not (agenda.letters or agenda.unwritten or full):
        program, now = ctx.program, ctx.moment(on)
        moment = next_slot(now, calendar=program.calendar, policy=program.policy)
        out.tell(
            "Nothing is owed at {now}; mails go out on working days, next at {next}. "
            "To have everything of the day at once, add --full.",
            now=f"{now:%Y-%m-%d %H:%M}",
            next=f"{moment:%Y-%m-%d %H:%M}" if moment else "–",
        )


def _say_counts(out: Output, agenda: Agenda, sent: Delivered, *, dry_run: bool) -> None:
    mails = sum(len(letter.reader.mailboxes) for letter in agenda.letters)
    if dry_run:
        out.line(out.count("{n} mail would be sent.", "{n} mails would be sent.", mails))
        return
    out.line(out.count("{n} mail written.", "{n} mails written.", mails))
    if agenda.noted:
        out.line(out.count("{n} message for channels.", "{n} messages for channels.", agenda.noted))
    out.tell("{sent} sent, {waiting} waiting for another attempt, {dead} given up.", **_sent(sent))


def _say_hours(ctx: CommandContext, on: str | None) -> None:
    """Say from when on mails leave that were written outside office hours."""
    program, now = ctx.program, ctx.moment(on)
    if program.is_office_hour(now) or not program.settings.smtp_url.get_secret_value():
        return
    moment = next_office_hour(now, calendar=program.calendar, policy=program.policy)
    opening = f"{moment:%Y-%m-%d %H:%M}" if moment else "–"
    ctx.out.tell("Outside office hours nothing leaves; it does from {opening} on.", opening=opening)


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "key": letter.key,
        "kind": letter.kind,
        "covers": list(letter.covers),
        "reader": letter.reader.name,
        "reader_kind": letter.reader.kind,
        "mailbox": written(letter.reader.mailboxes),
        "mailboxes": [asdict(mailbox) for mailbox in letter.reader.mailboxes],
        "period": letter.period,
        "sections": {
            section.kind.value: [line.status.task.number for line in section.lines]
            for section in letter.sections
        },
        "notices": [
            {
                "task": notice.deadline.task.number,
                "milestone": notice.deadline.milestone.text if notice.deadline.milestone else None,
                "threshold": notice.threshold,
                "working_days": notice.working_days,
            }
            for notice in letter.notices
        ],
    }


def _sent(sent: Delivered) -> dict[str, int]:
    return {"sent": sent.sent, "waiting": sent.waiting, "dead": sent.dead}
