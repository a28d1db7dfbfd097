"""Findings about what an import meets in the ledger."""

from plans.sentences.sentence import WARNING, Sentence

FINDINGS: dict[str, Sentence] = {
    "unknown-unit": Sentence(
        WARNING,
        "Unit {unit} is not in the registry and has no mailbox, so no mail reaches it.",
        "Add it with: duban unit import FILE.",
    ),
    "unknown-unit/likely": Sentence(
        WARNING,
        "Unit {unit} is not in the registry and has no mailbox; it reads like {likely}.",
        "Add it with: duban unit import FILE, or as another name of the unit that is meant.",
    ),
    "progress-withdrawn": Sentence(
        WARNING,
        "Task {number} is withdrawn together with the progress reported of it.",
        "If another one carries it on, import with --match NEW={number}.",
    ),
}
