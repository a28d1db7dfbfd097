"""Every sentence the program may say to a user, found in its source: the catalogue must know them all."""

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from models import errors

FOLDERS = ("cli", "models", "plans", "scheduler", "web", "notifiers", "papers")
SAYING = {"tell", "words", "gettext", "count", "approve"}
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
KEYWORDS = {"sentence", "cure", "help", "description"}
SENTENCE = re.compile(r"[A-Z{\"'][^\u4e00-\u9fff]* [^\u4e00-\u9fff]*[.}]")
MAIN = ("cli/main.py", "main_command")
"""The one command whose help is its docstring; all other help stands in the table of commands."""


def spoken_sentences() -> dict[str, str]:
    """Give every sentence with the module that says it."""
    return {sentence: path for path, tree in _modules() for sentence in _sentences(path, tree)}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for path, entry in _files(files(folder), folder):
            yield path, ast.parse(entry.read_text(encoding="utf-8"))


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in {"migrations", "__pycache__"}:
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
    yield from _constants(tree)


def _said_by(call: ast.Call, *, printing: bool) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if (printing and name in SAYING) or name in ERRORS:
        yield from _texts(call.args[:1])
    if name == "table" and call.args:
        yield from _texts(getattr(call.args[0], "elts", []))
    yield from _texts([each.value for each in call.keywords if each.arg in KEYWORDS])


def _constants(tree: ast.Module) -> Iterator[str]:
    """Give sentences kept as constants of a module: capitals, and a text of more than one word."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").isupper():
            yield from (text for text in _texts([node.value]) if SENTENCE.fullmatch(text))


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from _texts([node.body, node.orelse])
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value
