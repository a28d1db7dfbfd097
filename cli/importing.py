"""Bringing a document into the ledger: read, propose, ask, approve, write."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from cli.asking import ask, confirm_doubtful
from cli.progress import following, working
from cli.proposal_view import proposal_as_json, show_proposal
from cli.state import State, read_bytes
from models.errors import InputError, NotApproved, UsageError
from models.kinds import Severity
from plans.drafts import Reading
from plans.reading import read
from plans.revisions.changes import Proposal
from plans.revisions.imports import apply, propose, refuse_questions
from plans.revisions.questions import Answers


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What the command line asks of an import."""

    key: str | None
    answers: Answers
    with_errors: bool
    by: str | None
    yes: bool
    dry_run: bool
    as_json: bool


def read_document(here: State, file: Path, year: int | None) -> Reading:
    """Read a file the user named, and show on a terminal that it takes its time."""
    with working(here.out.words("Reading {name} …", name=file.name)):
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


def bring_in(here: State, reading: Reading, wanted: Wanted) -> None:
    """Show what a document would change, ask what is not sure, and write it once approved."""
    program, now = here.program, here.program.now()
    proposal = _proposal(here, reading, wanted)
    is_answered = True
    if not (wanted.yes or wanted.dry_run or wanted.as_json):
        is_answered = confirm_doubtful(here, proposal.to_confirm)
        proposal, wanted = _settled(here, reading, proposal, wanted) if is_answered else (proposal, wanted)
    if wanted.as_json:
        here.out.json(proposal_as_json(proposal, here.out))
    else:
        show_proposal(proposal, here.out)
    if wanted.dry_run or proposal.changes_nothing:
        return
    refuse_questions(proposal)
    _refuse_errors(here, reading, allowed=wanted.with_errors)
    if not is_answered:
        raise NotApproved(
            "Nothing was changed: nobody said whether the doubtful tasks are read right.",
            cure="Answer at a terminal; in a script, add --yes.",
        )
    here.approve("Bring this into the ledger?", yes=wanted.yes)
    with program.ledger.writing() as session:
        apply(
            session,
            proposal,
            reading,
            now=now,
            by=wanted.by or program.user,
            answers=wanted.answers,
            follow=lambda changes: following(changes, here.out.words("Writing into the ledger")),
        )
    if not wanted.as_json:
        here.out.tell("Plan {key} is in the ledger.", key=proposal.key)


def _proposal(here: State, reading: Reading, wanted: Wanted) -> Proposal:
    on = here.program.now().date()
    with here.program.ledger.reading() as session:
        return propose(session, reading, on=on, key=wanted.key, answers=wanted.answers)


def _settled(here: State, reading: Reading, proposal: Proposal, wanted: Wanted) -> tuple[Proposal, Wanted]:
    """Ask one question at a time: an answer may settle others."""
    while proposal.questions:
        question = proposal.questions[0]
        answer = ask(here, question)
        if answer is None:
            break
        wanted = replace(wanted, answers={**wanted.answers, question.ref: answer})
        proposal = _proposal(here, reading, wanted)
    return proposal, wanted


def _refuse_errors(here: State, reading: Reading, *, allowed: bool) -> None:
    errors = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    if errors and not allowed:
        raise InputError(
            "The document has errors, so nothing was imported: {errors}",
            cure="Mend it, or import it as it is with --with-errors.",
            errors=tuple(errors),
        )
