# SPDX-License-Identifier: Apache-2.0
"""Several problems of one file, told as one error."""

from collections.abc import Iterable

from models.errors import DubanError, SettingsError
from models.findings import Finding
from models.kinds import Severity


class Problems(tuple[Finding, ...]):
    """Findings that print as one indented line each, so that a sentence can end with them."""

    __slots__ = ()

    def __str__(self) -> str:
        return "".join(f"\n  - {finding}" for finding in self)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def problem(code: str, sentence: str, cure: str, *, line: int | None = None, **facts: object) -> Finding:
    """Build a finding that stands in the way of starting; its sentence may speak of {line}."""
    told = facts if line is None else {"line": line, **facts}
    return Finding(code=code, severity=Severity.ERROR, sentence=sentence, cure=cure, line=line, facts=told)


def refuse_if_any(
    problems: Iterable[Finding], *, sentence: str, source: str, error: type[DubanError] = SettingsError
) -> None:
    """Raise one error with every problem; `sentence` speaks of {source}, {count} and {problems}."""
    told = Problems(problems)
    if told:
        raise error(sentence, source=source, count=len(told), problems=told)
