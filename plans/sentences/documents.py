"""Findings about the whole document: its year, its text, what of it is missing."""

from plans.sentences.sentence import ERROR, INFO, WARNING, Sentence

FINDINGS: dict[str, Sentence] = {
    "no-plan-year": Sentence(
        WARNING,
        "The document does not say which year it plans for, so days without a year cannot be dated.",
        "Give the year with --year.",
    ),
    "derived-year": Sentence(
        WARNING,
        "The title names no year; {year} was taken, the only one that the tasks name.",
        "Give the year with --year if it is another one.",
    ),
    "nothing-read/no-labels": Sentence(
        ERROR,
        "No task was found in {name}: it has no label such as 责任单位, 牵头领导 or 完成时限.",
        "Check that this is the plan itself, with numbered tasks and labels such as 责任单位 or 完成时限.",
    ),
    "nothing-read/no-numbers": Sentence(
        ERROR,
        "No task was found in {name}: no numbered item stands before its labels.",
        "Check that this is the plan itself, with numbered tasks and labels such as 责任单位 or 完成时限.",
    ),
    "nothing-read/no-rows": Sentence(
        ERROR,
        "No task was found in {name}: its table has a header row but no row with a task.",
        "Check that this is the right file and the right sheet.",
    ),
    "encoding-unsure": Sentence(
        WARNING,
        "The characters of {name} were read as {encoding}, but that may be wrong.",
        "Look at the names below; if they look odd, save the file as UTF-8 and read it again.",
    ),
    "unreadable": Sentence(
        ERROR,
        "The text is no language but the bytes of another kind of file ({sample}).",
        "Open the file in the program that made it and save it as .docx or UTF-8 text.",
    ),
    "annex-missing": Sentence(
        ERROR,
        "The document is a notice that announces “{text}”, but that is not in the file.",
        "Fetch the annex and read that.",
    ),
    "cut-text": Sentence(
        ERROR,
        "The text breaks off inside task {task}, which was left out: “{text}”.",
        "Fetch the complete document and read it again.",
    ),
    "cut-text/table": Sentence(
        ERROR,
        "The text breaks off inside a table that begins with {header}.",
        "Fetch the complete document and read it again.",
    ),
    "cut-text/line": Sentence(
        ERROR,
        "The text breaks off inside a row of the table: “{text}”; what there is of it was left out.",
        "Fetch the complete document and read it again.",
    ),
    "lost-digits": Sentence(
        ERROR,
        "Digits are missing in the text: “{text}”.",
        "Compare with the original document; no figure was guessed.",
    ),
    "lost-text": Sentence(
        WARNING,
        "The characters on page {page} of {name} cannot be told: the file does not say what its font shows.",
        "Fetch the document in another format, or recognise its characters (OCR), and read it again.",
    ),
    "scanned-page": Sentence(
        WARNING,
        "Page {page} of {name} is a picture without text, so nothing on it was read.",
        "Recognise its characters (OCR) in WPS or a scanner's program, or type its tasks, and read it again.",
    ),
    "amendment": Sentence(
        WARNING,
        "The document changes {count} tasks of another plan, {plan}; it is not that plan.",
        "Compare with the plan before you import.",
    ),
    "repaired/pinyin": Sentence(INFO, "Took out inserted pronunciation, {count} times.", ""),
    "repaired/Th": Sentence(INFO, "Put right a glyph that was mis-mapped (Th for 生), {count} times.", ""),
    "repaired/[image: ]": Sentence(INFO, "Put right a picture in place of %, {count} times.", ""),
    "repaired/page-number": Sentence(INFO, "Took page numbers out of the text, {count} times.", ""),
    "repaired/name-padding": Sentence(INFO, "Took out spaces inside names, {count} times.", ""),
    "repaired/space": Sentence(INFO, "Took out spaces inside words, {count} times.", ""),
    "unknown-image": Sentence(
        WARNING,
        "An image stands in the text where a character may be missing: “{text}”.",
        "Compare with the original document.",
    ),
    "footnote": Sentence(
        INFO, "A footnote stands apart from the tasks: “{text}”.", "Look whether it settles who leads."
    ),
    "unread-text/front": Sentence(
        WARNING,
        "Labels stand before the first numbered task, from “{text}” on, and belong to none.",
        "Check that no task stands there without a number.",
    ),
    "unread-text": Sentence(
        WARNING,
        "A piece of text belongs to no task and no heading: “{text}”.",
        "Check that no task is hidden in it.",
    ),
}
