# SPDX-License-Identifier: Apache-2.0
import pytest

from plans.findings import FINDINGS
from plans.text.repair import REPAIRS, mend


def test_th_beside_chinese_becomes_the_lost_character() -> None:
    """Th next to a Chinese character was 生."""
    text, counts = mend("民Th事业，Th态修复")
    assert text == "民生事业，生态修复"
    assert counts["Th"] == 2


def test_th_inside_latin_words_stays() -> None:
    """An English word is no fault, even beside Chinese."""
    assert mend("学习Theory课程，5Thx") == ("学习Theory课程，5Thx", {})


@pytest.mark.parametrize("text", ["增长7[image: ]以上", "增长7 [image: ]以上", "增长7  [image: x.png]以上"])
def test_image_behind_a_digit_becomes_percent(text: str) -> None:
    """A picture behind a figure stood for the percent sign."""
    assert mend(text)[0] == "增长7%以上"


def test_image_elsewhere_stays_for_a_finding() -> None:
    """A picture that follows no digit is not guessed at."""
    assert mend("见[image: ]所示")[0] == "见[image: ]所示"


@pytest.mark.parametrize("box", ["(\n- \n12\n -\n)", "- 12 -", "—12—", "第 3 页 共 9 页"])
def test_page_numbers_go_and_line_numbers_stay(box: str) -> None:
    """A page-number box is removed without moving the lines after it."""
    text, counts = mend(f"甲\n{box}\n乙")
    assert text.split("\n")[1 + box.count("\n") + 1] == "乙"
    assert text.replace("\n", "").strip() == "甲乙"
    assert counts["page-number"] == 1


def test_every_kind_of_repair_has_its_sentence() -> None:
    """A repair that could not be told would stop the reading."""
    kinds = {repair.name for repair in REPAIRS} | {"name-padding", "space"}
    assert {f"repaired/{kind}" for kind in kinds} == {
        code for code in FINDINGS if code.startswith("repaired")
    }
