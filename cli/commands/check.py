# SPDX-License-Identifier: Apache-2.0
"""`duban check`: is everything in place for nothing to be lost? Each line with its cure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import typer

from cli.commands.unit import reader_words
from cli.context import AsJson, CommandContext, command_context
from cli.wiring import Program
from models.errors import ChecksFailed, DubanError
from models.extras import install_command
from models.findings import Finding
from models.kinds import Severity
from models.migrations import require_head, require_made
from models.queries import channels, feeds, readers, rehearsal
from notifiers.senders import apprise
from notifiers.senders.channels import needs_apprise
from notifiers.senders.smtp import Smtp
from scheduler.problems import NOT_TRIED, STOPPED, STUCK, ledger_problems

Check = Callable[[Program], Iterable[Finding]]
SETTINGS, RELAY = "settings", "relay"


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckOutcome:
    """What one check found; nothing means that all is well."""

    name: str
    findings: tuple[Finding, ...]


def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Look at settings, database, calendar, mailboxes, messages and relay, and say what to mend."""
    ctx = command_context(context)
    outcomes = one_cause_once([_run(name, item, ctx.program) for name, item in CHECKS.items()])
    if as_json:
        ctx.out.json([_as_json(ctx, outcome) for outcome in outcomes])
    else:
        _show(ctx, outcomes)
    severities = {finding.severity for outcome in outcomes for finding in outcome.findings}
    if severities - {Severity.INFO}:
        raise typer.Exit(ChecksFailed.exit_status)


def _settings(program: Program) -> Iterable[Finding]:
    program.settings  # noqa: B018  (reading it is the check)
    return program.dressed_addresses()


def _database(program: Program) -> Iterable[Finding]:
    require_made(program.raw_ledger)
    require_head(program.raw_ledger)
    with program.raw_ledger.writing() as session:
        session.connection()  # a read-only or full disk shows only to a writer
    return ()


def _policy(program: Program) -> Iterable[Finding]:
    program.policy  # noqa: B018  (reading it is the check)
    program.calendar  # noqa: B018
    return ()


def _concerns(program: Program) -> Iterable[Finding]:
    with program.ledger.reading() as session:
        return ledger_problems(session, calendar=program.calendar, policy=program.policy, now=program.now())


def _live(program: Program) -> Iterable[Finding]:
    with program.ledger.reading() as session:
        if not rehearsal.is_rehearsal(session):
            return ()
    return (
        Finding(
            code="rehearsal",
            severity=Severity.INFO,
            sentence="The ledger is in rehearsal: nothing leaves, mails are only put into {folder}.",
            cure="Look at the mails there; when all is right, run: duban live.",
            facts={"folder": str(program.settings.mail_folder)},
        ),
    )


def _supervisors(program: Program) -> Iterable[Finding]:
    if program.settings.office_mailboxes:
        return ()
    return (
        Finding(
            code="no-supervisor",
            severity=Severity.WARNING,
            sentence="No supervisor gets the overdue digest.",
            cure="Set DUBAN_OFFICE_MAILBOXES.",
        ),
    )


def _relay(program: Program) -> Iterable[Finding]:
    url = program.settings.smtp_url.get_secret_value()
    if url:
        Smtp(url).ping()
        return ()
    return (
        Finding(
            code="no-relay",
            severity=Severity.INFO,
            sentence="No relay is set; mails are only put into {folder}.",
            cure="Set DUBAN_SMTP_URL when they shall leave this machine.",
            facts={"folder": str(program.settings.mail_folder)},
        ),
    )


def _returned_mails(program: Program) -> Iterable[Finding]:
    settings = program.settings
    inbox = program.inbox()
    if inbox is not None:
        inbox.probe()
        return () if settings.bounce_address else (_FORGEABLE,)
    return (_NOT_READ,) if settings.smtp_url.get_secret_value() else ()


_FORGEABLE = Finding(
    code="bounces-forgeable",
    severity=Severity.WARNING,
    sentence="Returned mails are read and shown, but stop no mail: without a return path of its own for each "
    "mail, anybody could write one.",
    cure="Let the mail server deliver NAME+ANYTHING@DOMAIN there, and set DUBAN_BOUNCE_ADDRESS=NAME@DOMAIN.",
)
_NOT_READ = Finding(
    code="bounces-not-read",
    severity=Severity.INFO,
    sentence="Nobody here reads mails that come back, so a mailbox that is gone is not noticed.",
    cure="Set DUBAN_BOUNCE_ADDRESS and DUBAN_BOUNCES.",
)


def _key(program: Program) -> Iterable[Finding]:
    with program.ledger.reading() as session:
        is_used = bool(feeds.by_owner(session))
    if is_used or program.place.has_key:
        program.key  # noqa: B018  (reading it is the check)
    return ()


def _rights(program: Program) -> Iterable[Finding]:
    return tuple(
        Finding(
            code="readable-by-others",
            severity=Severity.WARNING,
            sentence="Others may read {path}.",
            cure="Run: chmod {mode} {path}",
            facts={"path": str(path), "mode": "700" if path.is_dir() else "600"},
        )
        for path in program.place.private_paths()
        if path.exists() and path.stat().st_mode & 0o077
    )


def _channels(program: Program) -> Iterable[Finding]:
    with program.ledger.reading() as session:
        views = channels.views(session)
    if apprise.is_installed() or not any(needs_apprise(view.settings.url) for view in views):
        return ()
    return (
        Finding(
            code="chat-not-installed",
            severity=Severity.ERROR,
            sentence="A channel needs the library for chat services, which is not installed.",
            cure="Install it with: {command}",
            facts={"command": install_command("chat")},
        ),
    )


def _mutes(program: Program) -> Iterable[Finding]:
    with program.ledger.reading() as session:
        declined = [(reader_words(session, item.reader_key), item.kind) for item in readers.listed(session)]
    return tuple(
        Finding(
            code="declined",
            severity=Severity.INFO,
            sentence="{reader} declined the {kind} by mail.",
            cure="To send it again: duban unit unmute {reader} {kind}.",
            facts={"reader": reader, "kind": kind.value},
        )
        for reader, kind in declined
    )


CHECKS: dict[str, Check] = {
    SETTINGS: _settings,
    "database": _database,
    "policy": _policy,
    "feed key": _key,
    "file rights": _rights,
    "live": _live,
    "supervisors": _supervisors,
    "duties": _concerns,
    "channels": _channels,
    "declined mails": _mutes,
    RELAY: _relay,
    "returned mails": _returned_mails,
}


def _run(name: str, each: Check, program: Program) -> CheckOutcome:
    try:
        return CheckOutcome(name=name, findings=tuple(each(program)))
    except DubanError as error:
        failed = Finding(
            code=name,
            severity=Severity.ERROR,
            sentence=error.sentence,
            cure=error.cure,
            facts=error.facts,
        )
        return CheckOutcome(name=name, findings=(failed,))


def one_cause_once(outcomes: Sequence[CheckOutcome]) -> list[CheckOutcome]:
    """Leave out what only repeats a failure that another check or finding tells already."""
    relay = next(
        (str(finding) for outcome in outcomes for finding in outcome.findings if finding.code == RELAY), ""
    )
    reasons = {
        finding.facts["reason"]
        for outcome in outcomes
        for finding in outcome.findings
        if finding.code == STOPPED
    }
    if relay in reasons:
        return _without_repeats(outcome for outcome in outcomes if outcome.name != RELAY)
    return _without_repeats(_without_waiting(outcome, relay) for outcome in outcomes)


def _without_waiting(outcome: CheckOutcome, relay: str) -> CheckOutcome:
    """Leave out the messages that wait for a relay which is told to be at fault itself."""
    told = (
        finding
        for finding in outcome.findings
        if not (relay and finding.code == STUCK and finding.facts["reason"] in (relay, NOT_TRIED))
    )
    return replace(outcome, findings=tuple(told))


def _without_repeats(outcomes: Iterable[CheckOutcome]) -> list[CheckOutcome]:
    """Leave out what could not be looked at because of a failure that another check tells already."""
    told: set[str] = set()
    kept = []
    for outcome in outcomes:
        failures = {str(finding) for finding in outcome.findings if finding.code == outcome.name}
        if not failures or not failures <= told:
            kept.append(outcome)
        told |= failures
    return kept


def _show(ctx: CommandContext, outcomes: Iterable[CheckOutcome]) -> None:
    if file := ctx.program.env_file:
        ctx.out.tell("The settings are read from {file}; what stands in the environment wins.", file=file)
    else:
        ctx.out.tell("The settings are read from the environment alone: there is no file of them.")
    for outcome in outcomes:
        if not outcome.findings:
            ctx.out.line(f"✓ {ctx.out.words(outcome.name)}", style="green")
        for finding in outcome.findings:
            ctx.out.finding(finding)


def _as_json(ctx: CommandContext, outcome: CheckOutcome) -> dict[str, object]:
    findings = [
        {"code": finding.code, "severity": finding.severity, "message": ctx.out.told(finding)}
        for finding in outcome.findings
    ]
    told: dict[str, object] = {"check": outcome.name, "ok": not findings, "findings": findings}
    return told | ({"file": ctx.program.env_file} if outcome.name == SETTINGS else {})
