# SPDX-License-Identifier: Apache-2.0
"""Dated steps inside a task's text: 6月底前启动招标 → by the end of June: 启动招标."""

import re
from collections.abc import Iterator
from datetime import date

from plans.drafts import MilestoneDraft
from plans.text.clauses import clauses, sentences
from plans.text.script import folded
from plans.time.dates import Moment, moments
from plans.time.words import FULL_YEAR

AIMS = ("力争", "争取", "确保", "计划", "预计", "到", "于", "在", "至", "其中")
_behind = re.compile("之?前|以前|止|为止|左右|期间|までに?|中に|に")
_since = re.compile(r"(?:以来|起|开始|至|后|以后|之后|印发|出台|发布|颁布)")
_than = re.compile("(?:[低高大小少多]于|达到)$")
"""What stands before a time to compare with: 不低于2025年底."""
_aim = re.compile("(?:" + "|".join(AIMS) + ")+$")
_lead_words = re.compile(
    r"(?:^|\s)(?:by|before|in|until|during|no later than|not later than|from)"
    r"(?:\s+the)?(?:\s+end(?:\s+of)?)?\s*$",
    re.I,
)
_full_stop = re.compile(r"(?<=[a-z\d])\.\s+(?=[A-Z])")
_and = re.compile(r"\s(?:and then|and|then)\s")
_edges = "、 ."
_achieve = re.compile(r"^实现(?=.{2})")


def milestones(title: str, *, year: int | None) -> tuple[MilestoneDraft, ...]:
    """Find the dated steps of a task; a year said in a sentence holds for the rest of that sentence."""
    parts = (part for sentence in sentences(title) for part in _full_stop.split(sentence))
    found = (step for part in parts for step in _in_sentence(part, year))
    return tuple(dict.fromkeys(found))


def limits(text: str, *, year: int | None) -> list[date]:
    """Find the days a text sets as limits, without what is to be done by then."""
    found = (_deadline(clause, year) for sentence in sentences(text) for clause in clauses(sentence))
    return list(dict.fromkeys(moment.on for moment in found if moment and moment.on))


def _in_sentence(sentence: str, year: int | None) -> Iterator[MilestoneDraft]:
    pending: Moment | None = None
    for clause in _clauses(sentence):
        moment = _deadline(clause, year)
        if moment is None:
            if pending is not None:
                yield MilestoneDraft(by=pending.by, text=clause.strip(_edges))
            pending = None
            continue
        year, text = moment.year or year, _step(clause, moment)
        pending = None if text else moment
        if text and moment.by:
            yield MilestoneDraft(by=moment.by, text=text)


def _clauses(sentence: str) -> Iterator[str]:
    """Cut at commas, and in English at an “and” between two dated steps."""
    for clause in clauses(sentence):
        pieces = _and.split(clause)
        is_dated = all(moments(piece, year=None) for piece in pieces)
        yield from pieces if is_dated else [clause]


def _deadline(clause: str, year: int | None) -> Moment | None:
    """Take the first phrase of time that is a limit; a bare year only behind a word of aim."""
    exact = (moment for moment in moments(clause, year=year) if moment.on and _is_limit(clause, moment))
    if found := next(exact, None):
        return found
    bare = moments(clause, year=year, patterns=FULL_YEAR)
    return next((moment for moment in bare if _is_aimed(clause[: moment.start])), None)


def _is_limit(clause: str, moment: Moment) -> bool:
    plain = folded(clause)
    return not _since.match(plain, moment.end) and not _than.search(plain[: moment.start])


def _is_aimed(lead: str) -> bool:
    return bool(lead) and not _aimed(lead)


def _aimed(lead: str) -> str:
    """Take the words of aim off the end."""
    found = _aim.search(folded(lead))
    return lead[: found.start()] if found else lead


def _step(clause: str, moment: Moment) -> str:
    """Give the clause without the phrase of time and the words that only lead to it."""
    lead = _lead_words.sub("", _aimed(clause[: moment.start]))
    rest = clause[moment.end :]
    behind = _behind.match(folded(rest))
    rest = rest[behind.end() :] if behind else rest
    return (lead + _achieve.sub("", rest)).strip(_edges)
