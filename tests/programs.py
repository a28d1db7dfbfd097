"""What running the program gives."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.calendars import checked


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    def __post_init__(self) -> None:
        """Read every feed that a command prints with the lint; the console's line breaks are no fault."""
        if self.out.startswith("BEGIN:VCALENDAR"):
            checked("\r\n".join([*self.out.splitlines(), ""]).encode())

    @property
    def json(self) -> Any:
        """Read what it printed as JSON."""
        return json.loads(self.out)


Duban = Callable[..., Ran]
