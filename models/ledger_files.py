# SPDX-License-Identifier: Apache-2.0
"""The files of an SQLite ledger and its copies: nobody else's, whole or not at all, on a local disk."""

import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import Any

from models.errors import LedgerError

LOOK_EVERY = 1000
"""How many steps of its machine SQLite takes before Ctrl-C is heard."""
NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS})
"""What a disk without hard links answers."""


def make_private(path: Path) -> None:
    """Make the file of a new ledger for its owner alone; SQLite gives -wal and -shm the same rights.

    A folder that is not there or may not be written is told by SQLite.
    """
    with suppress(OSError):
        os.close(open_new(path))


def open_new(path: Path) -> int:
    """Make a file of the office's state for its owner alone; as root, for the owner of its folder.

    Else a command that root typed once would leave a ledger that the daemon may not open. OSError as `open`.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    if os.geteuid() == 0:
        folder = path.parent.stat()
        with suppress(OSError):  # a disk without owners
            os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Give a file beside the target, which gets its name once all is written and on the disk, or is removed.

    LedgerError when it cannot be written, or when the target exists, also when it appeared meanwhile.
    """
    if target.exists():
        raise _taken(target)
    written = target.with_name(f".{target.name}.{token_hex(4)}")
    try:
        try:  # from before it is made: an interruption may come at any moment
            os.close(os.open(written, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            yield written
            _through(written)
            _name(written, target)
            _through(target.parent)
        finally:
            written.unlink(missing_ok=True)
    except OSError as failure:
        raise _unwritable(target, failure.strerror or str(failure)) from failure


def copy_into(path: Path, connection: Any) -> None:
    """Copy the database of a connection into an empty file; KeyboardInterrupt when told to stop meanwhile."""
    connection.set_progress_handler(lambda: 0, LOOK_EVERY)  # Python hears of signals when it is asked
    try:
        connection.execute("VACUUM INTO ?", (str(path),))
    except sqlite3.Error as failure:
        if failure.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from failure
        raise OSError(str(failure)) from failure
    finally:
        connection.set_progress_handler(None, 0)


def _name(written: Path, target: Path) -> None:
    """Give a file its name without taking the place of another one."""
    try:
        target.hardlink_to(written)
    except FileExistsError:
        raise _taken(target) from None
    except OSError as failure:
        if failure.errno not in NO_LINKS:
            raise
        if target.exists():
            raise _taken(target) from None
        written.rename(target)


def _through(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _taken(target: Path) -> LedgerError:
    return LedgerError("{path} exists already.", cure="Name a file that does not exist.", path=target)


def _unwritable(target: Path, reason: str) -> LedgerError:
    return LedgerError(
        "The copy {path} cannot be written: {reason}.",
        cure="Name a file in a folder that exists, may be written and has room for the ledger.",
        path=target,
        reason=reason,
    )


MOUNTS = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    {
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "davfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "orangefs",
        "rclone",
        "s3fs",
        "smb3",
        "smbfs",
        "sshfs",
        "vboxsf",
    }
)
"""Types whose locks and shared memory do not hold between machines, with or without `fuse.` before them."""


def filesystem_type(path: PurePosixPath, mountinfo: str) -> str | None:
    """Give the type of the file system that holds an absolute path, None when the mounts do not tell.

    `mountinfo` is the text of /proc/self/mountinfo (proc_pid_mountinfo(5)); of two mounts on one place
    the later one covers the other.
    """
    holding = [mount for mount in map(_mount, mountinfo.splitlines()) if mount and _holds(mount[0], path)]
    return max(enumerate(holding), key=_depth_and_order)[1][1] if holding else None


def refuse_network(path: Path, mountinfo: str) -> None:
    """Raise LedgerError when the path lies on a network file system."""
    kind = filesystem_type(PurePosixPath(path), mountinfo)
    if kind is not None and kind.removeprefix("fuse.") in NETWORK:
        raise LedgerError(
            "The database {path} lies on a network file system ({kind}), where SQLite loses writes.",
            cure="Point DUBAN_VAR to a disk of this machine, or DUBAN_DATABASE_URL to a PostgreSQL server.",
            path=path,
            kind=kind,
        )


def mounts() -> str:
    """Read what is mounted here; nothing where the system does not say."""
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _mount(line: str) -> tuple[PurePosixPath, str] | None:
    before, separator, after = line.partition(" - ")
    fields = before.split(" ")
    if not separator or len(fields) < 6:
        return None
    return PurePosixPath(_unescaped(fields[4])), after.split(" ")[0]


def _unescaped(text: str) -> str:
    """Undo the octal escapes of blanks and backslashes."""
    return re.sub(r"\\([0-7]{3})", lambda escape: chr(int(escape[1], 8)), text)


def _holds(mount_point: PurePosixPath, path: PurePosixPath) -> bool:
    return path == mount_point or mount_point in path.parents


def _depth_and_order(numbered: tuple[int, tuple[PurePosixPath, str]]) -> tuple[int, int]:
    order, (mount_point, _kind) = numbered
    return len(mount_point.parts), order
