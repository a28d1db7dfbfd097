# SPDX-License-Identifier: Apache-2.0
"""Quantities in English: at least 500 trees, reduce emissions by 20%, £1.2 million for footpaths."""

import re
from collections.abc import Iterator

from plans.drafts import TargetDraft
from plans.time.dates import COVER, covered, moments
from plans.time.words import LOOSE

WORDS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred"
VALUES = dict(zip(WORDS.split(), (*range(2, 13), 15, 20, 30, 40, 50, 100), strict=True))
OPERATORS = {
    ">=": "at least|a minimum of|minimum of|no fewer than|no less than|not less than|minimum",
    "<=": "up to|at most|no more than|not more than|a maximum of|maximum of|maximum",
    ">": "over|more than|above|exceeding|greater than|in excess of",
    "<": "below|under|less than|fewer than",
    "~": "about|around|approximately|circa|roughly|some",
}
BEHIND = {"or more": ">=", "or above": ">=", "+": ">=", "or less": "<=", "or fewer": "<=", "or below": "<="}
MEASURES = (
    "%|per ?cent|percentage points?|square met(?:re|er)s?|sq ?m|m2|km2|km|kilomet(?:re|er)s?|miles|met(?:re|"
    "er)s|"
    "hectares?|ha|acres|tonnes|tons|mwh?|kwh?|gwh?|litres"
)
LABELS = (
    "action|phase|level|policy|section|year|step|stage|tier|part|chapter|goal|article|annex|appendix|figure|table|"
    "recommendation|item|objective|priority|task|measure|page|no|number|route|zone|class|category|type|act|version|form"
)
STOPS = (
    "by|in|from|for|across|each|every|per|to|and|or|with|at|within|on|through|during|that|who|which|have|has|is|are|be|"
    "will|should|can|must|of|are|were|held|annually|over|under|until|before|between|using|a|as|into|via|than"
)
_words = {word: operator for operator, listed in OPERATORS.items() for word in listed.split("|")}
_before = re.compile(r"\b(" + "|".join(sorted(_words, key=len, reverse=True)) + r")\s*$", re.I)
_figure = re.compile(
    rf"(?<![\w.,/-])(?P<money>[£$€])?(?P<value>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|\b(?:{'|'.join(VALUES)})\b)"
    r"(?:\s?(?:-|–|to|and)\s?(?P<upto>\d+(?:\.\d+)?))?(?P<plus>\+)?"
    r"\s?(?P<scale>million|billion|thousand|bn|m(?![\w2])|k(?!\w))?"
    rf"\s?(?P<unit>(?:{MEASURES})(?!\w))?(?![\w/]|\.\d)(?P<suffix>\s(?:or\s(?:more|above|less|fewer|below)))?",
    re.I,
)
_label = re.compile(rf"\b(?:{LABELS})s?\.?\s*$", re.I)
_noun = re.compile(
    rf"\s*(?:of\s|in\s|for\s|on\s)?(?:the\s|all\s|our\s)?(?P<noun>(?:(?!(?:{STOPS})\b)[A-Za-z][\w'’-]*\s?){{1,5}})",
    re.I,
)
_rate = re.compile(
    r"(?:^|[,;:]\s?|\band\s)\s*(?:to\s)?(?P<verb>[A-Za-z]+)\s+(?:the\s|our\s)?(?P<noun>[a-z][\w\s'’-]{2,60}?)\s+"
    r"(?P<to>by|to|at|of|is|are|reaches|stays|remains)?\s*$",
    re.I,
)
_period = re.compile(
    r"\b(?:each|per|every|a)\s(year|month|quarter|week)\b|\b(annually|monthly|quarterly)\b", re.I
)
NEAR = 100
"""Characters beside a figure in which its noun is looked for."""
PERIODS = {"annually": "year", "monthly": "month", "quarterly": "quarter"}


def english_targets(text: str) -> Iterator[TargetDraft]:
    """Find the quantities of an English text, each with its noun; dates and numbers of things do not "
    "count."""
    for sentence in re.split(r"[;\n]|[.!?](?=\s|$)", text):
        cover = _dateless(sentence)
        # the number of a thing (Phase 2) is no quantity
        figures = [
            found
            for found in _figure.finditer(cover)
            if not _label.search(cover[max(0, found.start() - NEAR) : found.start()])
        ]
        ends = [*(found.start() for found in figures[1:]), len(cover)][: len(figures)]
        for found, end in zip(figures, ends, strict=True):
            before = cover[max(0, found.start() - NEAR) : found.start()]
            after = cover[found.end() : min(end, found.end() + NEAR)]
            if name := _name(found, before, after):
                yield _target(found, before, after, name)


def _dateless(text: str) -> str:
    text = covered(text)
    for found in (*moments(text, year=2000), *moments(text, year=2000, patterns=LOOSE)):
        text = text[: found.start] + COVER * (found.end - found.start) + text[found.end :]
    return text


def _name(found: re.Match[str], before: str, after: str) -> str:
    bare = _before.sub("", before)
    rate = _rate.search(bare if bare != before else before)
    noun = _noun.match(after)
    if rate and not (noun and not found["unit"]) and not after.startswith(" of "):
        changed = (rate["to"] or "").lower() == "by"
        return f"{rate['verb']} {rate['noun']}" if changed else rate["noun"].strip()
    return noun["noun"].strip() if noun else ""


def _target(found: re.Match[str], before: str, after: str, name: str) -> TargetDraft:
    value = found["value"].replace(",", "").lower()
    figure = str(VALUES.get(value, value))
    period = _period.search(after)
    each = f"per {(period[1] or PERIODS[period[2].lower()]).lower()}" if period else ""
    measure = found["unit"] or ""
    measure = "%" if measure.lower().replace(" ", "") in ("percent", "%") else measure
    behind, near = (found["suffix"] or found["plus"] or "").strip().lower(), _before.search(before)
    return TargetDraft(
        name=name,
        op=BEHIND[behind] if behind else _words[near[1].lower()] if near else "=",
        value=f"{figure}-{found['upto']}" if found["upto"] else figure,
        unit=" ".join(filter(None, (found["money"], found["scale"], measure, each))),
    )
