"""Text as other people's programs can bear it: no character that breaks a line, hides or turns the rest."""

import unicodedata

LINE_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"))
JOINERS = "\u200c\u200d"
HARMFUL = ("Cc", "Cf")


def clean_line(text: str) -> str:
    """Make `text` one line: breaks and runs of white space become one space, harmful characters go."""
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """Keep line breaks as `\\n`, drop control, direction and invisible characters, mark lone surrogates.

    Tabs become a space, a lone surrogate becomes U+FFFD; private-use characters stay, some are names.
    """
    if text.isprintable():  # most are, and a table of 10,000 rows has 100,000 of them
        return text
    broken = text.replace("\r\n", "\n").translate(LINE_BREAKS)
    return "".join(map(_clean_character, broken))


def _clean_character(character: str) -> str:
    if character == "\n" or character in JOINERS:
        return character
    if character == "\t":
        return " "
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    return "" if category in HARMFUL or _is_no_character(ord(character)) else character


def _is_no_character(point: int) -> bool:
    """Tell the 66 reserved points from characters that are merely newer than this Python's tables."""
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
