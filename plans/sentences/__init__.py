"""Every sentence the reader may say: findings by code, refusals by code; translated in findings.po."""

from typing import Any

from models.errors import InputError
from models.findings import Finding
from plans.sentences import documents, imports, numbers, people, tables, times
from plans.sentences.refusals import REFUSALS
from plans.sentences.sentence import Sentence

__all__ = ["FINDINGS", "REFUSALS", "finding", "refusal"]

FINDINGS: dict[str, Sentence] = {
    **documents.FINDINGS,
    **numbers.FINDINGS,
    **people.FINDINGS,
    **times.FINDINGS,
    **tables.FINDINGS,
    **imports.FINDINGS,
}


def finding(code: str, *, task: str | None = None, line: int | None = None, **facts: Any) -> Finding:
    """Make the finding `code`, or `code/variant`, with its facts; `task` is a fact too."""
    severity, text, cure = FINDINGS[code]
    known = {"task": task, **facts}
    plain = code.partition("/")[0]
    return Finding(code=plain, severity=severity, sentence=text, cure=cure, task=task, line=line, facts=known)


def refusal(code: str, **facts: Any) -> InputError:
    """Make the error `code`: the file cannot be read, and what to do."""
    sentence, cure = REFUSALS[code]
    return InputError(sentence, cure=cure, **facts)
