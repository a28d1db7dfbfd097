# SPDX-License-Identifier: Apache-2.0
"""Input made to hurt: the reader stays quick and says what is wrong."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InputError
from plans.reading import as_json, read

TASK = "责任单位：县水务局\n完成时限：2026年9月30日\n"
PLAN = "某县2026年重点工作分工方案\n一、水利\n" + "".join(
    f"{number}.修渠{number}米。\n{TASK}" for number in range(1, 9)
)
WORDS = [
    "1.",
    "2.",
    "3、",
    "（一）",
    "一、",
    "责任单位：",
    "完成时限",
    "\t",
    "\n",
    "6月底前",
    "[image: ]",
    "Th",
    "力争",
    "20个",
    "“",
    "（",
    "《",
    "。",
    "，",
    "年",
]


def test_text_without_tasks_says_why() -> None:
    """Zero tasks are never silent."""
    reading = read("今天天气很好。\n大家都来开会。".encode(), name="a.txt")
    assert reading.tasks == ()
    assert [(f.code, f.severity.value) for f in reading.findings] == [("nothing-read", "error")]
    assert "责任单位" in str(reading.findings[0])


def test_labels_without_numbers_say_why() -> None:
    """A plan whose numbers were lost is told apart from a text that is no plan."""
    reading = read(f"修渠。\n{TASK}".encode(), name="a.txt")
    assert "numbered" in reading.findings[0].sentence


def test_tasks_before_the_first_number_are_told() -> None:
    """Labels that belong to no number do not vanish."""
    reading = read(f"修渠。\n{TASK}1.修坝。\n{TASK}".encode(), name="a.txt")
    assert [task.title for task in reading.tasks] == ["修坝。"]
    assert "unread-text" in {finding.code for finding in reading.findings}


RUNS = ("1.", "（一）", "责任单位：甲局", " ", "“", "（", "6月底前", "20个", "1.责任单位：甲局 ")
MORE_RUNS = (
    "一、",
    "责 任 单 位",
    "\t",
    "、",
    "）",
    "各、",
    "2026年",
    "[image: ]",
    "Th生",
    "- 1",
    "\n",
    "(牵头单位:甲局)",
)


@pytest.mark.parametrize(
    "piece", [*RUNS, *(pytest.param(each, marks=[pytest.mark.whole]) for each in MORE_RUNS)]
)
def test_endless_runs_are_read(piece: str) -> None:
    """Forty thousand times the same piece in one line is read, where quadratic cost would take minutes.

    A number, a heading, a label, a blank, a mark, a bracket, a time, a quantity; CI takes more of each.
    """
    text = f"1.修渠{piece * 40_000}\n{TASK}"
    reading = read(text.encode(), name="a.txt")
    assert reading.tasks or reading.findings


def test_odd_names_do_not_break_the_sentences() -> None:
    """Braces in a file's name or text are no placeholders."""
    with pytest.raises(InputError) as caught:
        read(b"", name="{oops}.txt")
    assert "{oops}" in str(caught.value)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_mixture_of_plan_words_is_read(pieces: list[str]) -> None:
    """No order of numbers, labels and marks makes the reader stumble."""
    reading = read(("题" + "".join(pieces)).encode(), name="a.txt")
    assert json.dumps(as_json(reading))
    assert all(finding.sentence and str(finding) for finding in reading.findings)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_plans_are_read_or_refused(seed: int) -> None:
    """Random bytes changed, lost or doubled give tasks, findings or one clear error."""
    chance = random.Random(seed)
    content = bytearray(PLAN.encode(chance.choice(["utf-8", "gb18030", "utf-16"])))
    for _ in range(chance.randrange(1, 20)):
        place = chance.randrange(len(content))
        content[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    try:
        reading = read(bytes(content), name="a.txt")
    except InputError as error:
        assert error.cure
    else:
        assert reading.tasks or any(finding.code == "nothing-read" for finding in reading.findings)
