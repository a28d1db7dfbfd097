# SPDX-License-Identifier: Apache-2.0
"""The place of what an office keeps: its ledger, and the key behind its feeds.

Only what adds to a ledger makes one where there is none. All else must find it there: a wrong DUBAN_VAR
is told, and no empty ledger or second key is left behind.
"""

import os
import secrets
from contextlib import ExitStack
from enum import Enum, auto
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from cli.settings import Settings
from models.database import Ledger
from models.errors import SettingsError
from models.ledger_files import open_new
from models.migrations import is_made, require_head, require_made


def secret_key(given: str, kept_in: Path, *, makes: bool) -> bytes:
    """Give the 32-byte key from the setting, else from the file, which is made if it may be.

    SettingsError when the file is missing or cannot be read, or when others than its owner may read it.
    """
    text = given or (_kept(kept_in) if makes else _read(kept_in))
    return sha256(text.encode()).digest()


def _kept(path: Path) -> str:
    """Make the key, or give the one that is there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = open_new(path)
        with os.fdopen(descriptor, "w") as file:
            text = secrets.token_urlsafe(48)
            file.write(text)
            file.flush()
            os.fsync(descriptor)
    except FileExistsError:
        return _read(path)
    except OSError as failure:
        raise SettingsError(
            "The key cannot be written to {path}: {reason}.",
            cure="Let the user that runs duban write that folder, or set DUBAN_SECRET_KEY.",
            path=path,
            reason=failure.strerror,
        ) from failure
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


class Beginning(Enum):
    """What a command does where there is no ledger yet."""

    NONE = auto()
    """It says that there is none."""
    HERE = auto()
    """It makes one."""
    ASIDE = auto()
    """It rehearses on an empty one, which is gone afterwards."""


class LedgerPlace:
    """Open what is kept, as far as a command needs it; `close` gives it back."""

    def __init__(self, settings: Settings, *, beginning: Beginning) -> None:
        self._settings = settings
        self._beginning = beginning
        self._closing = ExitStack()

    @cached_property
    def raw_ledger(self) -> Ledger:
        """Give the ledger whatever its revision, and whether it is there or not."""
        return self._opened(self._settings.database)

    @cached_property
    def ledger(self) -> Ledger:
        """Give the ledger; LedgerError where there is none, or one of another revision."""
        is_new = self._beginning is not Beginning.NONE and not is_made(self.raw_ledger)
        ledger = self._begun() if is_new else self.raw_ledger
        require_made(ledger)
        require_head(ledger)
        return ledger

    @cached_property
    def key(self) -> bytes:
        """Give the key behind feed addresses."""
        given, makes = self._settings.secret_key.get_secret_value(), self._beginning is Beginning.HERE
        return secret_key(given, self._key_file, makes=makes)

    @property
    def has_key(self) -> bool:
        """Tell whether there is a key behind feed addresses."""
        return bool(self._settings.secret_key.get_secret_value()) or self._key_file.exists()

    def make_folder(self) -> None:
        """Make the folder that an SQLite ledger goes into."""
        if not self.raw_ledger.path:
            return
        folder = self.raw_ledger.path.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # names and mailboxes are nobody else's
        except OSError as failure:
            raise SettingsError(
                "The folder {folder} cannot be made: {reason}.",
                cure="Make it, or name another one with DUBAN_VAR.",
                folder=folder,
                reason=failure.strerror,
            ) from failure

    def private_paths(self) -> list[Path]:
        """Name the files and folders that hold names, mailboxes and mails, which are nobody else's."""
        ledger = self.raw_ledger.path
        files = [ledger.with_name(ledger.name + ending) for ending in ("", "-wal", "-shm")] if ledger else []
        return [*files, self._settings.mail_folder]

    def close(self) -> None:
        """Give connections back, and forget a rehearsal."""
        self._closing.close()

    @property
    def _key_file(self) -> Path:
        return self._settings.var / "secret.key"

    def _begun(self) -> Ledger:
        """Make a ledger without a row, and the key behind its feeds."""
        if self._beginning is Beginning.ASIDE:
            folder = self._closing.enter_context(TemporaryDirectory(prefix="duban-"))
            ledger = self._opened(f"sqlite:///{folder}/duban.db")
        else:
            self.make_folder()
            self.key  # noqa: B018  (asking for it makes it)
            ledger = self.raw_ledger
        require_head(ledger)
        return ledger

    def _opened(self, url: str) -> Ledger:
        ledger = Ledger(url)
        self._closing.callback(ledger.close)
        return ledger
