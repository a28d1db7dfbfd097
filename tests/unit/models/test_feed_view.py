# SPDX-License-Identifier: Apache-2.0
"""When the addresses of a feed end."""

from datetime import UTC, datetime, timedelta

import pytest

from models.kinds import FeedScope
from models.views import LONG_AGO, FeedView
from tests.builders import feed_view

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=14)


def feed(*, revoked_at: datetime | None = None) -> FeedView:
    """Give a feed in its third generation; when the first one ended, nobody wrote down."""
    office = {"scope": FeedScope.OFFICE, "owner_id": None, "name": ""}
    return feed_view(generation=3, created_at=NOW, revoked_at=revoked_at, endings=((2, LATER),), **office)


@pytest.mark.parametrize(("generation", "ends"), [(1, LONG_AGO), (2, LATER), (3, None), (4, LONG_AGO)])
def test_each_generation_ends_by_itself(generation: int, ends: datetime | None) -> None:
    """The newest not at all, one with a time of grace then, every other one has ended long ago."""
    assert feed().ended_at(generation) == ends


@pytest.mark.parametrize(("generation", "ends"), [(1, LONG_AGO), (2, NOW), (3, NOW)])
def test_revoking_ends_what_has_not_ended_yet(generation: int, ends: datetime) -> None:
    """What ended before keeps its day."""
    assert feed(revoked_at=NOW).ended_at(generation) == ends


def test_long_ago_can_be_compared() -> None:
    """It is a moment before every other."""
    assert LONG_AGO < NOW
