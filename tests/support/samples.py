# SPDX-License-Identifier: Apache-2.0
"""How much is run of what takes long: `make test` takes a sample, `--whole`, which CI gives, all of it."""

from hypothesis import settings

WHOLE = "duban-whole"
"""The profile of hypothesis under which everything is run; `tests/conftest.py` chooses it."""


def of_many(whole: int, *, sample: int) -> int:
    """Give how many random cases, or repetitions, this run tries."""
    return whole if settings.get_current_profile_name() == WHOLE else sample
