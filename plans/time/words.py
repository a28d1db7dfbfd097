# SPDX-License-Identifier: Apache-2.0
"""Words of time and years of eras."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta

ERAS = {"H": 1988, "平成": 1988, "R": 2018, "令和": 2018, "S": 1925, "昭和": 1925, "民国": 1911, "": 1911}
"""The year before each era's first; a bare year of three digits is one of 民国."""
CALENDAR = ("民国", "")
"""Eras whose 年度 is the calendar year."""
BARE = r"(?<![\d.])(?=1[0-4]\d年(?:度|\d{1,2}月|底|[上下]半|第))"
"""Where 114 may stand without 民国: before a month or 年度, so that 100年一遇 is no year."""
ERA = rf"(?P<era>令和|平成|昭和|民国|(?<![A-Za-z])[RHS]|{BARE})\s?(?P<era_year>\d{{1,3}}|元)"


def era_year(era: str, year: str) -> int:
    """Give the year an era's year began in: 令和元 → 2019."""
    return ERAS[era] + (1 if year == "元" else int(year))


Resolver = Callable[[re.Match[str], int], date]
Pattern = tuple[re.Pattern[str], Resolver, bool, Iterable[str]]
"""What to look for, how to resolve it in a year, whether it names the very day, and characters of which
every match holds at least one: most texts have none of them and need not be searched.
"""
MONTHS = {
    name: index
    for index, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
THIRDS = {"上旬": 10, "初": 10, "中旬": 20}
QUARTERS = {
    word: index
    for index, words in enumerate(
        ["1 一 1st first", "2 二 2nd second", "3 三 3rd third", "4 四 4th fourth"], 1
    )
    for word in words.split()
}
FIVE_YEARS = {"十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
FESTIVALS = {
    "国庆": (10, 1),
    "十一": (10, 1),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "六一": (6, 1),
    "七一": (7, 1),
    "八一": (8, 1),
}
"""Days that stand in every year's calendar on the same date."""


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(found: re.Match[str], year: int) -> date:
    return date(year, int(found["month"]), int(found["day"]))


def _month(found: re.Match[str], year: int) -> date:
    month, part = int(found["month"]), found.groupdict().get("part")
    return date(year, month, THIRDS[part]) if part in THIRDS else _last(year, month)


def _either_order(found: re.Match[str], year: int) -> date:
    """30/06/2024 and 06/30/2024 are the same day; with points the day stands first."""
    one, two = int(found["one"]), int(found["two"])
    return date(year, one, two) if two > 12 and found["mark"] != "." else date(year, two, one)


def _half(found: re.Match[str], year: int) -> date:
    return date(year, 6, 30) if found["half"].lower() in ("上", "1", "first") else date(year, 12, 31)


def _quarter(found: re.Match[str], year: int) -> date:
    return _last(year, 3 * QUARTERS[found["quarter"].lower()])


def _five(found: re.Match[str], _year: int) -> date:
    return date(FIVE_YEARS[found["five"]], 12, 31)


def _year_end(_found: re.Match[str], year: int) -> date:
    return date(year, 12, 31)


def _english(found: re.Match[str], year: int) -> date:
    month, day = MONTHS[found["name"][:3].lower()], found.groupdict().get("day")
    return date(year, month, int(day)) if day else _last(year, month)


def _mid_year(_found: re.Match[str], year: int) -> date:
    return date(year, 6, 30)


def _eve(found: re.Match[str], year: int) -> date:
    month, day = FESTIVALS[found["festival"]]
    return date(year, month, day) - timedelta(days=1)


def _fiscal(found: re.Match[str], year: int) -> date:
    """Its first half ends in September, the year itself in March of the next one; not so that of 民国."""
    parts = found.groupdict()
    if parts.get("era") in CALENDAR:
        return date(year, 12, 31)
    return date(year, 9, 30) if parts.get("half") == "上" else date(year + 1, 3, 31)


MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
IN_MONTHS = ("month",)
"""Stands for the name of an English month among the characters that a match holds."""
OF_YEAR = r"(?:,?\s{1,3}(?P<year>20\d{2}))"
YEAR = rf"(?:(?:(?P<year>(?:19|20)\d{{2}})年|{ERA}年|(?P<next>明年|次年|翌年|来年))(?:的)?)"
TO = r"\s?(?:[～〜~—–－-]{1,2}|から|至|到)\s?"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


JAPANESE: tuple[Pattern, ...] = (
    (
        re.compile(rf"{ERA}年?度?{TO}(?:令和|平成|R|H)?(?P<last_era_year>\d{{1,2}})年度末?"),
        _fiscal,
        False,
        "度",
    ),
    (re.compile(rf"{ERA}年度(?:の?(?P<half>[上下])(?:半)?期|末|内|中)?"), _fiscal, False, "度"),
    (re.compile(r"(?:(?P<year>20\d{2})年度|年度)末?(?=までに?|に|中に)"), _fiscal, False, "度"),
    (re.compile(rf"{ERA}\.(?P<month>\d{{1,2}})\.(?P<day>\d{{1,2}})(?!\d)"), _day, True, "."),
    (re.compile(rf"{ERA}\.(?P<month>\d{{1,2}})(?!\d|\.\d)"), _month, False, "."),
)
CHINESE: tuple[Pattern, ...] = (
    (re.compile(rf"{YEAR}?(?<!\d)(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]?"), _day, True, "月"),
    (
        re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"),
        _day,
        True,
        "-/.",
    ),
    (re.compile(r"(?<!\d)(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)"), _day, True, "2"),
    (
        re.compile(
            r"(?<![\d/.-])(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?P=mark)(?P<year>20\d{2})(?!\d)"
        ),
        _either_order,
        True,
        "/.-",
    ),
    (
        re.compile(rf"{YEAR}?(?<!\d)(?P<month>\d{{1,2}})月份?(?P<part>底|末|初|上旬|中旬|下旬)?"),
        _month,
        False,
        "月",
    ),
    (re.compile(r"(?<!\d)(?P<year>20\d{2})[-/.](?P<month>\d{1,2})(?!\d|\.\d)"), _month, False, "-/."),
    (
        re.compile(
            rf"{YEAR}?[“\"]?(?<![二三四五六七八九])(?P<festival>{'|'.join(FESTIVALS)})[”\"]?"
            r"(?:国际)?(?:劳动|儿童|建党|建军)?节?(?=之?前|以前)"
        ),
        _eve,
        True,
        "前",
    ),
    (
        re.compile(rf"(?:(?P<year>(?:19|20)\d{{2}})年?|{ERA}年?|(?P<next>明|次|翌|来)|今|当|本)?年[底末]"),
        _year_end,
        False,
        "年",
    ),
    (re.compile(rf"{YEAR}?(?P<half>[上下])半年"), _half, False, "年"),
    (re.compile(rf"{YEAR}?第?(?P<quarter>[一二三四1-4])季度?"), _quarter, False, "季"),
    (re.compile(rf"{YEAR}?年中"), _mid_year, False, "年"),
    (re.compile(r"[“\"]?(?P<five>十[三四五六])五[”\"]?(?:规划)?(?:期)?(?:末|期间|时期)"), _five, False, "五"),
)
ENGLISH: tuple[Pattern, ...] = (
    (
        _words(
            r"(?:(?P<year>20\d{2})年?)?q(?:uarter\s)?(?P<quarter>[1-4])(?!\d)(?:(?:,|\sof)?\s{0,2}(?P<after>20\d{2}))?"
        ),
        _quarter,
        False,
        "qQ",
    ),
    (
        _words(rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{{1,3}}(?:of\s)?{MONTH}{OF_YEAR}?(?![a-z])"),
        _english,
        True,
        IN_MONTHS,
    ),
    (
        _words(rf"(?<![a-z]){MONTH}\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{OF_YEAR}(?!\d)"),
        _english,
        True,
        IN_MONTHS,
    ),
    (_words(rf"(?<![a-z]){MONTH}{OF_YEAR}"), _english, False, IN_MONTHS),
    (_words(rf"(?<![a-z]){MONTH}\s?[-'’](?P<short>\d{{2}})(?!\d)"), _english, False, IN_MONTHS),
    (
        _words(
            r"(?:(?<=by )|(?<=in )|(?<=end )|(?<=end of )|(?<=until )|(?<=during )|(?<=late )|(?<=before ))"
            + MONTH
            + "(?![a-z])"
        ),
        _english,
        False,
        IN_MONTHS,
    ),
    (
        _words(
            r"(?<![a-z])(?P<quarter>1st|2nd|3rd|4th|first|second|third|fourth) quarter"
            r"(?: of)?(?: (?P<year>20\d{2}))?"
        ),
        _quarter,
        False,
        "rR",
    ),
    (_words(r"(?<![a-z\d])h(?P<half>[12])[ ,]{1,2}(?P<year>20\d{2})"), _half, False, "hH"),
    (_words(r"(?<![a-z])(?P<half>first|second) half(?: of)?(?: (?P<year>20\d{2}))?"), _half, False, "fF"),
    (_words(r"(?<![a-z])mid[- ](?P<year>20\d{2})"), _mid_year, False, "dD"),
    (
        _words(r"(?<![a-z])(?:end of|by the end of|year[- ]end|end|late) (?P<year>20\d{2})"),
        _year_end,
        False,
        "eE",
    ),
)
EXACT: tuple[Pattern, ...] = (*JAPANESE, *CHINESE, *ENGLISH)
FULL_YEAR: tuple[Pattern, ...] = ((re.compile(rf"{YEAR}(?:度|内)?"), _year_end, False, "年"),)
LOOSE: tuple[Pattern, ...] = (
    (re.compile(rf"{YEAR}?年?(?:年内|全年|年度|当年|本年)"), _year_end, False, "年"),
    *FULL_YEAR,
    (
        re.compile(r"(?<![\d/-])(?:20\d{2}\s?[-–—]\s?)?(?P<year>20\d{2})(?![\d/-])"),
        _year_end,
        False,
        "2",
    ),
)
