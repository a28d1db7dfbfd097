# SPDX-License-Identifier: Apache-2.0
"""Every word of time that offices write, each with the day or the kind that it means."""

from datetime import date

import pytest

from models.kinds import DueKind
from plans.text.script import folded, tidy
from plans.time.dates import Due, arabic, first_moment, moments, read_due

RECURRING, CONTINUOUS, ELSEWHERE, SOFT = (
    DueKind.RECURRING,
    DueKind.CONTINUOUS,
    DueKind.ELSEWHERE,
    DueKind.SOFT,
)
WORDS_OF_A_KIND = {
    RECURRING: "每季、每月、每年、每半年、每半月、每周、每日、每天、每旬、逐月、逐季、按季、按月、定期、"
    "毎年、毎月、毎週、毎日、"
    "毎回、年4次、年12回、quarterly、Monthly、annually、biannual、weekly、daily、each year、Each month、"
    "each quarter、every spring、yearly、per year、per month、once a term、twice per term、"
    "three times a term",
    CONTINUOUS: "持续、长期、常态、常年、经常、不间断、通年、随时、继续、継続、ongoing、On-going、"
    "continued、throughout、"
    "onwards",
    ELSEWHERE: "按市里要求、根据省里部署、依据合同时限、达到上级要求、按统一安排、按计划下达、按文件规定、"
    "按会议通知、"
    "按合同节点、按省里分季节分批次要求、以合同为准、以省里分季节分批次通知为准、省定、市定、国定",
}
VERY_DAYS = {
    "2026-01-20": "1月20日、1月20号、1月20、一月二十日、2026年1月20日、2026年的1月20日、"
    "２０２６年１月２０日、"
    "2026-1-20、2026-01-20、2026/1/20、2026.01.20、20260120、20/1/2026、1/20/2026、20.1.2026、20-01-2026、"
    "20 January 2026、20th of Jan. 2026、20th Jan 2026、20   Jan   2026、January 20, 2026、"
    "Jan. 20th,   2026、"
    "January   20   2026、20 January",
    "2026-01-13": "1/13/2026、13/1/2026",
    "2026-12-31": "31/12/2026、12/31/2026",
    "2026-01-01": "1st January 2026、January 1st, 2026",
    "2026-01-02": "2nd January 2026、January 2nd, 2026",
    "2026-01-03": "3rd January 2026、January 3rd, 2026",
    "2025-10-01": "R7.10.1、令和7年10月1日",
    "2025-10-31": "R7.10.31",
    "2026-04-30": '五一前、“五一”前、"五一"前、五一劳动节前、五一国际劳动节前、劳动节前、五一节之前、'
    "五一以前",
    "2026-05-31": "六一前、六一国际儿童节前、六一儿童节前",
    "2026-06-30": "七一前、七一建党节前",
    "2026-07-31": "八一前、八一建军节前",
    "2026-09-30": "国庆前、国庆节前、国庆之前、“国庆”前、十一前、“十一”前",
}
SPANS = {
    "2026-01-10": "1月初、1月上旬、１月初、一月上旬",
    "2026-01-20": "1月中旬",
    "2026-01-31": "1月、1月底、1月末、1月份、1月份底、1月下旬、一月、2026-01、2026/1、2026.01、2026.1.、"
    "Jan 2026、"
    "Jan, 2026、by January、BY JANUARY、by january、Jan-26、Jan '26、Jan’26",
    "2026-02-28": "2月底、二月底、2026年的2月、Feb 2026、end of February",
    "2026-03-31": "一季度、第一季度、第1季度、1季度、一季、Q1、Q1 2026、2026年Q1、2026Q1、quarter 1 2026、"
    "1st quarter of 2026、first quarter 2026、FIRST QUARTER 2026、first quarter、Mar 2026、in March",
    "2026-04-30": "Apr 2026、April 2026",
    "2026-05-31": "May 2026、until May",
    "2026-06-30": "上半年、年中、2026年年中、2026年上半年、二季度、第2季度、Q2、q2、2nd quarter 2026、"
    "second quarter of 2026、H1 2026、h1, 2026、first half 2026、first half of 2026、FIRST HALF OF 2026、"
    "first half、mid-2026、mid 2026、MID-2026、June 2026、Jun 2026、end June",
    "2026-07-31": "Jul 2026、July 2026、during July",
    "2026-08-31": "八月底、Aug 2026、August 2026、late August",
    "2026-09-30": "三季度、第三季度、3rd quarter 2026、third quarter 2026、Q3 of 2026、Q3, 2026、Q3  2026、"
    "Sep 2026、Sept. 2026、September 2026、before September",
    "2026-10-31": "十月底、Oct 2026、October 2026、10月底",
    "2026-11-30": "十一月、11月底、Nov 2026、November 2026",
    "2026-12-31": "年底、年末、今年底、当年底、本年末、2026年底、2026年末、2026年年底、下半年、四季度、"
    "第四季度、4季度、"
    "4th quarter 2026、fourth quarter 2026、H2 2026、second half of 2026、Dec 2026、December 2026、Dec-26、"
    "end of 2026、by the end of 2026、end 2026、late 2026、END OF 2026、year end 2026、year-end 2026、"
    "全年、年内、年度、当年、本年、2026年全年、2026年度、2026年内、2026年、2026、2024-2026、2024–2026、"
    "2024—2026、"
    "2024 - 2026",
    "2027-03-31": "明年3月、次年3月底、翌年3月、来年3月末、明年的3月、明年一季度、R9.3、R9.3.、令和9年3月",
    "2027-06-30": "明年上半年、明年年中",
    "2027-12-31": "明年底、次年末、翌年底、来年底、明年",
    "2020-12-31": "十三五末、“十三五”时期",
    "2025-12-31": '十四五末、“十四五”期间、"十四五"规划期末、令和7年底、民國一百一十四年底、令和7年年底、'
    "民國114年底、114年底",
    "2030-12-31": "十五五末、“十五五”规划时期",
    "2035-12-31": "十六五末",
    "1999-12-31": "1999年底、1999年12月、1999年度",
    "2025-03-31": "令和6年度、令和6年度末、令和6年度内、令和6年度中、令和6年度下期、令和6年度下半期、"
    "令和6年度の下期、R6年度、"
    "令和4年度～令和6年度、令和4年度〜令和6年度、令和4年度~令和6年度、令和4年度—令和6年度、"
    "令和4年度–令和6年度、"
    "令和4年度－令和6年度、令和4年度-令和6年度、令和4年度から令和6年度、令和4年度至令和6年度、"
    "令和4年度到令和6年度、"
    "令和4年度 ～ 令和6年度末、令和4年度——6年度、令和4～6年度、R4～R6年度、R4-6年度",
    "2024-09-30": "令和6年度上期、令和6年度上半期、令和6年度の上期",
    "2019-03-31": "H28～H30年度、平成28年度～平成30年度",
    "2025-10-31": "R7.10",
}
FISCAL = {"2027-03-31": "2026年度末、2026年度、年度、年度末"}
AROUND = ("", "by", "in", "end of", "until", "during", "late", "before", "end", ".", "前", "之前", "以前")


def days(phrases: str) -> dict[str, str]:
    """Give the day that each phrase means in a plan of 2026."""
    return {phrase: str(read_due(phrase, year=2026).on) for phrase in phrases.split("、")}


def said(phrases: str, day: object) -> dict[str, object]:
    """Say of every phrase that it means the day."""
    return dict.fromkeys(phrases.split("、"), day)


def left_over(phrase: str) -> str:
    """Give what stands around the first phrase of time."""
    moment, text = first_moment(phrase, year=2026), arabic(folded(tidy(phrase)))
    return (text[: moment.start] + text[moment.end :]).strip().lower() if moment else text


@pytest.mark.parametrize("kind", WORDS_OF_A_KIND)
def test_a_word_alone_tells_the_kind(kind: DueKind) -> None:
    """Each usual word for what recurs, goes on or is set elsewhere is known, and no day is made up."""
    words = WORDS_OF_A_KIND[kind]
    assert {word: read_due(word, year=2026) for word in words.split("、")} == said(
        words, Due(on=None, kind=kind)
    )


@pytest.mark.parametrize("day", [*VERY_DAYS, *SPANS])
def test_every_usual_wording_of_a_day_means_that_day(day: str) -> None:
    """Days, months, quarters, halves, years, festivals and five-year plans of many countries."""
    phrases = "、".join(filter(None, (VERY_DAYS.get(day), SPANS.get(day))))
    assert days(phrases) == said(phrases, day)


@pytest.mark.parametrize("day", FISCAL)
def test_a_fiscal_year_ends_where_japanese_words_follow(day: str) -> None:
    """年度 with までに, に or 中に behind it is one of April to March."""
    phrases = "、".join(
        f"{year}{after}" for year in FISCAL[day].split("、") for after in ("まで", "までに", "に", "中に")
    )
    assert days(phrases) == said(phrases, day)


def test_a_wording_is_taken_whole() -> None:
    """What is left around it are only words that lead to it: a rest would become part of a step's text."""
    phrases = [
        phrase for table in (VERY_DAYS, SPANS) for listed in table.values() for phrase in listed.split("、")
    ]
    assert {phrase: left for phrase in phrases if (left := left_over(phrase)) not in AROUND} == {}


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("20   Jan   2026", "2026-01-20"),
        ("20   of Jan,   2026", "2026-01-20"),
        ("January   20,   2026", "2026-01-20"),
        ("January   2026", "2026-01"),
        ("Q3,  2026", "2026-09"),
    ],
)
def test_gaps_in_a_text_as_extracted_part_no_date(text: str, by: str) -> None:
    """Up to three spaces stand where one was printed."""
    assert [(each.by, text[each.start : each.end]) for each in moments(text, year=2025)] == [(by, text)]


def test_a_text_in_traditional_characters_is_dated_alike() -> None:
    """Place for place, so that what stands around the time is still known."""
    assert [(each.by, each.start, each.end) for each in moments("於國慶節前", year=2026)] == [
        ("2026-09-30", 1, 4)
    ]


def test_a_step_is_as_precise_as_its_words() -> None:
    """A milestone of a very day says the day, one of a month or a longer span the month."""
    for table, size in ((VERY_DAYS, len("2026-01-20")), (SPANS, len("2026-01"))):
        phrases = [phrase for listed in table.values() for phrase in listed.split("、")]
        found = {phrase: first_moment(phrase, year=2026) for phrase in phrases}
        assert {
            phrase: each and each.by for phrase, each in found.items() if not each or len(each.by) != size
        } == {}


def test_a_word_of_hope_beside_a_day_makes_it_soft() -> None:
    """力争 and its kin, before or behind the day, keep the day and tell that it is an aim."""
    phrases = "力争9月底前、争取9月底前、原则上9月底前、9月底前见成效、9月底前见效、9月底左右、9月30日前后"
    found = [read_due(phrase, year=2026) for phrase in phrases.split("、")]
    assert {(due.on, due.kind) for due in found} == {(date(2026, 9, 30), SOFT)}


@pytest.mark.parametrize(
    "text",
    [
        "112月5日",
        "112月底",
        "12026-09-30",
        "120260930",
        "202609301",
        "130/06/2026",
        "1/30/06/2026",
        "1.30.06.2026",
        "2026.9.301",
        "R7.3.100",
        "十一个项目",
        "五一期间",
        "国庆节",
        "5-30-06-2026",
        "30/06/20261",
        "12026-09",
        "130 June 202",
        "June 30, 20261",
        "Dec-2026",
        "the school may open",
        "march with the schools, or may not",
        "by Mayor and council",
        "by marching on",
        "dismay 2026",
        "dismay 20, 2026",
        "dismay-26",
        "3 marchers",
        "amid 2026",
        "trend 2026",
        "weekend of 2026",
        "template 2026",
        "CH1 2026",
        "room 41h2 2026",
        "H3 2026",
        "headfirst half of 2026",
        "headfirst quarter of 2026",
    ],
)
def test_what_only_looks_like_a_time_gives_none(text: str) -> None:
    """Longer numbers and longer words hold the letters of a time and are none."""
    assert moments(text, year=2026) == ()


@pytest.mark.parametrize("text", ["2026-09-301", "2026-09-30-1", "June 30, 20261"])
def test_no_day_is_cut_out_of_a_longer_number(text: str) -> None:
    """The number of a document is not the day that it begins like."""
    assert not any(moment.is_day for moment in moments(text, year=2026) if text[moment.end :].isdigit())


@pytest.mark.parametrize("ten", "二三四五六七八九")
def test_a_number_that_ends_in_eleven_is_no_festival(ten: str) -> None:
    """二十一 is a count, 十一 the first of October."""
    assert read_due(f"{ten}十一前", year=2026).on is None


@pytest.mark.parametrize(
    "phrase", ["12.31.2026", "31.31.2026", "2026-13", "R7.13", "13月底", "0月底", "31st June 2026"]
)
def test_what_no_calendar_has_is_told_and_not_mended(phrase: str) -> None:
    """With points the day stands first; a thirteenth month is nobody's."""
    due = read_due(phrase, year=2026)
    assert (due.on, due.is_bad, due.is_read) == (None, True, False)


@pytest.mark.parametrize(
    "text", ["2026-2", "x2026/1", "20261", "2026/A", "2026-A", "1/2026", "1-2026", "12026"]
)
def test_a_year_is_a_number_of_its_own(text: str) -> None:
    """Four digits inside other marks are no year."""
    assert "2026-12-31" not in {str(read_due(text, year=2024).on)}
