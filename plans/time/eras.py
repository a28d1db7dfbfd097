"""Years of an era: 令和6 and 民國113 → 2024; a fiscal year ends on 31 March of the year after."""

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
