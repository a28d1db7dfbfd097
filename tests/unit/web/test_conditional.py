"""What a client already has."""

from datetime import UTC, datetime

import pytest

from web.conditional import is_known, takes_gzip

CHANGED = datetime(2026, 3, 1, 1, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "known"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ('"abc-gzip"', True),
        ('"x", W/"y" ,"abc"', True),
        ("*", True),
        (" * ", True),
        ('"abcd"', False),
        ('"x"', False),
        ("abc", False),
        ("", False),
    ],
)
def test_if_none_match_is_a_list_compared_weakly(wanted, known):
    """Any tag of the list counts, weak or of the other encoding; an unquoted one is none."""
    assert is_known({"if-none-match": wanted}, tag="abc", changed_at=None) is known


@pytest.mark.parametrize(
    ("since", "known"),
    [
        ("Sun, 01 Mar 2026 01:02:03 GMT", True),
        ("Sun, 01 Mar 2026 01:02:02 GMT", False),
        ("Mon, 02 Mar 2026 00:00:00 GMT", True),
        ("Sun, 01 Mar 2026 09:02:03 +0800", True),
        ("Sun Mar  1 01:02:03 2026", True),
        ("yesterday", False),
        ("", False),
    ],
)
def test_if_modified_since_compares_moments(since, known):
    """A date that is no date is ignored."""
    assert is_known({"if-modified-since": since}, tag="abc", changed_at=CHANGED) is known


def test_if_modified_since_counts_only_alone():
    """A tag that does not match wins over a date that would."""
    headers = {"if-none-match": '"old"', "if-modified-since": "Mon, 02 Mar 2026 00:00:00 GMT"}
    assert not is_known(headers, tag="abc", changed_at=CHANGED)


def test_a_feed_without_a_date_is_never_known_by_date():
    """An empty feed has no Last-Modified to compare with."""
    headers = {"if-modified-since": "Mon, 02 Mar 2026 00:00:00 GMT"}
    assert not is_known(headers, tag="abc", changed_at=None)


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("gzip; q=0.001", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("br", False),
        ("", False),
    ],
)
def test_gzip_is_sent_only_to_whom_it_suits(accepted, takes):
    """The coding must be named and not refused."""
    assert takes_gzip({"accept-encoding": accepted}) is takes
