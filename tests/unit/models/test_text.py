# SPDX-License-Identifier: Apache-2.0
"""What a cleaned text may still hold."""

import pytest

from models.text import clean_line, clean_text


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_line_has_no_break_of_any_kind(break_):
    """Every character that some program takes for a line end becomes one space."""
    assert clean_line(f"新建{break_}Bcc: all") == "新建 Bcc: all"


@pytest.mark.parametrize(
    "harmful", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\u200f", "\ufeff", "\u200b", "\uffff"]
)
def test_characters_that_hide_or_turn_text_go(harmful):
    """Control, direction and invisible characters are dropped and leave nothing behind."""
    assert clean_text(f"新{harmful}建") == "新建"


def test_a_lone_surrogate_becomes_the_replacement_character():
    """A text with half a character can be encoded after cleaning, and shows that something was lost."""
    assert clean_text("新\ud800建").encode() == "新\ufffd建".encode()


def test_line_breaks_of_a_text_become_newlines():
    """A text keeps its lines, whichever system wrote them."""
    assert clean_text("一\r\n二\r三\u2028四") == "一\n二\n三\n四"


@pytest.mark.parametrize("text", ["䶮镕𠮷", "①〇％", "\ue000", "👩‍👩‍👧", "\U0002ebf0", "\U000323b0"])
def test_rare_but_real_characters_stay(text):
    """Rare names, signs, private-use characters and joined emoji are left as they are."""
    assert clean_text(text) == text


def test_cleaning_twice_changes_nothing():
    """A cleaned line is already clean."""
    once = clean_line(" 新\t建\r\n\u202e 学校\u3000")
    assert clean_line(once) == once == "新 建 学校"
