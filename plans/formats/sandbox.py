# SPDX-License-Identifier: Apache-2.0
"""Read a hostile file in a process of its own with bounds of time and memory."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from typing import Any, cast
from urllib.parse import quote, unquote

from models.errors import InputError
from models.findings import Finding
from models.kinds import Severity
from plans.findings import refusal
from plans.text.blocks import Block, Document, Line, Row, Table


def packed(document: Document) -> bytes:
    """Write a document as JSON; facts of findings must be plain values."""
    return json.dumps({"document": asdict(document)}).encode()


def packed_error(error: InputError) -> bytes:
    """Write a refusal as JSON, its facts as text."""
    facts = {key: str(value) for key, value in error.facts.items()}
    return json.dumps({"sentence": error.sentence, "cure": error.cure, "facts": facts}).encode()


def unpacked(content: bytes) -> Document:
    """Read what `packed` wrote; raises the InputError that `packed_error` wrote."""
    values = json.loads(content)
    if "sentence" in values:
        raise InputError(values["sentence"], cure=values["cure"], **values["facts"])
    return _document(values["document"])


def _document(values: Mapping[str, Any]) -> Document:
    return Document(
        blocks=tuple(map(_block, values["blocks"])),
        facts=values["facts"],
        findings=tuple(map(_finding, values["findings"])),
        is_ledger=values["is_ledger"],
        notes=tuple(Line(**line) for line in values["notes"]),
    )


def _block(values: dict[str, Any]) -> Block:
    if "rows" not in values:
        return Line(**values)
    return Table(rows=tuple(map(_row, values["rows"])), sheet=values["sheet"])


def _row(values: Mapping[str, Any]) -> Row:
    return Row(cells=tuple(values["cells"]), number=values["number"], page=values["page"])


def _finding(values: dict[str, Any]) -> Finding:
    return Finding(**{**values, "severity": Severity(values["severity"])})


SECONDS = 60
MEMORY_MB = 2048
"""Address space, of which an honest document uses a tenth."""

Adapter = Callable[..., Document]


MODULES = {
    **dict.fromkeys(("ole", "rtf", "odt", "word_xml", "excel_xml"), "convert"),
    **dict.fromkeys(("xls", "xlsx"), "excel"),
    **dict.fromkeys(("csv", "md"), "text"),
    "docx": "word",
    "mhtml": "html",
    "ods": "opendocument",
    "pdf": "pdf.pdf",
}
"""The module of each kind of file whose name is another one."""


def read_apart(kind: str, content: bytes, *, name: str, seconds: float = SECONDS) -> Document:
    """Run `read_{kind}` of the module of that name in a child; InputError when it fails or takes too long."""
    command = [sys.executable, "-P", "-m", __name__, kind, quote(name, errors="replace")]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=content,
            capture_output=True,
            timeout=seconds,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise refusal("too-slow", name=name, seconds=int(seconds)) from error
    if done.returncode:
        raise refusal("damaged", name=name, reason=_reason(done))
    return unpacked(done.stdout)


def _reason(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Name the exception the child ended with, or the signal that ended it."""
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    said = lines[-1].partition(":")[0] if lines else ""
    return said.rpartition(".")[2][:40] or f"{-done.returncode}"


def adapter_of(kind: str) -> Adapter:
    """Load the adapter of a kind only when needed: the Word and Excel libraries take half a second."""
    module = import_module(f"plans.formats.{MODULES.get(kind, kind)}")
    return cast("Adapter", getattr(module, f"read_{kind}"))


def main(kind: str, name: str) -> None:
    """Read a file from standard input and write what it holds to standard output."""
    _limit_memory()
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    adapter = adapter_of(kind)
    try:
        answer = packed(adapter(sys.stdin.buffer.read(), name=unquote(name)))
    except InputError as error:
        answer = packed_error(error)
    answers.write(answer)


def _limit_memory() -> None:
    with suppress(ImportError, ValueError):
        import resource  # noqa: PLC0415  (not on every system)

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
