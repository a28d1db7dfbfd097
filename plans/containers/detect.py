"""Choosing the adapter: by what a file begins with, and only then by its name."""

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import cast

from plans.blocks import Document
from plans.containers.archive import member_names
from plans.containers.csv import read_csv
from plans.containers.text import read_text
from plans.sentences import refusal

FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-office"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
)
WEB = (b"<!doctype html", b"<html")
OFFICE = {".docx", ".docm", ".xlsx", ".xlsm"}
OPEN_DOCUMENT = {"mimetype", "content.xml"}
TABLES = {".csv", ".tsv"}
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
LIMIT_MB = 200

Adapter = Callable[..., Document]


def open_document(content: bytes, *, name: str) -> Document:
    """Read a file of any known format into lines and tables; InputError with its cure for any other."""
    if not content:
        raise refusal("empty", name=name)
    if len(content) > LIMIT_MB << 20:
        raise refusal("too-large", name=name, size=len(content) >> 20, limit=LIMIT_MB)
    _refuse_foreign(content, name)
    suffix = PurePath(name).suffix.lower()
    if content.startswith(b"PK\x03\x04"):
        return _archived(content, name)
    if suffix in OFFICE:
        raise refusal("not-zip", name=name, suffix=suffix)
    return read_csv(content, name=name) if suffix in TABLES else read_text(content, name=name)


def _refuse_foreign(content: bytes, name: str) -> None:
    code = next((code for magic, code in FOREIGN if content.startswith(magic)), None)
    if content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(WEB):
        code = "html"
    if code:
        raise refusal(code, name=name)


def _archived(content: bytes, name: str) -> Document:
    return _adapter(member_names(content, name=name), name)(content, name=name)


def _adapter(members: frozenset[str], name: str) -> Adapter:
    kind = next((kind for part, kind in OFFICE_PARTS.items() if part in members), None)
    if kind is None:
        raise refusal("opendocument" if members >= OPEN_DOCUMENT else "other-zip", name=name)
    return _loaded(kind)


def _loaded(kind: str) -> Adapter:
    """Load an adapter only when needed: the Word and Excel libraries take half a second."""
    module = import_module(f"{__package__}.{kind}")
    return cast("Adapter", getattr(module, f"read_{kind}"))
