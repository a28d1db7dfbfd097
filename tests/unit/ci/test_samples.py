# SPDX-License-Identifier: Apache-2.0
"""What `make test` runs in a sample CI runs as a whole."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.samples import WHOLE, of_many

CI = Path(__file__).resolve().parents[3] / ".ci"


def test_ci_runs_the_whole_on_every_database() -> None:
    """One of its steps gives both options."""
    assert ".ci/test-wheel" in (CI / "run").read_text(encoding="utf-8")
    assert {"--whole", "--every-database"} <= set((CI / "test-wheel").read_text(encoding="utf-8").split())


@pytest.mark.parametrize(("profile", "tried"), [("duban", 5), (WHOLE, 100)])
def test_a_sample_is_tried_unless_the_whole_is_asked_for(profile: str, tried: int) -> None:
    """The option of a run chooses the profile, and that the number."""
    before = settings.get_current_profile_name()
    settings.load_profile(profile)
    try:
        assert of_many(100, sample=5) == tried
    finally:
        settings.load_profile(before)
