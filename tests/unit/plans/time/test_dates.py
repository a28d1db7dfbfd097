# SPDX-License-Identifier: Apache-2.0
from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.kinds import DueKind
from plans.time.dates import Due, first_moment, is_time, moments, read_cell_date, read_due, serial_date

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def listed(phrases: str) -> list[str]:
    return phrases.split("、")


@pytest.mark.parametrize(
    ("phrase", "on"),
    [
        ("2026年10月1日", date(2026, 10, 1)),
        ("2026 年 10 月 1 日", date(2026, 10, 1)),
        ("２０２６年１月２日", date(2026, 1, 2)),
        ("二〇二六年十月三十一日", date(2026, 10, 31)),
        ("2026-09-30", date(2026, 9, 30)),
        ("2026/9/30", date(2026, 9, 30)),
        ("2026.9.30前", date(2026, 9, 30)),
        ("2026-02", date(2026, 2, 28)),
        ("10月1日前", date(2026, 10, 1)),
        ("6月底前", date(2026, 6, 30)),
        ("2027年2月底", date(2027, 2, 28)),
        ("11月", date(2026, 11, 30)),
        ("3月中旬", date(2026, 3, 20)),
        ("上半年", date(2026, 6, 30)),
        ("下半年", date(2026, 12, 31)),
        ("第三季度", date(2026, 9, 30)),
        ("一季度末", date(2026, 3, 31)),
        ("Q2", date(2026, 6, 30)),
        ("年底前", date(2026, 12, 31)),
        ("2025年年底", date(2025, 12, 31)),
        ("年内", date(2026, 12, 31)),
        ("2026年", date(2026, 12, 31)),
        ("到2027年", date(2027, 12, 31)),
        ("“十四五”末", date(2025, 12, 31)),
    ],
)
def test_phrase_of_time_means_its_last_day(phrase: str, on: date) -> None:
    """A span means its last day; a missing year is the plan's."""
    due = read_due(phrase, year=2026)
    assert (due.on, due.kind) == (on, DueKind.FIRM)


@pytest.mark.parametrize(
    ("phrase", "on", "kind"),
    [
        ("力争11月底前", date(2026, 11, 30), DueKind.SOFT),
        ("年内见成效", date(2026, 12, 31), DueKind.SOFT),
        ("每季度", None, DueKind.RECURRING),
        ("持续推进", None, DueKind.CONTINUOUS),
        ("年内持续推进", date(2026, 12, 31), DueKind.CONTINUOUS),
        ("按市级要求", None, DueKind.ELSEWHERE),
        ("", None, DueKind.NONE),
    ],
)
def test_kind_of_a_deadline_follows_its_words(phrase: str, on: date | None, kind: DueKind) -> None:
    """How binding a deadline is stands in its words; none is made up."""
    due = read_due(phrase, year=2026)
    assert (due.on, due.kind, due.is_read) == (on, kind, True)


@pytest.mark.parametrize("phrase", ["2月30日", "2026-02-30", "2026年13月1日", "4月31日前", "2023年2月29日"])
def test_day_that_does_not_exist_is_bad_and_not_moved(phrase: str) -> None:
    """An impossible day gives no date, and says so."""
    due = read_due(phrase, year=2026)
    assert (due.on, due.is_bad) == (None, True)


def test_month_without_any_year_stays_open() -> None:
    """Without a plan year a month cannot be dated."""
    assert read_due("6月底前", year=None).on is None


def test_words_without_time_are_not_understood() -> None:
    """A phrase that is no time is reported, not ignored."""
    assert not read_due("待定", year=2026).is_read


@given(days)
def test_every_day_reads_back_from_its_usual_forms(day: date) -> None:
    """Writing a day out and reading it gives the day."""
    for phrase in (
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
    ):
        assert read_due(phrase, year=1999).on == day


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_end_of_any_month_is_its_last_day(year: int, month: int) -> None:
    """N月底 is the last day of that month, leap years included."""
    assert read_due(f"{month}月底前", year=year).on == date(year, month, monthrange(year, month)[1])


@given(st.text(alphabet="0123456789年月日底前-/.季度上下半第一二十力争", max_size=30))
def test_no_phrase_makes_the_reader_stumble(phrase: str) -> None:
    """Any mixture of the words of time gives a due, never an exception."""
    assert read_due(phrase, year=2026).kind in DueKind
    assert all(moment.start < moment.end for moment in moments(phrase, year=None))


@pytest.mark.parametrize(
    ("phrase", "on"),
    [
        ("民國115年3月底前", "2026-03-31"),
        ("115年6月15日", "2026-06-15"),
        ("115年度", "2026-12-31"),
        ("115年第三季", "2026-09-30"),
    ],
)
def test_years_of_the_republic_are_read_with_and_without_their_name(phrase: str, on: str) -> None:
    """114 is 2025, whatever year the plan is known for; its 年度 ends in December."""
    assert str(read_due(phrase, year=2025).on) == on


def test_a_flood_of_a_hundred_years_is_no_year() -> None:
    """100年一遇 tells how strong a dike must be."""
    assert read_due("满足100年一遇", year=2025).on is None


def test_whole_year_before_a_step_keeps_its_end() -> None:
    """全年 is the deadline, the half year behind it only a step."""
    assert str(read_due("全年，上半年完成12个", year=2026).on) == "2026-12-31"


@pytest.mark.parametrize(
    "phrase",
    listed(
        "3月以来、3月起、3月1日起、2026.3.1日起、2026.3.1号起、3月开始、3月以后、3月之后、"
        "March 2026 onwards、"
        "1 March 2026 onward、since April 2026、from  April 2026、after April 2026、From April 2026、"
        "starting April 2026、starting in April 2026、starting from April 2026、beginning April 2026、"
        "beginning in April 2026、from 1 April 2026"
    ),
)
def test_a_day_from_which_something_is_done_is_no_deadline(phrase: str) -> None:
    """It goes on from then, and nobody is late the day after."""
    due = read_due(phrase, year=2026)
    assert (due.on, due.kind, due.is_read) == (None, DueKind.CONTINUOUS, True)


@pytest.mark.parametrize(
    ("phrase", "on"),
    [
        ("3月起草，6月底报批", "2026-06-30"),
        ("3月起草", "2026-03-31"),
        ("3月起诉", "2026-03-31"),
        ("3月起至6月", "2026-06-30"),
        ("3月1日起到5月", "2026-05-31"),
        ("3月起，6月底前完成", "2026-06-30"),
        ("from April to June 2026", "2026-06-30"),
        ("from April 2026 until June 2026", "2026-06-30"),
        ("from April 2026-June 2026", "2026-06-30"),
        ("platform April 2026", "2026-04-30"),
        ("from the office April 2026", "2026-04-30"),
        ("从3月～6月", "2026-06-30"),
        ("2月30日起，6月底前", "2026-06-30"),
        ("2026年，力争6月底前", "2026-06-30"),
        ("2026年全年，上半年过半", "2026-12-31"),
        ("全年完成（上半年过半）", "2026-12-31"),
        ("全年完成(上半年过半)", "2026-12-31"),
        ("年内,上半年过半", "2026-12-31"),
        ("当年；上半年过半", "2026-12-31"),
        ("本年;上半年过半", "2026-12-31"),
        ("全年。上半年过半", "2026-12-31"),
        ("全年、上半年过半", "2026-12-31"),
        ("上半年，全年过半", "2026-06-30"),
        ("2025年3月底前、6月底前", "2025-06-30"),
        ("6月底前、2025年9月底前", "2026-06-30"),
        ("明年3月底前、6月底前", "2027-06-30"),
    ],
)
def test_the_last_of_several_days_that_are_limits_counts(phrase: str, on: str) -> None:
    """A beginning is no limit unless its range ends; a year once said holds for the days behind it."""
    assert str(read_due(phrase, year=2026).on) == on


@pytest.mark.parametrize(
    ("phrase", "on", "kind"),
    [
        ("每年6月30日前", "2026-06-30", DueKind.RECURRING),
        ("每年6月底前", "None", DueKind.RECURRING),
        ("6月底前每季度报告", "2026-06-30", DueKind.RECURRING),
        ("12月底，每季度调度", "2026-12-31", DueKind.FIRM),
        ("12月底,每季度调度", "2026-12-31", DueKind.FIRM),
        ("12月底；每季度调度", "2026-12-31", DueKind.FIRM),
        ("12月底;每季度调度", "2026-12-31", DueKind.FIRM),
        ("12月底、每季度调度", "2026-12-31", DueKind.FIRM),
        ("12月底，力争提前", "2026-12-31", DueKind.SOFT),
        ("12月底，每季度调度，力争提前", "2026-12-31", DueKind.SOFT),
        ("每季度，力争提前", "None", DueKind.RECURRING),
        ("贯穿全年", "2026-12-31", DueKind.CONTINUOUS),
        ("全年推进", "2026-12-31", DueKind.CONTINUOUS),
        ("持续到年底", "2026-12-31", DueKind.CONTINUOUS),
        ("年底前按市级要求完成", "2026-12-31", DueKind.ELSEWHERE),
        ("按要求，力争年底前", "2026-12-31", DueKind.ELSEWHERE),
    ],
)
def test_what_recurs_has_a_day_only_where_one_is_named(phrase: str, on: str, kind: DueKind) -> None:
    """A clause behind the deadline that tells how often one looks at it leaves the deadline firm."""
    due = read_due(phrase, year=2026)
    assert (str(due.on), due.kind) == (on, kind)


def test_one_impossible_day_spoils_the_whole_deadline() -> None:
    """Which day was meant is asked; the other one is not taken for it."""
    due = read_due("6月底前、2月30日前", year=2026)
    assert (due.on, due.kind, due.is_bad, due.is_read) == (None, DueKind.NONE, True, False)


def test_nothing_but_marks_says_nothing_and_is_read() -> None:
    """An empty cell with a stray full stop is no finding."""
    assert {read_due(marks, year=2026) for marks in ("", " ", "。", "；", "（）)", "、")} >= {
        Due(on=None, kind=DueKind.NONE)
    }
    assert all(
        read_due(marks, year=2026).is_read for marks in ("", "。", "；", ".", ";", "，", "、", "）", ")")
    )


@pytest.mark.parametrize(
    ("phrase", "rest"),
    [
        ("6月底前完成设计。", "前完成设计"),
        ("（6月底）", ""),
        ("2026-06-30；", ""),
        ("十月底 报告", "报告"),
        ("3月起", ""),
        ("June 2026 report", "report"),
        *((f"6月底{mark}", "") for mark in "。.;；,，、)）]］〕】"),
    ],
)
def test_what_stands_behind_the_day_is_kept_for_the_reader(phrase: str, rest: str) -> None:
    """Without the marks around it."""
    assert read_due(phrase, year=2026).rest == rest


def test_without_a_year_only_the_existence_of_a_day_is_judged() -> None:
    """29 February may be; 30 February never is; a five-year plan and a year in the text date themselves."""
    found = {
        text: moments(text, year=None) for text in ("2月29日", "2月30日", "明年3月", "十四五末", "2025年3月")
    }
    assert {text: (each.on, each.is_bad) for text, (each,) in found.items()} == {
        "2月29日": (None, False),
        "2月30日": (None, True),
        "明年3月": (None, False),
        "十四五末": (date(2025, 12, 31), False),
        "2025年3月": (date(2025, 3, 31), False),
    }


def test_phrases_come_in_the_order_of_the_text_and_never_overlap() -> None:
    """Whatever pattern finds them; 2026年3月1日 is not also its month and its year."""
    text = "年底前、2026年3月1日、Q2、2025-10"
    found = moments(text, year=2026)
    assert [text[each.start : each.end] for each in found] == ["年底", "2026年3月1日", "Q2", "2025-10"]
    assert [each.by for each in found] == ["2026-12", "2026-03-01", "2026-06", "2025-10"]
    assert [each.year for each in found] == [None, 2026, None, 2025]


def test_the_first_phrase_of_a_deadline_is_found_in_other_scripts_and_looser_words() -> None:
    """Spaces and numerals do not hide it; a bare year is found where nothing else is."""
    found = [
        first_moment(phrase, year=2026) for phrase in ("十 二月底前", "2027年内", "全年，上半年", "待定")
    ]
    assert [each and each.by for each in found] == ["2026-12", "2027-12", "2026-12", None]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("6月底前完成", True),
        ("持续推进", True),
        ("2026年10月1日前", True),
        ("6月底前完成全部三十座老桥梁的除险加固并通车验收", True),
        ("6月底前完成全部三十座老桥梁的除险加固并通车验收的", False),
        ("2月30日", False),
        ("待定", False),
        ("", False),
    ],
)
def test_a_short_phrase_with_a_time_is_a_deadline(phrase: str, expected: bool) -> None:
    """What is longer is a sentence, and what cannot be read is none."""
    assert is_time(phrase) is expected


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026年3月1日", "2026-03-01"),
        (" 2026-03-01 ", "2026-03-01"),
        ("2026年3月", "None"),
        ("3月1日", "None"),
        ("2026年2月30日", "None"),
        ("", "None"),
    ],
)
def test_a_cell_of_a_day_holds_a_whole_day(cell: str, day: str) -> None:
    """A month, a day without a year and a day that does not exist are none."""
    assert str(read_cell_date(cell)) == day


@pytest.mark.parametrize(
    ("number", "day"), [(45292, date(2024, 1, 1)), (45292.75, date(2024, 1, 1)), (60, date(1900, 2, 28))]
)
def test_the_day_number_of_a_spreadsheet_is_a_day(number: float, day: date) -> None:
    """The hours behind the point are dropped."""
    assert serial_date(number) == day


def test_numerals_before_the_words_of_time_are_digits() -> None:
    """Whole numerals, and single digits for years; other numerals stay."""
    phrases = {
        "二〇二七年十二月三十一日": "2027-12-31",
        "二○二七年十一月": "2027-11-30",
        "二零二七年九月三号": "2027-09-03",
    }
    assert {phrase: str(read_due(phrase, year=2026).on) for phrase in phrases} == phrases
