"""Text of two bytes a character in which a byte was lost or changed: read on from the next whole one."""

from collections.abc import Iterator
from functools import lru_cache

from plans.containers.encodings import ENCODINGS, FREQUENT

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
    odd = [place for place, text in enumerate(plain) if _is_odd(text, encoding)]
    if len(odd) > LINES:
        return None
    found = {place: _mended(lines[place], plain[place], encoding) for place in odd}
    changed = {place: text for place, text in found.items() if text != plain[place]}
    return "\n".join(changed.get(place, text) for place, text in enumerate(plain)) if changed else None


def _is_odd(text: str, encoding: str) -> bool:
    """Tell a line that holds a few unlikely characters, which may be the marks of another cut."""
    return (
        sum(1 for each in text if each > "\x7f" and _cost_of(each, encoding) > COMMON) > 1 or "\ufffd" in text
    )


def _cost(text: str, encoding: str) -> float:
    return sum(_cost_of(character, encoding) for character in text)


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
    text, cost = _cheapest(line, encoding)
    return text if cost < _cost(plain, encoding) - GAIN else plain


def _cheapest(line: bytes, encoding: str) -> tuple[str, float]:
    """Find the cheapest way to cut a line into characters, from its end."""
    costs = [0.0] * (len(line) + 5)
    steps = [(1, "")] * len(line)
    for place in range(len(line) - 1, -1, -1):
        ways = list(_ways(line, place, JUDGES[encoding][0]))
        priced = [_cost_of(text, encoding) + costs[place + length] for length, text in ways]
        costs[place] = min(priced)
        steps[place] = ways[priced.index(costs[place])]
    return "".join(_walked(steps)), costs[0]


def _ways(line: bytes, place: int, codec: str) -> Iterator[tuple[int, str]]:
    """Give the characters that may begin at a byte, and how many bytes each takes."""
    if line[place] < 0x80:
        yield 1, chr(line[place])
        return
    for length in (2, 1, 4):
        try:
            text = line[place : place + length].decode(codec)
        except UnicodeDecodeError:
            continue
        if len(text) == 1 and place + length <= len(line):
            yield length, text
    yield 1, "\ufffd"


def _walked(steps: list[tuple[int, str]]) -> Iterator[str]:
    place = 0
    while place < len(steps):
        length, text = steps[place]
        yield text
        place += length
