"""Choosing the adapter: by what a file begins with, and only then by its name."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import cast

from plans.containers.archive import members_of
from plans.containers.child import read_apart
from plans.containers.csv import read_csv
from plans.containers.strict import is_strict, transitional
from plans.containers.text import read_text
from plans.sentences import refusal
from plans.text.blocks import Document

WEB = re.compile(
    rb"(?:<\?xml[^>]{0,200}\?>|<!--.{0,400}?-->|\s)*<(?:!doctype html|html|head|meta|body)", re.I | re.S
)
ARCHIVE = re.compile(rb"(?:[\w-]{1,40}: [^\r\n]{0,500}\r?\n){1,20}?content-type: multipart/related", re.I)
OLD_XML = re.compile(
    rb"progid=[\"'](?:Word\.Document|Excel\.Sheet)|schemas\.microsoft\.com/office/word/2003/wordml"
    rb"|urn:schemas-microsoft-com:office:spreadsheet"
)
OFFICE = {".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xltx"}
WEB_NAMES = {".html", ".htm", ".xhtml", ".shtml"}
MARKDOWN = {".md", ".markdown"}
TABLES = {".csv", ".tsv", ".xls", ".et"}
"""Many systems export text with commas or tabs under the name of a workbook."""
PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
NAMED_OTHERWISE = ("docx", "xlsx")
OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
LIMIT_MB = 200
APART_MB = 16
"""What is larger unpacked is read in a child process, where memory and time are bounded."""

Adapter = Callable[..., Document]


def open_document(content: bytes, *, name: str) -> Document:
    """Read a file of any known format into lines and tables; InputError with its cure for any other."""
    if not content:
        raise refusal("empty", name=name)
    if len(content) > LIMIT_MB << 20:
        raise refusal("too-large", name=name, size=len(content) >> 20, limit=LIMIT_MB)
    if content.startswith(b"PK\x03\x04"):
        return _archived(content, name)
    kind = _kind(content, PurePath(name).suffix.lower(), name)
    if kind == "pdf":
        return read_apart("pdf", content, name=name)
    return _sized(kind, content, name, len(content))


def _kind(content: bytes, suffix: str, name: str) -> str:
    """Tell a format that is no archive."""
    head = content[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    return _marked(head, suffix) or _named(suffix, name)


def _marked(head: bytes, suffix: str) -> str:
    """Tell a format by its marks; XML of Word and Excel is older than their archives."""
    if OLD_XML.search(head):
        return "word_xml" if b"wordml" in head or b"Word.Document" in head else "excel_xml"
    if WEB.match(head) or suffix in WEB_NAMES:
        return "html"
    return "mhtml" if ARCHIVE.match(head) else ""


def _named(suffix: str, name: str) -> str:
    """Tell a text by its name."""
    if suffix in OFFICE:
        raise refusal("not-zip", name=name, suffix=suffix)
    return "csv" if suffix in TABLES else "md" if suffix in MARKDOWN else "text"


def _archived(content: bytes, name: str) -> Document:
    members = members_of(content, name=name)
    kind = next((kind for part, kind in PARTS.items() if part in members.names), None)
    if kind is None and "content.xml" in members.names:
        kind = "odt" if members.mimetype.startswith(OPEN_TEXT) else "ods"
    if kind is None:
        raise refusal("other-zip", name=name)
    if kind in NAMED_OTHERWISE and is_strict(content):
        content = transitional(content)
    return _sized(kind, content, name, members.size)


def _sized(kind: str, content: bytes, name: str, size: int) -> Document:
    """Read what is small here and what is large in a child."""
    if kind in LIGHT:
        return LIGHT[kind](content, name=name)
    if size > APART_MB << 20 and kind not in CONVERTED:
        return read_apart(kind, content, name=name)
    return _loaded(kind)(content, name=name)


LIGHT: dict[str, Adapter] = {"csv": read_csv, "text": read_text}
CONVERTED = dict.fromkeys(("ole", "rtf", "odt", "word_xml", "excel_xml"), "ole")


def _loaded(kind: str) -> Adapter:
    """Load an adapter only when needed: the Word and Excel libraries take half a second."""
    module = import_module(f"{__package__}.{CONVERTED.get(kind, kind)}")
    return cast("Adapter", getattr(module, f"read_{kind}"))
