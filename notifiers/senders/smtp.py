# SPDX-License-Identifier: Apache-2.0
"""Send over one kept connection to a relay (RFC 5321)."""

import re
import smtplib
import socket
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from functools import cache

from models.errors import DeliveryError
from models.letters import Envelope
from notifiers.deadlines import TimedSocket, TimeLimit, reach, trusting, within
from notifiers.senders.http import LEAST_PASSWORD, password_forms, redact_secrets
from notifiers.senders.smtp_replies import (
    broken,
    dropped,
    hung_up,
    message_refusal,
    no_encryption,
    no_such_login,
    relay_refusal,
    unanswered,
    unreachable,
)
from notifiers.senders.smtp_url import RelayAddress, StartTls, parse_smtp_url

LONGEST_REPLY = 65_536
"""Bytes that a relay may say in one phase."""
NAMING_SECONDS = 10.0
LOGGED_IN = (235, 503)
"""Taken, or taken before."""
ASKS_MORE = 334
_HUNG_UP = (smtplib.SMTPServerDisconnected, ConnectionResetError, ConnectionAbortedError, BrokenPipeError)


class SmtpConnection(smtplib.SMTP):
    """A connection to a relay; whatever is asked keeps to one deadline, however slowly the relay drips."""

    sock: TimedSocket | None

    def __init__(self, relay: RelayAddress, deadline: TimeLimit) -> None:
        self._relay = relay
        self._opening = deadline
        super().__init__(relay.host, relay.port, local_hostname=_own_name(), timeout=deadline.left())

    def limit_waiting(self, seconds: float, *, within: TimeLimit | None = None) -> None:
        """Wait no longer than that for all that comes next."""
        if self.sock is not None:
            self.sock.deadline = TimeLimit(seconds, within=within, most_bytes=LONGEST_REPLY)

    def _get_socket(self, host: str, port: int, timeout: float) -> TimedSocket:
        line = reach(host, port, self._opening)
        if not self._relay.implicit_tls:
            return line
        encrypted: TimedSocket = trusting(self._opening, ca=self._relay.ca).wrap_socket(  # type: ignore[assignment]
            line, server_hostname=host
        )
        return encrypted


def connect(relay: RelayAddress, seconds: float, *, within: TimeLimit | None = None) -> SmtpConnection:
    """Give a connection that is ready for mails within `seconds` altogether; DeliveryError if not."""
    deadline = TimeLimit(seconds, within=within, most_bytes=LONGEST_REPLY)
    connection = None
    try:
        connection = SmtpConnection(relay, deadline)
        _secure(connection, relay, deadline)
        _log_in(connection, relay)
    except smtplib.SMTPResponseException as error:
        raise _refusal(relay, error) from error
    except _HUNG_UP as error:
        raise hung_up(error) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise unreachable(relay.host, relay.port, error) from error
    else:
        established, connection = connection, None
        return established
    finally:
        if connection is not None:
            connection.close()


def _secure(connection: SmtpConnection, relay: RelayAddress, deadline: TimeLimit) -> None:
    """Encrypt when offered; refuse to show a password, or anything when TLS is required, to a plain relay."""
    connection.ehlo_or_helo_if_needed()
    if relay.implicit_tls or relay.starttls is StartTls.NEVER:
        return
    if connection.has_extn("starttls"):
        connection.starttls(context=trusting(deadline, ca=relay.ca))
        connection.ehlo()
    elif relay.starttls is StartTls.REQUIRED or relay.user:
        raise no_encryption(relay.host)


def _log_in(connection: SmtpConnection, relay: RelayAddress) -> None:
    if relay.user.isascii() and relay.password.isascii():
        if relay.user:
            connection.login(relay.user, relay.password)
        return
    code, said = _offer_in_utf8(connection, relay)
    if code not in LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, said)


def _offer_in_utf8(connection: SmtpConnection, relay: RelayAddress) -> tuple[int, bytes]:
    """Log in with signs beyond ASCII, which the standard library sends by no way (RFC 4616 has UTF-8)."""
    offered = connection.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        plain = f"\0{relay.user}\0{relay.password}".encode()
        return connection.docmd("AUTH", f"PLAIN {b64encode(plain).decode()}")
    if "LOGIN" not in offered:
        raise no_such_login(relay.host)
    code, said = connection.docmd("AUTH", f"LOGIN {b64encode(relay.user.encode()).decode()}")
    if code == ASKS_MORE:
        return connection.docmd(b64encode(relay.password.encode()).decode())
    return code, said


@cache
def _own_name() -> str:
    """Name this machine to relays as the standard library does, which asks the DNS and would wait for it."""
    try:
        return within(TimeLimit(NAMING_SECONDS), lambda: smtplib.SMTP().local_hostname)
    except TimeoutError:
        return "[127.0.0.1]"


def _refusal(relay: RelayAddress, error: smtplib.SMTPResponseException) -> DeliveryError:
    said = error.smtp_error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    told = redact_secrets(text, password_forms(relay.user, relay.password), least=LEAST_PASSWORD)
    step = "CONNECT" if isinstance(error, smtplib.SMTPConnectError) else "EHLO"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        step = "AUTH"
    return relay_refusal(step, error.smtp_code, told)


ATTEMPT_SECONDS = 120.0
"""For all that comes before the final dot; with the answer after it the longest attempt of a lease."""
OPENING_SECONDS = 60.0
COMMAND_SECONDS = 30.0
AFTER_DOT_SECONDS = 600.0
"""RFC 5321 4.5.3.2.6: hanging up early on a slow relay is what doubles mails (RFC 1047)."""
GOODBYE_SECONDS = 5.0
IDLE_SECONDS = 15.0
"""A connection that rested longer is asked first whether it still works."""
MAILS_PER_CONNECTION = 200
_BROKEN = (smtplib.SMTPException, OSError)


class Smtp:
    """Send through a relay; connects on first use, reconnects when the line broke or served long enough.

    Not for two threads, except that any thread may call `abort`.
    """

    def __init__(
        self,
        url: str,
        *,
        attempt_seconds: float = ATTEMPT_SECONDS,
        opening_seconds: float = OPENING_SECONDS,
        command_seconds: float = COMMAND_SECONDS,
        after_dot_seconds: float = AFTER_DOT_SECONDS,
        mails_per_connection: int = MAILS_PER_CONNECTION,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._relay = parse_smtp_url(url)
        self._attempt_seconds = attempt_seconds
        self._opening_seconds = opening_seconds
        self._command_seconds = command_seconds
        self._after_dot_seconds = after_dot_seconds
        self._mails_per_connection = mails_per_connection
        self._monotonic = monotonic
        self._attempt = TimeLimit(attempt_seconds)
        self._connection: SmtpConnection | None = None
        self._mails = 0
        self._used_at = 0.0
        self._is_between_mails = True
        self._aborted = False

    def send(self, envelope: Envelope) -> None:
        """Hand one mail over, or raise DeliveryError; after an error nothing of it is left in the line."""
        self._attempt = TimeLimit(self._attempt_seconds)
        connection = self._begin(envelope.sender)
        try:
            self._hand_over(connection, envelope)
        except _BROKEN as error:
            self._drop()
            raise dropped(envelope.recipient, error) from error
        self._is_between_mails = True
        self._mails += 1
        self._used_at = self._monotonic()

    def ping(self) -> None:
        """Connect, log in and ask for nothing; DeliveryError tells what is wrong."""
        self._attempt = TimeLimit(self._attempt_seconds)
        self._connect()
        self.close()

    def close(self) -> None:
        """Say goodbye; a relay that does not answer it is no failure."""
        if self._connection is not None:
            with suppress(*_BROKEN):
                self._connection.limit_waiting(GOODBYE_SECONDS)
                self._connection.quit()
            self._drop()

    def abort(self) -> None:
        """Break the line under whoever waits for it; what had gone out whole is then ambiguous."""
        self._aborted = True
        connection = self._connection
        line = connection.sock if connection is not None else None
        if line is not None:
            with suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)  # below TLS: its goodbye would wait

    def _begin(self, sender: str) -> SmtpConnection:
        """Open a transaction: on the kept connection, or, when it broke while it rested, on a new one."""
        if (kept := self._kept()) is not None:
            try:
                return self._mail(kept, sender)
            except _BROKEN:
                self._drop()
        connection = self._connect()
        try:
            return self._mail(connection, sender)
        except _BROKEN as error:
            self._drop()
            raise hung_up(error) from error

    def _kept(self) -> SmtpConnection | None:
        """Give the connection that is open, if there is one with no transaction on it that still works."""
        if self._connection is not None and self._mails >= self._mails_per_connection:
            self.close()
        rested = self._monotonic() - self._used_at > IDLE_SECONDS
        if self._connection is not None and (rested or not self._is_between_mails):
            self._reset(self._connection)
        return self._connection

    def _reset(self, connection: SmtpConnection) -> None:
        try:
            self._limit_waiting(connection)
            answers = connection.rset()[0] == 250
        except _BROKEN:
            answers = False
        if not answers:
            self._drop()

    def _connect(self) -> SmtpConnection:
        if self._aborted:
            raise broken()
        self._connection = connect(self._relay, self._opening_seconds, within=self._attempt)
        self._mails = 0
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _mail(self, connection: SmtpConnection, sender: str) -> SmtpConnection:
        self._limit_waiting(connection)
        self._is_between_mails = False
        code, text = connection.mail(sender)
        if code != 250:
            raise self._left(code, relay_refusal("MAIL", code, text))
        return connection

    def _hand_over(self, connection: SmtpConnection, envelope: Envelope) -> None:
        self._limit_waiting(connection)
        code, text = connection.rcpt(envelope.recipient)
        if code not in (250, 251):
            raise self._left(code, message_refusal("RCPT", code, text, recipient=envelope.recipient))
        self._limit_waiting(connection)
        code, text = connection.docmd("DATA")
        if code != 354:
            raise self._left(code, message_refusal("DATA", code, text, recipient=envelope.recipient))
        connection.limit_waiting(self._attempt_seconds, within=self._attempt)
        connection.send(_dotted(envelope.content))
        code, text = self._answer(connection)
        if code != 250:
            raise self._left(code, message_refusal("DATA", code, text, recipient=envelope.recipient))

    def _answer(self, connection: SmtpConnection) -> tuple[int, bytes]:
        try:
            connection.limit_waiting(self._after_dot_seconds)
            return connection.getreply()
        except _BROKEN as error:
            self._drop()
            raise unanswered(error) from error

    def _limit_waiting(self, connection: SmtpConnection) -> None:
        connection.limit_waiting(self._command_seconds, within=self._attempt)

    def _left(self, code: int, error: DeliveryError) -> DeliveryError:
        """Leave the line when the relay closes it (421), and pass the error on."""
        if code == 421:
            self._drop()
        return error


def _dotted(content: bytes) -> bytes:
    """End the content as DATA wants it: lines that begin with a dot get a second one (RFC 5321 4.5.2)."""
    body = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", body) + b".\r\n"
