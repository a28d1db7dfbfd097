"""The key behind feed addresses: given by a setting, or made once and kept with mode 600."""

import os
import secrets
from hashlib import sha256
from pathlib import Path

from models.errors import SettingsError
from models.ledger_files import open_new


def secret_key(given: str, kept_in: Path, *, makes: bool) -> bytes:
    """Give the 32-byte key from the setting, else from the file, which is made if it may be.

    SettingsError when the file is missing or cannot be read, or when others than its owner may read it.
    """
    text = given or (_kept(kept_in) if makes else _read(kept_in))
    return sha256(text.encode()).digest()


def _kept(path: Path) -> str:
    try:
        return _made(path)
    except FileExistsError:
        return _read(path)
    except OSError as failure:
        raise SettingsError(
            "The key cannot be written to {path}: {reason}.",
            cure="Let the user that runs duban write that folder, or set DUBAN_SECRET_KEY.",
            path=path,
            reason=failure.strerror,
        ) from failure


def _made(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = open_new(path)
    with os.fdopen(descriptor, "w") as file:
        text = secrets.token_urlsafe(48)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    return text


def _read(path: Path) -> str:
    if not path.exists():
        raise SettingsError(
            "There is no key behind feed addresses at {path}.",
            cure="If it is elsewhere, correct DUBAN_VAR or set DUBAN_SECRET_KEY; if it is lost, restore it "
            "from a backup, or the next round makes another one and every feed gets a new address.",
            path=path.absolute(),
        )
    if path.stat().st_mode & 0o077:
        raise SettingsError(
            "Others may read the key in {path}, so every feed address could be guessed.",
            cure="Run: chmod 600 {path}; if it was exposed, delete it and all feeds get new addresses.",
            path=path,
        )
    text = path.read_text().strip()
    if len(text) < len(secrets.token_urlsafe(32)):
        raise SettingsError(
            "The key in {path} is empty or cut short.",
            cure="Restore it from a backup, or delete it and all feeds get new addresses.",
            path=path,
        )
    return text
