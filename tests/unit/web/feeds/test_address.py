# SPDX-License-Identifier: Apache-2.0
"""What a reader may ask of a feed in the query of its address."""

import pytest

from notifiers.ical.entries import Options
from tests.support.served import KEY
from web.feeds.address import LONGEST, make_address, query_of, read_options, read_target


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", Options()),
        ("alarms=0", Options(alarms=False)),
        ("alarms=1&todo=1", Options(todo=True)),
        ("lang=en", Options(lang="en")),
        ("lang=zh-CN", Options()),
        ("lang=zh_CN", Options()),
        ("lang=fr&alarms=no&todo=", Options()),
        ("todo=1&todo=0&utm_source=x&&=&%ff=1", Options(todo=True)),
        ("todo=1&" + "x" * LONGEST, Options()),
    ],
)
def test_a_query_says_what_it_says_and_nothing_else(query, options):
    """The first of each known parameter counts when its value is known; the office's language is usual."""
    assert read_options(query, locale="zh_CN") == options


@pytest.mark.parametrize(
    "options", [Options(), Options(alarms=False, todo=True, lang="en"), Options(todo=True)]
)
def test_options_have_one_spelling(options):
    """What is spelled canonically reads as the same options again."""
    assert read_options(query_of(options).removeprefix("?"), locale="zh_CN") == options


@pytest.mark.parametrize("query", ["", "?", "?alarms=1", "?x=1&x=2", "?lang=zh-CN"])
def test_many_spellings_are_one_address(query):
    """Nobody can fill the memory with variants of one feed."""
    usual = make_address(7, 1, Options(), key=KEY)
    assert read_target(usual.target.decode() + query, key=KEY, locale="zh_CN") == usual
