"""Files damaged at random: each is read, or refused with one clear error, within seconds.

python tests/fuzzing.py --count 10000 [--format pdf] [--seed 7]
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from time import perf_counter
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE.parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import plan_files  # noqa: E402
from small_files import open_sheet, pdf, web_archive, web_page  # noqa: E402

from models.errors import InputError  # noqa: E402
from plans.containers import pdf as pdf_reader  # noqa: E402
from plans.containers import xls as xls_reader  # noqa: E402
from plans.reading import read  # noqa: E402

SECONDS = 20
WORDS = [
    b"<w:p>",
    b"</w:tbl>",
    b'colspan="999999"',
    b"<table>",
    b"\xff\xfe",
    b"\0",
    b"999999999",
    b"-1",
    b"&#0;",
]
WORDS += [
    b"obj",
    b"stream",
    b"endobj",
    b"/Kids",
    b"[",
    b"<<",
    b"(",
    b"%",
    b'w:val="x"',
    b'r="A0"',
    b"\n\n",
    b"|",
]
Make = Callable[[], bytes]
SAMPLES: dict[str, Make] = {
    "docx": plan_files.numbered_docx,
    "table.docx": plan_files.table_docx,
    "xlsx": plan_files.workbook,
    "ods": open_sheet,
    "html": web_page,
    "mht": web_archive,
    "md": lambda: web_page().replace(b"<p>", b"# "),
    "txt": lambda: plan_files.text().encode(),
    "csv": lambda: "\n".join(map(",".join, (plan_files.HEADER, *plan_files.tasks()))).encode("gb18030"),
    "pdf": pdf,
}
if plan_files.office():
    SAMPLES["xls"] = lambda: plan_files.converted(plan_files.workbook(), "xlsx", "xls")
    SAMPLES["office.pdf"] = lambda: plan_files.converted(plan_files.table_docx(), "docx", "pdf")
APART = {"pdf": pdf_reader.read_pdf, "xls": xls_reader.read_xls}
"""What is read in a child is here read in this process, so that a crash ends the run."""


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Change a file at random; of an archive often a part, so that the archive itself stays whole."""
    if content.startswith(b"PK") and chance.random() < 0.8:
        return _damaged_part(content, chance)
    return _damaged(content, chance)


def _damaged_part(content: bytes, chance: random.Random) -> bytes:
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = _damaged(parts[name], chance)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for each, part in parts.items():
            archive.writestr(each, part)
    return file.getvalue()


def _damaged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        place = chance.randrange(len(changed) + 1)
        end = place + chance.choice([0, 1, 1, 4, 40])
        match chance.randrange(5):
            case 0:
                changed[place:end] = chance.randbytes(chance.choice([1, 4]))
            case 1:
                del changed[place:end]
            case 2:
                changed[place:place] = chance.choice(WORDS)
            case 3:
                changed[place:place] = changed[place - 30 : place + 30] * chance.choice([1, 3])
            case _ if chance.random() < 0.2:
                del changed[place:]
    return bytes(changed)


def outcome(content: bytes, kind: str) -> str:
    """Read one file; gives what came of it, AssertionError when that is a silence."""
    try:
        if kind.rpartition(".")[2] in APART:
            document = APART[kind.rpartition(".")[2]](content, name=f"plan.{kind}")
            return "read" if document.blocks or document.findings else "empty"
        reading = read(content, name=f"plan.{kind}")
    except InputError as error:
        assert str(error)
        assert error.cure, error.sentence
        return "refused"
    assert reading.tasks or reading.findings, "nothing was read and nothing was said"
    return "read"


def run(kind: str, count: int, seed: int) -> Iterator[tuple[str, float]]:
    """Read `count` damaged files of a kind; gives each outcome with its seconds."""
    sample, chance = SAMPLES[kind](), random.Random(f"{kind} {seed}")
    for _ in range(count):
        content = damaged(sample, chance)
        start = perf_counter()
        try:
            found = outcome(content, kind)
        except Exception:
            place = Path(f"damaged-{seed}.{kind}")
            place.write_bytes(content)
            print(f"{kind}: kept as {place}")
            raise
        yield found, perf_counter() - start


def main() -> None:
    """Run the kinds asked for and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--format", choices=SAMPLES, action="append")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for kind in asked.format or SAMPLES:
        found = list(run(kind, asked.count, asked.seed))
        worst = max(seconds for _, seconds in found)
        counts = ", ".join(f"{name} {count}" for name, count in Counter(name for name, _ in found).items())
        print(f"{kind:<12}seed {asked.seed}: {counts}; slowest {worst:.2f} s", flush=True)
        if worst > SECONDS:
            sys.exit(f"{kind}: a file took {worst:.0f} s")


if __name__ == "__main__":
    try:
        main()
    except BadZipFile as error:
        sys.exit(f"the sample is no archive: {error}")
