# SPDX-License-Identifier: Apache-2.0
"""Every sentence the program may say to a user, found in its source: the catalogue must know them all.

A sentence is whatever reads as one, wherever it stands: several words, of which the first has a capital.
Labels of one word are found where they are said: as arguments of what says them, as values of kinds.
"""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable

from models import errors, kinds

FOLDERS = ("cli", "models", "plans", "scheduler", "web", "notifiers", "papers", "wording")
SAYING = {"tell", "words", "gettext", "ngettext", "count", "approve"}
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
KEYWORDS = {"sentence", "cure", "help", "description"}
SENTENCE = re.compile(r"[A-Z{“][^\u3400-\u9fff]*[a-z}][,:;.]? [^\u3400-\u9fff]*")
MAIN = ("cli/main.py", "main_command")
"""The one command whose help is its docstring; all other help stands in the table of commands."""

UNTRANSLATED = {
    "web/metrics.py": "descriptions of numbers are for Prometheus",
    "web/bounded_protocol.py": "what strangers did is said in the log alone",
}
"""Modules whose sentences no user reads, and why."""
FORMS = re.compile(
    r"PRAGMA .*|SET LOCAL .*|SELECT .*|LOCK TABLE .*|VACUUM INTO .*|BEGIN .*|SET NULL|.* IS NOT NULL"  # SQL
    r"|\w+(\[.*\])?( \| \w+)+|Callable.*"  # annotations
    r"|[\w-]+, [\w-]+|Basic realm=.*|Value error, |Root Entry|Table Grid|Feed %s .*"  # protocols, logs
)
"""What looks like a sentence and is none."""


def spoken_sentences() -> dict[str, str]:
    """Give every sentence with the module that says it."""
    return {sentence: path for path, tree in _modules() for sentence in _sentences(path, tree)}


def texts_of_the_program() -> set[str]:
    """Give every text that stands in the source, and every value of the kinds that lists show by name."""
    written = {
        node.value
        for _path, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    docstrings = {
        (ast.get_docstring(node) or "").split("\n")[0]
        for _path, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    shown = (kind for kind in vars(kinds).values() if isinstance(kind, type) and issubclass(kind, StrEnum))
    return written | docstrings | {member.value for kind in shown for member in kind}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for path, entry in _files(files(folder), folder):
            yield path, ast.parse(entry.read_text(encoding="utf-8"))


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in {"versions", "__pycache__"}:
            yield from _files(entry, f"{path}/{entry.name}")
        elif entry.name.endswith(".py"):
            yield f"{path}/{entry.name}", entry


def _sentences(path: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "columns":
            yield from _texts(getattr(node.value, "elts", []))
        if isinstance(node, ast.Call):
            yield from _said_by(node, printing=not path.startswith("plans/"))
        if isinstance(node, ast.FunctionDef) and (path, node.name) == MAIN:
            yield (ast.get_docstring(node) or "").split("\n")[0]
    if path not in UNTRANSLATED:
        yield from _prose(tree)


def _said_by(call: ast.Call, *, printing: bool) -> Iterator[str]:
    name = _name_of(call)
    if (printing and name in SAYING) or name in ERRORS:
        yield from _texts(call.args[:1])
    if name == "table" and call.args:
        yield from _texts(getattr(call.args[0], "elts", []))
    yield from _texts([keyword.value for keyword in call.keywords if keyword.arg in KEYWORDS])


def _prose(tree: ast.Module) -> Iterator[str]:
    """Give every text of a module that reads as a sentence, but for docstrings, log lines and f-strings."""
    silent = {id(node) for node in _silent(tree)}
    for node in ast.walk(tree):
        if id(node) in silent or not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if SENTENCE.fullmatch(node.value) and not FORMS.fullmatch(node.value):
            yield node.value


def _silent(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        if isinstance(node, ast.JoinedStr):
            yield from node.values
        if isinstance(node, ast.Call) and getattr(getattr(node.func, "value", None), "id", "") == "logger":
            yield from ast.walk(node)


def _name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from _texts([node.body, node.orelse])
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value
