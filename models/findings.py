# SPDX-License-Identifier: Apache-2.0
"""What a reader, an import or a check could not settle by itself and hands to a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from models.kinds import Severity


class Several(tuple[str, ...]):
    """A fact that is an enumeration: whoever translates joins it as its language does, here it is English."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(self)


def few(names: Sequence[str], most: int = 8) -> Several:
    """Enumerate the first names, and say how many more there are."""
    more = (f"… (+{len(names) - most})",) if len(names) > most else ()
    return Several((*names[:most], *more))


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing to settle: a stable `code`, the task number it is about if any, a sentence and a cure.

    `sentence` and `cure` are templates filled from `facts`, so that both can be translated.
    """

    code: str
    severity: Severity
    sentence: str
    cure: str = ""
    task: str | None = None
    line: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join(part.format(**self.facts) for part in (self.sentence, self.cure) if part)
