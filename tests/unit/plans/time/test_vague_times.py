# SPDX-License-Identifier: Apache-2.0
"""Times that hang on the weather, on a decision or on a country's accounts: no day is made up for them."""

import pytest

from plans.time.dates import COVER, covered, moments, read_due


def listed(phrases: str) -> list[str]:
    return phrases.split("、")


YEARS = ("2026年", "明年", "次年", "翌年", "来年", "今年", "当年", "本年")
EVENTS = listed(
    "汛、汛期、主汛期、雨季、梅雨、梅雨期、台风季、供暖、供暖季、采暖、采暖期、取暖、防火期、春耕、三夏、"
    "三秋、开学、寒假、暑假、高考、中考、"
    "两会、党代会、春节、中秋、中秋节、端午、端午节、清明、清明节、元宵、元宵节、冬春、入冬、入夏、入汛、换届"
)
SEASONS = listed("2026年初、2026年春、2026年春季、2026年夏季、2026年秋、2026年冬季、2026春")
SPANS = listed(
    "3年内、12年内、一年内、二年内、两年内、三年之内、四年以内、五年内、六年内、七年内、八年内、九年内、"
    "十年内、二十五年内、半年内"
)
ENGLISH = listed(
    "Spring 2026、summer 2026、Autumn 2026、fall 2026、winter 2026、winter 2026/27、Easter 2026、early 2026、"
    "early in 2026、early May 2026、spring of 2026、Early  in  May  2026、within 6 months、"
    "within three months、"
    "within (6) months、within six (6) months、within 10 working days、within 10 calendar  days、"
    "within 2 weeks、"
    "within one year、within  2  years、within a day、within 1 month、within one week、"
    "within three  working  days、within 3 months of March 2026、within 3 months from May 2026、"
    "within 30 days after 1 May 2026、within 3 weeks  following  2026、WITHIN 2 YEARS"
)
FISCAL = listed(
    "FY26、FY2026、FY '26、FY’26、FY26/27、FY 2026-27、FY26–27、FY2026 - 2027、Q1 FY26、q4 fy2026、H1 FY26、"
    "h2 FY26、"
    "quarter 3 FY26、quarter  3  FY26、first quarter of FY26、first  quarter  of  FY26、second half FY26、"
    "half of FY26、quarter FY26、by the end of FY26、end FY26、end of FY26、By  the  end  of  FY26、"
    "mid FY26、mid-FY26、"
    "late FY26、financial year 2026、Fiscal Year 2026/27、fiscal  year  2026 – 27、fiscal year 2026-27、"
    "fiscal year 2026/2027、financial year、"
    "end of the financial year 2026、Q2 financial year 2026、late fiscal year 2026、"
    "first quarter of the  fiscal year、"
    "2026/27、2026-27、2026–27、2026 / 27、Q3 2026/27、Q3, 2026/27、Q1-2026/27、h1 2026/27、"
    "H2 2026/27、"
    "quarter  2  2026/27、by the end of 2026/27、end 2026/27、end of 2026-27、first half of 2026/27、"
    "second quarter of 2026/27、late 2026/27"
)


def whole(phrases: list[str]) -> dict[str, str]:
    """Give the phrases that are not covered from end to end, with what is left of them."""
    return {phrase: covered(phrase) for phrase in phrases if covered(phrase) != COVER * len(phrase)}


@pytest.mark.parametrize("event", EVENTS)
def test_what_stands_before_an_event_has_no_day(event: str) -> None:
    """Rains, seasons of work, schools, congresses and moving festivals, of this year or another."""
    before = ("前", "之前", "以前", "来临前")
    phrases = [f"{year}{of}{event}{word}" for year in YEARS for of in ("", "全区各村") for word in before]
    assert whole(phrases) == {}
    assert {read_due(phrase, year=2026).is_read for phrase in phrases} == {False}


@pytest.mark.parametrize("mark", "，,。；;、")
def test_an_event_takes_nothing_from_the_clause_before(mark: str) -> None:
    """The year's end beside it is a day."""
    assert str(read_due(f"2026年底{mark}汛期前", year=2026).on) == "2026-12-31"


@pytest.mark.parametrize("year", YEARS)
def test_the_beginning_of_a_year_has_no_day(year: str) -> None:
    """It is not the year's end, with one 年 or two."""
    phrases = [f"{year}初", f"{year}年初", f"{year}年初前完成"]
    assert {phrase: str(read_due(phrase, year=2026).on) for phrase in phrases} == dict.fromkeys(
        phrases, "None"
    )


@pytest.mark.parametrize("phrase", [*SEASONS, *SPANS, *ENGLISH, *FISCAL])
def test_a_time_without_a_calendar_day_is_asked_for(phrase: str) -> None:
    """A season, a span counted from an unknown day, or a year of some country's accounts."""
    due = read_due(phrase, year=2026)
    assert (due.on, due.is_read, due.is_bad) == (None, False, False)


def test_such_a_time_is_covered_from_end_to_end() -> None:
    """No part of it is left to pass for a quarter, a year or a quantity."""
    phrases = [*SEASONS, *SPANS, *ENGLISH, *FISCAL]
    assert whole(phrases) == {}
    assert whole([phrase.replace(" ", "  ") for phrase in phrases]) == {}


def test_covering_leaves_every_place_where_it_was() -> None:
    """As many blanks as characters; what stands around them is read as ever."""
    text = "2026年汛期前排查，3年内整改，Spring 2026 start, FY26/27 end, 2026/27, 05/06/2026, 6月底前完成"
    assert len(covered(text)) == len(text)
    assert [each.by for each in moments(text, year=2026)] == ["2026-06"]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("2026年5月汛期前", ["2026-05"]),
        ("6月底前，汛期前", ["2026-06"]),
        ("2026年上半年汛期前", ["2026-06"]),
        ("上半年内", ["2026-06"]),
        ("下半年内", ["2026-12"]),
        ("5月15日内", ["2026-05-15"]),
        ("提前6月底", ["2026-06"]),
        ("10月内", ["2026-10"]),
        ("2026年初10月", ["2026-10"]),
        ("2011-12", ["2011-12"]),
        ("2009-10", ["2009-10"]),
        ("2026-12", ["2026-12"]),
        ("2026/12", ["2026-12"]),
        ("2026-11", ["2026-11"]),
        ("2026-28年", [""]),
        ("2026-27年", [""]),
        ("12/13/2026", ["2026-12-13"]),
        ("13/12/2026", ["2026-12-13"]),
        ("5/5/2026", ["2026-05-05"]),
        ("12/12/2026", ["2026-12-12"]),
        ("05.06.2026", ["2026-06-05"]),
        ("fyrd 2026年3月", ["2026-03"]),
        ("springs by May 2026", ["2026-05"]),
        ("nearly May 2026", ["2026-05"]),
    ],
)
def test_what_only_begins_like_a_vague_time_is_dated(text: str, by: list[str]) -> None:
    """A month named beside an event, 2026-12 beside 2026-27, a day above twelve."""
    assert [each.by for each in moments(text, year=2026)] == by


@pytest.mark.parametrize(
    "text",
    listed(
        "12026/27、2026/271、2026/27/28、2026-27-28、2026–27–28、2026-27年、2024-26、2026-2027、105/06/2026、"
        "1/05/06/2026、5-05-06-2026、05/06/20261、05/06-2026、FYI 2026、withing 6 months、early bird"
    ),
)
def test_other_numbers_and_words_are_not_covered(text: str) -> None:
    """Longer numbers, years that do not follow each other, spans of calendar years."""
    assert covered(text) == text


@pytest.mark.parametrize("text", ["05/06/2026", "12/1/2026", "1-12-2026", "11/12/2026"])
def test_a_day_that_may_be_in_either_month_is_asked_for(text: str) -> None:
    """Who writes the month first cannot be told where both numbers are twelve at most."""
    due = read_due(text, year=2026)
    assert (due.on, due.is_read) == (None, False)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2024-2026", "2026-12-31"),
        ("2025/2028", "None"),
        ("2026-2027年", "2027-12-31"),
        ("2026-2027", "2027-12-31"),
        ("2025–2027", "2027-12-31"),
    ],
)
def test_a_span_of_calendar_years_ends_with_the_last_one(text: str, on: str) -> None:
    """2026/27 is a year of accounts, 2024-2026 is three years."""
    assert str(read_due(text, year=2026).on) == on
