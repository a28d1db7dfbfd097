# SPDX-License-Identifier: Apache-2.0
"""Waiting for what another program does by itself."""

import time
from collections.abc import Callable

PATIENCE = 90.0
"""Seconds: far longer than anything here needs on a busy machine, shorter than the limit of a test."""


def wait_until(
    condition: Callable[[], bool], what: str | Callable[[], str], *, seconds: float = PATIENCE
) -> None:
    """Return once the condition holds; AssertionError with `what` when it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, (
            f"not within {seconds:.0f} seconds: {what if isinstance(what, str) else what()}"
        )
        time.sleep(0.05)
