"""Whether a client already has what it asks for (RFC 9110 section 13) and takes it compressed (12.5.3)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

TAG = re.compile(rb'(?:W/)?("[^"]*")')
LONGEST_DATE = 64
"""Characters of a date in any of the three forms there are, with room for another zone."""


def known_tag(wanted: bytes, tags: tuple[bytes, bytes]) -> bytes | None:
    """Give the tag of If-None-Match that is one of ours, in the list's order, compared weakly.

    `tags` are the quoted ones of both encodings, the one that would be sent first; `*` means that.
    """
    if wanted.strip() == b"*":
        return tags[0]
    return next((tag for tag in TAG.findall(wanted) if tag in tags), None)


def is_unchanged(since: bytes, changed_at: datetime | None) -> bool:
    """Tell whether nothing changed since the moment of If-Modified-Since; what is no moment tells nothing."""
    moment = _moment(since.decode("latin-1"))
    return moment is not None and changed_at is not None and changed_at <= moment


@lru_cache(maxsize=256)
def takes_gzip(accepted: bytes) -> bool:
    """Tell whether Accept-Encoding names gzip and does not refuse it with q=0."""
    for choice in accepted.decode("latin-1").lower().split(","):
        coding, *parameters = (part.strip() for part in choice.split(";"))
        if coding in ("gzip", "x-gzip"):
            return not any(re.fullmatch(r"q\s*=\s*0(\.0*)?", parameter) for parameter in parameters)
    return False


def _moment(text: str) -> datetime | None:
    if len(text) > LONGEST_DATE:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
