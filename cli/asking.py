"""What a person is asked while a document is brought in: which task is meant, and is it read right."""

from collections.abc import Sequence

import typer

from cli.output import Output
from cli.state import State
from models.errors import NotApproved
from plans.drafts import TaskDraft
from plans.revisions.questions import NEW, Candidate, Question, QuestionKind

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
        here.out.line(f"  {letter}) {candidate_line(candidate, here.out)}")
    here.out.line(f"  {NONE}) {here.out.words('none of them: it is a new task')}")
    answer = _prompt(here.out.words("Which one is carried on, with its progress?"), (*choices, NONE))
    return answer and (NEW if answer == NONE else choices[answer].ref)


def confirm_doubtful(here: State, drafts: Sequence[TaskDraft]) -> bool:
    """Ask of each task that was read with little confidence, and tell whether somebody was there to answer.

    NotApproved when one is not read right.
    """
    if drafts:
        here.out.tell("Read with little confidence, to be looked at first:")
    answers = ((draft, _confirmed(here, draft)) for draft in drafts)
    for draft, answer in answers:
        if answer == "n":
            raise _not_read_right(draft)
        if answer is None:
            return False
    return True


def _confirmed(here: State, draft: TaskDraft) -> str | None:
    here.out.line(f"{draft.number}. {draft.title}", style="yellow")
    for name, value in _read(draft).items():
        here.out.line(f"    {here.out.words(name)}: {value or '–'}")
    return _prompt(here.out.words("Is this read right?"), ("y", "n"))


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
    return f"{candidate.ref}. {task.title} ({units}; {state}{percent}) ~{candidate.likeness:.0%}"


def _prompt(question: str, choices: tuple[str, ...]) -> str | None:
    shown = f"{question} [{'/'.join(choices)}]"
    try:
        while (answer := str(typer.prompt(shown)).strip().lower()) not in choices:
            pass
    except typer.Abort:
        return None
    return answer
