# SPDX-License-Identifier: Apache-2.0
"""The bundled directory knows every unit of both plans, each under one name and one mailbox."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

Row = dict[str, str]
Rows = Callable[[int], list[Row]]

GROUP_WORDS = {"各部门", "各单位", "相关属地"}
MAILBOX = re.compile(r"[a-z]+@daxing\.example")
PEOPLE = {"leader", "post"}


def names_of(row: Row) -> list[str]:
    return [row["name"], *(alias for alias in row["aliases"].split("|") if alias)]


def owner_by_name(units: list[Row]) -> dict[str, str]:
    return {name: row["name"] for row in units for name in names_of(row)}


def listed(rows: list[Row], column: str) -> set[str]:
    return {name for row in rows for name in row[column].split("|")}


@pytest.mark.parametrize("year", [2023, 2026])
def test_every_unit_of_a_plan_is_known(year: int, bundled: Rows, units: list[Row]) -> None:
    """Each unit of a plan resolves by name or alias; only the group words do not."""
    assert listed(bundled(year), "units") - owner_by_name(units).keys() <= GROUP_WORDS


def test_group_words_are_no_units(units: list[Row]) -> None:
    """A group word names nobody in particular, so the directory has no row for it."""
    assert not GROUP_WORDS & owner_by_name(units).keys()


def test_no_name_belongs_to_two_rows(units: list[Row]) -> None:
    """A name or alias stands once in the whole directory, so it resolves to one row."""
    counts = Counter(name for row in units for name in names_of(row))
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_mailbox_twice(units: list[Row]) -> None:
    """Every mailbox is under the reserved domain and belongs to one row."""
    mailboxes = [row["mailbox"] for row in units if row["mailbox"]]
    assert all(MAILBOX.fullmatch(mailbox) for mailbox in mailboxes)
    assert len(set(mailboxes)) == len(mailboxes)


def test_two_units_of_2026_lack_a_mailbox(bundled: Rows, units: list[Row]) -> None:
    """Exactly two rows have no mailbox, both units of the 2026 plan, so the demo shows how that is told."""
    bare = {row["name"] for row in units if not row["mailbox"]}
    assert len(bare) == 2
    assert bare <= listed(bundled(2026), "units")


def test_every_leader_of_2026_is_listed(bundled: Rows, units: list[Row]) -> None:
    """The leaders of the 2026 plan, and nobody else, have a row of kind leader."""
    assert {row["name"] for row in units if row["kind"] == "leader"} == listed(bundled(2026), "leaders")


def test_leader_of_a_unit_leads_one_of_its_tasks(bundled: Rows, units: list[Row]) -> None:
    """The leader beside a unit is in charge of one of its tasks of 2026; a unit without tasks has none."""
    pairs = {
        (unit, leader)
        for row in bundled(2026)
        for unit in row["units"].split("|")
        for leader in row["leaders"].split("|")
    }
    active = {unit for unit, _ in pairs}
    for row in units:
        assert bool(row["leader"]) == (row["name"] in active)
        assert not row["leader"] or (row["name"], row["leader"]) in pairs


def test_a_post_has_no_holder_made_up(units: list[Row]) -> None:
    """常务副区长 is a post whose holder the plans do not name, so its contact stays empty."""
    posts = [row for row in units if row["kind"] == "post"]
    assert [(row["name"], row["contact"]) for row in posts] == [("常务副区长", "")]


def test_renamed_bodies_are_one_row(shared: Path, units: list[Row]) -> None:
    """Old and new name of one body resolve to that of 2026; a successor in duty stays a body of its own."""
    owner = owner_by_name(units)
    with (shared / "golden" / "unit_renamings.csv").open(encoding="utf-8", newline="") as lines:
        pairs = [row for row in csv.DictReader(lines) if row["name_2023"] and row["name_2026"]]
    for row in pairs:
        same = "different body" not in row["relation"]
        assert owner[row["name_2026"]] == row["name_2026"]
        assert (owner[row["name_2023"]] == row["name_2026"]) is same


SAME_BODY = {
    "临空区大兴片区管委会": "临空经济区大兴片区管委会",
    "区消防救援支队": "区消防救援局",
    "区政务服务局": "区政务和数据局",
    "区退役军人局": "区退役军人事务局",
}
KINDS = {"区级部门": 46, "镇": 9, "国企": 6, "园区管委会": 4, "街道": 2}


def test_the_renamed_bodies_are_known(units: list[Row]) -> None:
    """Four names of 2023 are aliases of one of 2026; who took a duty over is a body of its own."""
    owner = owner_by_name(units)
    assert {old: owner[old] for old in SAME_BODY} == SAME_BODY
    assert owner["大兴国际"] == "大兴国际"


def test_the_kinds_of_units_are_known(units: list[Row]) -> None:
    """So many of each kind."""
    assert Counter(row["kind"] for row in units if row["kind"] not in PEOPLE) == KINDS


def test_kind_of_a_unit_is_that_of_the_list_made_by_hand(shared: Path, units: list[Row]) -> None:
    """The units are those of the list made by hand, each of the same kind."""
    owner = owner_by_name(units)
    with (shared / "golden" / "units.csv").open(encoding="utf-8", newline="") as lines:
        known = [row for row in csv.DictReader(lines) if row["name"] not in GROUP_WORDS]
    wanted = {owner[row["name"]]: row["kind"] for row in known}
    assert {row["name"]: row["kind"] for row in units if row["kind"] not in PEOPLE} == wanted
