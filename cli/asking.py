"""What a person is asked while a document is brought in: which task is meant, and is it read right."""

import typer

from cli.state import State
from models.errors import NotApproved
from plans.changes import Change, Proposal
from plans.questions import NEW, Candidate, Question, QuestionKind

LETTERS = "abcdefgh"
NONE = "n"
HEADS = {
    QuestionKind.REWORDED: "Task {ref} of the document may be one of the ledger: {title}",
    QuestionKind.MERGED: "Task {ref} of the document looks like several of the ledger in one: {title}",
    QuestionKind.SPLIT: "Task {ref} of the document looks like a part of one of the ledger: {title}",
}


def ask(here: State, question: Question) -> str | None:
    """Ask which task of the ledger is carried on; None when nobody is there to answer."""
    here.out.tell(HEADS[question.kind], ref=question.ref, title=question.draft.title)
    choices = dict(zip(LETTERS, question.candidates, strict=False))
    for letter, candidate in choices.items():
        here.out.line(f"  {letter}) {_shown(here, candidate)}")
    here.out.line(f"  {NONE}) {here.out.words('none of them: it is a new task')}")
    answer = _prompt(here.out.words("Which one is carried on, with its progress?"), (*choices, NONE))
    return answer and (NEW if answer == NONE else choices[answer].ref)


def confirm_doubtful(here: State, proposal: Proposal) -> None:
    """Ask of every task that was read with little confidence; NotApproved when one is not right."""
    for change in proposal.doubtful:
        here.out.line(f"{change.number}. {change.title}", style="yellow")
        for name, value in _read(change).items():
            here.out.line(f"    {here.out.words(name)}: {value or '–'}")
        question = here.out.words("Is this read right?")
        if _prompt(question, ("y", "n")) != "y":
            raise NotApproved(
                "Nothing was changed: task {number} was not said to be read right.",
                cure="Mend the document, or write its tasks into a ledger file, and import that.",
                number=change.number,
            )


def _read(change: Change) -> dict[str, object]:
    draft = change.document
    return {
        "leaders": "、".join(draft.leaders),
        "units": "、".join(unit.name for unit in draft.units),
        "due": draft.due,
        "confidence": f"{change.confidence:.0%}",
    }


def _shown(here: State, candidate: Candidate) -> str:
    task = candidate.task
    units = "、".join(unit.printed for unit in task.units)
    percent = "" if task.percent is None else f", {task.percent}%"
    state = here.out.words(task.state.value)
    return f"{candidate.ref}. {task.title} ({units}; {state}{percent}) ~{candidate.likeness:.0%}"


def _prompt(question: str, choices: tuple[str, ...]) -> str | None:
    shown = f"{question} [{'/'.join(choices)}]"
    try:
        while (answer := str(typer.prompt(shown)).strip().lower()) not in choices:
            pass
    except typer.Abort:
        return None
    return answer
