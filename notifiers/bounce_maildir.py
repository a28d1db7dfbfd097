"""Returned mails out of a Maildir."""

import mailbox
from collections.abc import Callable
from pathlib import Path

from models.errors import DeliveryError
from models.kinds import Outcome
from models.letters import Returned
from notifiers.bounces import read_bounce

SEEN = "S"


class BounceMaildir:
    """Read the notifications a mail server delivers into the Maildir at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def collect(self, take: Callable[[Returned], None]) -> None:
        """Give everything new to `take`, and mark each mail as seen only after that.

        DeliveryError says why the folder cannot be read.
        A mail that was taken just before a crash is given again: `take` knows it by its source.
        """
        try:
            folder = mailbox.Maildir(self._path, create=False)
            for key in _unseen(folder):
                for returned in read_bounce(folder.get_bytes(key)):
                    take(returned)
                _mark_seen(folder, key)
        except (OSError, mailbox.Error) as error:
            raise _unreadable(self._path, error) from error


def _unseen(folder: "mailbox.Maildir") -> list[str]:
    return sorted(key for key in folder.iterkeys() if SEEN not in folder.get_message(key).get_flags())


def _mark_seen(folder: "mailbox.Maildir", key: str) -> None:
    mail = folder.get_message(key)
    mail.set_subdir("cur")
    mail.add_flag(SEEN)
    folder[key] = mail


def _unreadable(path: Path, error: Exception) -> DeliveryError:
    return DeliveryError(
        "The folder of returned mails {path} cannot be read: {text}.",
        outcome=Outcome.RELAY,
        cure="Correct DUBAN_BOUNCES, or make it a Maildir that this user may read and write.",
        path=path,
        text=getattr(error, "strerror", None) or str(error),
    )
