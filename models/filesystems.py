"""On which file system a path lies, and whether a ledger may live there: WAL needs a disk of this machine."""

import re
from pathlib import Path, PurePosixPath

from models.errors import LedgerError

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
