"""Findings about which tasks there are: their count, their numbers, their text."""

from plans.sentences.sentence import ERROR, INFO, WARNING, Sentence

FINDINGS: dict[str, Sentence] = {
    "count-mismatch": Sentence(
        ERROR,
        "The document declares {declared} tasks, but {found} were found.",
        "Look for the tasks that are missing or read twice.",
    ),
    "no-declared-count": Sentence(
        INFO, "The document does not say how many tasks it has, so the {found} found cannot be checked.", ""
    ),
    "numbering-gap": Sentence(
        WARNING,
        "After task {before} comes task {task}: the numbers between are missing.",
        "Look whether tasks are missing in the document or were not recognised.",
    ),
    "numbering-gap/first": Sentence(
        WARNING,
        "The first task has number {task}: those before it are missing.",
        "Look whether tasks are missing in the document or were not recognised.",
    ),
    "duplicate-number": Sentence(
        ERROR,
        "Number {task} stands on {count} tasks (lines {lines}).",
        "Give each task its own number in the document.",
    ),
    "number-restarts": Sentence(
        INFO,
        "The numbers begin anew in each section: {numbers} (numbers that stand on several tasks: {count}).",
        "Name such a task by its section and its number.",
    ),
    "number-given": Sentence(
        INFO, "The tasks carry no numbers; they were numbered in their order from 1 to {count}.", ""
    ),
    "shared-number": Sentence(
        INFO, "Action {task} has {count} parts; each was read as a task with the number of the action.", ""
    ),
    "long-task": Sentence(
        WARNING,
        "Task {task} is {length} characters long, as if several had been read as one; "
        "dates and figures were not looked for in it.",
        "Check where it ends in the document.",
    ),
    "no-title": Sentence(
        ERROR, "Task {task} has a number and fields, but no text.", "Complete it in the document."
    ),
    "section-left-out": Sentence(
        WARNING,
        "The items of the section {section} ({count}) name no unit, while the tasks do; they were left out.",
        "Add them by hand if they are tasks.",
    ),
    "unread-item": Sentence(
        WARNING,
        "“{text}” in the column {column} of task {task} was not understood.",
        "Write milestones as 2026-06=text and targets as name>=20个.",
    ),
}
