import pytest

from plans.text.stretch import is_stretch
from plans.time.milestones import milestones


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


@pytest.mark.parametrize("text", ["力争开工", "积极争取试点落地", "比例力争达到一半", "全力争取政策"])
def test_words_of_aim_are_stretch(text: str) -> None:
    """力争 and 争取 as words mark an aim."""
    assert is_stretch(text)


@pytest.mark.parametrize("text", ["全力争创示范城市", "大力争先", "确保完成"])
def test_letters_inside_other_words_are_not_stretch(text: str) -> None:
    """全力 + 争创 holds the letters but not the word."""
    assert not is_stretch(text)
