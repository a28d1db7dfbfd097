# SPDX-License-Identifier: Apache-2.0
"""What a reader, an import or a check could not settle by itself and hands to a person."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from models.kinds import Severity

THINGS, TASKS = "{names} and others, {total} in all", "{names} and other tasks, {total} in all"
"""How an enumeration ends that is cut, by what it enumerates."""


class Several(tuple[str, ...]):
    """A fact that is an enumeration; of a long one the first, with how many there are of what."""

    total: int
    counted: str

    def __new__(cls, named: Iterable[str], *, most: int | None = None, counted: str = THINGS) -> "Several":
        """Keep the first `most` names, all if left out."""
        every = tuple(named)
        several = super().__new__(cls, every[:most])
        several.total, several.counted = len(every), counted
        return several

    def told(self, gettext: Callable[[str], str], clean: Callable[[str], str] = str) -> str:
        """Join the names as a language does."""
        names = gettext(", ").join(map(clean, self))
        if len(self) == self.total:
            return names
        return gettext(self.counted).format(names=names, total=self.total)

    def __str__(self) -> str:
        return self.told(str)


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
