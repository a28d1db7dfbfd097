"""Known units that an unknown name reads like: shown to a person, never applied by themselves."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

ENOUGH = 0.6
MOST = 3
_common = re.compile(
    r"^[区市县省旗镇]|(?:人民政府|办事处|委员会|管理局|管委会|办公室|中心|公司|局|委|办|部|院|处)$"
)


def suggest(name: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Give up to three units whose names or aliases (`known`: any name to the registered one) are alike."""
    scores: dict[str, float] = {}
    for other, registered in known.items():
        scores[registered] = max(scores.get(registered, 0.0), alike(name, other))
    likely = sorted(scores, key=lambda unit: (-scores[unit], unit))
    return tuple(unit for unit in likely if scores[unit] >= ENOUGH)[:MOST]


def alike(one: str, other: str) -> float:
    """Give how alike two names are, 0 to 1; what most units have in their names counts for little.

    A short form whose characters stand in the long one in their order (发改委, 发展和改革委员会) is as
    alike as can be without being the same.
    """
    if one == other:
        return 1.0
    short, long = sorted((_core(one), _core(other)), key=len)
    if len(short) > 1 and _stands_in(short, long):
        return 0.9
    return SequenceMatcher(None, short, long, autojunk=False).ratio() * 0.9


def _core(name: str) -> str:
    bare = name
    for _ in range(2):
        bare = _common.sub("", bare) or bare
    return bare


def _stands_in(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)
