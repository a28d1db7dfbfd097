"""Phrases of time: 6月底前, 上半年, 第三季度, 2026年10月1日 → the last calendar day that is meant."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from models.kinds import DueKind
from plans.script import FULL_WIDTH, NUMERALS, folded, number, tidy


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One phrase of time in a text: its last day (None when it does not exist or its year is unknown)."""

    on: date | None
    is_day: bool
    """The text names the very day, not only the month or a longer span."""
    is_bad: bool
    year: int | None
    """The year the text itself gives."""
    start: int
    end: int

    @property
    def by(self) -> str:
        """Give YYYY-MM-DD or YYYY-MM, as precise as the text."""
        return "" if self.on is None else self.on.isoformat()[: 10 if self.is_day else 7]


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What a deadline phrase says; `rest` is what was written after the date."""

    on: date | None
    kind: DueKind
    is_bad: bool = False
    is_read: bool = True
    rest: str = ""


MONTHS = {
    name: place
    for place, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
NO_DUE = Due(on=None, kind=DueKind.NONE)
SHORT = 24
Resolver = Callable[[re.Match[str], int], date]
THIRDS = {"上旬": 10, "初": 10, "中旬": 20, "中": 15}
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
FIVE_YEARS = {"十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else date(year, month, 1)


def _day(found: re.Match[str], year: int) -> date:
    return date(year, int(found["month"]), int(found["day"]))


def _month(found: re.Match[str], year: int) -> date:
    month, part = int(found["month"]), found.groupdict().get("part")
    return date(year, month, THIRDS[part]) if part in THIRDS else _last(year, month)


def _half(found: re.Match[str], year: int) -> date:
    return date(year, 6, 30) if found["half"] in "上" else date(year, 12, 31)


def _quarter(found: re.Match[str], year: int) -> date:
    return _last(year, 3 * (QUARTERS.get(found["quarter"]) or int(found["quarter"])))


def _five(found: re.Match[str], _year: int) -> date:
    return date(FIVE_YEARS[found["five"]], 12, 31)


def _year_end(_found: re.Match[str], year: int) -> date:
    return date(year, 12, 31)


def _english(found: re.Match[str], year: int) -> date:
    month, day = MONTHS[found["name"][:3].lower()], found.groupdict().get("day")
    return date(year, month, int(day)) if day else _last(year, month)


def _mid_year(_found: re.Match[str], year: int) -> date:
    return date(year, 6, 30)


MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
OF_YEAR = r"(?:,?\s{1,3}(?P<year>20\d{2}))"
YEAR = r"(?:(?P<year>(?:19|20)\d{2})年)"
Pattern = tuple[re.Pattern[str], Resolver, bool]
EXACT: tuple[Pattern, ...] = (
    (re.compile(rf"{YEAR}?(?<!\d)(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]?"), _day, True),
    (re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"), _day, True),
    (re.compile(r"(?<!\d)(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)"), _day, True),
    (
        re.compile(rf"{YEAR}?(?<!\d)(?P<month>\d{{1,2}})月份?(?P<part>底|末|初|上旬|中旬|下旬)?"),
        _month,
        False,
    ),
    (re.compile(r"(?<!\d)(?P<year>20\d{2})[-/.](?P<month>\d{1,2})(?![\d.])"), _month, False),
    (re.compile(r"(?:(?P<year>(?:19|20)\d{2})年?|今|当|本)?年[底末]"), _year_end, False),
    (re.compile(rf"{YEAR}?(?P<half>[上下])半年"), _half, False),
    (re.compile(rf"{YEAR}?第?(?P<quarter>[一二三四1-4])季度?"), _quarter, False),
    (
        re.compile(r"(?:(?P<year>20\d{2})年?)?[Qq](?P<quarter>[1-4])(?:,?\s{0,2}(?P<after>20\d{2}))?"),
        _quarter,
        False,
    ),
    (
        re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{{1,3}}{MONTH}{OF_YEAR}?(?![a-z])", re.I),
        _english,
        True,
    ),
    (
        re.compile(rf"(?<![a-z]){MONTH}\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{OF_YEAR}(?!\d)", re.I),
        _english,
        True,
    ),
    (re.compile(rf"(?<![a-z]){MONTH}{OF_YEAR}", re.I), _english, False),
    (
        re.compile(
            r"(?:(?<=by )|(?<=in )|(?<=end of )|(?<=until )|(?<=during )|(?<=late )|(?<=early )|(?<=before ))"
            + MONTH
            + "(?![a-z])",
            re.I,
        ),
        _english,
        False,
    ),
    (
        re.compile(
            r"(?<![a-z])(?P<quarter>[1-4])(?:st|nd|rd|th) quarter(?: of)?(?: (?P<year>20\d{2}))?", re.I
        ),
        _quarter,
        False,
    ),
    (re.compile(rf"{YEAR}?年中"), _mid_year, False),
    (re.compile(r"(?<![a-z])mid[- ](?P<year>20\d{2})", re.I), _mid_year, False),
    (
        re.compile(r"(?<![a-z])(?:end of|by the end of|year[- ]end|late) (?P<year>20\d{2})", re.I),
        _year_end,
        False,
    ),
    (re.compile(r"[“\"]?(?P<five>十[三四五六])五[”\"]?(?:期)?(?:末|期间)"), _five, False),
)
LOOSE: tuple[Pattern, ...] = (
    (re.compile(rf"{YEAR}?年?(?:年内|全年|年度|年中前?|当年|本年)"), _year_end, False),
    (re.compile(rf"{YEAR}(?:度|内)?"), _year_end, False),
    (re.compile(r"(?<![\d/-])(?P<year>20\d{2})(?![\d/-])"), _year_end, False),
)
KINDS: tuple[tuple[DueKind, re.Pattern[str]], ...] = (
    (
        DueKind.RECURRING,
        re.compile(
            r"每(?:季|月|年|半年|周|日|天|旬)|按季|按月|定期|quarterly|monthly|annual|weekly|"
            r"each (?:year|month|quarter)|every|yearly|per year",
            re.I,
        ),
    ),
    (
        DueKind.CONTINUOUS,
        re.compile(r"持续|长期|常态|常年|全年推进|贯穿全年|ongoing|on-going|continu|throughout", re.I),
    ),
    (DueKind.ELSEWHERE, re.compile(r"(?:按|根据|依据|达到).{0,8}(?:要求|部署|时限|安排|下达)|[省市国]定")),
    (DueKind.SOFT, re.compile(r"力争|争取|见成效|见效|左右|前后")),
)
_numeral = re.compile(rf"[{NUMERALS}]{{1,5}}(?=[年月日号])")
_punctuation = " \t\n。.;；,，、)）]］〕】"


def moments(text: str, *, year: int | None, patterns: tuple[Pattern, ...] = EXACT) -> tuple[Moment, ...]:
    """Find every phrase of time in `text`, in order; a year once said holds on to the end of `text`."""
    text = folded(text)
    found: list[Moment] = []
    taken: set[int] = set()
    for pattern, resolve, is_day in patterns:
        for match in pattern.finditer(text):
            if match.start() not in taken:
                taken.update(range(match.start(), match.end()))
                found.append(_moment(match, resolve, is_day, year))
    return tuple(sorted(found, key=lambda moment: moment.start))


def _moment(found: re.Match[str], resolve: Resolver, is_day: bool, year: int | None) -> Moment:
    said = found.groupdict().get("year") or found.groupdict().get("after")
    known = int(said) if said else year
    on, is_bad = _resolved(found, resolve, known)
    return Moment(
        on=on,
        is_day=is_day,
        is_bad=is_bad,
        year=int(said) if said else None,
        start=found.start(),
        end=found.end(),
    )


def _resolved(found: re.Match[str], resolve: Resolver, year: int | None) -> tuple[date | None, bool]:
    """Resolve in a leap year when no year is known, only to learn whether the day can exist."""
    try:
        on = resolve(found, year or 2024)
    except ValueError:
        return None, True
    return (on if year or resolve is _five else None), False


def read_due(phrase: str, *, year: int | None) -> Due:
    """Read a deadline phrase against the plan's `year`; no date and kind NONE when it gives none."""
    text = arabic(folded(tidy(phrase)))
    moment = next(iter(moments(text, year=year) or moments(text, year=year, patterns=LOOSE)), None)
    kind, is_before = _kind(text, moment)
    if moment is None:
        return Due(
            on=None, kind=kind or DueKind.NONE, is_read=kind is not None or not text.strip(_punctuation)
        )
    on = None if kind is DueKind.RECURRING and is_before and not moment.is_day else moment.on
    return Due(
        on=on,
        kind=kind or (DueKind.FIRM if on else DueKind.NONE),
        is_bad=moment.is_bad,
        is_read=not moment.is_bad,
        rest=text[moment.end :].strip(_punctuation),
    )


def _kind(text: str, moment: Moment | None) -> tuple[DueKind | None, bool]:
    """Find the word that tells the kind, and whether it stands before the date's end.

    What recurs in a clause of its own behind the date (12月底，每季度调度) is no deadline.
    """
    for kind, words in KINDS:
        found = words.search(text)
        apart = found and moment and set(text[moment.end : found.start()]) & set("，,；;、")
        if found and not (kind is DueKind.RECURRING and apart):
            return kind, moment is None or found.start() < moment.end
    return None, False


def is_time(phrase: str) -> bool:
    """Tell whether a short phrase is a deadline: 6月底前完成, 持续推进."""
    due = read_due(phrase, year=2000) if len(phrase) <= SHORT else NO_DUE
    return due.is_read and due != NO_DUE


def read_cell_date(text: str) -> date | None:
    """Read a cell that holds nothing but a day; None when it does not."""
    found = next(iter(moments(tidy(text), year=None)), None)
    return found.on if found and found.is_day else None


def serial_date(value: float) -> date:
    """Turn the day number of a spreadsheet into a calendar day."""
    return date(1899, 12, 30) + timedelta(days=int(value))


def arabic(phrase: str) -> str:
    """Write the numerals before 年, 月 and 日 in digits: 十二月 → 12月."""
    return _numeral.sub(lambda found: str(number(found[0]) or found[0]), phrase.translate(FULL_WIDTH))
