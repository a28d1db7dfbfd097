# SPDX-License-Identifier: Apache-2.0
"""The clock of what a test starts: it begins where the test says, whatever day it is, and then runs on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock so far ahead of the machine's; a negative distance is behind it."""

    ahead: timedelta = timedelta()

    @classmethod
    def starting_at(cls, moment: datetime) -> "Clock":
        """Give a clock that shows `moment` now."""
        return cls(moment - datetime.now(UTC))

    def now(self, timezone: tzinfo) -> datetime:
        """Read it, as `cli.clock.now` reads the machine's."""
        return (datetime.now(UTC) + self.ahead).astimezone(timezone)
