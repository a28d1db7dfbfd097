"""What a client already has."""

from datetime import UTC, datetime

import pytest

from web.conditional import is_unchanged, known_tag, takes_gzip

CHANGED = datetime(2026, 3, 1, 1, 2, 3, tzinfo=UTC)
TAGS = (b'"abc"', b'"abc-gzip"')


@pytest.mark.parametrize(
    ("wanted", "known"),
    [
        (b'"abc"', b'"abc"'),
        (b'W/"abc"', b'"abc"'),
        (b'"abc-gzip"', b'"abc-gzip"'),
        (b'"x", W/"y" ,"abc-gzip","abc"', b'"abc-gzip"'),
        (b"*", b'"abc"'),
        (b" * ", b'"abc"'),
        (b'"abcd"', None),
        (b'"x"', None),
        (b"abc", None),
        (b"", None),
        (b'"\xff"', None),
    ],
)
def test_if_none_match_is_a_list_compared_weakly(wanted, known):
    """Any tag of the list counts, weak or of the other encoding; an unquoted one is none."""
    assert known_tag(wanted, TAGS) == known


@pytest.mark.parametrize(
    ("since", "unchanged"),
    [
        (b"Sun, 01 Mar 2026 01:02:03 GMT", True),
        (b"Sun, 01 Mar 2026 01:02:02 GMT", False),
        (b"Mon, 02 Mar 2026 00:00:00 GMT", True),
        (b"Sun, 01 Mar 2026 09:02:03 +0800", True),
        (b"Sun Mar  1 01:02:03 2026", True),
        (b"yesterday", False),
        (b"\xff", False),
        (b"", False),
    ],
)
def test_if_modified_since_compares_moments(since, unchanged):
    """A date that is no date is ignored."""
    assert is_unchanged(since, CHANGED) is unchanged


def test_a_feed_without_a_date_is_never_known_by_date():
    """An empty feed has no Last-Modified to compare with."""
    assert not is_unchanged(b"Mon, 02 Mar 2026 00:00:00 GMT", None)


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        (b"gzip", True),
        (b"deflate, GZIP;q=0.5", True),
        (b"gzip; q=0.001", True),
        (b"gzip;q=0", False),
        (b"gzip; q=0.000", False),
        (b"br", False),
        (b"", False),
    ],
)
def test_gzip_is_sent_only_to_whom_it_suits(accepted, takes):
    """The coding must be named and not refused."""
    assert takes_gzip(accepted) is takes
