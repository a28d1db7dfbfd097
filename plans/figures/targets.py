# SPDX-License-Identifier: Apache-2.0
"""Quantities to reach inside a task's text: 不少于20家, 220万平方米, 95%以上, 2至3个."""

from collections.abc import Iterator

from plans.drafts import TargetDraft
from plans.figures.english import english_targets
from plans.figures.japanese import is_japanese, japanese_targets
from plans.figures.measures import Quantity, quantities, without_baseline
from plans.figures.phrases import named
from plans.text.clauses import clauses, sentences, unbracketed
from plans.text.script import FULL_WIDTH, folded, is_latin


def targets(title: str) -> tuple[TargetDraft, ...]:
    """Find the quantities a task promises, each with what it counts; figures inside names do not count."""
    printed = title.translate(FULL_WIDTH)
    if is_latin(printed):
        return tuple(english_targets(printed))
    if is_japanese(printed):
        return tuple(japanese_targets(printed))
    text = folded(printed)
    found = [target for clause, before in _clauses(text) for target in _in_clause(clause, before)]
    return tuple(_as_printed(target, printed, text) for target in _merged(found))


def _as_printed(target: TargetDraft, printed: str, text: str) -> TargetDraft:
    """Write name and unit in the script they are printed in."""
    if printed == text:
        return target
    name, unit = (_printed(words, printed, text) for words in (target.name, target.unit))
    return TargetDraft(name=name, op=target.op, value=target.value, unit=unit)


def _printed(words: str, printed: str, text: str) -> str:
    index = text.find(words)
    return printed[index : index + len(words)] if index >= 0 else words


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Give every clause with the one before it, those in brackets after their sentence."""
    for sentence in sentences(text):
        outside, inside = unbracketed(sentence)
        for part in (outside, *inside):
            found = clauses(part)
            yield from zip(found, ["", *found], strict=False)


def _in_clause(clause: str, before: str) -> Iterator[TargetDraft]:
    clause = without_baseline(clause)
    found = quantities(clause)
    if not found:
        return
    names = named(_gaps(clause, found), context=before)
    for quantity, name in zip(found, names, strict=True):
        if name:
            yield TargetDraft(name=name, op=quantity.op, value=quantity.value, unit=quantity.unit)


def _gaps(clause: str, found: list[Quantity]) -> list[str]:
    """Give the words before, between and behind the figures."""
    starts = [quantity.start for quantity in found] + [len(clause)]
    ends = [0] + [quantity.end for quantity in found]
    return [clause[end:start] for end, start in zip(ends, starts, strict=True)]


def _merged(found: list[TargetDraft]) -> tuple[TargetDraft, ...]:
    """Make one target of a figure that the text states twice with the same object."""
    kept: list[TargetDraft] = []
    for target in found:
        twin = next((index for index, other in enumerate(kept) if _is_same(target, other)), None)
        if twin is None:
            kept.append(target)
        else:
            kept[twin] = _shared(kept[twin], target)
    return tuple(kept)


def _is_same(one: TargetDraft, other: TargetDraft) -> bool:
    same = (one.op, one.value, one.unit) == (other.op, other.value, other.unit)
    return same and len(_common(one.name, other.name)) >= 4


def _shared(one: TargetDraft, other: TargetDraft) -> TargetDraft:
    return TargetDraft(name=_common(one.name, other.name), op=one.op, value=one.value, unit=one.unit)


def _common(one: str, other: str) -> str:
    length = next((index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return one[: min(len(one), len(other)) if length is None else length]
