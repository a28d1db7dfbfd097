# SPDX-License-Identifier: Apache-2.0
"""Let Python sleep under the faketime of Debian 12, which breaks what `time.sleep` calls (its #426)."""

import select
import time


def _sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = _sleep
