# SPDX-License-Identifier: Apache-2.0
"""What the program writes of its own documentation is what stands there."""

from difflib import unified_diff

import pytest

from tests.support.docs.documents import text_of
from tests.support.docs.written_docs import WRITTEN, written


@pytest.mark.parametrize("page", WRITTEN)
def test_what_the_program_knows_is_written_down(page: str) -> None:
    """Options, settings, metrics and findings: names, defaults and sentences, in both directions."""
    stands, should = text_of(page).splitlines(), written(page).splitlines()
    differences = "\n".join(unified_diff(stands, should, page, "the program", n=0, lineterm=""))
    assert not differences, f"run `make docs`:\n{differences}"
