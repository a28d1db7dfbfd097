"""Mails over SMTP: one kept connection, one recipient per transaction."""

import re
import smtplib
import ssl
from contextlib import suppress

from models.errors import DeliveryError
from models.letters import Envelope
from notifiers.smtp_replies import (
    dropped,
    message_refusal,
    no_encryption,
    relay_refusal,
    unanswered,
    unreachable,
)
from notifiers.smtp_url import Relay, StartTls, parse_smtp_url

COMMAND_SECONDS = 30.0
AFTER_DOT_SECONDS = 600.0
"""RFC 5321 4.5.3.2.6: hanging up early on a slow relay is what doubles mails (RFC 1047)."""


class Smtp:
    """Send through a relay; connects on first use, reconnects when the line broke. Not for two threads."""

    def __init__(
        self,
        url: str,
        *,
        command_seconds: float = COMMAND_SECONDS,
        after_dot_seconds: float = AFTER_DOT_SECONDS,
    ) -> None:
        self._relay = parse_smtp_url(url)
        self._command_seconds = command_seconds
        self._after_dot_seconds = after_dot_seconds
        self._connection: smtplib.SMTP | None = None

    def send(self, envelope: Envelope) -> None:
        """Hand one mail over, or raise DeliveryError; after an error nothing of it is left in the line."""
        connection = self._ready()
        try:
            self._transact(connection, envelope)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise dropped(envelope.recipient, error) from error

    def ping(self) -> None:
        """Connect, log in and ask for nothing; DeliveryError tells what is wrong."""
        self._ready()
        self.close()

    def close(self) -> None:
        """Say goodbye; a relay that does not answer it is no failure."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._drop()

    def _ready(self) -> smtplib.SMTP:
        """Give a line with no transaction on it, the kept one if it still answers."""
        if self._connection is not None and not self._answers(self._connection):
            self._drop()
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _answers(self, connection: smtplib.SMTP) -> bool:
        try:
            _set_timeout(connection, self._command_seconds)
            return connection.rset()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> smtplib.SMTP:
        relay, connection = self._relay, None
        try:
            connection = _open(relay, self._command_seconds)
            _secure(connection, relay)
            _log_in(connection, relay)
        except smtplib.SMTPResponseException as error:
            raise relay_refusal(_step(error), error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise unreachable(relay.host, relay.port, error) from error
        else:
            established, connection = connection, None
            return established
        finally:
            if connection is not None:
                connection.close()

    def _transact(self, connection: smtplib.SMTP, envelope: Envelope) -> None:
        code, text = connection.mail(envelope.sender)
        if code != 250:
            raise self._lasting(code, relay_refusal("MAIL", code, text))
        code, text = connection.rcpt(envelope.recipient)
        if code not in (250, 251):
            raise self._lasting(code, message_refusal("RCPT", code, text, recipient=envelope.recipient))
        code, text = connection.docmd("DATA")
        if code != 354:
            raise self._lasting(code, message_refusal("DATA", code, text, recipient=envelope.recipient))
        code, text = self._hand_over(connection, envelope.content)
        if code != 250:
            raise self._lasting(code, message_refusal("DATA", code, text, recipient=envelope.recipient))

    def _hand_over(self, connection: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
        connection.send(_dotted(content))
        try:
            _set_timeout(connection, self._after_dot_seconds)
            return connection.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise unanswered(error) from error

    def _lasting(self, code: int, error: DeliveryError) -> DeliveryError:
        """Leave the line when the relay closes it (421), and pass the error on."""
        if code == 421:
            self._drop()
        return error


def _open(relay: Relay, seconds: float) -> smtplib.SMTP:
    if relay.implicit_tls:
        return smtplib.SMTP_SSL(relay.host, relay.port, timeout=seconds, context=_context(relay))
    return smtplib.SMTP(relay.host, relay.port, timeout=seconds)


def _secure(connection: smtplib.SMTP, relay: Relay) -> None:
    """Encrypt when offered; refuse to show a password, or anything when TLS is required, to a plain relay."""
    connection.ehlo_or_helo_if_needed()
    if relay.implicit_tls or relay.starttls is StartTls.NEVER:
        return
    if connection.has_extn("starttls"):
        connection.starttls(context=_context(relay))
        connection.ehlo()
    elif relay.starttls is StartTls.REQUIRED or relay.user:
        raise no_encryption(relay.host)


def _log_in(connection: smtplib.SMTP, relay: Relay) -> None:
    if relay.user:
        connection.login(relay.user, relay.password)


def _context(relay: Relay) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=relay.ca)


def _step(error: smtplib.SMTPResponseException) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "AUTH"
    return "CONNECT" if isinstance(error, smtplib.SMTPConnectError) else "EHLO"


def _set_timeout(connection: smtplib.SMTP, seconds: float) -> None:
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


def _dotted(content: bytes) -> bytes:
    """End the content as DATA wants it: lines that begin with a dot get a second one (RFC 5321 4.5.2)."""
    body = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", body) + b".\r\n"
