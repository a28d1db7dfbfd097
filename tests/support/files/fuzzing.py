# SPDX-License-Identifier: Apache-2.0
"""Files damaged at random: each is read, or refused with one clear error, within seconds.

python tests/support/files/fuzzing.py --count 10000 [--format pdf] [--seed 7]
"""

import argparse
import random
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from lxml import etree

PROJECT = str(Path(__file__).resolve().parents[3])
if PROJECT not in sys.path:
    sys.path.insert(0, PROJECT)

from models.errors import InputError  # noqa: E402
from plans.formats import excel as xls_reader  # noqa: E402
from plans.formats.pdf import pdf as pdf_reader  # noqa: E402
from plans.reading import read  # noqa: E402
from tests.support.files import plan_files, saved_files  # noqa: E402
from tests.support.files.small_files import open_sheet, pdf, web_archive, web_page  # noqa: E402
from tests.support.files.word_files import marked_word, numbered_word, table_word  # noqa: E402

SECONDS = 20
SMALL = 20
FEW = 6
"""Tasks of a sample: what reads a row or a paragraph reads the next one alike."""
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
VALUES = ["", "0", "-1", "1", "7", "99999999999", "1e9", "A0", "XFD1048576", "x", "true", "%1%2%9", "\u4e00"]
TEXTS = [
    "",
    "9" * 400,
    "\u3000",
    "1.",
    "（一）",
    "责任单位：",
    "2026年13月45日",
    "（" * 50,
    "|",
    "\t",
    "第三季度",
    "= 1/0",
    "牵头领导",
    "\U0001f600\ue000\ufffd",
]
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
Make = Callable[[], bytes]
SAMPLES: dict[str, Make] = {
    "docx": numbered_word,
    "marked.docx": marked_word,
    "table.docx": table_word,
    "xlsx": plan_files.workbook,
    "ods": open_sheet,
    "html": web_page,
    "mht": web_archive,
    "md": lambda: web_page().replace(b"<p>", b"# "),
    "txt": lambda: plan_files.text().encode(),
    "csv": lambda: "\n".join(map(",".join, (plan_files.HEADER, *plan_files.tasks()))).encode("gb18030"),
    "pdf": pdf,
}
if saved_files.office():
    SAMPLES["xls"] = lambda: saved_files.workbook_as("xls")
    SAMPLES["office.pdf"] = lambda: saved_files.converted("pdf", ("a.docx", plan_files.table_docx()))["a"]
APART = {"pdf": pdf_reader.read_pdf, "xls": xls_reader.read_xls}
"""What is read in a child is here read in this process, so that a crash ends the run."""


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Change a file at random: mostly what lies inside its wrapping, else all would end at a checksum."""
    if chance.random() < 0.1:
        return _damaged(content, chance)
    if content.startswith(b"PK"):
        return _damaged_part(content, chance)
    if content.startswith(b"%PDF"):
        return _damaged_stream(content, chance)
    if content.startswith(b"\xd0\xcf"):
        return _damaged(content, chance)
    return _damaged_tree(content, chance) if b"<td>" in content else _damaged_text(content, chance)


def _damaged_part(content: bytes, chance: random.Random) -> bytes:
    """Change one part of an archive, more often a large one, since that holds the plan."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choices(sorted(parts), [len(parts[each]) ** 0.5 for each in sorted(parts)])[0]
    change = _damaged_tree if chance.random() < 0.8 else _damaged
    parts[name] = change(parts[name], chance)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for each, part in parts.items():
            archive.writestr(each, part)
    return file.getvalue()


def _damaged_tree(content: bytes, chance: random.Random) -> bytes:
    """Change elements, attributes and texts, so that the file stays well-formed and its meaning is odd."""
    try:
        root = etree.fromstring(content, parser=None if b"<td>" not in content else etree.HTMLParser())
    except (etree.XMLSyntaxError, ValueError):
        return _damaged(content, chance)
    elements = list(root.iter(etree.Element)) if root is not None else []
    for _ in range(chance.choice([1, 1, 2, 5, 20]) if elements else 0):
        _change(chance.choice(elements), chance.choice(elements), chance)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) if elements else content


def _change(element: Any, other: Any, chance: random.Random) -> None:
    above = element.getparent()
    match chance.randrange(7):
        case 0 if above is not None:
            above.remove(element)
        case 1 if above is not None:
            times = chance.choice([1, 3, 30])
            above.extend(deepcopy(element) for _ in range(times if _is_small(element) else 1))
        case 2 if _is_small(element):
            other.append(deepcopy(element))
        case 3 if above is not None:
            element.tag = above.tag
        case 4 if element.attrib:
            element.set(chance.choice(element.keys()), chance.choice(VALUES))
        case 5 if element.attrib:
            del element.attrib[chance.choice(element.keys())]
        case _:
            element.text = chance.choice(TEXTS)


def _is_small(element: Any) -> bool:
    """Tell an element that may stand often: copies of copies would only make a large file."""
    return sum(1 for _ in element.iter()) < SMALL


def _damaged_stream(content: bytes, chance: random.Random) -> bytes:
    """Change what a compressed stream of a PDF says; its places stay right when the new one is no longer."""
    found = [each for each in STREAM.finditer(content) if each[1].startswith(b"x")]
    if not found:
        return _damaged(content, chance)
    stream = chance.choice(found)
    try:
        new = zlib.compress(_damaged(zlib.decompress(stream[1]), chance), 9)
    except zlib.error:
        return _damaged(content, chance)
    return content[: stream.start(1)] + new.ljust(len(stream[1]), b"\0") + content[stream.end(1) :]


def _damaged_text(content: bytes, chance: random.Random) -> bytes:
    """Change lines and words of a text; a third of the time its bytes."""
    encoding = "utf-8" if _is_utf8(content) else "gb18030"
    if chance.random() < 0.3:
        return _damaged(content, chance)
    lines = content.decode(encoding, errors="replace").split("\n")
    for _ in range(chance.choice([1, 2, 5, 20])):
        place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        cut = chance.randrange(len(lines[place]) + 1)
        match chance.randrange(5):
            case 0:
                lines[place], lines[other] = lines[other], lines[place]
            case 1:
                lines[place] = lines[place][:cut] + lines[other]
            case 2:
                lines[place] = lines[place][:cut] + chance.choice(TEXTS) + lines[place][cut:]
            case 3:
                lines.insert(other, lines[place][cut:])
            case _:
                lines[place] = ""
    return "\n".join(lines).encode(encoding, errors="replace")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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
    plan_files.COUNT = FEW
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
