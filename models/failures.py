# SPDX-License-Identifier: Apache-2.0
"""Failures of the database, told as sentences with a cure."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from models.errors import LedgerError
from models.secret_addresses import without_password_options

_KNOWN = {
    "read-only transaction": (
        "The database {url} is read-only at this moment.",
        "Look whether DUBAN_DATABASE_URL names a standby, or the server was set to read-only.",
    ),
    "readonly": (
        "The database {url} cannot be written.",
        "Give the user that runs duban the right to write the file and its folder.",
    ),
    "disk is full": (
        "The disk of the database {url} is full; nothing of this step was written.",
        "Free some room and run it again.",
    ),
    "no space left": (
        "The disk of the database {url} is full; nothing of this step was written.",
        "Free some room and run it again.",
    ),
    "disk i/o error": (
        "The disk of the database {url} reports an error; nothing of this step was written.",
        "Look at the disk and its free room, then run it again.",
    ),
    "locked": (
        "The database {url} is held by another program for longer than ten seconds.",
        "Look for a backup or another duban at work, then run it again.",
    ),
    "unable to open": (
        "The database {url} cannot be opened.",
        "Look whether its folder exists and may be written by the user that runs duban.",
    ),
    "not a database": (
        "The file {url} is not a database.",
        "Point DUBAN_DATABASE_URL to the ledger, or restore it from a backup.",
    ),
    "malformed": ("The database {url} is damaged.", "Restore it from a backup."),
}
_CROWDED = (
    "No connection to the database {url} came free within half a minute.",
    "Look what holds them; it is tried again by itself.",
)
_UNKNOWN = (
    "The database {url} does not answer: {reason}",
    "Look whether the server runs and DUBAN_DATABASE_URL is right.",
)


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn failures of the database into LedgerError.

    A broken constraint, or content that it refuses, stays what it is.
    """
    try:
        yield
    except (IntegrityError, DataError):
        raise
    except DBAPIError as failure:
        raise _explanation(url, failure) from failure
    except NoConnectionError as failure:
        sentence, cure = _CROWDED
        raise LedgerError(sentence, cure=cure, url=shown(url)) from failure


def held_too_long(url: str) -> LedgerError:
    """Say that another writer did not end within the ten seconds that a writer waits."""
    sentence, cure = _KNOWN["locked"]
    return LedgerError(sentence, cure=cure, url=shown(url))


def _explanation(url: str, failure: DBAPIError) -> LedgerError:
    reason = str(failure.orig).strip()
    first_line = reason.splitlines()[0] if reason else type(failure.orig).__name__
    sentence, cure = next((told for sign, told in _KNOWN.items() if sign in reason.lower()), _UNKNOWN)
    password = sa.make_url(url).password
    told = first_line.replace(password, "***") if password else first_line
    return LedgerError(sentence, cure=cure, url=shown(url), reason=told)


def shown(url: str) -> str:
    """Give the address of a database without its password."""
    return without_password_options(sa.make_url(url).render_as_string(hide_password=True))
