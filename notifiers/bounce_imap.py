# SPDX-License-Identifier: Apache-2.0
"""Returned mails out of a mailbox on a mail server (IMAP, RFC 9051)."""

import imaplib
import re
import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from urllib.parse import unquote

from models.errors import DeliveryError
from models.kinds import Outcome
from models.letters import Notification
from models.secret_addresses import take_apart
from notifiers.bounces import MOST_AT_ONCE, MOST_BYTES, SECONDS, take_each
from notifiers.deadlines import TimeLimit, reach, trusting
from notifiers.senders.http import LEAST_PASSWORD, password_forms, redact_secrets

WINDOW = 5_000
"""Mails that are searched at a time: the library takes no answer that lists a hundred thousand."""
INBOX = "INBOX"
WRITE_ACCOUNT = (
    "Write maildir:PATH or imaps://USER:PASSWORD@HOST/FOLDER, special signs percent-encoded (@: %40)."
)
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
    try:
        parts = take_apart(url)
    except ValueError:
        raise ValueError(WRITE_ACCOUNT) from None
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise ValueError(WRITE_ACCOUNT)
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

    def __init__(self, url: str, *, seconds: float = SECONDS, at_once: int = MOST_AT_ONCE) -> None:
        self._account = parse_imap_url(url)
        self._seconds = seconds
        self._at_once = at_once

    def collect(self, take: Callable[[Notification], None], *, leave: bool = False) -> None:
        """Give what is unseen to `take`, some hundreds of mails at a time, and mark each only after that.

        DeliveryError says why the mailbox cannot be read.
        """
        deadline = TimeLimit(self._seconds)
        with _opened(self._account, deadline) as connection:
            names = takewhile(lambda _: not deadline.is_over, _unseen(connection, at_most=self._at_once))
            settle = partial(_keep if leave else _mark_seen, connection)
            take_each(names, read=partial(_content, connection), take=take, settle=settle)

    def probe(self) -> None:
        """Open the mailbox; DeliveryError when it cannot be read."""
        with _opened(self._account, TimeLimit(self._seconds)):
            return


@contextmanager
def _opened(account: ImapAccount, deadline: TimeLimit) -> Iterator[imaplib.IMAP4]:
    connection: imaplib.IMAP4 | None = None
    try:
        connection = _connect(account, deadline)
        _log_in(connection, account)
        _select(connection, account.folder)
        yield connection
    except (imaplib.IMAP4.error, OSError) as error:
        raise _unreadable(account, error) from error
    finally:
        if connection is not None:
            connection.shutdown()


class _ImapLine(imaplib.IMAP4):
    """A connection that keeps to one deadline, however slowly the server drips."""

    def __init__(self, account: ImapAccount, deadline: TimeLimit) -> None:
        self._account = account
        self._deadline = deadline
        super().__init__(account.host, account.port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        line = reach(self._account.host, self._account.port, self._deadline)
        if not self._account.encrypted:
            return line
        return trusting(self._deadline).wrap_socket(line, server_hostname=self._account.host)


def _connect(account: ImapAccount, deadline: TimeLimit) -> imaplib.IMAP4:
    connection = _ImapLine(account, deadline)
    if not account.encrypted and account.host not in {"localhost", "127.0.0.1", "::1"}:
        connection.starttls(trusting(deadline))
    return connection


def _log_in(connection: imaplib.IMAP4, account: ImapAccount) -> None:
    if account.user.isascii() and account.password.isascii():
        connection.login(account.user, account.password)
    else:
        secret = f"\0{account.user}\0{account.password}".encode()
        connection.authenticate("PLAIN", lambda _challenge: secret)
    if "ID" in connection.capabilities:  # NetEase opens no folder for a program without a name (RFC 2971)
        connection.xatom("ID", '("name" "duban")')


def _select(connection: imaplib.IMAP4, folder: str) -> None:
    quoted = in_utf7(folder).replace("\\", "\\\\").replace('"', '\\"')
    answer, said = connection.select(f'"{quoted}"')
    if answer != "OK":
        raise imaplib.IMAP4.error(said[0])


def in_utf7(folder: str) -> str:
    """Write the name of a folder as IMAP has it: Chinese in a UTF-7 of its own (RFC 3501 5.1.3)."""
    pieces = re.split(r"([^\x20-\x7e]+)", folder.replace("&", "&-"))
    return "".join(piece if piece.isascii() else f"&{_in_base64(piece)}-" for piece in pieces)


def _in_base64(piece: str) -> str:
    return b64encode(piece.encode("utf-16-be")).rstrip(b"=").replace(b"/", b",").decode("ascii")


def _unseen(connection: imaplib.IMAP4, *, at_most: int) -> list[str]:
    """Give the numbers of some mails that are unseen, the newest first: a flood keeps nothing fresh back."""
    _answer, (count, *_) = connection.response("EXISTS")
    found: list[str] = []
    for last in range(int(count or 0), 0, -WINDOW):
        _answer, numbers = connection.uid("SEARCH", f"{max(1, last - WINDOW + 1)}:{last}", "UNSEEN")
        found += reversed(str((numbers[0] or b"").decode("ascii")).split())
        if len(found) >= at_most:
            break
    return found[:at_most]


def _content(connection: imaplib.IMAP4, number: str) -> bytes:
    """Fetch the beginning of a mail without marking it."""
    _answer, parts = connection.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
    return next((part[1] for part in parts if isinstance(part, tuple)), b"")


def _mark_seen(connection: imaplib.IMAP4, number: str) -> None:
    connection.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)")


def _keep(_connection: imaplib.IMAP4, _number: str) -> None:
    """Leave a mail as it is."""


def _unreadable(account: ImapAccount, error: Exception) -> DeliveryError:
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error).encode()
    return DeliveryError(
        "The mailbox of returned mails {folder} at {host}:{port} cannot be read: {text}",
        outcome=Outcome.RELAY,
        cure="Correct user, password, host and folder in DUBAN_BOUNCES.",
        folder=account.folder,
        host=account.host,
        port=account.port,
        text=redact_secrets(
            re.sub(r"^\[[A-Z]+\] ", "", said.decode("utf-8", "replace")),
            password_forms(account.user, account.password),
            least=LEAST_PASSWORD,
        ),
    )
