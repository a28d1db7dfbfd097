# SPDX-License-Identifier: Apache-2.0
"""What a relay's reply means: try again, stop the relay, or give this recipient up (RFC 5321 4.2.1)."""

from models.errors import DeliveryError
from models.kinds import Outcome
from models.text import clean_line


def relay_refusal(step: str, code: int, text: bytes | str) -> DeliveryError:
    """Judge a refusal at connect, STARTTLS, AUTH or MAIL: 5xx stops the relay, 4xx counts against it."""
    return DeliveryError(
        "The relay refused {step}: {reply}",
        outcome=Outcome.RELAY if code >= 500 else Outcome.BUSY,
        code=code,
        cure="Check user, password and sender in DUBAN_SMTP_URL and DUBAN_MAIL_FROM with `duban check`.",
        step=step,
        reply=f"{code} {_readable(text)}",
    )


def message_refusal(step: str, code: int, text: bytes | str, *, recipient: str) -> DeliveryError:
    """Judge a refusal at RCPT or DATA: 5xx is the last word, 4xx waits, 421 is the relay's."""
    return DeliveryError(
        "The relay refused the mail to {recipient} at {step}: {reply}",
        outcome=_about_message(code),
        code=code,
        cure="Give its reader another mailbox if it does not exist.",
        step=step,
        recipient=recipient,
        reply=f"{code} {_readable(text)}",
    )


def unreachable(host: str, port: int, error: Exception) -> DeliveryError:
    """Say that no relay answers, or that its certificate is not trusted."""
    return DeliveryError(
        "No relay answers at {host}:{port}: {text}",
        outcome=Outcome.RELAY,
        cure="Check host, port and certificate in DUBAN_SMTP_URL, and that the relay runs.",
        host=host,
        port=port,
        text=_readable(str(error) or type(error).__name__),
    )


def hung_up(error: Exception) -> DeliveryError:
    """Say that the relay hung up before it had heard of any message."""
    return DeliveryError(
        "The relay hung up before it took a mail: {text}",
        outcome=Outcome.BUSY,
        cure="It is tried again by itself; look into the relay's log if it goes on.",
        text=_readable(str(error) or type(error).__name__),
    )


def broken() -> DeliveryError:
    """Say that duban itself hung up, because it is to stop."""
    return DeliveryError(
        "duban was told to stop while it waited for the relay.",
        outcome=Outcome.BUSY,
        cure="It is tried again by itself after the next start.",
    )


def dropped(recipient: str, error: Exception) -> DeliveryError:
    """Say that the line broke before the message was handed over; sending again cannot double it."""
    return DeliveryError(
        "The relay dropped the connection before it had the mail to {recipient}: {text}",
        outcome=Outcome.BROKEN,
        cure="It is tried again by itself; look into the relay's log if it goes on.",
        recipient=recipient,
        text=_readable(str(error) or type(error).__name__),
    )


def unanswered(error: Exception) -> DeliveryError:
    """Say that the line broke after the whole message went out: it may have arrived."""
    return DeliveryError(
        "The relay took the whole message and dropped the connection before answering: {text}",
        outcome=Outcome.AMBIGUOUS,
        cure="It is sent again under the same Message-ID, so that mail programs can tell a second copy.",
        text=_readable(str(error) or type(error).__name__),
    )


def no_encryption(host: str) -> DeliveryError:
    """Say that encryption or a password was asked for and the relay offers no TLS."""
    return DeliveryError(
        "The relay {host} offers no encryption (STARTTLS); nothing was sent and no password shown.",
        outcome=Outcome.RELAY,
        cure="Use smtps://, or add ?starttls=never to DUBAN_SMTP_URL if the network to the relay is trusted.",
        host=host,
    )


def no_such_login(host: str) -> DeliveryError:
    """Say that the relay knows no way to log in that carries every sign."""
    return DeliveryError(
        "The relay {host} takes no user or password with signs beyond ASCII.",
        outcome=Outcome.RELAY,
        cure="Have a password of letters, digits and ASCII signs set at the relay, and write it into "
        "DUBAN_SMTP_URL.",
        host=host,
    )


def _about_message(code: int) -> Outcome:
    if code == 421:
        return Outcome.BUSY
    return Outcome.REFUSED if code >= 500 else Outcome.DEFERRED


def _readable(text: bytes | str) -> str:
    return clean_line(text.decode("utf-8", "replace") if isinstance(text, bytes) else text)
