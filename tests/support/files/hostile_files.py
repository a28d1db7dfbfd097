# SPDX-License-Identifier: Apache-2.0
"""Files made to hurt, of every format, read one after the other where memory and time are bounded.

python tests/support/files/hostile_files.py prints for each what came of it, as JSON.
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

PROJECT = str(Path(__file__).resolve().parents[3])
if PROJECT not in sys.path:
    sys.path.insert(0, PROJECT)

from models.errors import InputError  # noqa: E402
from plans.reading import read  # noqa: E402
from tests.support.files.sheet_files import inline, row, sheets, typed  # noqa: E402
from tests.support.files.small_files import open_sheet, pdf, sheet_row  # noqa: E402
from tests.support.files.word_files import box, cell, family, level, listing, paragraph, table, word  # noqa: E402

MEMORY = 2 << 30
SECONDS = 120
"""Of computing, for all files together."""
PLAN = "青溪县2026年重点工作分工方案\n1.整修水渠。\n责任单位：县水务局\n完成时限：2026年6月底前\n"
DEEP = 100_000
WIDE = '<w:gridSpan w:val="1000"/>'
FILES: dict[str, Callable[[], bytes]] = {
    "line.txt": lambda: b"1." + b"x" * (70 << 20),
    "huge.txt": lambda: bytes(201 << 20),
    "letters.txt": ("修" * 300_000 + "\n" + PLAN).encode,
    "numbers.txt": ("1." + "9" * 500_000 + "\n" + PLAN).encode,
    "brackets.txt": ("（" * 100_000 + "\n" + PLAN).encode,
    "labels.txt": ("责任单位：" * 30_000 + "\n" + PLAN).encode,
    "control.txt": (PLAN + "\x07\x1b").encode,
    "nul.txt": lambda: PLAN.encode().replace("。".encode(), b"\0"),
    "surrogate.txt": lambda: b"\xff\xfe" + PLAN.encode("utf-16-le") + b"\x00\xd8",
    "surrogate8.txt": lambda: PLAN.encode() + b"\xed\xa0\x80",
    "bars.md": ("|" * 200_000 + "\n|---|\n" + PLAN).encode,
    "stress.md": ("*a**" * 50_000 + "\n" + PLAN).encode,
    "quotes.csv": ('"' * 400_001).encode,
    "commas.csv": ("," * 2_000_000 + "\n" + "工作任务,责任单位\n修渠,县水务局\n").encode,
    "deep.html": lambda: b"<div>" * DEEP + b"x",
    "tables.html": lambda: b"<table><tr><td>" * 2_000 + b"x",
    "wide.html": lambda: b"<table>" + b"<tr><td colspan=1000 rowspan=65000>x" * 3_000,
    "notes.html": lambda: b"<div class=nav>x</div>" * 50_000,
    "references.html": lambda: b"<p>&#0;&#xD800;&#x110000;&nbsp;" * 10_000,
    "deep.docx": lambda: word("<w:sdt><w:sdtContent>" * 5_000 + "</w:sdtContent></w:sdt>" * 5_000),
    "tables.docx": lambda: word(_nested(60)),
    "boxes.docx": lambda: word(_boxes(20)),
    "wide.docx": lambda: word(table(*[tuple(cell("x", WIDE) for _ in range(5)) for _ in range(2_000)])),
    "levels.docx": lambda: word(
        paragraph("x", listed=(1, 0)) * 2_000,
        lists=family(level(0, "%1" * 50, "chineseCounting", start=2**40)) + listing(1),
    ),
    "far.xlsx": lambda: sheets(f'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>{row("工作任务")}'),
    "areas.xlsx": lambda: sheets(row("x"), merged='<mergeCell ref="A1:CV9999"/>' * 5_000),
    "escapes.xlsx": lambda: sheets(
        row(inline("_xD800__x0000__xFFFF_"), inline("工作任务"), inline("责任单位"))
    ),
    "number.xlsx": lambda: sheets(row(typed("9" * 4_000), typed("1e999"), typed("nan"))),
    "repeated.ods": lambda: open_sheet(
        sheet_row("x").replace("<table:table-row>", '<table:table-row table:number-rows-repeated="99999999">')
    ),
    "deep.ods": lambda: open_sheet("<text:p>" * 5_000 + "</text:p>" * 5_000),
    "rules.pdf": lambda: pdf(
        "".join(f"{n} 0 m {n} 700 l 0 {n} m 600 {n} l S\n" for n in range(0, 600, 1)) * 20
    ),
    "glyphs.pdf": lambda: pdf(f"BT /F1 1 Tf 1 1 Td ({'x' * 400_000}) Tj ET"),
    "saved.pdf": lambda: pdf("q " * 500_000),
}


def _nested(depth: int) -> str:
    return table((paragraph("x") + _nested(depth - 1), "y")) if depth else paragraph("x")


def _boxes(depth: int) -> str:
    """Nest text boxes; each is written twice, so the file doubles with each."""
    return paragraph("x", box(_boxes(depth - 1))) if depth > 10 else paragraph("x")


def outcome(name: str) -> str:
    """Read one of the files."""
    try:
        reading = read(FILES[name](), name=name)
    except InputError as error:
        return f"refused: {error}" if error.cure else "no cure"
    return f"read {len(reading.tasks)}" if reading.tasks or reading.findings else "silence"


def main() -> None:
    """Read them all within the bounds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for name in sys.argv[1:] or FILES:
        start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        found = outcome(name)
        seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime - start
        print(json.dumps({"name": name, "outcome": found, "seconds": round(seconds, 2)}), flush=True)


if __name__ == "__main__":
    main()
