"""A document as JSON and back: what an adapter in a child process hands to its parent."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from models.errors import InputError
from models.findings import Finding
from models.kinds import Severity
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
