"""What others answer, without what is secret in the address that they answer for."""

import re
from base64 import b64encode
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from models.text import clean_line

LEAST_SECRET = 8
"""A shorter part of a web address is a word such as `webhook`; whatever opens something is longer."""
LEAST_PASSWORD = 3
"""What a server that repeats a login may tell of it."""
LONGEST = 200
SHOWN = "***"


def discreet(told: str, url: str) -> str:
    """Give an answer as one line; a service that repeats the path of a web address repeats no secret."""
    parts = urlsplit(url)
    values = (value for _name, value in parse_qsl(parts.query))
    return without(told, (*parts.path.split("/"), *values), least=LEAST_SECRET)


def in_logins(user: str, password: str) -> tuple[str, ...]:
    """Give a password in every form that a login sends, for a server that repeats what it does not know."""
    plain = f"\0{user}\0{password}".encode()
    return password, b64encode(password.encode()).decode(), b64encode(plain).decode()


def without(told: str, secrets: Iterable[str], *, least: int) -> str:
    """Take secrets of at least so many characters out, as they are written and as they are meant."""
    found = {form for each in secrets for form in (each, unquote(each)) if len(form) >= least}
    if not found:
        return clean_line(told)[:LONGEST]
    longest_first = sorted(found, key=len, reverse=True)
    return clean_line(re.sub("|".join(map(re.escape, longest_first)), SHOWN, told))[:LONGEST]
