"""Opening a connection to a relay: reach it, encrypt, log in."""

import smtplib
from base64 import b64encode
from functools import cache

from models.errors import DeliveryError
from notifiers.deadlines import Deadline, TimedSocket, reach, trusting, within
from notifiers.discretion import LEAST_PASSWORD, in_logins, without
from notifiers.smtp_replies import hung_up, no_encryption, no_such_login, relay_refusal, unreachable
from notifiers.smtp_url import Relay, StartTls

LONGEST_REPLY = 65_536
"""Bytes that a relay may say in one phase."""
NAMING_SECONDS = 10.0
LOGGED_IN = (235, 503)
"""Taken, or taken before."""
ASKS_MORE = 334
_HUNG_UP = (smtplib.SMTPServerDisconnected, ConnectionResetError, ConnectionAbortedError, BrokenPipeError)


class SmtpLine(smtplib.SMTP):
    """A connection to a relay; whatever is asked keeps to one deadline, however slowly the relay drips."""

    sock: TimedSocket | None

    def __init__(self, relay: Relay, deadline: Deadline) -> None:
        self._relay = relay
        self._opening = deadline
        super().__init__(relay.host, relay.port, local_hostname=_own_name(), timeout=deadline.left())

    def limit_waiting(self, seconds: float, *, within: Deadline | None = None) -> None:
        """Wait no longer than that for all that comes next."""
        if self.sock is not None:
            self.sock.deadline = Deadline(seconds, within=within, most_bytes=LONGEST_REPLY)

    def _get_socket(self, host: str, port: int, timeout: float) -> TimedSocket:
        line = reach(host, port, self._opening)
        if not self._relay.implicit_tls:
            return line
        encrypted: TimedSocket = trusting(self._opening, ca=self._relay.ca).wrap_socket(  # type: ignore[assignment]
            line, server_hostname=host
        )
        return encrypted


def connect(relay: Relay, seconds: float, *, within: Deadline | None = None) -> SmtpLine:
    """Give a connection that is ready for mails within `seconds` altogether; DeliveryError if not."""
    deadline = Deadline(seconds, within=within, most_bytes=LONGEST_REPLY)
    connection = None
    try:
        connection = SmtpLine(relay, deadline)
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


def _secure(connection: SmtpLine, relay: Relay, deadline: Deadline) -> None:
    """Encrypt when offered; refuse to show a password, or anything when TLS is required, to a plain relay."""
    connection.ehlo_or_helo_if_needed()
    if relay.implicit_tls or relay.starttls is StartTls.NEVER:
        return
    if connection.has_extn("starttls"):
        connection.starttls(context=trusting(deadline, ca=relay.ca))
        connection.ehlo()
    elif relay.starttls is StartTls.REQUIRED or relay.user:
        raise no_encryption(relay.host)


def _log_in(connection: SmtpLine, relay: Relay) -> None:
    if relay.user.isascii() and relay.password.isascii():
        if relay.user:
            connection.login(relay.user, relay.password)
        return
    code, said = _offer_in_utf8(connection, relay)
    if code not in LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, said)


def _offer_in_utf8(connection: SmtpLine, relay: Relay) -> tuple[int, bytes]:
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
        return within(Deadline(NAMING_SECONDS), lambda: smtplib.SMTP().local_hostname)
    except TimeoutError:
        return "[127.0.0.1]"


def _refusal(relay: Relay, error: smtplib.SMTPResponseException) -> DeliveryError:
    said = error.smtp_error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    told = without(text, in_logins(relay.user, relay.password), least=LEAST_PASSWORD)
    return relay_refusal(_step(error), error.smtp_code, told)


def _step(error: smtplib.SMTPResponseException) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "AUTH"
    return "CONNECT" if isinstance(error, smtplib.SMTPConnectError) else "EHLO"
