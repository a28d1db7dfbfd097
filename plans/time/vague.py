"""Phrases of time that no calendar tells: seasons, rains, spans counted from an unknown day, fiscal years.

They are covered before dates are looked for, so that the year in “Spring 2025” does not pass for a day.
"""

import re

COVER = "□"
_year = r"(?:(?:20\d{2}|[明次翌来今当本])年)?"
_events = (
    "[主入]?汛|雨季|梅雨|台风季|供暖|采暖|取暖|防火期|春耕|三夏|三秋|开学|寒假|暑假|高考|中考|两会|党代会|春节|中秋节?|端午节?|"
    "清明节?|元宵节?|冬春|入冬|入夏|换届"
)
_part = (
    r"(?:\b(?:q[1-4]|h[12]|quarter\s+[1-4]|(?:\w+\s+)?(?:quarter|half)(?:\s+of)?|"
    r"(?:by\s+the\s+)?end(?:\s+of)?|mid|late)(?:\s+the)?[\s,-]*)?"
)
"""A part of a year, which is not dated either where the year is one of accounts."""
_vague = re.compile(
    "|".join(
        (
            rf"{_year}[^，,。；;、年月]{{0,4}}(?:{_events})[季期]?(?:来临)?(?:之?前|以前)",
            r"20\d{2}年?[初春夏秋冬]季?",
            rf"{_year}年初",
            r"(?<![\d上下])(?:[\d一二两三四五六七八九十半]{1,3})年(?:之|以)?内",
            r"\bwithin\s+(?:\w+\s+)?\(?\d*\)?\s*(?:working\s+|calendar\s+)?(?:days?|weeks?|months?|years?)\b"
            r"(?:\s+(?:of|from|after|following)\s+(?:\w+\s+){0,2}20\d{2})?",
            r"\b(?:early|spring|summer|autumn|fall|winter|easter)\s+(?:\w+\s+){0,2}20\d{2}(?:/\d{2})?",
            rf"{_part}(?:\bfy\s*['’]?\d{{2,4}}(?:\s*[/–-]\s*\d{{2,4}})?"
            r"|\b(?:financial|fiscal)\s+year(?:\s+20\d{2}(?:\s*[/–-]\s*\d{2,4})?)?)",
        )
    ),
    re.I,
)
_two_years = re.compile(
    rf"{_part}(?<!\d)20(?P<one>\d{{2}})\s*[/–-]\s*(?:20)?(?P<two>\d{{2}})(?![\d/–年-])", re.I
)
_hint = re.compile(
    r"[前初春夏秋冬内]|within|early|spring|summer|autumn|fall|winter|easter|fy|financial|fiscal", re.I
)
_figures_hint = re.compile(r"20\d{2}\s*[/–-]|[/-]20\d{2}")
"""What every phrase to be covered has; most texts have neither."""
_slashed = re.compile(r"(?<![\d/-])(?P<one>\d{1,2})([/-])(?P<two>\d{1,2})\2(?:20\d{2})(?!\d)")
MONTHS = 12


def covered(text: str) -> str:
    """Cover what cannot be dated with as many blanks, so that places stay the same."""
    if _hint.search(text):
        text = _vague.sub(_blanks, text)
    if not _figures_hint.search(text):
        return text
    text = _two_years.sub(lambda found: _blanks(found) if _is_fiscal(found) else found[0], text)
    return _slashed.sub(lambda found: _blanks(found) if _is_ambiguous(found) else found[0], text)


def _blanks(found: re.Match[str]) -> str:
    return COVER * len(found[0])


def _is_fiscal(found: re.Match[str]) -> bool:
    """2024/25 is a year of some country's accounts; 2024-12 is a month, 2024-2026 a span of years."""
    is_short = not re.search(r"20\d{2}\D+20\d{2}", found[0])
    return is_short and int(found["two"]) == int(found["one"]) + 1 and int(found["two"]) > MONTHS


def _is_ambiguous(found: re.Match[str]) -> bool:
    """Tell whether 05/06/2024 may be in May or in June."""
    one, two = int(found["one"]), int(found["two"])
    return one != two and one <= MONTHS and two <= MONTHS
