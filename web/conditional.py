"""Whether a client already has what it asks for (RFC 9110 section 13) and takes it compressed (12.5.3)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

TAG = re.compile(r'(?:W/)?"([^"]*)"')
GZIP = "-gzip"


def is_known(headers: Mapping[str, str], *, tag: str, changed_at: datetime | None) -> bool:
    """Tell whether the answer is 304; `tag` is the bare tag, the same for both encodings.

    If-Modified-Since counts only where If-None-Match is absent.
    """
    if (wanted := headers.get("if-none-match")) is not None:
        return wanted.strip() == "*" or tag in (known.removesuffix(GZIP) for known in TAG.findall(wanted))
    since = _moment(headers.get("if-modified-since"))
    return since is not None and changed_at is not None and changed_at <= since


def takes_gzip(headers: Mapping[str, str]) -> bool:
    """Tell whether the client names gzip and does not refuse it with q=0."""
    for choice in headers.get("accept-encoding", "").lower().split(","):
        coding, *parameters = (part.strip() for part in choice.split(";"))
        if coding in ("gzip", "x-gzip"):
            return not any(re.fullmatch(r"q\s*=\s*0(\.0*)?", parameter) for parameter in parameters)
    return False


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
