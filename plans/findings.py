# SPDX-License-Identifier: Apache-2.0
"""Every sentence the reader may say: findings by code, refusals by code; translated in findings.po."""

from typing import Any, NamedTuple

from models.errors import InputError
from models.findings import Finding
from models.kinds import Severity

INFO, WARNING, ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR


class Sentence(NamedTuple):
    """What a finding says, as templates."""

    severity: Severity
    text: str
    cure: str


ABOUT_DOCUMENTS: dict[str, Sentence] = {
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


ABOUT_TABLES: dict[str, Sentence] = {
    "bad-number": Sentence(
        WARNING,
        "The progress “{phrase}” of task {task} is not a percentage from 0 to 100, so it was left out.",
        "Correct it in the file.",
    ),
    "unread-status": Sentence(
        WARNING,
        "The state “{phrase}” of task {task} is neither open nor closed in words known here; "
        "it was kept as a report.",
        "Write 已完成 or 进行中.",
    ),
    "shifted-cells": Sentence(
        WARNING,
        "The row had lost {count} of its first cells, so the others were moved back and the lost ones "
        "taken from the row above.",
        "Compare the row with the original table.",
    ),
    "merged-cells": Sentence(
        WARNING,
        "The row continues task {number}: it has the same number and nothing of its own but words.",
        "Check that it is no task of its own.",
    ),
    "empty-table": Sentence(
        ERROR,
        "The table has a header, {header}, but its cells are empty: the text was lost.",
        "Fetch the original document; the tasks are not in this file.",
    ),
    "table-left-out": Sentence(
        WARNING,
        "A table or sheet without a header row was left out; it begins with {header}.",
        "Give it a header row if it holds tasks.",
    ),
    "row-without-title": Sentence(
        WARNING, "The row has no text for the task, so it was left out: {text}", "Fill it in or remove it."
    ),
    "row-without-number": Sentence(
        WARNING,
        "A row between numbered ones has no number; it was called {task}.",
        "Give it its own number, or join it with the row it belongs to.",
    ),
    "formula-without-value": Sentence(
        WARNING,
        "Cell {cell} holds a formula whose result was not saved.",
        "Open the file in Excel or WPS, save it and read it again.",
    ),
    "error-cell": Sentence(
        WARNING,
        "Cell {cell} shows the error {text} instead of a value, so it was read as empty.",
        "Correct the formula or type the value, save the file and read it again.",
    ),
    "hidden-rows": Sentence(
        INFO,
        "Rows of the sheet {sheet} are hidden ({count}, the first is {row}); they were read like the others.",
        "Remove them from the file if they do not belong to the plan.",
    ),
    "hidden-sheet": Sentence(
        INFO, "The sheet {sheet} is hidden and was left out.", "Unhide it if it belongs to the plan."
    ),
    "unread-column": Sentence(
        WARNING,
        "The column {column} was left out: its header is unknown, or another column was read in its place.",
        "If it belongs to the plan, give it a known header such as 工作任务, 责任单位 or 完成时限.",
    ),
    "unruled-table": Sentence(
        WARNING,
        "The table on page {page} of {name} has no ruled lines, so its cells were told apart by their gaps.",
        "Compare its tasks with the original table.",
    ),
    "unruled-table/mixed": Sentence(
        ERROR,
        "The table on page {page} of {name} has no ruled lines, and which lines make a cell cannot be told.",
        "Fetch the document as a Word or Excel file and read that one.",
    ),
}


ABOUT_PEOPLE: dict[str, Sentence] = {
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


ABOUT_NUMBERS: dict[str, Sentence] = {
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


ABOUT_TIMES: dict[str, Sentence] = {
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


ABOUT_IMPORTS: dict[str, Sentence] = {
    "unknown-unit": Sentence(
        WARNING,
        "Unit {unit} is not in the registry and has no mailbox, so no mail reaches it.",
        "Once the plan is imported, give it one with: duban unit set {shown} --mailbox ADDRESS.",
    ),
    "unknown-unit/likely": Sentence(
        WARNING,
        "Unit {unit} is not in the registry and has no mailbox; it reads like {likely}.",
        "If that is meant, run once the plan is imported: duban unit set {meant} --add-alias {shown}; "
        "else: duban unit set {shown} --mailbox ADDRESS.",
    ),
    "office-decision/kept": Sentence(
        INFO,
        "Task {task}: the document repeats {document}; {decided} stays, as {by} decided ({reason}).",
        'Take back what was decided with: duban task set {plan} {number} --reason "…", and the value.',
    ),
    "office-decision/replaced": Sentence(
        WARNING,
        "Task {task}: the document says {document} and would replace {decided}, as {by} decided ({reason}).",
        'If the decision holds, set it again afterwards: duban task set {plan} {number} --reason "…".',
    ),
    "progress-withdrawn": Sentence(
        WARNING,
        "Task {number} is withdrawn together with the progress reported of it.",
        "If another one carries it on, import with --match NEW={number}.",
    ),
}


ABOUT_UNITS: dict[str, Sentence] = {
    "kind-unclear/leader": Sentence(
        WARNING,
        "{name} reads like a person, and its row does not say what it is.",
        "Write leader (领导), post (职务) or unit (单位) into its column kind (类别).",
    ),
    "kind-unclear/post": Sentence(
        WARNING,
        "{name} reads like a post, and its row does not say what it is.",
        "Write leader (领导), post (职务) or unit (单位) into its column kind (类别).",
    ),
    "kind-unclear/group": Sentence(
        WARNING,
        "{name} reads like a word for several units, and its row does not say what it is.",
        "Write group (统称) or unit (单位) into its column kind (类别).",
    ),
    "kind-unclear/note": Sentence(
        WARNING,
        "{name} reads like a remark and not like the name of a unit.",
        "Delete the row, or write unit (单位) into its column kind (类别).",
    ),
    "unread-column/unit": Sentence(
        INFO,
        "Columns that are not read: {column}.",
        "Headers that are known, for one column each: {known}.",
    ),
    "unread-column/mailbox": Sentence(
        WARNING,
        "Mail addresses stand in columns that are not read: {column}.",
        "Give the column a known header, or put all addresses into one. "
        "Headers that are known, for one column each: {known}.",
    ),
    "table-left-out/unit": Sentence(
        WARNING,
        "The sheet {sheet} has no header row that names units, so it was left out; it begins with {header}.",
        "Give it a header row if it holds units.",
    ),
    "unit-renamed": Sentence(
        WARNING,
        "{name} will be called {other}: the file lists it under another one of its names.",
        "List it under {name} if that is still its official name.",
    ),
    "unit-absorbed": Sentence(
        INFO, "{alias} is taken for {name} from now on, its tasks and calendars included.", ""
    ),
    "unit-alike": Sentence(
        WARNING,
        "{name} is new to the ledger, where a unit of a similar name stands: {likely}.",
        "If both are one, list the other name among the aliases.",
    ),
    "unit-begins-again": Sentence(
        WARNING,
        "{name} was ended on {ended} and begins again.",
        "Take its row out of the file if it is no more.",
    ),
    "alias-moved": Sentence(
        WARNING,
        "{alias} was another name of {other} and will be one of {name}.",
        "Keep it where it belongs.",
    ),
    "mailbox-emptied": Sentence(WARNING, "{name} will have no mailbox, so no mail reaches it.", ""),
    "mailbox-shared": Sentence(INFO, "{mailbox} of {name} is the mailbox of {others} too.", ""),
    "mailbox-shared/former": Sentence(
        WARNING,
        "{mailbox} of {name} was the mailbox of {others} until now.",
        "Look whether a column of the file was moved against the names.",
    ),
}


REFUSALS: dict[str, tuple[str, str]] = {
    "empty": ("{name} is empty.", "Choose the file that holds the plan."),
    "blank": ("{name} holds no text.", "Choose the file that holds the plan."),
    "binary": (
        "{name} is not a text, nor a file of another format that is read here.",
        "Save the plan as .docx, .xlsx, .csv or UTF-8 text.",
    ),
    "encoding": (
        "The characters of {name} are neither Unicode (UTF-8, UTF-16) nor GB18030, Big5 or Shift-JIS.",
        "Open it in an editor and save it as UTF-8.",
    ),
    "no-converter": (
        "{name} is a {suffix} file; reading it needs LibreOffice, and no program soffice is on the PATH.",
        "Install LibreOffice, or open the file in Word or WPS and save it as .docx.",
    ),
    "not-converted": (
        "LibreOffice could not convert {name} ({reason}).",
        "Open it in Word or WPS and save it as .docx or .xlsx.",
    ),
    "too-slow": (
        "Reading {name} took longer than {seconds} seconds, so it was stopped.",
        "Split the file, or open it in the program that made it and save it as .docx or .xlsx.",
    ),
    "too-many-pages": (
        "{name} has {pages} pages; at most {limit} are read.",
        "Choose the pages that hold the plan and save them as a file of their own.",
    ),
    "too-many-characters": (
        "{name} holds more than {limit} characters, more than a plan has.",
        "Choose the pages that hold the plan and save them as a file of their own.",
    ),
    "damaged-page": (
        "Page {page} of {name} is damaged and cannot be opened.",
        "Fetch the file again, or open it in a PDF program and save it anew.",
    ),
    "not-zip": (
        "{name} is named {suffix}, but its content is not that of a {suffix} file.",
        "Open it in the program that made it and save it as {suffix} again.",
    ),
    "other-zip": (
        "{name} is an archive, but neither a Word nor an Excel file.",
        "Unpack it and choose the plan inside.",
    ),
    "damaged": (
        "{name} is damaged and cannot be opened ({reason}).",
        "Fetch it again, or open it in Word, Excel or WPS and save it anew.",
    ),
    "locked": ("{name} is protected by a password.", "Remove the password and save it again."),
    "too-large": (
        "{name} is too large: {size} MB, at most {limit} MB are read.",
        "Remove pictures and attachments, or split the file.",
    ),
    "bomb": (
        "{name} unpacks to more than an honest document would ({reason}), so it was not opened.",
        "Fetch the document from its publisher again.",
    ),
    "entities": (
        "{name} declares XML entities, which no Office program writes, so it was not opened.",
        "Fetch the document from its publisher again.",
    ),
    "no-header": (
        "No header row was found in {name}: its first row is {header}.",
        "Name the columns; looked for a task column ({words}) and at least one more "
        "(number, units, leaders, due).",
    ),
    "csv": (
        "{name} is not a well-formed CSV file (line {line}: {reason}).",
        "Open it in Excel or WPS and save it as CSV (UTF-8) again.",
    ),
}


__all__ = ["FINDINGS", "REFUSALS", "finding", "refusal"]

FINDINGS: dict[str, Sentence] = {
    **ABOUT_DOCUMENTS,
    **ABOUT_NUMBERS,
    **ABOUT_PEOPLE,
    **ABOUT_TIMES,
    **ABOUT_TABLES,
    **ABOUT_UNITS,
    **ABOUT_IMPORTS,
}


def finding(code: str, *, task: str | None = None, line: int | None = None, **facts: Any) -> Finding:
    """Make the finding `code`, or `code/variant`, with its facts; `task` is a fact too."""
    severity, text, cure = FINDINGS[code]
    known = {"task": task, **facts}
    plain = code.partition("/")[0]
    return Finding(code=plain, severity=severity, sentence=text, cure=cure, task=task, line=line, facts=known)


def refusal(code: str, **facts: Any) -> InputError:
    """Make the error `code`: the file cannot be read, and what to do."""
    sentence, cure = REFUSALS[code]
    return InputError(sentence, cure=cure, **facts)
