# SPDX-License-Identifier: Apache-2.0
"""One unit's name in two spellings: scripts, widths, spaces and shapes of brackets are looked through."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

from plans.drafts import Reading, TaskDraft, UnitMention
from plans.findings import finding
from plans.text.script import folded

BRACKETS = str.maketrans(dict.fromkeys("〔［[【﹝", "(") | dict.fromkeys("〕］]】﹞", ")"))


def key(name: str) -> str:
    """Give what is left of a name when spelling counts for nothing: two names of one key are one name."""
    plain = unicodedata.normalize("NFKC", folded(name)).translate(BRACKETS)
    return "".join(plain.split()).casefold()


def spelled(reading: Reading, known: Mapping[str, str]) -> Reading:
    """Write the units of a reading as they are registered; `known` gives the registered name of any name.

    Each name that changes is told. A name that is known as it stands stays, and so does one that
    several units' names are spelled like.
    """
    printed = {unit.name for task in reading.tasks for unit in task.units if unit.name not in known}
    wanted = _registered(printed, known) if printed else {}
    if not wanted:
        return reading
    tasks = tuple(_with(task, wanted) for task in reading.tasks)
    told = [finding("unit-respelled", printed=name, unit=unit) for name, unit in wanted.items()]
    return replace(reading, tasks=tasks, findings=(*reading.findings, *told))


def _registered(printed: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    by_key: dict[str, set[str]] = {}
    for name, unit in known.items():
        by_key.setdefault(key(name), set()).add(unit)
    found = {name: by_key.get(key(name), set()) for name in sorted(printed)}
    return {name: next(iter(units)) for name, units in found.items() if len(units) == 1}


def _with(task: TaskDraft, wanted: Mapping[str, str]) -> TaskDraft:
    found: dict[str, UnitMention] = {}
    for unit in task.units:
        name = wanted.get(unit.name, unit.name)
        found.setdefault(name, replace(unit, name=name))
    return replace(task, units=tuple(found.values()))
