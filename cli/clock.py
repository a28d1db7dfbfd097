# SPDX-License-Identifier: Apache-2.0
"""The one place that reads the clock of the machine.

Callers write `clock.now(…)` and never import `now` itself: who puts another function here moves them all.
"""

from datetime import datetime
from zoneinfo import ZoneInfo


def now(timezone: ZoneInfo) -> datetime:
    """Read the clock, in a time zone."""
    return datetime.now(timezone)
