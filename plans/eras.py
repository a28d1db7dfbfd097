"""Japanese years: 令和6 → 2024; a fiscal year ends on 31 March of the year after."""

ERAS = {"H": 1988, "平成": 1988, "R": 2018, "令和": 2018, "S": 1925, "昭和": 1925}
ERA = r"(?P<era>令和|平成|昭和|(?<![A-Za-z])[RHS])\s?(?P<era_year>\d{1,2}|元)"


def era_year(era: str, year: str) -> int:
    """Give the year an era's year began in: 令和元 → 2019."""
    return ERAS[era] + (1 if year == "元" else int(year))
