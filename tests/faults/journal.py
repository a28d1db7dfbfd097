# SPDX-License-Identifier: Apache-2.0
"""What a faulty relay took: one line for each mail, written at the moment of acceptance."""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from email.parser import BytesHeaderParser
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

TRACE = re.compile(rb"\A(?:Received:.*\r\n(?:[ \t].*\r\n)*)+")


class Ending(StrEnum):
    """What the client heard after a mail was accepted."""

    ANSWERED = "answered"
    LATE = "late"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """One mail that the relay took; `connection` counts the relay's connections from 0."""

    recipient: str
    message_id: str
    body: str
    """The SHA-256 of the message in hexadecimal digits, without the trace that relays put before it."""
    connection: int
    at: float
    """Seconds since the epoch."""
    ending: Ending


def accepted(
    recipient: str, content: bytes, *, connection: int, at: float, ending: Ending = Ending.ANSWERED
) -> Accepted:
    """Describe one mail; `content` is without the dots that SMTP adds."""
    return Accepted(
        recipient=recipient,
        message_id=str(BytesHeaderParser().parsebytes(content)["Message-ID"]).strip(),
        body=sha256(TRACE.sub(b"", content)).hexdigest(),
        connection=connection,
        at=at,
        ending=ending,
    )


class Journal:
    """An append-only file of accepted mails, which survives the death of whoever sends."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)

    def note(self, mail: Accepted) -> None:
        """Write one line, in one piece, past every buffer of this process."""
        os.write(self._file, json.dumps(asdict(mail)).encode() + b"\n")


def read_journal(path: Path) -> Sequence[Accepted]:
    """Give every mail taken so far, oldest first; a line that is still being written is left out."""
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [_from_line(line) for line in lines]


def lines_in(path: Path) -> int:
    """Count the mails taken so far."""
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _from_line(line: bytes) -> Accepted:
    facts = json.loads(line)
    return Accepted(**{**facts, "ending": Ending(facts["ending"])})
