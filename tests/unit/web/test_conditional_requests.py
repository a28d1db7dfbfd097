# SPDX-License-Identifier: Apache-2.0
"""What a client already has."""

import random
from datetime import UTC, datetime

import pytest

from web.responses import is_unchanged, known_tag, takes_gzip

CHANGED = datetime(2026, 3, 1, 1, 2, 3, tzinfo=UTC)
PIECES = [
    *b"Sun, 01 Mar 2026 01:02:03 GMT +0800 -9999 31 Dec 9999 23:59:59 -2359 24:61:99 0001 : - +".split(),
    *(b"9" * length for length in (7, 13, 20, 40)),
    "\u4e09\u6708".encode(),
    b"\xff",
]
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
        (b"Sun, 01 Mar 9999999 01:02:03 GMT", False),
        (b"Sun, 01 Mar 2026 " + b"9" * 20 + b":00:00 GMT", False),
        (b"Sun, 01 Mar " + b"9" * 5000 + b" 01:02:03 GMT", False),
        (b"Sun, 01 Mar -2026 01:02:03 GMT", False),
        (b"Sun, 01 Mar 2026 01:02:03 +" + b"9" * 30, False),
        (b"Sun, 01 Mar 2026 01:02:03 GMT" + b" " * 8000, False),
        ("\uff11\uff12 Mar 2026 01:02:03 GMT".encode(), False),
    ],
)
def test_if_modified_since_compares_moments(since, unchanged):
    """A date that is no date is ignored."""
    assert is_unchanged(since, CHANGED) is unchanged


def test_no_date_whatever_is_more_than_ignored():
    """Ten thousand random headers made of pieces of dates raise nothing."""
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    dice = random.Random(seed)
    for _each in range(10_000):
        pieces = [dice.choice(PIECES) for _piece in range(dice.randrange(9))]
        is_unchanged(dice.choice([b" ", b"", b",", b"-"]).join(pieces), CHANGED)


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
