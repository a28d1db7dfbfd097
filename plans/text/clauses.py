"""Cutting a task's text into sentences and clauses, never inside quotes, brackets or titles of works."""

import re

ENDS = "。；;！!？?"
COMMAS = "，,"
PAIRS = {"“": "”", "（": "）", "(": ")", "《": "》", "‘": "’", "「": "」"}
MASK = "□"
_named = re.compile(r"《[^《》]{0,200}》|“[^“”]{0,60}”")
_bracket = re.compile(
    r"(?!(?<=[\u3400-\u9fff])（[^（）\d]{1,2}）(?=[\u3400-\u9fff]))（([^（）]{0,200})）|\(([^()]{0,200})\)"
)


def sentences(text: str) -> list[str]:
    """Cut at full stops and semicolons."""
    return _cut(text, ENDS)


def clauses(sentence: str) -> list[str]:
    """Cut a sentence at its commas."""
    return _cut(sentence, COMMAS)


def _cut(text: str, marks: str) -> list[str]:
    parts, start, open_until = [], 0, ""
    for place, character in enumerate(text):
        if open_until:
            open_until = "" if character == open_until else open_until
        elif character in PAIRS:
            open_until = PAIRS[character] if PAIRS[character] in text[place : place + 200] else ""
        elif character in marks and not _is_decimal(text, place):
            parts.append(text[start:place])
            start = place + 1
    return [part for part in (*parts, text[start:]) if part.strip()]


def _is_decimal(text: str, place: int) -> bool:
    """A comma between digits groups thousands: 1,200."""
    return text[place] == "," and text[place - 1 : place].isdigit() and text[place + 1 : place + 4].isdigit()


def masked(text: str) -> str:
    """Cover the titles of works and quoted names with as many blanks, so that their figures do not count."""
    return _named.sub(lambda found: found[0][0] + MASK * (len(found[0]) - 2) + found[0][-1], text)


def unbracketed(text: str) -> tuple[str, list[str]]:
    """Take the brackets out of a text; gives the text without them and what stood in them.

    A bracket inside a word stays with it: 乡（镇）政府.
    """
    inside = [found[1] or found[2] or "" for found in _bracket.finditer(text)]
    return _bracket.sub("", text), inside
