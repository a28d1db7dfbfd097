"""Mails over SMTP: one kept connection, one recipient per transaction."""

import re
import smtplib
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from models.errors import DeliveryError
from models.letters import Envelope
from notifiers.deadlines import Deadline
from notifiers.smtp_line import SmtpLine, connect
from notifiers.smtp_replies import broken, dropped, hung_up, message_refusal, relay_refusal, unanswered
from notifiers.smtp_url import parse_smtp_url

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
        self._attempt = Deadline(attempt_seconds)
        self._connection: SmtpLine | None = None
        self._mails = 0
        self._used_at = 0.0
        self._is_between_mails = True
        self._aborted = False

    def send(self, envelope: Envelope) -> None:
        """Hand one mail over, or raise DeliveryError; after an error nothing of it is left in the line."""
        self._attempt = Deadline(self._attempt_seconds)
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
        self._attempt = Deadline(self._attempt_seconds)
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

    def _begin(self, sender: str) -> SmtpLine:
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

    def _kept(self) -> SmtpLine | None:
        """Give the connection that is open, if there is one with no transaction on it that still works."""
        if self._connection is not None and self._mails >= self._mails_per_connection:
            self.close()
        rested = self._monotonic() - self._used_at > IDLE_SECONDS
        if self._connection is not None and (rested or not self._is_between_mails):
            self._reset(self._connection)
        return self._connection

    def _reset(self, connection: SmtpLine) -> None:
        try:
            self._limit_waiting(connection)
            answers = connection.rset()[0] == 250
        except _BROKEN:
            answers = False
        if not answers:
            self._drop()

    def _connect(self) -> SmtpLine:
        if self._aborted:
            raise broken()
        self._connection = connect(self._relay, self._opening_seconds, within=self._attempt)
        self._mails = 0
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _mail(self, connection: SmtpLine, sender: str) -> SmtpLine:
        self._limit_waiting(connection)
        self._is_between_mails = False
        code, text = connection.mail(sender)
        if code != 250:
            raise self._left(code, relay_refusal("MAIL", code, text))
        return connection

    def _hand_over(self, connection: SmtpLine, envelope: Envelope) -> None:
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

    def _answer(self, connection: SmtpLine) -> tuple[int, bytes]:
        try:
            connection.limit_waiting(self._after_dot_seconds)
            return connection.getreply()
        except _BROKEN as error:
            self._drop()
            raise unanswered(error) from error

    def _limit_waiting(self, connection: SmtpLine) -> None:
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
