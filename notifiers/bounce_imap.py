"""Returned mails out of a mailbox on a mail server (IMAP, RFC 9051)."""

import imaplib
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from models.errors import DeliveryError
from models.kinds import Outcome
from models.letters import Returned
from models.text import clean_line
from notifiers.bounces import read_bounce
from notifiers.deadlines import Deadline, reach, trusting

SECONDS = 45.0
"""How long one look may take; what is left then is read at the next one, and no round waits longer."""
INBOX = "INBOX"
IMAP_PORT, IMAPS_PORT = 143, 993


@dataclass(frozen=True, kw_only=True, slots=True)
class ImapAccount:
    """Where returned mails arrive; `encrypted` from the first byte on (RFC 8314 3.2), else by STARTTLS."""

    host: str
    port: int
    encrypted: bool
    user: str
    password: str = field(repr=False)
    folder: str


def parse_imap_url(url: str) -> ImapAccount:
    """Read `imaps://USER:PASSWORD@HOST[:PORT][/FOLDER]`; ValueError when it is not one.

    `imap://` goes over STARTTLS, and unencrypted only to this machine itself.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise ValueError("Write maildir:PATH or imaps://USER:PASSWORD@HOST/FOLDER.")
    encrypted = parts.scheme == "imaps"
    return ImapAccount(
        host=parts.hostname,
        port=parts.port or (IMAPS_PORT if encrypted else IMAP_PORT),
        encrypted=encrypted,
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or INBOX,
    )


class BounceImap:
    """Read the notifications that arrive in one mailbox; what was read is marked as seen and stays there."""

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        self._account = parse_imap_url(url)
        self._seconds = seconds

    def collect(self, take: Callable[[Returned], None]) -> None:
        """Give everything unseen to `take`, and mark each mail as seen only after that.

        DeliveryError says why the mailbox cannot be read.
        """
        deadline = Deadline(self._seconds)
        with _opened(self._account, deadline) as connection:
            for number in _unseen(connection):
                if deadline.is_over:
                    return
                for returned in read_bounce(_content(connection, number)):
                    take(returned)
                connection.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)")


@contextmanager
def _opened(account: ImapAccount, deadline: Deadline) -> Iterator[imaplib.IMAP4]:
    connection: imaplib.IMAP4 | None = None
    try:
        connection = _connect(account, deadline)
        connection.login(account.user, account.password)
        _select(connection, account.folder)
        yield connection
    except (imaplib.IMAP4.error, OSError) as error:
        raise _unreadable(account, error) from error
    finally:
        if connection is not None:
            connection.shutdown()


class _ImapLine(imaplib.IMAP4):
    """A connection that keeps to one deadline, however slowly the server drips."""

    def __init__(self, account: ImapAccount, deadline: Deadline) -> None:
        self._account = account
        self._deadline = deadline
        super().__init__(account.host, account.port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        line = reach(self._account.host, self._account.port, self._deadline)
        if not self._account.encrypted:
            return line
        return trusting(self._deadline).wrap_socket(line, server_hostname=self._account.host)


def _connect(account: ImapAccount, deadline: Deadline) -> imaplib.IMAP4:
    connection = _ImapLine(account, deadline)
    if not account.encrypted and account.host not in {"localhost", "127.0.0.1", "::1"}:
        connection.starttls(trusting(deadline))
    return connection


def _select(connection: imaplib.IMAP4, folder: str) -> None:
    quoted = folder.replace("\\", "\\\\").replace('"', '\\"')
    answer, said = connection.select(f'"{quoted}"')
    if answer != "OK":
        raise imaplib.IMAP4.error(said[0])


def _unseen(connection: imaplib.IMAP4) -> list[str]:
    _answer, found = connection.uid("SEARCH", "UNSEEN")
    return str((found[0] or b"").decode("ascii")).split()


def _content(connection: imaplib.IMAP4, number: str) -> bytes:
    """Fetch a whole mail without marking it."""
    _answer, parts = connection.uid("FETCH", number, "(BODY.PEEK[])")
    return next((part[1] for part in parts if isinstance(part, tuple)), b"")


def _unreadable(account: ImapAccount, error: Exception) -> DeliveryError:
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error).encode()
    return DeliveryError(
        "The mailbox of returned mails {folder} at {host}:{port} cannot be read: {text}",
        outcome=Outcome.RELAY,
        cure="Correct user, password, host and folder in DUBAN_BOUNCES.",
        folder=account.folder,
        host=account.host,
        port=account.port,
        text=clean_line(re.sub(r"^\[[A-Z]+\] ", "", said.decode("utf-8", "replace"))),
    )
