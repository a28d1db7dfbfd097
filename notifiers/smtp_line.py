"""Opening a connection to a relay: reach it, encrypt, log in."""

import smtplib
import ssl

from notifiers.smtp_replies import hung_up, no_encryption, relay_refusal, unreachable
from notifiers.smtp_url import Relay, StartTls

_HUNG_UP = (smtplib.SMTPServerDisconnected, ConnectionResetError, ConnectionAbortedError, BrokenPipeError)


def connect(relay: Relay, seconds: float) -> smtplib.SMTP:
    """Give a connection that is ready for mails, each step within `seconds`; DeliveryError if not."""
    connection = None
    try:
        connection = _open(relay, seconds)
        _secure(connection, relay)
        _log_in(connection, relay)
    except smtplib.SMTPResponseException as error:
        raise relay_refusal(_step(error), error.smtp_code, error.smtp_error) from error
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


def limit_waiting(connection: smtplib.SMTP, seconds: float) -> None:
    """Wait no longer than that for anything that comes next."""
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


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
