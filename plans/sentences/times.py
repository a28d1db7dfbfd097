"""Findings about by when: deadlines and milestones."""

from plans.sentences.sentence import ERROR, WARNING, Sentence

FINDINGS: dict[str, Sentence] = {
    "no-due-column": Sentence(
        WARNING,
        "The table has no column for the deadline; its columns are {header}.",
        "Add a column named 完成时限 or due, or set the deadlines after the import.",
    ),
    "no-due-date": Sentence(WARNING, "Task {task} has no deadline.", "Set one, or confirm that it has none."),
    "no-due-date/all": Sentence(
        WARNING,
        "None of the {count} tasks has a deadline.",
        "Set them, or confirm that the plan gives none.",
    ),
    "unread-due": Sentence(
        WARNING, "The deadline “{phrase}” of task {task} was not understood.", "Set it by hand."
    ),
    "bad-date": Sentence(
        ERROR, "The date “{phrase}” of task {task} does not exist.", "Correct the day in the document."
    ),
    "milestone-after-due": Sentence(
        WARNING,
        "Milestone {by} (“{text}”) of task {task} lies after its deadline {due}.",
        "Check both dates.",
    ),
    "inherited-date": Sentence(
        WARNING,
        "Task {task} takes its deadline, {due}, from the sentence that opens its section.",
        "Check that the sentence speaks of all tasks below it.",
    ),
    "inherited-date/heading": Sentence(
        WARNING,
        "Task {task} takes its deadline, {due}, from its heading.",
        "Check that the whole section is meant.",
    ),
    "inherited-date/rule": Sentence(
        WARNING,
        "Task {task} takes its deadline, {due}, from a rule stated for every task without one.",
        "Check that the rule means this task.",
    ),
    "derived-date": Sentence(
        WARNING,
        "Task {task} states no deadline; its last dated step ends on {by}.",
        "Confirm that day as the deadline, or give another one.",
    ),
}
