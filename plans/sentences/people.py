"""Findings about who: units, group words, leaders and their posts."""

from plans.sentences.sentence import INFO, WARNING, Sentence

FINDINGS: dict[str, Sentence] = {
    "group-word": Sentence(
        WARNING,
        "Task {task} names “{unit}”, which is nobody in particular.",
        'Once it is imported, say who is meant: duban unit resolve WORD --plan PLAN --task "{task}" '
        "--to UNIT; until then nobody is reminded for it.",
    ),
    "open-list": Sentence(
        WARNING,
        "The list of units of task {task} ends with 等, so it is not complete.",
        "Add the missing units.",
    ),
    "post-without-holder": Sentence(
        WARNING,
        "“{leader}” is a post, not a person (tasks: {count}).",
        "Say who holds it.",
    ),
    "leader-with-post": Sentence(
        INFO,
        "“{leader}” is named with the post {post} (tasks: {count}); the person was taken as the leader.",
        "Enter who holds the post if its mails should follow the holder.",
    ),
    "no-units": Sentence(
        WARNING, "Task {task} names no responsible unit.", "Add the unit; nobody is reminded without one."
    ),
    "only-support": Sentence(
        WARNING,
        "Task {task} names units that support it, and none that is responsible.",
        "Add the unit that leads or is responsible.",
    ),
    "no-leader": Sentence(INFO, "Task {task} names no leader in charge.", "Add one if there is one."),
    "no-leaders": Sentence(INFO, "None of the {count} tasks names a leader in charge.", ""),
    "inherited-leader": Sentence(
        INFO,
        "Task {task} takes its leader, {leader}, from its heading.",
        "Check that the whole section is meant.",
    ),
    "stated-rule": Sentence(
        INFO, "A rule that the document states once was followed: “{text}”.", "Check the roles below."
    ),
    "inherited-unit": Sentence(
        INFO,
        "Task {task} does not name “{unit}”; a rule stated for all tasks does.",
        "",
    ),
    "inherited-unit/heading": Sentence(
        INFO,
        "Task {task} takes its unit, {unit}, from its heading.",
        "Check that the whole section is meant.",
    ),
    "unit-respelled": Sentence(
        INFO,
        "The unit printed as {printed} is {unit}: only the script, the width, spaces or brackets differ.",
        "",
    ),
    "overseer": Sentence(
        INFO,
        "Task {task} is overseen by “{unit}”, which is not a responsible unit and gets no reminders.",
        "",
    ),
    "parted-lead": Sentence(
        WARNING,
        "Several units lead a part each of task {task}, and the text does not say which.",
        "Say who leads what, or split the task.",
    ),
}
