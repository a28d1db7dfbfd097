# SPDX-License-Identifier: Apache-2.0
"""Measure how long large files take and how much memory: python benchmarks/formats.py"""

import resource
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from time import perf_counter

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from openpyxl import Workbook  # noqa: E402

from plans.reading import read  # noqa: E402
from tests.support.files import small_files  # noqa: E402

LIMITS = {"xlsx": (6.0, 300), "pdf": (6.0, 300), "html": (6.0, 500)}
SIZES = {"xlsx": (2_500, 5_000, 10_000), "pdf": (15, 30, 60), "html": (2_500, 5_000, 10_000)}
HEADER = ("序号", "类别", "工作任务", "牵头领导", "责任单位", "完成时限")


def row(number: int) -> tuple[str, ...]:
    """Give one task of a long plan."""
    return (
        str(number),
        "水利兴农",
        f"整修第{number}号渠道{number % 90 + 5}处",
        "王一平",
        "县水务局、县财政局",
        "2026年6月底前",
    )


def xlsx(count: int) -> bytes:
    """Write a workbook of `count` rows."""
    book, file = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet()
    for each in (HEADER, *map(row, range(1, count + 1))):
        sheet.append(each)
    book.save(file)
    return file.getvalue()


def pdf(count: int) -> bytes:
    """Write `count` pages full of text."""
    line = "BT /F1 11 Tf 60 {y} Td ({n}. Repair canal {n} and the roads beside it, lead: Works) Tj ET\n"
    pages = [
        "".join(line.format(y=750 - 14 * n, n=40 * page + n) for n in range(1, 41)) for page in range(count)
    ]
    return small_files.pdf(*pages)


def html(count: int) -> bytes:
    """Write a page with a table of `count` rows."""
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}' for cell in each)}" for each in (HEADER, *map(row, range(1, count)))
    )
    return f"<html><meta charset=utf-8><table>{rows}</table>".encode()


def measure(kind: str, count: int) -> None:
    """Read one file in this process and print seconds and megabytes at most, children included."""
    content = {"xlsx": xlsx, "pdf": pdf, "html": html}[kind](count)
    start = perf_counter()
    tasks = len(read(content, name=f"plan.{kind}").tasks)
    seconds = perf_counter() - start
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{kind:<6}{count:>7} {tasks:>7} tasks {seconds:>7.2f} s {most // 1024:>6} MB")
    if count == SIZES[kind][-1] and (seconds > LIMITS[kind][0] or most // 1024 > LIMITS[kind][1]):
        sys.exit(f"{kind}: over its limit of {LIMITS[kind][0]} s and {LIMITS[kind][1]} MB")


def main() -> None:
    """Measure each size in a process of its own; cost grows as size does."""
    for kind, sizes in SIZES.items():
        for size in sizes:
            subprocess.run([sys.executable, __file__, kind, str(size)], check=True)


if __name__ == "__main__":
    measure(sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 1 else main()
