# SPDX-License-Identifier: Apache-2.0
"""Find the encoding of a text, also where some of its bytes were lost."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

SURE = 0.9
"""The share of characters outside ASCII that are everyday ones."""
CLEAR = 0.15
"""How much better than the second-best reading the best one must be."""
LEAST = 0.5
SAMPLE = 200_000
FREQUENT = frozenset(
    "的一在不有和人中大上以要生到作地出分成可主年同工方后後定行法所民十三部度家力水化高二理小加量"
    "体體制机機点點从業业本合由前外政四日社事平全表重新内內向道建月公展五果位入文次管特件基路级級"
    "指区區先任责責科县縣市单單务務完落实實领領导導农農村镇鎮项項目万萬底财財局委会會牵牽头頭配推进進"
    "のにをはがとでるたしてい平成令和度計画実施担当課、。，：；（）"
)
_runs = re.compile(rb"[\x80-\xff]+")


class Guess(NamedTuple):
    """A text as one encoding reads it, and how much that looks like writing."""

    text: str
    encoding: str
    score: float
    share: float


def guess(content: bytes) -> tuple[Guess, bool] | None:
    """Find the best reading of bytes that are not UTF-8, and whether it is sure; None when none will do."""
    if _is_western(content):
        return Guess(content.decode("cp1252", errors="replace"), "Windows-1252", 1.0, 1.0), True
    found = sorted(_readings(content), key=lambda reading: reading.score, reverse=True)
    if not found or found[0].share < LEAST:
        return None
    is_clear = len(found) == 1 or found[0].score - found[1].score > CLEAR
    return found[0], is_clear and found[0].share >= SURE


def guess_damaged(content: bytes) -> Guess | None:
    """Read a text of which a few bytes were lost or changed; None when it is none."""
    best = max(_readings(content, errors="replace"), key=lambda reading: reading.score)
    return best if best.share >= SURE else None


def guess_utf16(content: bytes) -> Guess | None:
    """Read UTF-16 that lacks its mark; None when it is none."""
    if len(content) % 2:
        return None
    found = [
        entry for name in ("utf-16-le", "utf-16-be") for entry in _reading(content, name, name, _is_common)
    ]
    best = max(found, key=lambda item: item.share, default=None)
    return best if best and best.share >= SURE and "\0" not in best.text else None


def _readings(content: bytes, *, errors: str = "strict") -> Iterable[Guess]:
    for label, codec, is_everyday in ENCODINGS:
        yield from _reading(content, label, codec, is_everyday, errors)


def _reading(
    content: bytes, label: str, codec: str, is_everyday: "Judge", errors: str = "strict"
) -> Iterable[Guess]:
    try:
        text = content.decode(codec, errors)
    except UnicodeDecodeError:
        return
    outside = [item for item in text[:SAMPLE] if ord(item) > 127 and not item.isspace()]
    count = len(outside) or 1
    share = sum(map(is_everyday, outside)) / count if outside else 1.0
    yield Guess(text, label, share + sum(item in FREQUENT for item in outside) / count, share)


Judge = Callable[[str], bool]


def _lead(character: str, codec: str) -> int:
    """Give the first byte of a character of two, 0 for any other."""
    try:
        encoded = character.encode(codec)
    except UnicodeEncodeError:
        return 0
    return encoded[0] if len(encoded) == 2 else 0


def _is_simplified(character: str) -> bool:
    """The first level of GB 2312 and its signs; extensions mostly show up in misread bytes."""
    lead = _lead(character, "gb2312")
    return 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xF7 or character in "〔〕﹒·—–"


def _is_traditional(character: str) -> bool:
    lead = _lead(character, "big5")
    return 0xA1 <= lead <= 0xA3 or 0xA4 <= lead <= 0xC6


def _is_japanese(character: str) -> bool:
    lead = _lead(character, "shift_jis")
    return 0x81 <= lead <= 0x83 or 0x88 <= lead <= 0x97


def _is_common(character: str) -> bool:
    return _is_simplified(character) or _is_traditional(character) or _is_japanese(character)


def _is_western(content: bytes) -> bool:
    """Tell text in an alphabet by its few bytes outside ASCII, each of them alone."""
    runs = _runs.findall(content[:SAMPLE])
    outside = sum(map(len, runs))
    alone = sum(1 for run in runs if len(run) == 1)
    return 0 < outside < 0.05 * len(content[:SAMPLE]) and alone > 0.9 * len(runs)


ENCODINGS: tuple[tuple[str, str, Judge], ...] = (
    ("GB18030", "gb18030", _is_simplified),
    ("Big5", "big5hkscs", _is_traditional),
    ("Shift-JIS", "cp932", _is_japanese),
)


JUDGES = {label: (codec, judge) for label, codec, judge in ENCODINGS}
FAMILIAR = {"GB18030": range(0xB0, 0xD8), "Big5": range(0xA4, 0xC7), "Shift-JIS": range(0x88, 0x98)}
"""The first bytes of the characters that are taught first."""
COMMON, LEARNED, RARE, LOST, LETTER = 0.35, 0.9, 1.3, 2.0, 0.3
"""What each costs that a frequent character does not: the cheapest way to read a line wins."""
GAIN = 0.4
"""How much cheaper another way must be than reading straight on: a rare name is no damage."""
LONGEST = 4_000
MOST = 4 << 20
LINES = 200
"""Beyond these nothing is mended: the file is another one than it seems."""


def mended(content: bytes, encoding: str) -> str | None:
    """Read a text in an encoding of `encodings` whose bytes got out of step; None when they did not.

    Where a character was lost stands U+FFFD.
    """
    if len(content) > MOST:
        return None
    lines = content.split(b"\n")
    plain = [line.decode(JUDGES[encoding][0], "replace") for line in lines]
    odd = [index for index, text in enumerate(plain) if _is_odd(text, encoding)]
    if len(odd) > LINES:
        return None
    found = {index: _mended(lines[index], plain[index], encoding) for index in odd}
    changed = {index: text for index, text in found.items() if text != plain[index]}
    return "\n".join(changed.get(index, text) for index, text in enumerate(plain)) if changed else None


def _is_odd(text: str, encoding: str) -> bool:
    """Tell a line that holds a few unlikely characters, which may be the marks of another cut."""
    return (
        sum(1 for item in text if item > "\x7f" and _cost_of(item, encoding) > COMMON) > 1 or "\ufffd" in text
    )


@lru_cache(maxsize=20_000)
def _cost_of(character: str, encoding: str) -> float:
    if character == "\ufffd":
        return LOST
    if character < "\x80":
        return LETTER if character.isalpha() or character in "@[\\]^_`{|}~" else 0.0
    if character in FREQUENT or character.isspace():
        return 0.0
    codec, is_everyday = JUDGES[encoding]
    if not is_everyday(character):
        return RARE
    first = character.encode(codec)[0]
    return COMMON if first in FAMILIAR[encoding] or first in range(0x81, 0xA4) else LEARNED


def _mended(line: bytes, plain: str, encoding: str) -> str:
    if len(line) > LONGEST:
        return plain
    # the cheapest way to cut the line into characters is found from its end
    costs = [0.0] * (len(line) + 5)
    steps = [(1, "")] * len(line)
    for index in range(len(line) - 1, -1, -1):
        ways = list(_ways(line, index, JUDGES[encoding][0]))
        priced = [_cost_of(text, encoding) + costs[index + length] for length, text in ways]
        costs[index] = min(priced)
        steps[index] = ways[priced.index(costs[index])]
    if costs[0] >= sum(_cost_of(character, encoding) for character in plain) - GAIN:
        return plain
    text, index = "", 0
    while index < len(steps):
        length, character = steps[index]
        text += character
        index += length
    return text


def _ways(line: bytes, index: int, codec: str) -> Iterator[tuple[int, str]]:
    """Give the characters that may begin at a byte, and how many bytes each takes."""
    if line[index] < 0x80:
        yield 1, chr(line[index])
        return
    for length in (2, 1, 4):
        try:
            text = line[index : index + length].decode(codec)
        except UnicodeDecodeError:
            continue
        if len(text) == 1 and index + length <= len(line):
            yield length, text
    yield 1, "\ufffd"
