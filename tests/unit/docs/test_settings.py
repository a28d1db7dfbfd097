# SPDX-License-Identifier: Apache-2.0
"""Every setting and every key of the policy that a document names exists, with the default it tells."""

import ast
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import cli
from cli.env_files import VARIABLE
from cli.settings import FILE_SUFFIX, PREFIX, SECRETS, Settings
from cli.settings_loading import load_settings
from models.errors import SettingsError
from scheduler.policy import Policy
from scheduler.workdays import read_overrides
from tests.support.docs.documents import DEPLOYED, PAGES, Piece, code, lines, section, table

NAME = re.compile(rf"{PREFIX}\w+")
ASSIGNED = re.compile(rf"({PREFIX}[A-Z_]+)(?:=|: )([^\s`'\"\\]+)")
SHIPPED = tomllib.loads((files("data") / "policy.toml").read_text(encoding="utf-8"))
KEYS = {f"{part}.{key}": value for part, keys in SHIPPED.items() for key, value in keys.items()}
UNITS = {
    "working days": r"working days?\b",
    "calendar days": r"calendar days?\b",
    "calendar days, time of day": r"calendar days? before .* at this time",
    "percent points": r"percent points",
    "minutes": r"minutes",
    "time of day": r"from this time",
    "ISO 3166 code": r"two-letter code",
}
"""What the comments in the shipped policy call each unit of the page."""


def known_names() -> set[str]:
    """Give every variable that is read: the settings, their files, and what the code names besides."""
    settings = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    named = {f"{PREFIX}{name.upper()}{FILE_SUFFIX}" for name in SECRETS}
    modules = sorted(Path(cli.__file__).parent.rglob("*.py"))
    strings = (
        node.value
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return settings | named | {text for text in strings if NAME.fullmatch(text)}


def test_every_variable_named_in_a_document_is_one_that_the_program_reads() -> None:
    """An invented or misspelt `DUBAN_…` is found in any page or deploy file."""
    known = known_names()
    for file in (*PAGES, *DEPLOYED):
        for piece in lines(file):
            for name in NAME.findall(piece.text):
                assert name in known, f"{piece}\n    there is no setting {name}"


def test_every_value_that_a_document_gives_a_setting_is_one_it_takes() -> None:
    """`DUBAN_LOG_FORMAT=json` in a page, a unit or a compose file would be taken."""
    for file in (*PAGES, *DEPLOYED):
        for piece in lines(file):
            for name, value in ASSIGNED.findall(piece.text):
                field = name.removeprefix(PREFIX).lower()
                if field in Settings.model_fields and "…" not in value:
                    _require_taken(piece, name, value.rstrip(",.;"))


def _require_taken(piece: Piece, name: str, value: str) -> None:
    try:
        load_settings(Path("none.env"), {name: value})
    except SettingsError as refused:
        wrong = [line for line in str(refused).splitlines() if f"{name} cannot be" in line]
        assert not wrong, f"{piece}\n    {wrong}"  # what is missing beside it stands elsewhere


def test_the_page_of_settings_names_each_that_may_stand_in_a_file() -> None:
    """A secret that is new or no longer one is missing on one side."""
    told = {
        name
        for piece in code("docs/settings.md")
        for name in NAME.findall(piece.text)
        if name.endswith(FILE_SUFFIX)
    }
    assert told - {VARIABLE} == {f"{PREFIX}{name.upper()}{FILE_SUFFIX}" for name in SECRETS}


def policy_rows() -> dict[str, Any]:
    """Give the rows of the page of the policy by their key."""
    return {row["setting"].strip("`"): row for row in table("docs/policy.md", "setting", "default", "unit")}


def test_every_key_of_the_policy_has_a_row_and_every_row_a_key() -> None:
    """Sections and settings as the program takes them, and as the shipped file has them."""
    taken = {
        f"{name}.{key}"
        for name, part in Policy.model_fields.items()
        if part.annotation is not None
        for key in part.annotation.model_fields
    }
    assert policy_rows().keys() == taken == KEYS.keys()


@pytest.mark.parametrize("key", KEYS)
def test_the_default_and_the_unit_of_a_key_are_those_of_the_shipped_policy(key: str) -> None:
    """The default as TOML reads it; the unit as the comment above the key in the shipped file calls it."""
    row = policy_rows()[key]
    default = tomllib.loads(f"value = {row['default'].strip('`')}")["value"]
    assert default == KEYS[key], f"docs/policy.md:{row.line}: the shipped policy has {KEYS[key]!r}"
    unit, comment = row["unit"], comment_of(key)
    assert re.search(UNITS[unit], comment), f"docs/policy.md:{row.line}: the shipped policy says: {comment}"
    other = {"working days": "calendar days", "calendar days": "working days"}.get(unit.partition(",")[0])
    assert not other or not re.search(UNITS[other], comment), f"docs/policy.md:{row.line}: {comment}"


def comment_of(key: str) -> str:
    """Give the comment above a key in the shipped policy; the second of a pair shares the first one's."""
    part, name = key.split(".")
    text = (files("data") / "policy.toml").read_text(encoding="utf-8")
    inside = text.partition(f"[{part}]\n")[2].partition("\n[")[0]
    before = re.split(rf"^{name} = ", inside, flags=re.MULTILINE)[0]
    blocks = re.findall(r"(?:^#.*\n)+", before, re.MULTILINE)
    return " ".join(blocks[-1].replace("#", "").split())


def test_every_key_of_the_policy_named_in_a_page_exists() -> None:
    """`feeds.keep_done`, `weekly.horizon` and their like, in whatever page."""
    dotted = re.compile(rf"(?:{'|'.join(SHIPPED)})\.[a-z_]+")
    for page in PAGES:
        for piece in code(page):
            if dotted.fullmatch(piece.text) and not piece.text.endswith((".py", ".po", ".jinja", ".csv")):
                assert piece.text in KEYS, f"{piece}\n    the policy has no such key"


def test_the_calendar_file_of_the_page_is_read() -> None:
    """The example of days of one's own has the columns and kinds that are taken."""
    example = re.search(r"```\n(date,.*?)```", section("docs/policy.md", "Working days"), re.DOTALL)
    assert example is not None
    assert [each.kind for each in read_overrides(example[1], source="the page")] == ["work", "rest"]
