# SPDX-License-Identifier: Apache-2.0
"""Files of settings: which one counts, and how its lines are read.

An installed duban has one command line: the daemon and whoever types a command read the same file.
"""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from models.errors import SettingsError
from models.findings import Finding
from models.problems import problem

HERE = Path(".env")
OF_THE_MACHINE = Path("/etc/duban/env")
VARIABLE = "DUBAN_ENV_FILE"
RUN_AS_ITS_USER = "Run it as the daemon's user, sudo -u duban duban …, or name another file with --env-file."


def env_file(named: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Give the first that there is of --env-file, DUBAN_ENV_FILE, ./.env and /etc/duban/env, else None.

    SettingsError when a file that is named is not there, or when the one of the machine may not be read.
    A file here that says nothing of duban is another program's, and hides nothing.
    """
    if named is not None:
        return _readable(named, cure="Correct --env-file.")
    if environ.get(VARIABLE):
        return _readable(Path(environ[VARIABLE]), cure="Correct DUBAN_ENV_FILE.")
    if not _is_there(OF_THE_MACHINE):
        return HERE if _is_there(HERE) else None
    return HERE if _is_ours(HERE) else _readable(OF_THE_MACHINE, cure=RUN_AS_ITS_USER)


def is_for_every_place(file: Path | None, environ: Mapping[str, str]) -> bool:
    """Tell whether a file counts wherever duban is started, so that no path in it may depend on that."""
    return file is not None and (file == OF_THE_MACHINE or str(file) == environ.get(VARIABLE))


def _is_there(file: Path) -> bool:
    """Tell whether there is something of that name, be it one that may not be read."""
    try:
        file.stat()
    except FileNotFoundError:
        return False
    except PermissionError:  # its folder may not be looked into: /root, where somebody became another user
        return file.is_absolute()
    except OSError:
        return False
    return True


def _is_ours(file: Path) -> bool:
    try:
        return b"DUBAN_" in file.read_bytes().replace(b"\0", b"")  # UTF-16 is ours too, and is told
    except PermissionError:
        return _is_there(file)
    except OSError:
        return False


def _readable(file: Path, *, cure: str) -> Path:
    try:
        file.open("rb").close()
    except FileNotFoundError as failure:
        raise SettingsError("There is no file {path} with settings.", cure=cure, path=file) from failure
    except PermissionError as failure:
        raise SettingsError(
            "You may not read the settings in {path}.", cure=RUN_AS_ITS_USER, path=file
        ) from failure
    except OSError as failure:
        raise SettingsError(
            "The settings in {path} cannot be read: {reason}.", cure=cure, path=file, reason=failure.strerror
        ) from failure
    return file


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
    problems = [found for binding in bindings if (found := _line_problem(binding, path, known))]
    return {
        binding.key: binding.value or "" for binding in bindings if binding.key and not binding.error
    }, problems


def unknown_names(environ: Mapping[str, str], *, known: Collection[str]) -> list[Finding]:
    """Tell the variables of our prefix that are none of the settings: systemd hands typing errors on."""
    return [
        problem("environment", UNKNOWN_VARIABLE, DID_YOU_MEAN, key=key, meant=_meant(key, known))
        for key in environ
        if key.startswith("DUBAN_") and key not in known
    ]


def _line_problem(binding: Binding, path: Path, known: frozenset[str]) -> Finding | None:
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
