# SPDX-License-Identifier: Apache-2.0
"""Days in a text: dates, months, ends of months, and phrases that no calendar tells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from models.kinds import DueKind
from plans.text.script import FULL_WIDTH, NUMERALS, folded, number, tidy
from plans.time.words import EXACT, IN_MONTHS, LOOSE, MONTHS, Pattern, Resolver, era_year

# Phrases of time that no calendar tells: seasons, rains, spans counted from an unknown day, fiscal years.
# They are covered before dates are looked for, so that the year in “Spring 2025” does not pass for a day.

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
_vague_hint = re.compile(
    r"[前初春夏秋冬内]|within|early|spring|summer|autumn|fall|winter|easter|fy|financial|fiscal", re.I
)
_figures_hint = re.compile(r"20\d{2}\s*[/–-]|[/-]20\d{2}")
"""What every phrase to be covered has; most texts have neither."""
_slashed = re.compile(r"(?<![\d/-])(?P<one>\d{1,2})([/-])(?P<two>\d{1,2})\2(?:20\d{2})(?!\d)")
MONTHS_OF_A_YEAR = 12


def covered(text: str) -> str:
    """Cover what cannot be dated with as many blanks, so that places stay the same."""
    if _vague_hint.search(text):
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
    return is_short and int(found["two"]) == int(found["one"]) + 1 and int(found["two"]) > MONTHS_OF_A_YEAR


def _is_ambiguous(found: re.Match[str]) -> bool:
    """Tell whether 05/06/2024 may be in May or in June."""
    one, two = int(found["one"]), int(found["two"])
    return one != two and one <= MONTHS_OF_A_YEAR and two <= MONTHS_OF_A_YEAR


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


NO_DUE = Due(on=None, kind=DueKind.NONE)
SHORT = 24
KINDS: tuple[tuple[DueKind, re.Pattern[str]], ...] = (
    (
        DueKind.RECURRING,
        re.compile(
            r"每(?:季|月|年|半年|半月|周|日|天|旬)|逐月|逐季|按季|按月|定期|毎(?:年|月|周|日|回)|年\d{1,2}[回次]|"
            r"quarterly|monthly|annual|weekly|daily|each (?:year|month|quarter)|every|yearly|"
            r"per (?:year|month)|"
            r"(?:once|twice|times) (?:a|per) ",
            re.I,
        ),
    ),
    (
        DueKind.CONTINUOUS,
        re.compile(
            r"持续|长期|常态|常年|经常|不间断|全年推进|贯穿全年|通年|随时|继续|継続|ongoing|on-going|continu|throughout|"
            r"onwards",
            re.I,
        ),
    ),
    (
        DueKind.ELSEWHERE,
        re.compile(
            r"(?:按|根据|依据|达到).{0,8}(?:要求|部署|时限|安排|下达|规定|通知|节点)|以.{1,10}为准|[省市国]定"
        ),
    ),
    (DueKind.SOFT, re.compile(r"力争|争取|原则上|见成效|见效|左右|前后")),
)
_whole_year = re.compile(r"(?:20\d{2}年)?(?:全年|年内|当年|本年)(?:完成)?[，,；;。（(、]")
_numeral = re.compile(rf"[{NUMERALS}]{{1,5}}(?=[年月日号])")
_hint = re.compile(r"\d|[年季期前末]|quarter|half|(?:by|in|end|until|during|late|before) [A-Z]", re.I)
"""What any phrase of time has; most clauses have none of it."""
_month = re.compile("|".join(MONTHS), re.I)
_since = re.compile(r"[日号]?\s?(?:以来|起(?![草诉])|开始|以后|之后|onwards?)")
_from = re.compile(r"\b(?:from|since|after|starting(?: in)?|beginning(?: in)?)\s$", re.I)
_punctuation = " \t\n。.;；,，、)）]］〕】"


def moments(text: str, *, year: int | None, patterns: tuple[Pattern, ...] = EXACT) -> tuple[Moment, ...]:
    """Find every phrase of time in `text`, in order; a year once said holds on to the end of `text`."""
    if not _hint.search(text):
        return ()
    text = _cover(text)
    found: list[Moment] = []
    for match, pattern in _matches(text, patterns):
        moment = _moment(match, pattern, year)
        found.append(moment)
        year = moment.year or year
    return tuple(found)


@lru_cache(maxsize=1 << 8)
def _cover(text: str) -> str:
    """Prepare a text that is searched several times: for exact phrases, for looser ones, for another year."""
    return covered(folded(text))


def _matches(text: str, patterns: tuple[Pattern, ...]) -> list[tuple[re.Match[str], Pattern]]:
    """Match the patterns in their order of trust; what one has taken is not matched again."""
    found: list[tuple[re.Match[str], Pattern]] = []
    taken: set[int] = set()
    held = {*text, *(IN_MONTHS if _month.search(text) else ())}
    for pattern in patterns:
        if held.isdisjoint(pattern[3]):
            continue
        for match in pattern[0].finditer(text):
            if match.start() not in taken:
                taken.update(range(match.start(), match.end()))
                found.append((match, pattern))
    return sorted(found, key=lambda pair: pair[0].start())


def _moment(found: re.Match[str], pattern: Pattern, year: int | None) -> Moment:
    _, resolve, is_day, _ = pattern
    said = _said_year(found.groupdict(), year)
    on, is_bad = _resolved(found, resolve, said or year)
    return Moment(on=on, is_day=is_day, is_bad=is_bad, year=said, start=found.start(), end=found.end())


def _said_year(parts: Mapping[str, str | None], year: int | None) -> int | None:
    """Read the year in a phrase: 2026年, 令和8年, Dec-26; 明年 follows the year known before."""
    if said := parts.get("year") or parts.get("after"):
        return int(said)
    if (era := parts.get("era")) is not None:
        return era_year(era, parts.get("last_era_year") or str(parts["era_year"]))
    if short := parts.get("short"):
        return 2000 + int(short)
    return year + 1 if year and parts.get("next") else None


def _resolved(found: re.Match[str], resolve: Resolver, year: int | None) -> tuple[date | None, bool]:
    """Resolve in a leap year when no year is known, only to learn whether the day can exist."""
    try:
        on = resolve(found, year or 2024)
    except ValueError:
        return None, True
    return (on if year or found.groupdict().get("five") else None), False


def read_due(phrase: str, *, year: int | None) -> Due:
    """Read a deadline phrase against the plan's `year`; no date and kind NONE when it gives none.

    Of several days the last one counts, because the task is done when all of it is.
    """
    text = arabic(folded(tidy(phrase)))
    found = _known(text, year)
    limits = [moment for moment in found if not begins(text, moment)]
    moment = max(limits, key=_order, default=None)
    kind, is_before = _kind(text, moment)
    if moment is None:
        kind = kind or (DueKind.CONTINUOUS if found else None)
        is_read = kind is not None or not text.strip(_punctuation)
        return Due(on=None, kind=kind or DueKind.NONE, is_read=is_read)
    is_bad = any(limit.is_bad for limit in limits)
    on = None if is_bad or (kind is DueKind.RECURRING and is_before and not moment.is_day) else moment.on
    return Due(
        on=on,
        kind=kind or (DueKind.FIRM if on else DueKind.NONE),
        is_bad=is_bad,
        is_read=not is_bad,
        rest=text[moment.end :].strip(_punctuation),
    )


def _known(text: str, year: int | None) -> tuple[Moment, ...]:
    """Find exact phrases, else looser ones; 全年 before a step (全年，上半年过半) keeps its end."""
    if _whole_year.match(text):
        return moments(text, year=year, patterns=(*EXACT, LOOSE[0]))
    return moments(text, year=year) or moments(text, year=year, patterns=LOOSE)


def _order(moment: Moment) -> tuple[date, int]:
    return moment.on or date.min, moment.start


def first_moment(phrase: str, *, year: int | None) -> Moment | None:
    """Give the first phrase of time in a deadline; None when it has none."""
    return next(iter(_known(arabic(folded(tidy(phrase))), year)), None)


def begins(text: str, moment: Moment) -> bool:
    """Tell whether something begins then (7月1日起, from April 2025) instead of being due."""
    before = text[max(0, moment.start - SHORT) : moment.start]
    return bool(_since.match(text, moment.end) or _from.search(before))


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
