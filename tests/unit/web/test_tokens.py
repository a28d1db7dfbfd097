# SPDX-License-Identifier: Apache-2.0
"""Tokens of feeds and pages: who can make one, and how many spellings it has."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.served import KEY
from web.tokens import PAGE, feed_address, sign, verify

IDS = st.integers(0, 2**32 - 1)
ALPHABET = string.ascii_letters + string.digits + "-_"


@given(IDS, IDS)
def test_a_token_gives_back_what_was_signed(feed_id, generation):
    """Feed and generation come back, for every pair that fits."""
    assert verify(sign(feed_id, generation, key=KEY), key=KEY) == (feed_id, generation)


@given(IDS, IDS, st.integers(0, 31), st.sampled_from(ALPHABET))
def test_a_token_has_one_spelling(feed_id, generation, place, character):
    """Any other character anywhere makes it no token."""
    token = sign(feed_id, generation, key=KEY)
    other = token[:place] + character + token[place + 1 :]
    assert other == token or verify(other, key=KEY) is None


@given(st.text(max_size=40))
def test_no_made_up_text_is_a_token(token):
    """Whatever stands in the path is refused without an error."""
    assert verify(token, key=KEY) is None


@pytest.mark.parametrize("change", ["{}=", "{}\n", " {}", "{}A", "{}%3D", "\uff21{}"])
def test_nothing_may_be_added(change):
    """Padding, white space and more characters are refused."""
    assert verify(change.format(sign(7, 1, key=KEY)), key=KEY) is None


def test_another_key_refuses():
    """A token of another installation opens nothing here."""
    assert verify(sign(7, 1, key=KEY), key=b"another key") is None


def test_a_token_serves_one_purpose():
    """A calendar's address opens no page, and a page's link no calendar."""
    feed, page = sign(7, 1, key=KEY), sign(7, 1, key=KEY, purpose=PAGE)
    assert verify(page, key=KEY, purpose=PAGE) == (7, 1)
    assert [verify(feed, key=KEY, purpose=PAGE), verify(page, key=KEY)] == [None, None]


def test_a_new_generation_is_a_new_token():
    """Neither the feed nor the generation can be guessed from a neighbour's token."""
    assert len({sign(feed, generation, key=KEY)[11:] for feed in (1, 2) for generation in (1, 2)}) == 4


def test_tokens_do_not_change_with_a_release():
    """Addresses are in people's calendars for years: this one must verify for ever."""
    assert sign(7, 3, key=KEY) == "AAAABwAAAAOQdXZ0gGT7lGCIYpFVn6jM"
    assert sign(7, 3, key=KEY, purpose=PAGE) == "AAAABwAAAANghwfu6Mqxj33aDxjuvXpd"


@pytest.mark.parametrize(("feed_id", "generation"), [(-1, 1), (2**32, 1), (1, -1), (1, 2**32)])
def test_numbers_that_do_not_fit_are_refused(feed_id, generation):
    """A number is never cut to fit, which could name another feed."""
    with pytest.raises(OverflowError):
        sign(feed_id, generation, key=KEY)


def test_the_address_is_short_enough_for_google():
    """With a host name of 200 characters the address still has no more than 256."""
    base = "https://" + "a" * 200
    address = feed_address(base, sign(7, 1, key=KEY))
    assert address.startswith(f"{base}/feeds/")
    assert address.endswith(".ics")
    assert len(address) <= 256
