# SPDX-License-Identifier: Apache-2.0
"""Plans of other offices, re-worded, against the rows a person expects."""

import csv
from pathlib import Path

import pytest

from plans.drafts import Reading, TaskDraft
from plans.reading import read

Rows = list[dict[str, str]]
WITHOUT_TASKS = {
    "33_jimei_2021_empty_table": "empty-table",
    "39_notice_only_annex_missing": "annex-missing",
    "41_longkou_doc_garbage": "unreadable",
}
REPORTED = {
    "01_lishui_2023": {"stated-rule", "parted-lead", "group-word", "no-due-date"},
    "03_qingdao_2023_pinyin": {"repaired"},
    "13_anhui_2022_digits_lost": {"lost-digits", "no-plan-year", "open-list"},
    "17_zhaoyuan_2022_pipe": {"shifted-cells"},
    "21_innerwest_resolution": {"amendment", "no-units"},
    "25_shandong_2022_intext_dates": {"derived-date"},
    "27_chaozhou_2019_default_unit": {"inherited-unit"},
    "29_chuzhou_2020": {"count-mismatch", "open-list"},
    "31_chizhou_cells": {"no-plan-year"},
}
OURS = Path(__file__).resolve().parents[2] / "documents" / "specimens"
OURS_WITHOUT_TASKS = {
    "empty_table": "empty-table",
    "annex_missing": "annex-missing",
    "unreadable": "unreadable",
}
OURS_REPORTED = {
    "stated_rule": {"stated-rule", "parted-lead", "group-word", "no-due-date"},
    "parted_traditional": {"repaired"},
    "lost_digits": {"lost-digits", "no-plan-year", "open-list"},
    "shifted_cells": {"shifted-cells"},
    "amendment": {"amendment", "no-units"},
    "dates_in_text": {"derived-date"},
    "default_unit": {"inherited-unit"},
    "count_mismatch": {"count-mismatch", "open-list"},
    "cells": {"no-plan-year"},
}


def rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def specimen(folder: Path, stem: str) -> Reading:
    """Read a specimen without the comment about it in its first line."""
    text = (folder / f"{stem}.txt").read_text(encoding="utf-8")
    return read(text.partition("\n")[2].encode(), name=f"{stem}.txt")


def squeezed(text: str) -> str:
    return "".join(text.split())


def is_right(task: TaskDraft, row: dict[str, str], roles: list[str]) -> bool:
    found = (
        task.number if row["number"] else "",
        squeezed(task.title),
        ";".join(task.leaders),
        task.due.isoformat() if task.due else "",
    )
    wanted = (row["number"], squeezed(row["title"]), row["leaders"], row["due"])
    return found == wanted and [f"{unit.name}={unit.role.value}" for unit in task.units] == roles


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Give the folder of the specimens."""
    return shared / "specimens"


def ours(stem: str) -> Reading:
    """Read a specimen of the project's own: invented, with the layout and the faults of a kind."""
    return read((OURS / f"{stem}.txt").read_bytes(), name=f"{stem}.txt")


@pytest.mark.parametrize("stem", sorted({row["file"] for row in rows(OURS / "expected.csv")}))
def test_tasks_of_our_own_specimens_are_wholly_right(stem: str) -> None:
    """Number, title, leaders, units with roles and deadline, for each kind of document."""
    expected = [row for row in rows(OURS / "expected.csv") if row["file"] == stem]
    tasks = ours(stem).tasks
    assert len(tasks) == len(expected)
    for task, row in zip(tasks, expected, strict=True):
        assert is_right(task, row, [each for each in row["units"].split(";") if each]), row


@pytest.mark.parametrize(("stem", "code"), OURS_WITHOUT_TASKS.items())
def test_our_own_document_without_tasks_says_why(stem: str, code: str) -> None:
    """Zero tasks are an error with its reason, never a success."""
    reading = ours(stem)
    assert reading.tasks == ()
    assert {code, "nothing-read"} <= {finding.code for finding in reading.findings}


@pytest.mark.parametrize(("stem", "expected"), OURS_REPORTED.items())
def test_what_cannot_be_settled_in_our_own_is_reported(stem: str, expected: set[str]) -> None:
    """Each specimen has the findings a person would note."""
    assert expected <= {finding.code for finding in ours(stem).findings}


def test_reader_is_least_sure_of_our_own_where_most_is_open() -> None:
    """A plan with lost digits and open lists earns less confidence than one with nothing to settle."""
    doubtful = [task.confidence for task in ours("lost_digits").tasks]
    assert max(doubtful) < min(task.confidence for task in ours("parted_traditional").tasks)


def test_nine_tasks_in_ten_are_wholly_right(folder: Path) -> None:
    """Number, title, leaders, units with roles and deadline, over all specimens."""
    duties = rows(folder / "ROLES.csv")
    right = total = 0
    for path in sorted(folder.glob("[0-9]*.txt")):
        tasks, expected = specimen(folder, path.stem).tasks, rows(path.with_suffix(".csv"))
        total += max(len(expected), len(tasks))
        for place, (task, row) in enumerate(zip(tasks, expected, strict=False), 1):
            mine = (each for each in duties if each["file"] == path.stem and each["row"] == str(place))
            right += is_right(task, row, [f"{each['unit']}={each['role']}" for each in mine])
    assert right >= 0.9 * total > 0


@pytest.mark.parametrize(("stem", "code"), WITHOUT_TASKS.items())
def test_document_without_tasks_says_why(folder: Path, stem: str, code: str) -> None:
    """Zero tasks are an error with its reason, never a success."""
    reading = specimen(folder, stem)
    assert reading.tasks == ()
    assert {code, "nothing-read"} <= {finding.code for finding in reading.findings}


@pytest.mark.parametrize(("stem", "expected"), REPORTED.items())
def test_what_cannot_be_settled_is_reported(folder: Path, stem: str, expected: set[str]) -> None:
    """Each specimen has the findings a person would note."""
    assert expected <= {finding.code for finding in specimen(folder, stem).findings}


def test_reader_is_least_sure_where_most_is_open(folder: Path) -> None:
    """A plan with lost digits and open lists earns less confidence than one with nothing to settle."""
    doubtful = [task.confidence for task in specimen(folder, "13_anhui_2022_digits_lost").tasks]
    clean = [task.confidence for task in specimen(folder, "03_qingdao_2023_pinyin").tasks]
    assert max(doubtful) < min(clean)
