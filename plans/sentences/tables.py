"""Findings about tables and sheets: shifted and merged cells, rows and columns left out."""

from plans.sentences.sentence import ERROR, INFO, WARNING, Sentence

FINDINGS: dict[str, Sentence] = {
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
