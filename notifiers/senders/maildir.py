# SPDX-License-Identifier: Apache-2.0
"""Mails into a Maildir: nothing leaves the machine, and any mail program can open the folder."""

import errno
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from models.errors import DeliveryError
from models.kinds import Outcome
from models.letters import Envelope

FOLDERS = ("tmp", "new", "cur")


class Maildir:
    """Put mails into `path/new`; a mail sent again replaces the one of the same key, read or not."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, envelope: Envelope) -> None:
        """Write the mail whole and on disk, or not at all; DeliveryError blames the folder, not the mail."""
        try:
            self._make_folders()
            name = f"{sha256(envelope.key.encode()).hexdigest()[:40]}.duban"
            self._put(name, envelope.content.replace(b"\r\n", b"\n"))
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def ping(self) -> None:
        """Make the folders and write nothing else; DeliveryError tells what is wrong."""
        try:
            self._make_folders()
            probe = self._path / "tmp" / f"probe.{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def close(self) -> None:
        """Nothing is kept open."""

    def abort(self) -> None:
        """A local disk is not waited for."""

    def _make_folders(self) -> None:
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in FOLDERS:
            (self._path / folder).mkdir(mode=0o700, exist_ok=True)

    def _put(self, name: str, content: bytes) -> None:
        written = self._path / "tmp" / f"{name}.{os.getpid()}"
        try:
            _write_through(written, content)
            # a mail program moves what it has seen to `cur` and adds flags
            seen = next((self._path / "cur").glob(f"{name}*"), None)
            target = seen or self._path / "new" / name
            written.replace(target)
            _sync_folder(target.parent)
        except OSError:
            with suppress(OSError):
                written.unlink(missing_ok=True)
            raise


def _write_through(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut; not every system can do it on a folder."""
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> DeliveryError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return DeliveryError(
        "The mail folder {path} cannot be written: {text}.",
        outcome=Outcome.RELAY,
        cure="Free some space on its disk." if full else "Check that it is a folder this user may write to.",
        path=path,
        text=error.strerror or str(error),
    )
