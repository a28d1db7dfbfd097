# SPDX-License-Identifier: Apache-2.0
"""The dialogue of an import: the proposal with its diff, the questions, and the answers of a person."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cli.context import CommandContext, read_bytes
from cli.output import Output
from cli.progress import following, working
from models.errors import InputError, NotApproved, UsageError
from models.kinds import Role, Severity
from plans.drafts import Reading, TaskDraft
from plans.reading import read
from plans.revisions.changes import Change, ChangeKind, Proposal
from plans.revisions.imports import apply, propose, refuse_questions
from plans.revisions.questions import NEW, Answers, Candidate, Question, QuestionKind

LETTERS = "abcdefgh"
NONE = "n"
HEADS = {
    QuestionKind.REWORDED: "Task {ref} of the document may be one of the ledger: {title}",
    QuestionKind.MERGED: "Task {ref} of the document looks like several of the ledger in one: {title}",
    QuestionKind.SPLIT: "Task {ref} of the document looks like a part of one of the ledger: {title}",
}


def ask(ctx: CommandContext, question: Question) -> str | None:
    """Ask which task of the ledger is carried on; None when nobody is there to answer."""
    ctx.out.tell(HEADS[question.kind], ref=question.ref, title=question.draft.title)
    choices = dict(zip(LETTERS, question.candidates, strict=False))
    for letter, candidate in choices.items():
        ctx.out.line(f"  {letter}) {candidate_line(candidate, ctx.out)}")
    ctx.out.line(f"  {NONE}) {ctx.out.words('none of them: it is a new task')}")
    answer = ctx.choose(ctx.out.words("Which one is carried on, with its progress?"), (*choices, NONE))
    return answer and (NEW if answer == NONE else choices[answer].ref)


def confirm_doubtful(ctx: CommandContext, drafts: Sequence[TaskDraft]) -> bool:
    """Ask of each task that was read with little confidence, and tell whether somebody was there to answer.

    NotApproved when one is not read right.
    """
    if drafts:
        ctx.out.tell("Read with little confidence, to be looked at first:")
    answers = ((draft, _confirmed(ctx, draft)) for draft in drafts)
    for draft, answer in answers:
        if answer == "n":
            raise _not_read_right(draft)
        if answer is None:
            return False
    return True


def _confirmed(ctx: CommandContext, draft: TaskDraft) -> str | None:
    ctx.out.line(f"{draft.number}. {draft.title}", style="yellow")
    for name, value in _read(draft).items():
        ctx.out.line(f"    {ctx.out.words(name)}: {value or '–'}")
    return ctx.choose(ctx.out.words("Is this read right?"), ("y", "n"))


def _not_read_right(draft: TaskDraft) -> NotApproved:
    return NotApproved(
        "Nothing was changed: task {number} was not said to be read right.",
        cure="Mend the document, or write its tasks into a ledger file, and import that.",
        number=draft.number,
    )


def _read(draft: TaskDraft) -> dict[str, object]:
    return {
        "leaders": "、".join(draft.leaders),
        "units": "、".join(unit.name for unit in draft.units),
        "due": draft.due,
        "confidence": f"{draft.confidence:.0%}",
    }


def candidate_line(candidate: Candidate, out: Output) -> str:
    """Give a task that may be meant with its units, its state and what was reported of it."""
    task = candidate.task
    units = "、".join(unit.printed for unit in task.units)
    percent = "" if task.percent is None else f", {task.percent}%"
    state = out.words(task.state.value)
    return f"{candidate.ref}. {task.title} ({units}; {state}{percent}) ~{candidate.similarity:.0%}"


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
        for change in (item for item in proposal.of(kind) if id(item) not in shown):
            _show_change(change, mark, out)


def proposal_as_json(proposal: Proposal, out: Output) -> dict[str, Any]:
    """Give the proposal as plain data."""
    return {
        "plan": proposal.key,
        "title": proposal.plan.title,
        "is_new": proposal.is_new,
        "counts": _counts(proposal),
        "changes": [
            _change(change) for change in proposal.changes if change.kind is not ChangeKind.UNCHANGED
        ],
        "questions": [_question(question) for question in proposal.questions],
        "doubtful": [{"number": item.number, "confidence": item.confidence} for item in proposal.doubtful],
        "new_units": list(proposal.new_units),
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "task": finding.task,
                "message": out.told(finding),
            }
            for finding in proposal.findings
        ],
    }


def _show_change(change: Change, mark: str, out: Output) -> None:
    out.line(f"{mark} {change.number}. {change.title}", style=COLOURS[change.kind])
    if change.kind is ChangeKind.ADDED:
        told = ((field.name, _in_words(field.name, field.after, out)) for field in change.fields)
        out.line("    " + " · ".join(f"{out.words(name)}: {value or '–'}" for name, value in told))
        return
    for field in change.fields:
        out.line(f"    {changed_field(field.name, field.before, field.after, out)}")


def changed_field(name: str, before: str, after: str, out: Output) -> str:
    """Say what a field was and what it is to be."""
    was, becomes = (_in_words(name, value, out) for value in (before, after))
    return f"{out.words(name)}: {was or '–'} → {becomes or '–'}"


def _show_question(question: Question, out: Output) -> None:
    head = out.words(HEADS[question.kind], ref=question.ref, title=question.draft.title)
    out.line(f"? {head}", style="bold magenta")
    for candidate in question.candidates:
        out.line(f"    {candidate_line(candidate, out)}")


def _in_words(name: str, value: str, out: Output) -> str:
    """Say in words what the ledger holds in its own: states, kinds of deadlines, roles, yes and no."""
    if name in WORDS and value:
        return out.words(value)
    if value in YES_OR_NO:
        return out.words(YES_OR_NO[value])
    return _role.sub(lambda found: f"({out.words(found[1])})", value) if name == "units" else value


def _question(question: Question) -> dict[str, Any]:
    candidates = [
        {"task": candidate.ref, "title": candidate.task.title, "likeness": round(candidate.similarity, 2)}
        for candidate in question.candidates
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


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportRequest:
    """What the command line asks of an import."""

    key: str | None
    answers: Answers
    with_errors: bool
    by: str | None
    yes: bool
    dry_run: bool
    as_json: bool


def read_document(ctx: CommandContext, file: Path, year: int | None) -> Reading:
    """Read a file the user named, and show on a terminal that it takes its time."""
    with working(ctx.out.words("Reading {name} …", name=file.name)):
        return read(read_bytes(file), name=file.name, year=year)


def answers_of(matches: Iterable[str]) -> dict[str, str]:
    """Read `NEW=OLD` from the command line; UsageError for anything else."""
    answers: dict[str, str] = {}
    for text in matches:
        new, equals, old = (part.strip() for part in text.rpartition("="))
        if not equals or not new or not old or new in answers:
            raise UsageError(
                '"{text}" does not say which task is which.',
                cure="Write --match NEW=OLD once for each task of the document, or --match NEW=new.",
                text=text,
            )
        answers[new] = old
    return answers


def bring_in(ctx: CommandContext, reading: Reading, wanted: ImportRequest) -> None:
    """Show what a document would change, ask what is not sure, and write it once approved."""
    program, now = ctx.program, ctx.program.now()
    proposal = _proposal(ctx, reading, wanted)
    is_answered = True
    if not (wanted.yes or wanted.dry_run or wanted.as_json):
        is_answered = confirm_doubtful(ctx, proposal.to_confirm)
        proposal, wanted = _settled(ctx, reading, proposal, wanted) if is_answered else (proposal, wanted)
    if wanted.as_json:
        ctx.out.json(proposal_as_json(proposal, ctx.out))
    else:
        show_proposal(proposal, ctx.out)
    if wanted.dry_run or proposal.changes_nothing:
        return
    refuse_questions(proposal)
    _refuse_errors(ctx, reading, allowed=wanted.with_errors)
    if not is_answered:
        raise NotApproved(
            "Nothing was changed: nobody said whether the doubtful tasks are read right.",
            cure="Answer at a terminal; in a script, add --yes.",
        )
    ctx.approve("Bring this into the ledger?", yes=wanted.yes)
    with program.ledger.writing() as session:
        apply(
            session,
            proposal,
            reading,
            now=now,
            by=wanted.by or program.user,
            answers=wanted.answers,
            follow=lambda changes: following(changes, ctx.out.words("Writing into the ledger")),
        )
    if not wanted.as_json:
        ctx.out.tell("Plan {key} is in the ledger.", key=proposal.key)


def _proposal(ctx: CommandContext, reading: Reading, wanted: ImportRequest) -> Proposal:
    on = ctx.program.now().date()
    with ctx.program.ledger.reading() as session:
        return propose(session, reading, on=on, key=wanted.key, answers=wanted.answers)


def _settled(
    ctx: CommandContext, reading: Reading, proposal: Proposal, wanted: ImportRequest
) -> tuple[Proposal, ImportRequest]:
    """Ask one question at a time: an answer may settle others."""
    while proposal.questions:
        question = proposal.questions[0]
        answer = ask(ctx, question)
        if answer is None:
            break
        wanted = replace(wanted, answers={**wanted.answers, question.ref: answer})
        proposal = _proposal(ctx, reading, wanted)
    return proposal, wanted


def _refuse_errors(ctx: CommandContext, reading: Reading, *, allowed: bool) -> None:
    errors = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    if errors and not allowed:
        raise InputError(
            "The document has errors, so nothing was imported: {errors}",
            cure="Mend it, or import it as it is with --with-errors.",
            errors=tuple(errors),
        )
