# SPDX-License-Identifier: Apache-2.0
"""What a machine may suffer under a living process: no file, memory or room to be had, sessions that end."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

ENDING = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@contextmanager
def no_files(process: int) -> Iterator[None]:
    """Let a process open no further file and no connection."""
    listed = list(Path(f"/proc/{process}/fd").iterdir())
    taken = {int(each.name) for each in listed if each.is_symlink()}  # looking at our own takes one meanwhile
    free = next(number for number in range(len(taken) + 1) if number not in taken)
    with _limited(process, resource.RLIMIT_NOFILE, free):
        yield


@contextmanager
def no_memory(process: int) -> Iterator[None]:
    """Let a process have no further memory, and so no thread."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[0])
    with _limited(process, resource.RLIMIT_AS, pages * resource.getpagesize()):
        yield


@contextmanager
def no_room(process: int) -> Iterator[None]:
    """Let a process write nothing to any disk."""
    with _limited(process, resource.RLIMIT_FSIZE, 0):
        yield


class Sessions:
    """The sessions of one PostgreSQL database, which somebody ends."""

    def __init__(self, url: str) -> None:
        self._administrator = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    def end(self) -> int:
        """End all but our own, and tell how many."""
        with self._administrator.connect() as connection:
            return len(connection.exec_driver_sql(ENDING).all())


@contextmanager
def _limited(process: int, kind: int, soft: int) -> Iterator[None]:
    """Lower a limit for a while; a process that died meanwhile has none."""
    before = resource.prlimit(process, kind)
    resource.prlimit(process, kind, (soft, before[1]))
    try:
        yield
    finally:
        if Path(f"/proc/{process}").exists():
            resource.prlimit(process, kind, before)
