# SPDX-License-Identifier: Apache-2.0
"""On which file system a path lies, told from the text of the mounts."""

from pathlib import Path, PurePosixPath

import pytest

from models.errors import LedgerError
from models.ledger_files import filesystem_type, refuse_network

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:40 / /srv rw,relatime shared:2 - nfs4 server:/export rw,vers=4.2
24 23 254:1 / /srv/local rw - xfs /dev/vdb rw
25 22 0:41 / /home/my\\040files rw - fuse.sshfs me@host: rw
26 22 0:42 / /twice rw - ext4 /dev/vdc rw
27 22 0:43 / /twice rw - cifs //server/share rw
28 22 0:44 / /win rw master:3 propagate_from:1 - 9p drvfs rw
a line that is none
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/duban", "ext4"),
        ("/srv/duban", "nfs4"),
        ("/srv", "nfs4"),
        ("/srv/local/duban", "xfs"),
        ("/srvice/duban", "ext4"),
        ("/home/my files/var", "fuse.sshfs"),
        ("/twice/var", "cifs"),
        ("/win/var", "9p"),
    ],
)
def test_the_deepest_and_last_mount_holds_a_path(path: str, kind: str) -> None:
    """Blanks are escaped in the mounts, and of two mounts on one place the later one counts."""
    assert filesystem_type(PurePosixPath(path), MOUNTS) == kind


def test_without_mounts_nothing_is_known_and_nothing_refused() -> None:
    """A system without /proc keeps working."""
    assert filesystem_type(PurePosixPath("/var"), "") is None
    refuse_network(Path("/var/duban.db"), "")


@pytest.mark.parametrize("folder", ["/srv", "/home/my files", "/twice", "/win"])
def test_a_ledger_on_a_network_disk_is_refused_with_the_cure(folder: str) -> None:
    """NFS, SSHFS, CIFS and 9p are named, with where to put the ledger instead."""
    with pytest.raises(LedgerError, match=r"network file system .* DUBAN_VAR"):
        refuse_network(Path(folder) / "duban.db", MOUNTS)


def test_a_local_disk_is_fine() -> None:
    """Also one that is mounted below a network disk."""
    refuse_network(Path("/srv/local/duban.db"), MOUNTS)
