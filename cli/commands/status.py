# SPDX-License-Identifier: Apache-2.0
"""`duban status`: what waits, what failed, who is alive and what comes next."""

from typing import Any

import typer

from cli.commands.round import Moment
from cli.context import AsJson, CommandContext, command_context
from models.kinds import MessageState, Outcome
from models.queries import rehearsal
from models.queries.nodes import WAITING, DeliveryStats, is_silent, stats
from models.tables import Heartbeat, Relay
from scheduler.agenda import plan_round
from scheduler.slots import next_slot


def status(context: typer.Context, on: Moment = None, as_json: AsJson = False) -> None:
    """Show how delivery stands: messages, relays, nodes, and what is owed and not written yet."""
    ctx = command_context(context)
    with ctx.program.ledger.reading() as session:
        found, live_since = stats(session, now=ctx.moment(on)), rehearsal.live_since(session)
    report = {"live_since": live_since} | _as_json(ctx, found)
    if as_json:
        ctx.out.json(report)
    else:
        _show(ctx, found, report)


def _as_json(ctx: CommandContext, found: DeliveryStats) -> dict[str, Any]:
    program = ctx.program
    upcoming = next_slot(found.at, calendar=program.calendar, policy=program.policy)
    return {
        "at": found.at,
        "owed": len(plan_round(program.ledger, program.office, now=found.at).letters),
        "messages": {item.value: found.messages.get(item, 0) for item in MessageState},
        "for_channels": {item.value: found.for_channels.get(item, 0) for item in MessageState},
        "oldest_waiting_seconds": round(found.waited_seconds),
        "attempts": {item.value: found.attempts.get(item, 0) for item in Outcome},
        "last_round_at": found.last_round_at,
        "next_slot_at": upcoming,
        "skipped_slots": found.skipped_slots,
        "failing_mailboxes": found.failing_mailboxes,
        "relays": [_relay(found, relay) for relay in found.relays],
        "nodes": [_node(found, node) for node in found.nodes],
    }


def _relay(found: DeliveryStats, relay: Relay) -> dict[str, Any]:
    is_stopped = bool(relay.stopped_until and relay.stopped_until > found.at)
    return {
        "name": relay.name,
        "is_stopped": is_stopped,
        "until": relay.stopped_until if is_stopped else None,
        "reason": relay.stopped_by if is_stopped else None,
    }


def _node(found: DeliveryStats, node: Heartbeat) -> dict[str, Any]:
    return {
        "name": node.node,
        "roles": node.roles,
        "at": node.at,
        "started_at": node.started_at,
        "is_silent": is_silent(node, now=found.at),
        "round_seconds": node.round_seconds,
    }


def _show(ctx: CommandContext, found: DeliveryStats, report: dict[str, Any]) -> None:
    out = ctx.out
    if since := report["live_since"]:
        out.tell("Live since {at}.", at=f"{since.astimezone(ctx.program.timezone):%Y-%m-%d %H:%M}")
    else:
        out.tell("In rehearsal: nothing leaves, mails are only put into the Maildir. To end it: duban live.")
    out.tell("Owed and not written yet: {owed}", owed=report["owed"])
    counted = [(out.words(name), count) for name, count in report["messages"].items() if count]
    if counted:
        out.table(("state", "messages"), counted)
    if waiting := sum(found.for_channels.get(state, 0) for state in WAITING):
        told = "Of those that wait, {n} is for a channel.", "Of those that wait, {n} are for channels."
        out.line(out.count(*told, waiting))
    if found.waiting:
        out.tell("The oldest has waited {minutes} minutes.", minutes=round(found.waited_seconds / 60))
    _show_faults(ctx, found, report)
    _show_nodes(ctx, report)
    if report["next_slot_at"]:
        out.tell("Next: {at}", at=f"{report['next_slot_at']:%Y-%m-%d %H:%M}")


def _show_faults(ctx: CommandContext, found: DeliveryStats, report: dict[str, Any]) -> None:
    out = ctx.out
    if found.skipped_slots:
        out.tell("Slots that nobody served in time: {slots}", slots=found.skipped_slots)
    if found.failing_mailboxes:
        out.tell("Mailboxes that mail came back from: {mailboxes}", mailboxes=found.failing_mailboxes)
    for relay in report["relays"]:
        if relay["is_stopped"]:
            out.tell("Relay {name} is stopped: {reason}", **relay)


def _show_nodes(ctx: CommandContext, report: dict[str, Any]) -> None:
    out, zone = ctx.out, ctx.program.timezone
    for node in report["nodes"]:
        told = "{name} ({roles}) fell silent at {at}" if node["is_silent"] else "{name} ({roles}) lives, {at}"
        out.tell(told, **{**node, "at": f"{node['at'].astimezone(zone):%Y-%m-%d %H:%M:%S}"})
    if not report["nodes"]:
        out.tell("No daemon has run yet.")
