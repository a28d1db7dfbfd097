from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.kinds import DueKind
from plans.time.dates import moments, read_due

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("phrase", "on"),
    [
        ("2026年10月1日", date(2026, 10, 1)),
        ("2026 年 12 月 31 日", date(2026, 12, 31)),
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
