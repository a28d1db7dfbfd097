"""Reading `.env` so that a broken line is told instead of being skipped."""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from models.findings import Finding
from models.problems import problem

NAME = re.compile(r"\w[\w.-]*")
UNREADABLE = "{path} cannot be read: {reason}."
SAVE_AS_UTF8 = "Save it as UTF-8 text that the user who runs duban may read."
NOT_A_SETTING = "{path} line {number}: this is not of the form NAME=value."
ONE_A_LINE = "Write one setting a line, quotes closed, and # before a comment."
UNKNOWN_NAME = "{path} line {number}: {key} is not a setting of duban."
UNKNOWN_VARIABLE = "{key} in the environment is not a setting of duban."
DID_YOU_MEAN = "Did you mean {meant}?"


def read_dotenv(path: Path | None, *, known: frozenset[str]) -> tuple[dict[str, str], list[Finding]]:
    """Read the lines of `.env`, and what is wrong with them; a missing file is an empty one."""
    if path is None or not path.exists():
        return {}, []
    try:
        with path.open(encoding="utf-8-sig") as stream:
            bindings = list(parse_stream(stream))
    except (OSError, UnicodeDecodeError) as failure:
        return {}, [problem("dotenv", UNREADABLE, SAVE_AS_UTF8, path=path, reason=str(failure))]
    problems = [found for each in bindings if (found := _problem(each, path, known))]
    return {each.key: each.value or "" for each in bindings if each.key and not each.error}, problems


def unknown_names(environ: Mapping[str, str], *, known: Collection[str]) -> list[Finding]:
    """Tell the variables of our prefix that are none of the settings: systemd hands typing errors on."""
    return [
        problem("environment", UNKNOWN_VARIABLE, DID_YOU_MEAN, key=key, meant=_meant(key, known))
        for key in environ
        if key.startswith("DUBAN_") and key not in known
    ]


def _problem(binding: Binding, path: Path, known: frozenset[str]) -> Finding | None:
    line = binding.original.line
    is_a_name = NAME.fullmatch(binding.key or "") is not None  # else it may be a secret that slipped
    if binding.error or (binding.key and (binding.value is None or not is_a_name)):
        return problem("dotenv", NOT_A_SETTING, ONE_A_LINE, path=path, number=line)
    if binding.key and binding.key.startswith("DUBAN_") and binding.key not in known:
        meant, key = _meant(binding.key, known), binding.key
        return problem("dotenv", UNKNOWN_NAME, DID_YOU_MEAN, path=path, number=line, key=key, meant=meant)
    return None


def _meant(key: str, known: Collection[str]) -> str:
    return " / ".join(get_close_matches(key, known, n=2, cutoff=0.5)) or "DUBAN_…"
