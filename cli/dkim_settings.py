"""The settings behind DKIM signatures: key and selector belong together, and the key must be one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.settings import Settings
from models.extras import install_command
from models.findings import Finding
from models.problems import problem

if TYPE_CHECKING:
    from notifiers.dkim import Signer

HALF = "Of DUBAN_DKIM_KEY and DUBAN_DKIM_SELECTOR only one is given, so no mail can be signed."
WHOLE = "Give both, or neither."
BAD_KEY = "DUBAN_DKIM_KEY is no private key that can sign mails."
MEND_KEY = "Name a file with an unencrypted RSA or Ed25519 key in PEM with DUBAN_DKIM_KEY_FILE."
NOT_INSTALLED = "DUBAN_DKIM_KEY is given, but the extra dkim is not installed."
INSTALL = "Leave DUBAN_DKIM_KEY empty, or install it with: {command}"


def signer_of(settings: Settings) -> "Signer | None":
    """Give who signs the mails, None when that is left to the relay; ValueError and ImportError as told."""
    key = settings.dkim_key.get_secret_value()
    if not key:
        return None
    from notifiers.dkim import read_signer  # noqa: PLC0415  (an extra)

    domain = settings.mail_from.rpartition("@")[2]
    return read_signer(key, domain=domain, selector=settings.dkim_selector)


def dkim_problems(settings: Settings) -> Iterator[Finding]:
    """Tell what keeps mails from being signed as the settings want it."""
    if bool(settings.dkim_key.get_secret_value()) != bool(settings.dkim_selector):
        yield problem("half-dkim", HALF, WHOLE)
    try:
        signer_of(settings)
    except ImportError:
        yield problem("no-dkim", NOT_INSTALLED, INSTALL, command=install_command("dkim"))
    except ValueError:
        yield problem("bad-dkim-key", BAD_KEY, MEND_KEY)
