"""Waiting for what another program does by itself."""

import time
from collections.abc import Callable

PATIENCE = 45.0
"""Seconds: longer than any client here needs, short enough that a whole run stays bounded."""


def wait_until(
    condition: Callable[[], bool], what: str | Callable[[], str], *, seconds: float = PATIENCE
) -> None:
    """Return once the condition holds; AssertionError with `what` when it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, (
            f"not within {seconds:.0f} seconds: {what if isinstance(what, str) else what()}"
        )
        time.sleep(0.1)
