# SPDX-License-Identifier: Apache-2.0
"""Phrases of time from other countries, other years and other calendars; the expectation came first."""

from datetime import date

import pytest

from models.kinds import DueKind
from plans.time.dates import read_due


@pytest.mark.parametrize(
    ("phrase", "on"),
    [
        ("2026年3月—2026年10月", date(2026, 10, 31)),
        ("2025年11月至2026年2月", date(2026, 2, 28)),
        ("2025年3月至10月", date(2025, 10, 31)),
        ("1—3月", date(2026, 3, 31)),
        ("3月1日至5月20日", date(2026, 5, 20)),
        ("2026-2028年", date(2028, 12, 31)),
        ("2026年至2028年", date(2028, 12, 31)),
        ("第二至第四季度", date(2026, 12, 31)),
        ("明年3月底前", date(2027, 3, 31)),
        ("次年2月底", date(2027, 2, 28)),
        ("2026年12月至次年1月", date(2027, 1, 31)),
        ("“十四五”期末", date(2025, 12, 31)),
        ("十五五时期", date(2030, 12, 31)),
        ("国庆节前", date(2026, 9, 30)),
        ("2027年五一前", date(2027, 4, 30)),
        ("七一前", date(2026, 6, 30)),
        ("3月底、6月底、9月底、12月底前", date(2026, 12, 31)),
        ("6月底前完成设计，10月底前建成", date(2026, 10, 31)),
        ("6月底前完成，7月1日起施行", date(2026, 6, 30)),
        ("不晚于8月15日", date(2026, 8, 15)),
        ("（9月底前）", date(2026, 9, 30)),
        ("９月底前", date(2026, 9, 30)),
    ],
)
def test_chinese_span_ends_on_its_last_day(phrase: str, on: date) -> None:
    """A span is over with its end, a list of days with the last one; a festival with the day before it."""
    due = read_due(phrase, year=2026)
    assert (due.on, due.kind, due.is_read) == (on, DueKind.FIRM, True)


@pytest.mark.parametrize(
    "phrase",
    [
        "汛期前",
        "全国两会前",
        "30日内",
        "三年内",
        "2年内完成",
        "印发后6个月内",
        "2026年春季",
        "2026年初",
        "2026年入冬前",
        "Spring 2025",
        "by early 2025",
        "FY24/25",
        "end of FY2025",
        "Q3 2024/25",
        "2024-25",
        "financial year 2025",
        "within 6 months",
        "within 3 months of March 2025",
        "05/06/2024",
        "TBC",
        "Immediately",
        "Short term",
    ],
)
def test_time_that_no_calendar_tells_is_asked_for(phrase: str) -> None:
    """What hangs on the weather, on a decision or on a country gives no date, and is said."""
    due = read_due(phrase, year=2026)
    assert (due.on, due.is_read, due.is_bad) == (None, False, False)


@pytest.mark.parametrize(
    ("phrase", "on"),
    [
        ("by September 2021", date(2021, 9, 30)),
        ("30/06/2024", date(2024, 6, 30)),
        ("06/30/2024", date(2024, 6, 30)),
        ("31.12.2025", date(2025, 12, 31)),
        ("5/5/2025", date(2025, 5, 5)),
        ("Q3 2024", date(2024, 9, 30)),
        ("Quarter 2 2025", date(2025, 6, 30)),
        ("third quarter of 2025", date(2025, 9, 30)),
        ("H1 2025", date(2025, 6, 30)),
        ("second half of 2025", date(2025, 12, 31)),
        ("end June 2025", date(2025, 6, 30)),
        ("end of 2025", date(2025, 12, 31)),
        ("mid-2025", date(2025, 6, 30)),
        ("Dec-25", date(2025, 12, 31)),
        ("Sept 2024 – Mar 2025", date(2025, 3, 31)),
        ("January to June 2025", date(2025, 6, 30)),
        ("1-7 June 2022", date(2022, 6, 7)),
        ("2024–2026", date(2026, 12, 31)),
        ("no later than 1 March 2025", date(2025, 3, 1)),
        ("March 1st, 2025", date(2025, 3, 1)),
    ],
)
def test_english_phrase_gives_its_last_day(phrase: str, on: date) -> None:
    """Months, quarters, halves and ranges; a day and a month are told apart only where one is above 12."""
    due = read_due(phrase, year=None)
    assert (due.on, due.kind, due.is_read) == (on, DueKind.FIRM, True)


@pytest.mark.parametrize(
    ("phrase", "on"),
    [
        ("令和6年度末", date(2025, 3, 31)),
        ("令和6年9月", date(2024, 9, 30)),
        ("令和7年3月31日まで", date(2025, 3, 31)),
        ("令和元年度", date(2020, 3, 31)),
        ("平成27年度", date(2016, 3, 31)),
        ("R6.3", date(2024, 3, 31)),
        ("R7.10.1", date(2025, 10, 1)),
        ("H30年度", date(2019, 3, 31)),
        ("令和6年度上期", date(2024, 9, 30)),
        ("令和6年度下期", date(2025, 3, 31)),
        ("令和6年度～令和8年度", date(2027, 3, 31)),
        ("令和6～8年度", date(2027, 3, 31)),
        ("2025年度末まで", date(2026, 3, 31)),
    ],
)
def test_japanese_fiscal_year_ends_in_march(phrase: str, on: date) -> None:
    """An era names its year; a fiscal year ends with March of the next one."""
    due = read_due(phrase, year=None)
    assert (due.on, due.kind, due.is_read) == (on, DueKind.FIRM, True)


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("通年", DueKind.CONTINUOUS),
        ("随時", DueKind.CONTINUOUS),
        ("継続", DueKind.CONTINUOUS),
        ("毎年度", DueKind.RECURRING),
        ("毎月", DueKind.RECURRING),
        ("年2回", DueKind.RECURRING),
        ("长期坚持", DueKind.CONTINUOUS),
        ("2026年3月起长期坚持", DueKind.CONTINUOUS),
        ("3月起实施", DueKind.CONTINUOUS),
        ("每月5日前", DueKind.RECURRING),
        ("每季度末", DueKind.RECURRING),
        ("按市级要求时间完成", DueKind.ELSEWHERE),
        ("按规定时间节点推进", DueKind.ELSEWHERE),
        ("以上级通知为准", DueKind.ELSEWHERE),
        ("Ongoing", DueKind.CONTINUOUS),
        ("Continuous", DueKind.CONTINUOUS),
        ("annually", DueKind.RECURRING),
        ("Twice a year", DueKind.RECURRING),
        ("from April 2025 onwards", DueKind.CONTINUOUS),
    ],
)
def test_kind_without_a_date(phrase: str, kind: DueKind) -> None:
    """What goes on, comes again or is set elsewhere has a kind and no day."""
    due = read_due(phrase, year=2026)
    assert (due.on, due.kind, due.is_read) == (None, kind, True)


@pytest.mark.parametrize(
    ("phrase", "on", "kind"),
    [
        ("原则上10月底前", date(2026, 10, 31), DueKind.SOFT),
        ("全年", date(2026, 12, 31), DueKind.FIRM),
        ("12月底，每季度调度", date(2026, 12, 31), DueKind.FIRM),
        ("March 2026, then ongoing", date(2026, 3, 31), DueKind.CONTINUOUS),
    ],
)
def test_date_with_a_kind(phrase: str, on: date, kind: DueKind) -> None:
    """A date keeps its kind."""
    due = read_due(phrase, year=2026)
    assert (due.on, due.kind) == (on, kind)
