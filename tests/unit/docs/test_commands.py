# SPDX-License-Identifier: Apache-2.0
"""Every command line in a document is one that the program takes, and every exit status one it has."""

import re

from models import errors
from tests.support.docs.command_lines import all_command_lines, problem, spelled_out
from tests.support.docs.documents import PAGES, code, prose, table, tables
from tests.support.docs.written_docs import commands

COMMANDS = "docs/commands.md"
OPTION = re.compile(r"--[a-z][a-z-]+")
STATUS = re.compile(r"(?:\b[Ee]nds? (?:`[^`]*` )?with(?: status)?|\bstatus) (\d+)\b(?![.\d])")
NOT_OURS = frozenset(
    {
        "--system",
        "--home-dir",
        "--now",
        "--format",
        "--count",
        "--seed",
        "--every-database",
        "--whole",
        "--no-skips",
        "--write",
    }
)
"""Options of other programs: useradd, systemctl, pg_dump, our benchmarks and tests."""


def options_of(command: str) -> set[str]:
    """Give the options of a command."""
    return {opt for parameter in commands()[command].params for opt in parameter.opts} | {"--help"}


def rows() -> list[tuple[str, str, str]]:
    """Give the rows of the table of commands: the command, how it is called, what it does."""
    found = []
    for row in table(COMMANDS, "command", "what it does"):
        usage = row["command"].strip("`")
        command = max(
            (name for name in commands() if f"{usage} ".startswith(f"{name} ")), key=len, default=""
        )
        assert command, f"{row.page}:{row.line}: there is no such command: {usage}"
        found.append((command, usage, row["what it does"]))
    return found


def test_every_command_line_in_a_document_parses() -> None:
    """The command exists, each option exists, and each value is one it takes."""
    wrong = [
        f"{piece}\n    {told}"
        for piece in all_command_lines()
        for words in spelled_out(piece.text)
        for told in [problem(words)]
        if told
    ]
    assert not wrong, "\n".join(wrong)


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    """A command that is new, gone or renamed is missing on one side."""
    missing = set(commands()) - {command for command, _usage, _told in rows()}
    assert not missing, f"{COMMANDS}, first table: write a row for {sorted(missing)}"


def test_what_a_row_names_are_options_of_its_command() -> None:
    """Also those that only its words name; and where values are listed, they are all there are."""
    for command, usage, told in rows():
        named = set(OPTION.findall(f"{usage} {told}"))
        assert named <= options_of(command), f"{COMMANDS}: {command} has no {named - options_of(command)}"
        placeholders = re.sub(r"--[a-z-]+|[\[\]]", "", usage.removeprefix(command)).split()
        for each in placeholders:
            is_listed = re.fullmatch(r"\w+(?:\|\w+)+", each)
            assert is_listed or re.fullmatch(r"[A-Z]+(?:=[A-Z]+)?…?", each), f"{COMMANDS}: {usage}: {each}"
        for option, listed in re.findall(r"(--[a-z-]+) ((?:\w+\|)+\w+)", usage):
            parameter = next(each for each in commands()[command].params if option in each.opts)
            shown = parameter.get_help_record(commands()[command].context_class(commands()[command]))
            known = re.search(r"<([^>]*)>", shown[0])[1]
            values = set(re.findall(r"\w+", shown[1] if known.startswith(("str", "list[str")) else known))
            assert set(listed.split("|")) <= values, f"{COMMANDS}: {command} {option} takes {values}"
            assert "<str" in shown[0] or "list[str]" in shown[0] or set(listed.split("|")) == values


def test_every_option_named_in_a_document_is_one_of_some_command() -> None:
    """A lone `--option` in the text of any page exists."""
    known = {option for command in commands() for option in options_of(command)} | {"--env-file", "--version"}
    for page in PAGES:
        for piece in code(page):
            for option in OPTION.findall(piece.text):
                assert option in known | NOT_OURS, f"{piece}: nothing has {option}"


def test_lists_changes_and_views_have_what_the_page_says_of_all_of_them() -> None:
    """Lists have `--json`, changes by a person `--dry-run`, views of tasks `--on`."""
    for command in commands():
        if command.endswith(" list"):
            assert "--json" in options_of(command), command
        if "--by" in options_of(command):
            assert "--dry-run" in options_of(command), command
    for command in ("due", "plan show", "plan export", "task show", "feed show", "mail preview", "round"):
        assert "--on" in options_of(f"duban {command}"), command


def exit_statuses() -> dict[int, str]:
    """Give what the errors say of their statuses, as the tree in their module draws it."""
    tree = re.findall(r"── \w+ +(\d+) +(.+)", errors.__doc__ or "")
    return {int(status): meaning for status, meaning in tree}


def test_the_tree_of_errors_has_the_status_of_each_kind() -> None:
    """What the module draws is what its classes say."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    drawn = dict(re.findall(r"── (\w+) +(\d+) ", errors.__doc__ or ""))
    assert drawn == {
        kind.__name__: str(kind.exit_status)
        for kind in kinds
        if issubclass(kind, errors.DubanError) and kind is not errors.DubanError
    }


def test_the_table_of_exit_statuses_is_what_the_errors_say() -> None:
    """Numbers and meanings, in both directions; 0, 1 and 130 are no error of ours."""
    told = {int(row["status"]): row["meaning"] for row in table(COMMANDS, "status", "meaning")}
    apart = {status: told.pop(status) for status in (0, 1, 130)}
    assert (apart[0], apart[130]) == ("done", "interrupted")
    assert apart[1].startswith("a bug; the traceback is shown")
    assert told == exit_statuses()


def test_every_exit_status_mentioned_is_one_that_the_program_has() -> None:
    """`ends with 9`, `status 6`: each is in the table."""
    known = exit_statuses().keys() | {0, 1, 130}
    for page in PAGES:
        for piece in prose(page):
            for status in STATUS.findall(piece.text):
                assert int(status) in known, f"{piece}: no command ends with {status}"


def test_no_table_of_the_page_has_a_row_twice() -> None:
    """What is told twice will one day be told differently."""
    for each in tables(COMMANDS):
        seen = [tuple(row.cells.values()) for row in each]
        assert len(seen) == len(set(seen))
