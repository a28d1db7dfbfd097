"""A proposal as a person approves it, and as a script reads it."""

import re
from typing import Any

from cli.asking import HEADS, candidate_line
from cli.output import Output
from models.kinds import Role
from plans.revisions.changes import Change, ChangeKind, Proposal
from plans.revisions.questions import Question

MARKS = {ChangeKind.ADDED: "+", ChangeKind.CHANGED: "~", ChangeKind.WITHDRAWN: "-"}
WORDS = ("state", "due_kind")
YES_OR_NO = {"True": "yes", "False": "no"}
_role = re.compile(rf"\(({'|'.join(Role)})\)")
COLOURS = {ChangeKind.ADDED: "green", ChangeKind.CHANGED: "yellow", ChangeKind.WITHDRAWN: "red"}


def show_proposal(proposal: Proposal, out: Output) -> None:
    """Print every task that changes, field by field, then the findings and the counts."""
    head = "New plan {key}: {title}" if proposal.is_new else "Plan {key}: {title}"
    out.tell(head, key=proposal.key, title=proposal.plan.title or "")
    _show_changes(proposal, out)
    for question in proposal.questions:
        _show_question(question, out)
    for finding in proposal.findings:
        out.finding(finding)
    out.tell(
        "{added} added, {changed} changed, {withdrawn} withdrawn, {unchanged} unchanged.", **_counts(proposal)
    )
    if proposal.questions:
        told = "{n} task is not counted: it must be told first with --match NEW=OLD or --match NEW=new."
        many = "{n} tasks are not counted: they must be told first with --match NEW=OLD or --match NEW=new."
        out.line(out.count(told, many, len(proposal.questions)))
    if proposal.changes_nothing:
        out.tell("The ledger already says all this; nothing to do.")


def _show_changes(proposal: Proposal, out: Output) -> None:
    doubtful = proposal.doubtful
    if doubtful:
        out.tell("Read with little confidence, to be looked at first:")
    for change in doubtful:
        _show_change(change, MARKS[change.kind], out)
    shown = set(map(id, doubtful))
    for kind, mark in MARKS.items():
        for change in (each for each in proposal.of(kind) if id(each) not in shown):
            _show_change(change, mark, out)


def proposal_as_json(proposal: Proposal, out: Output) -> dict[str, Any]:
    """Give the proposal as plain data."""
    return {
        "plan": proposal.key,
        "title": proposal.plan.title,
        "is_new": proposal.is_new,
        "counts": _counts(proposal),
        "changes": [_change(each) for each in proposal.changes if each.kind is not ChangeKind.UNCHANGED],
        "questions": [_question(each) for each in proposal.questions],
        "doubtful": [{"number": each.number, "confidence": each.confidence} for each in proposal.doubtful],
        "new_units": list(proposal.new_units),
        "findings": [
            {"code": each.code, "severity": each.severity, "task": each.task, "message": out.told(each)}
            for each in proposal.findings
        ],
    }


def _show_change(change: Change, mark: str, out: Output) -> None:
    out.line(f"{mark} {change.number}. {change.title}", style=COLOURS[change.kind])
    for field in change.fields:
        before, after = (_in_words(field.name, value, out) for value in (field.before, field.after))
        out.line(f"    {out.words(field.name)}: {before or '–'} → {after or '–'}")


def _show_question(question: Question, out: Output) -> None:
    head = out.words(HEADS[question.kind], ref=question.ref, title=question.draft.title)
    out.line(f"? {head}", style="bold magenta")
    for each in question.candidates:
        out.line(f"    {candidate_line(each, out)}")


def _in_words(name: str, value: str, out: Output) -> str:
    """Say in words what the ledger holds in its own: states, kinds of deadlines, roles, yes and no."""
    if name in WORDS and value:
        return out.words(value)
    if value in YES_OR_NO:
        return out.words(YES_OR_NO[value])
    return _role.sub(lambda found: f"({out.words(found[1])})", value) if name == "units" else value


def _question(question: Question) -> dict[str, Any]:
    candidates = [
        {"task": each.ref, "title": each.task.title, "likeness": round(each.likeness, 2)}
        for each in question.candidates
    ]
    return {
        "task": question.ref,
        "kind": question.kind,
        "title": question.draft.title,
        "candidates": candidates,
    }


def _change(change: Change) -> dict[str, Any]:
    fields = {field.name: {"before": field.before, "after": field.after} for field in change.fields}
    return {"kind": change.kind, "number": change.number, "title": change.title, "fields": fields}


def _counts(proposal: Proposal) -> dict[str, int]:
    return {kind.value: len(proposal.of(kind)) for kind in ChangeKind}
