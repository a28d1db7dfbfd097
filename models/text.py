# SPDX-License-Identifier: Apache-2.0
"""Text as other people's programs can bear it: no character that breaks a line, hides or turns the rest."""

import re
import shlex
import unicodedata

LINE_BREAKS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
JOINERS = "\u200c\u200d"
HARMFUL = ("Cc", "Cf")


def clean_line(text: str) -> str:
    """Make `text` one line: breaks and runs of white space become one space, harmful characters go."""
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """Keep line breaks as `\\n`, drop control, direction and invisible characters, mark lone surrogates.

    Tabs become a space, a lone surrogate becomes U+FFFD; private-use characters stay, some are names.
    """
    # Whatever would be dropped or changed is not printable: nearly every text is clean as it is.
    return text if text.isprintable() else text.replace("\r\n", "\n").translate(_CLEANED)


def shell_word(text: str) -> str:
    """Write a name as it can be typed behind a command: in quotes only where the shell needs them."""
    return text if re.fullmatch(r"[\w@%+=:,./\-（）、·]+", text) else shlex.quote(text)


class _Cleaned(dict[int, str]):
    """What each character is replaced by, found out when it is first met."""

    def __missing__(self, point: int) -> str:
        cleaned = self[point] = _clean_character(chr(point))
        return cleaned


_CLEANED = _Cleaned()


def _clean_character(character: str) -> str:
    if character in LINE_BREAKS:
        return "\n"
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
