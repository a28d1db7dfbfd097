# SPDX-License-Identifier: Apache-2.0
"""Propose an import against the ledger, and apply it once approved."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlmodel import Session

from models.errors import InputError, LedgerError, NotApproved
from models.findings import Finding
from models.kinds import EventKind, Severity
from models.queries import feeds, log, people, plans, units
from models.queries.tasks import task_views
from models.queries.units import Registry
from models.tables import Plan
from models.tables.base import save
from models.text import shell_word
from models.views import TaskView
from plans.drafts import PlanDraft, Reading
from plans.findings import finding
from plans.revisions.changes import Change, ChangeKind, Proposal, compare
from plans.revisions.decisions import held_values
from plans.revisions.questions import Answers, task_references
from plans.revisions.similarity import plain
from plans.revisions.writing import Writer
from plans.units.resolving import suggestions
from plans.units.spelling import spelled


def unknown_units(reading: Reading, registry: Registry) -> tuple[str, ...]:
    """Give the units that a reading names and the registry does not know, as printed."""
    mentioned = (unit for task in reading.tasks for unit in task.units if not unit.is_group)
    return tuple(dict.fromkeys(unit.name for unit in mentioned if not registry.knows(unit.name)))


def unit_findings(reading: Reading, registry: Registry) -> list[Finding]:
    """Tell each unknown unit, with the known ones it reads like; none of them is taken for it."""
    known, found = registry.names, list[Finding]()
    for name in unknown_units(reading, registry):
        likely, shown = suggestions(name, known), shell_word(name)
        if likely:
            told, meant = "、".join(likely), shell_word(likely[0])
            found.append(finding("unknown-unit/likely", unit=name, likely=told, meant=meant, shown=shown))
        else:
            found.append(finding("unknown-unit", unit=name, shown=shown))
    return found


def unsettled(
    findings: Iterable[Finding], changes: Sequence[Change], session: Session, *, on: date
) -> Iterator[Finding]:
    """Leave out what the office has settled: group words that it resolved, posts whose holder it entered."""
    known = {change.number: change.task for change in changes if change.task and change.draft}
    held = {
        leader.name for leader in people.leaders(session, on=on).values() if leader.is_post and leader.holder
    }
    for item in findings:
        task = known.get(item.task or "")
        words = str(item.facts.get("unit", "")).split("、")
        if item.code == "group-word" and task and {*words} <= {unit.stands_for for unit in task.units}:
            continue
        if item.code == "post-without-holder" and item.facts.get("leader") in held:
            continue
        yield item


def progress_findings(changes: Iterable[Change], tasks: Sequence[TaskView]) -> Iterator[Finding]:
    """Tell each withdrawn task that something was reported of: perhaps another task carries it on.

    `tasks` are all of the plan's in the ledger: where a number stands there twice, the task is told apart.
    """
    references = dict(zip((task.uid for task in tasks), task_references(tasks), strict=True))
    for change in changes:
        task = change.task
        if change.kind is ChangeKind.WITHDRAWN and task and (task.percent or task.last_report):
            number = references.get(task.uid, task.number)
            yield finding("progress-withdrawn", task=task.number, number=number)


Follow = Callable[[Iterable[Change]], Iterable[Change]]
"""Pass the changes on as they come."""


def propose(
    session: Session, reading: Reading, *, on: date, key: str | None = None, answers: Answers | None = None
) -> Proposal:
    """Compare a reading with the ledger; `answers` settle questions of an earlier proposal.

    InputError when the plan's year is not known or no task was read; UsageError and NotFoundError when an
    answer does not fit.
    """
    _require_substance(reading)
    plan = plans.find_plan(session, key) if key else _known(session, reading.plan)
    tasks = task_views(session, on=on, plan_id=plan.id, with_withdrawn=True) if plan else ()
    registry = units.Registry(session)
    reading = spelled(reading, registry.names)
    held = held_values(session, plan) if plan else {}
    compared = compare(reading.tasks, tasks, registry.canonical, answers, held)
    return Proposal(
        plan=reading.plan,
        key=plan.key if plan else plans.free_key(session, reading.plan.year or 0),
        is_new=plan is None,
        sha256=reading.sha256,
        changes=compared.changes,
        questions=compared.questions,
        new_units=unknown_units(reading, registry),
        findings=(
            *unsettled(reading.findings, compared.changes, session, on=on),
            *unit_findings(reading, registry),
            *compared.findings,
            *progress_findings(compared.changes, tasks),
        ),
    )


def apply(
    session: Session,
    approved: Proposal,
    reading: Reading,
    *,
    now: datetime,
    by: str,
    answers: Answers | None = None,
    follow: Follow = iter,
) -> None:
    """Write an approved proposal; LedgerError when the ledger has moved on since it was shown.

    `answers` are those the proposal was made with; NotApproved when questions are still open.
    `follow` is given the changes to pass on one by one, so that somebody can show how far it is.
    """
    key = None if approved.is_new else approved.key
    current = propose(session, reading, on=now.date(), key=key, answers=answers)
    if (current.key, current.changes, current.questions) != (
        approved.key,
        approved.changes,
        approved.questions,
    ):
        raise LedgerError(
            "The ledger changed while the proposal was being looked at; nothing was written.",
            cure="Run the import again and look at the new proposal.",
        )
    refuse_questions(current)
    if current.changes_nothing:
        return
    plan = _plan_row(session, current, now=now)
    counts = {kind.value: len(current.of(kind)) for kind in ChangeKind}
    log.record(session, EventKind.PLAN_IMPORTED, at=now, by=by, plan_id=plan.id, detail=counts)
    writer = Writer(session, plan, now=now, by=by)
    for position, change in enumerate(follow(current.changes)):
        writer.write(change, position)
    feeds.add_missing(session, now=now, by=by)


def refuse_questions(proposal: Proposal) -> None:
    """Raise NotApproved while it is not told which tasks of the ledger the document means."""
    if proposal.questions:
        first = proposal.questions[0]
        raise NotApproved(
            "{count} tasks of the document may be others of the ledger, so nothing was imported: {tasks}.",
            cure="Tell each: --match {ref}={old} when it is that one, --match {ref}=new when it is none.",
            count=len(proposal.questions),
            tasks=", ".join(question.ref for question in proposal.questions),
            ref=first.ref,
            old=first.candidates[0].ref,
        )


def _require_substance(reading: Reading) -> None:
    if not reading.tasks:
        why = tuple(item for item in reading.findings if item.severity is Severity.ERROR)
        raise InputError("No task could be read, so there is nothing to import: {why}", why=why)
    if reading.plan.year is None:
        raise InputError(
            "The document does not say which year its plan is for.",
            cure="Give it: duban plan import FILE --year 2026.",
        )


def _known(session: Session, draft: PlanDraft) -> Plan | None:
    candidates = [plan for plan in plans.all_plans(session) if plan.year == draft.year]
    return next((plan for plan in candidates if _is_same(plan, draft)), None)


def _is_same(plan: Plan, draft: PlanDraft) -> bool:
    if plan.document_number and draft.document_number:
        return plan.document_number == draft.document_number
    return plain(plan.title) == plain(draft.title or plan.key)


def _plan_row(session: Session, proposal: Proposal, *, now: datetime) -> Plan:
    draft = proposal.plan
    plan = plans.of_key(session, proposal.key)
    if plan is None:
        plan = Plan(key=proposal.key, title="", year=draft.year or 0, sha256="", revision=0, imported_at=now)
    elif draft.title and draft.title != plan.title:
        plans.touch_tasks(session, plan, now=now)
    plan.title = draft.title or plan.title or proposal.key
    plan.document_number = draft.document_number or plan.document_number
    plan.issuer = draft.issuer or plan.issuer
    plan.issued_on = draft.issued_on or plan.issued_on
    plan.declared_count = draft.declared_count or plan.declared_count
    plan.sha256, plan.revision, plan.imported_at = proposal.sha256, plan.revision + 1, now
    save(session, plan)
    return plan
