# SPDX-License-Identifier: Apache-2.0
from datetime import date

import pytest

from plans.text.script import is_stretch
from plans.time.milestones import limits, milestones

AIMS = "力争、争取、确保、计划、预计、到、于、在、至、其中、力争在、争取在、确保在、计划于、力爭、爭取"
BEHIND = "前、之前、以前、止、为止、左右、期间、まで、までに、中に、に、為止、期間"
BEGINNINGS = "以来、起、开始、至、后、以后、之后、印发、出台、发布、颁布、開始、以後、發布、頒布"


def listed(words: str) -> list[str]:
    return words.split("、")


def steps(title: str) -> list[tuple[str, str]]:
    return [(step.by, step.text) for step in milestones(title, year=2026)]


def test_year_carries_through_its_sentence() -> None:
    """A year once said holds for the months after it in the same sentence."""
    assert steps("改造旧桥，2027年3月底前完成设计，6月底前招标；9月底前拆除旧桥面。") == [
        ("2027-03", "完成设计"),
        ("2027-06", "招标"),
        ("2026-09", "拆除旧桥面"),
    ]


@pytest.mark.parametrize(
    ("title", "step"),
    [
        ("修建泵站，力争11月投运。", ("2026-11", "投运")),
        ("小剧场（二期）2026年底封顶。", ("2026-12", "小剧场（二期）封顶")),
        ("2026年9月底实现码头通航。", ("2026-09", "码头通航")),
        ("6月底前,探索网上办理。", ("2026-06", "探索网上办理")),
        ("力争2026年完成搬迁。", ("2026-12", "完成搬迁")),
        ("5月20日前报送清单。", ("2026-05-20", "报送清单")),
        ("上半年建成苗圃。", ("2026-06", "建成苗圃")),
    ],
)
def test_dated_step_keeps_its_words_without_the_date(title: str, step: tuple[str, str]) -> None:
    """A step is what remains of its clause without the phrase of time."""
    assert steps(title) == [step]


@pytest.mark.parametrize(
    "title",
    [
        "年内建设两座苗圃。",
        "不低于2016年核定规模。",
        "落实《某市绿化方案（2021-2025）》。",
        "落实某市2026年行动计划。",
        "总结2025年6月以来的经验。",
    ],
)
def test_years_that_are_no_deadline_make_no_step(title: str) -> None:
    """A baseline, the name of a work or a beginning is no milestone."""
    assert steps(title) == []


@pytest.mark.parametrize("aim", listed(AIMS))
def test_words_of_aim_lead_to_a_time_and_are_no_part_of_the_step(aim: str) -> None:
    """力争2027年 sets the year as a limit, 落实2027年 would not; the step is told without the word."""
    assert steps(f"修桥，{aim}6月底前完成招标。") == [("2026-06", "完成招标")]
    assert steps(f"修桥，{aim}2027年完成搬迁。") == [("2027-12", "完成搬迁")]


@pytest.mark.parametrize("behind", listed(BEHIND))
def test_words_behind_a_time_are_no_part_of_the_step(behind: str) -> None:
    """With a comma behind them or none."""
    assert {mark: steps(f"6月底{behind}{mark}完成招标。") for mark in ("", "，", ",", "、")} == {
        mark: [("2026-06", "完成招标")] for mark in ("", "，", ",", "、")
    }


@pytest.mark.parametrize("word", listed(BEGINNINGS))
def test_a_time_from_which_something_counts_is_no_step(word: str) -> None:
    """What began or was published then is over, and nothing is due."""
    assert steps(f"总结2025年6月{word}的经验。") == []


@pytest.mark.parametrize("than", listed("低于、高于、大于、小于、少于、多于、达到"))
def test_a_year_to_compare_with_is_no_step(than: str) -> None:
    """Neither the year nor its end: the 于 of 低于 is no word of aim."""
    assert steps(f"能耗{than}2016年水平。") == []
    assert steps(f"{than}2016年水平，{than}2025年底水平，不{than}6月底。") == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Open the hall by the end of June 2026.", [("2026-06", "Open the hall")]),
        ("Open the hall by end June 2026", [("2026-06", "Open the hall")]),
        ("Open the hall before June 2026", [("2026-06", "Open the hall")]),
        ("Open the hall in June 2026", [("2026-06", "Open the hall")]),
        ("Open the hall until June 2026", [("2026-06", "Open the hall")]),
        ("Open the hall during June 2026", [("2026-06", "Open the hall")]),
        ("Open the hall no later than 3 June 2026", [("2026-06-03", "Open the hall")]),
        ("Open the hall Not Later Than June 2026", [("2026-06", "Open the hall")]),
        ("Open the hall from June 2026", [("2026-06", "Open the hall")]),
        ("By  the  end  of  June 2026 open the hall", [("2026-06", "open the hall")]),
        ("Plan the cabin in cabin by June 2026", [("2026-06", "Plan the cabin in cabin")]),
        (
            "Open the hall by 3 June 2026. Close 2 rooms by July 2026",
            [("2026-06-03", "Open the hall"), ("2026-07", "Close 2 rooms")],
        ),
        (
            "Open the hall by June 2026.  Close rooms by July 2026",
            [("2026-06", "Open the hall"), ("2026-07", "Close rooms")],
        ),
        (
            "By June 2026 open the hall. By July 2026 close it",
            [("2026-06", "open the hall"), ("2026-07", "close it")],
        ),
        ("Open the U.K. Office by June 2026", [("2026-06", "Open the U.K. Office")]),
        ("Build the cabin 3 June 2026", [("2026-06-03", "Build the cabin")]),
        ("Report no. 7 by June 2026", [("2026-06", "Report no. 7")]),
        ("Report no 7. by June 2026", [("2026-06", "Report no 7")]),
        (
            "Open the hall by June 2026 and close it by July 2026",
            [("2026-06", "Open the hall"), ("2026-07", "close it")],
        ),
        (
            "Open the hall by June 2026  then  close it by July 2026",
            [("2026-06", "Open the hall"), ("2026-07", "close it")],
        ),
        (
            "Open the hall by June 2026 and then close it by July 2026",
            [("2026-06", "Open the hall"), ("2026-07", "close it")],
        ),
        ("Open rooms and halls by June 2026", [("2026-06", "Open rooms and halls")]),
        ("Open by June 2026 rooms and halls", [("2026-06", "Open rooms and halls")]),
    ],
)
def test_an_english_step_keeps_its_words_without_the_date(
    title: str, expected: list[tuple[str, str]]
) -> None:
    """What leads to the date goes, `and` parts two dated steps only, and a point only sentences."""
    assert steps(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("6月底前实现通车。", [("2026-06", "通车")]),
        ("6月底前实现。", [("2026-06", "实现")]),
        ("6月底前基本实现通车。", [("2026-06", "基本实现通车")]),
        ("6月底前前往三镇巡查。", [("2026-06", "前往三镇巡查")]),
        ("高于去年水平的泵站6月底完工。", [("2026-06", "高于去年水平的泵站完工")]),
        ("在建项目力争6月底完工。", [("2026-06", "在建项目完工")]),
        ("6月底前。", []),
        ("9月底前，10月底前完成验收。", [("2026-10", "完成验收")]),
        ("6月底前，完成招标，并公示。", [("2026-06", "完成招标")]),
        ("6月底前完成招标，并公示。", [("2026-06", "完成招标")]),
        ("2月30日前招标，3月底前开工。", [("2026-03", "开工")]),
        ("2月30日前，招标。", []),
        ("明年5月底前验收；6月底前移交。", [("2027-05", "验收"), ("2026-06", "移交")]),
        ("明年5月底前验收，6月底前移交。", [("2027-05", "验收"), ("2027-06", "移交")]),
        ("6月底前招标；6月底前招标。", [("2026-06", "招标")]),
        ("落实2027年计划，力争2028年建成。", [("2028-12", "建成")]),
        ("落实2027年计划，力争改造。", []),
        ("2027年计划力争2028年建成。", []),
        ("6月底前, 、完成招标 、.", [("2026-06", "完成招标")]),
        ("、完成招标 6月底前.，", [("2026-06", "完成招标")]),
        ("2025年6月以来调研，8月底前报告。", [("2026-08", "报告")]),
    ],
)
def test_a_step_is_a_deed_with_its_own_day(title: str, expected: list[tuple[str, str]]) -> None:
    """A day alone waits for the next clause; one that does not exist or has no aim dates nothing."""
    assert steps(title) == expected


def test_a_month_without_any_year_is_no_step() -> None:
    """A plan of an unknown year has no dated steps, unless they say their year."""
    assert [step.by for step in milestones("6月底前招标；2027年3月底前开工。", year=None)] == ["2027-03"]
    assert milestones("力争明年办结。", year=None) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("下列事项须于8月底前办结，力争6月15日前开工：", ["2026-08-31", "2026-06-15"]),
        ("8月底前，8月底前办结", ["2026-08-31"]),
        ("2月30日前办结", []),
        ("2025年6月以来的事项", []),
        ("有关事项如下", []),
    ],
)
def test_limits_are_the_days_alone(text: str, expected: list[str]) -> None:
    """Each once and in order; a sentence that opens a list dates it by them."""
    assert limits(text, year=2026) == [date.fromisoformat(day) for day in expected]
    assert limits("8月底前办结，力争明年办结", year=None) == []


@pytest.mark.parametrize("text", ["力争开工", "积极争取试点落地", "比例力争达到一半", "全力争取政策"])
def test_words_of_aim_are_stretch(text: str) -> None:
    """力争 and 争取 as words mark an aim."""
    assert is_stretch(text)


@pytest.mark.parametrize("text", ["全力争创示范城市", "大力争先", "确保完成"])
def test_letters_inside_other_words_are_not_stretch(text: str) -> None:
    """全力 + 争创 holds the letters but not the word."""
    assert not is_stretch(text)
