# SPDX-License-Identifier: Apache-2.0
"""Returned mails out of a Maildir."""

import os
from collections.abc import Callable
from contextlib import suppress
from itertools import islice, takewhile
from pathlib import Path

from models.errors import DeliveryError
from models.kinds import Outcome
from models.letters import Notification
from notifiers.bounces import MOST_AT_ONCE, MOST_BYTES, SECONDS, take_each
from notifiers.deadlines import TimeLimit

SEEN = "S"


class BounceMaildir:
    """Read the notifications a mail server delivers into the Maildir at `path`."""

    def __init__(self, path: Path, *, at_once: int = MOST_AT_ONCE) -> None:
        self._path = path
        self._at_once = at_once

    def collect(self, take: Callable[[Notification], None], *, leave: bool = False) -> None:
        """Give what is new to `take`, some hundreds of mails at a time, and mark each only after that.

        DeliveryError says why the folder cannot be read.
        A mail that was taken just before a crash is given again: `take` knows it by its source.
        """
        deadline = TimeLimit(SECONDS)
        try:
            names = takewhile(lambda _: not deadline.is_over, self._unseen())
            take_each(names, read=self._content, take=take, settle=_keep if leave else self._mark_seen)
        except OSError as error:
            raise self._unreadable(error) from error

    def probe(self) -> None:
        """Look into the folder; DeliveryError when it cannot be read."""
        try:
            self._unseen()
        except OSError as error:
            raise self._unreadable(error) from error

    def _unseen(self) -> list[str]:
        """Give some of the files that are new, by their path inside the folder, the oldest first."""
        found: list[str] = []
        for folder in ("new", "cur"):
            with os.scandir(self._path / folder) as entries:
                new = (
                    entry
                    for entry in entries
                    if not (entry.name.startswith(".") or SEEN in entry.name.partition(":2,")[2])
                )
                files = (entry.name for entry in new if entry.is_file(follow_symlinks=False))
                found += [f"{folder}/{name}" for name in islice(files, self._at_once - len(found))]
        return sorted(found, key=lambda name: name.partition("/")[2])

    def _content(self, name: str) -> bytes:
        try:
            with (self._path / name).open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return b""  # another node, or a mail program, has moved it

    def _mark_seen(self, name: str) -> None:
        path = self._path / name
        base, _, flags = path.name.partition(":2,")
        with suppress(FileNotFoundError):
            path.rename(self._path / "cur" / f"{base}:2,{''.join(sorted({*flags, SEEN}))}")

    def _unreadable(self, error: OSError) -> DeliveryError:
        return DeliveryError(
            "The folder of returned mails {path} cannot be read: {text}.",
            outcome=Outcome.RELAY,
            cure="Correct DUBAN_BOUNCES, or make it a Maildir that this user may read and write.",
            path=self._path,
            text=error.strerror or str(error),
        )


def _keep(_name: str) -> None:
    """Leave a mail as it is."""
