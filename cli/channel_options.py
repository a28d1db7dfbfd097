"""The options of channels, as they are written on the command line."""

import re
from datetime import time

from models.channels import QuietHours
from models.errors import UsageError
from models.kinds import LetterKind

HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def parse_kinds(written: str) -> tuple[LetterKind, ...]:
    """Read kinds of letter separated by commas; `all` is no restriction. UsageError names the known ones."""
    if written.strip() == "all":
        return ()
    names = [name.strip() for name in written.split(",") if name.strip()]
    known = {kind.value for kind in LetterKind}
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise UsageError(
            '"{written}" names no kinds of letter.',
            cure="Write some of {known}, separated by commas, or all.",
            written=written,
            known=", ".join(LetterKind),
        )
    return tuple(kind for kind in LetterKind if kind.value in names)


def parse_quiet(written: str) -> QuietHours | None:
    """Read quiet hours such as `20:00-08:00`, also over midnight; `none` is no quiet."""
    if written.strip() == "none":
        return None
    found = HOURS.fullmatch(written.strip())
    hours = [int(part) for part in found.groups()] if found else [0, 0, 0, 0]
    start, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    if start == end:
        raise UsageError(
            '"{written}" are no quiet hours.', cure="Write them as 20:00-08:00, or none.", written=written
        )
    return QuietHours(start=start, end=end)
