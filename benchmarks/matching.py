# SPDX-License-Identifier: Apache-2.0
"""How long matching a revised plan takes as it grows: `python benchmarks/matching.py`."""

import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from plans.revisions.matching import match
from plans.revisions.similarity import Traits

SIZES = (100, 1_000, 10_000)
DOES = (
    "推进",
    "完成",
    "建设",
    "改造",
    "修缮",
    "治理",
    "实施",
    "加强",
    "开展",
    "提升",
    "新建",
    "扩建",
    "健全",
)
WHERE = "东西南北中新旧上下内外"
WHAT = (
    *(
        "水闸",
        "道路",
        "学校",
        "公园",
        "医院",
        "小区",
        "污水",
        "管网",
        "停车场",
        "养老",
        "服务",
        "河道",
        "桥梁",
    ),
    *("厂房", "平台", "社区", "绿地", "消防站", "图书馆", "市场", "农田", "客运站", "变电站", "展馆", "隧道"),
)
Edit = Callable[[random.Random, Sequence[Traits]], list[Traits]]


def title(chance: random.Random) -> str:
    parts = range(chance.randint(2, 5))
    words = "".join("".join(map(chance.choice, (DOES, WHERE, WHAT, WHAT))) for _ in parts)
    return f"{words}{chance.randint(1, 99)}处"


def plan(chance: random.Random, size: int) -> list[Traits]:
    return [
        Traits(
            index=index,
            number=str(index + 1),
            title=title(chance),
            units=frozenset({f"单位{chance.randint(1, 60)}"}),
            targets=frozenset(),
        )
        for index in range(size)
    ]


def reworded(chance: random.Random, tasks: Sequence[Traits]) -> list[Traits]:
    """Give every task a title that has nothing to do with its former one."""
    return plan(chance, len(tasks))


def extended(chance: random.Random, tasks: Sequence[Traits]) -> list[Traits]:
    """Change every title a little, and the order of all."""
    moved = chance.sample(tasks, len(tasks))
    return [
        replace(task, index=index, number=str(index + 1), title=f"加快{task.title}，并验收")
        for index, task in enumerate(moved)
    ]


def in_a_row(chance: random.Random, tasks: Sequence[Traits]) -> list[Traits]:
    """Change the titles of a plan that has but one pattern."""
    del chance
    return [replace(task, title=f"{task.title}，并验收") for task in tasks]


def one_pattern(size: int) -> list[Traits]:
    empty: frozenset[str] = frozenset()
    return [
        Traits(index=index, number=str(index), title=f"修好第{index}座桥的栏杆", units=empty, targets=empty)
        for index in range(size)
    ]


def show(name: str, old: Sequence[Traits], edit: Edit) -> None:
    new = edit(random.Random(len(old)), old)
    started = time.perf_counter()
    found = match(new, old)
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name:<12}{len(old):>8,} tasks {seconds:>8.2f} s {memory:>6} MB"
        f" {len(found.pairs):>8,} paired {len(found.ambiguous):>8,} asked"
    )


def main() -> None:
    for size in SIZES:
        old = plan(random.Random(1), size)
        show("reworded", old, reworded)
        show("extended", old, extended)
        show("one pattern", one_pattern(size), in_a_row)


if __name__ == "__main__":
    main()
