"""Which file of settings counts: the one that is named, else the one here, else that of the machine.

An installed duban has one command line: the daemon and whoever types a command read the same file.
"""

from collections.abc import Mapping
from pathlib import Path

from models.errors import SettingsError

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
