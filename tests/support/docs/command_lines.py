# SPDX-License-Identifier: Apache-2.0
"""Command lines of duban as documents write them, parsed by the program's own parser and never run."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import typer

from cli.command_table import COMMANDS
from cli.main import command_line
from templates.catalogues import load
from tests.support.docs.documents import DEPLOYED, PAGES, Piece, blocks, code, lines

Refused = typer.BadParameter.__mro__[1]
"""What the parser raises, the root of all its refusals."""
STARTS = re.compile(r"(?:sudo -u duban )?(?:\S*/bin/)?duban +(?=[a-z-])")
PLACEHOLDER = re.compile(r"[A-Z][A-Z_]*(?:=[A-Z]+)?|…|.*…")
END = re.compile(r"\s(?:[|>#]|&&).*")


def command_lines(page: str) -> Iterator[Piece]:
    """Give each command line of a page without the program's name."""
    for piece in (*code(page), *(line for block in blocks(page) for line in block.lines)):
        text = END.sub("", piece.text.strip())
        begins = STARTS.match(re.sub(r"^(?:[A-Z_]+=\S+ )+", "", text))
        words = text.split()
        if begins:
            yield Piece(page, piece.line, re.sub(r"^(?:[A-Z_]+=\S+ )+", "", text)[begins.end() :])
        elif len(words) > 1 and words[0] in groups() and words[1].partition("|")[0] in groups()[words[0]]:
            yield Piece(page, piece.line, text)


@cache
def groups() -> dict[str, frozenset[str]]:
    """Give the names of the commands below each group."""
    return {name: frozenset(getattr(_root().commands[name], "commands", ())) for name in COMMANDS}


@cache
def _root() -> Any:
    root: Any = command_line(load("en"))
    root.commands = dict(root.commands)  # each is imported and built once
    return root


def spelled_out(text: str) -> list[list[str]]:
    """Give every command line that one with alternatives (a|b) and brackets stands for."""
    words = shlex.split(text.replace("[", "").replace("]", ""), comments=True)
    return [list(each) for each in product(*(word.split("|") for word in words))]


def problem(words: list[str]) -> str:
    """Say why a command line does not parse; "" when it does, or only names a command."""
    command: Any = _root()
    rest = list(words)
    if rest == ["--version"]:
        return ""
    if rest[:1] == ["--env-file"]:
        rest = rest[2:]
    if rest[:1] == ["COMMAND"]:
        return ""
    while getattr(command, "commands", None) is not None:
        if not rest:
            return ""
        name = rest.pop(0)
        if name not in command.commands:
            return f"there is no command {name}"
        command = command.commands[name]
    return _refused(command, rest) if rest else ""


def _refused(command: Any, words: list[str]) -> str:
    context = command.context_class(command, info_name=command.name)
    options = {opt: each for each in command.params if each.param_type_name == "option" for opt in each.opts}
    if "--help" in words:
        return ""
    if all(word.startswith("--") and word in options and options[word].is_flag for word in words):
        return ""  # only named with what matters of it
    try:
        command.make_context(command.name, _filled(command, options, words, context))
    except Refused as refused:
        return str(getattr(refused, "message", refused))
    return ""


def _filled(command: Any, options: dict[str, Any], words: list[str], context: Any) -> list[str]:
    """Put a value of the right kind in place of each placeholder."""
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    given, filled = iter(words), []
    for word in given:
        filled.append(word)
        option = options.get(word)
        if option is not None and not option.is_flag:
            filled.append(_value(option, next(given, ""), context))
        elif option is None and not word.startswith("--") and arguments:
            filled[-1] = _value(arguments[0], word, context)
            arguments = arguments[1:] or (arguments if arguments[0].nargs == -1 else [])
    return filled


def _value(parameter: Any, word: str, context: Any) -> str:
    if not PLACEHOLDER.fullmatch(word):
        return word
    shown = parameter.get_help_record(context)[0]
    listed = re.search(r"<(?:list\[)?((?:[a-z]+\|)+[a-z]+)", shown)
    if listed:
        return listed[1].partition("|")[0]
    return "2026" if "<int" in shown or "int" in str(parameter.type_descriptor.annotation) else word


def all_command_lines() -> list[Piece]:
    """Give each command line of every document and deploy file."""
    found = [piece for page in PAGES for piece in command_lines(page)]
    return found + [piece for file in DEPLOYED for piece in _in_a_file(file)]


def _in_a_file(file: str) -> Iterator[Piece]:
    for piece in lines(file):
        for words in re.findall(r"(?:\S*/bin/duban|`duban) ([^`'\"]*[a-z])", piece.text):
            yield Piece(file, piece.line, words)
