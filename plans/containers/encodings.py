"""Which encoding a text is in: of the readings, the one with the most everyday characters wins."""

import re
from collections.abc import Callable, Iterable
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
    found = sorted(_readings(content), key=lambda each: each.score, reverse=True)
    if not found or found[0].share < LEAST:
        return None
    is_clear = len(found) == 1 or found[0].score - found[1].score > CLEAR
    return found[0], is_clear and found[0].share >= SURE


def guess_damaged(content: bytes) -> Guess | None:
    """Read a text of which a few bytes were lost or changed; None when it is none."""
    best = max(_readings(content, errors="replace"), key=lambda each: each.score)
    return best if best.share >= SURE else None


def guess_utf16(content: bytes) -> Guess | None:
    """Read UTF-16 that lacks its mark; None when it is none."""
    if len(content) % 2:
        return None
    found = [
        each for name in ("utf-16-le", "utf-16-be") for each in _reading(content, name, name, _is_common)
    ]
    best = max(found, key=lambda each: each.share, default=None)
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
    outside = [each for each in text[:SAMPLE] if ord(each) > 127 and not each.isspace()]
    count = len(outside) or 1
    share = sum(map(is_everyday, outside)) / count if outside else 1.0
    yield Guess(text, label, share + sum(each in FREQUENT for each in outside) / count, share)


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
