# SPDX-License-Identifier: Apache-2.0
"""Find out by its content what kind of file is given, refuse what is hostile, and open it."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from plans.findings import refusal
from plans.formats.sandbox import adapter_of, read_apart
from plans.formats.text import read_csv, read_text
from plans.text.blocks import Document

LIMIT = 200 << 20
"""Unpacked bytes, as declared and as counted."""
RATIO = 200
SMALL = 10 << 20
"""Below this a high ratio is no danger: a sheet of equal rows packs well."""
MEMBERS = 10_000
CHUNK = 1 << 20
FORBIDDEN = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Members:
    """What is in an archive: the names of its files, what it says it is, the bytes of its XML unpacked."""

    names: frozenset[str]
    mimetype: bytes
    size: int


def members_of(content: bytes, *, name: str) -> Members:
    """Check an archive and tell what is in it; InputError for a bomb, entities or damage."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check_declared(members, len(content), name)
            _check_unpacked(archive, members, name)
            names = frozenset(member.filename for member in members)
            return Members(
                names=names,
                mimetype=archive.read("mimetype")[:200] if "mimetype" in names else b"",
                size=sum(member.file_size for member in members if member.filename.endswith(".xml")),
            )
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise refusal("damaged", name=name, reason=reason[:80]) from error


def _check_declared(members: list[ZipInfo], packed: int, name: str) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise refusal("locked", name=name)
    if len(members) > MEMBERS:
        raise refusal("bomb", name=name, reason=f"{len(members)} > {MEMBERS}")
    size = sum(member.file_size for member in members)
    if size > LIMIT or (size > SMALL and size > packed * RATIO):
        raise refusal("bomb", name=name, reason=f"{packed >> 10} KB → {size >> 20} MB")


def _check_unpacked(archive: ZipFile, members: list[ZipInfo], name: str) -> None:
    """Unpack everything once in small pieces: what an archive declares may be a lie."""
    size = 0
    for member in members:
        is_markup = member.filename.lower().endswith((".xml", ".rels", ".vml"))
        before = b""
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > LIMIT:
                    raise refusal("bomb", name=name, reason=f"> {LIMIT >> 20} MB")
                if is_markup and any(word in before + chunk for word in FORBIDDEN):
                    raise refusal("entities", name=name)
                before = chunk[-32:]


_name = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w{1,40})/")
USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def is_strict(content: bytes) -> bool:
    """Tell whether a Word or Excel file that passed `archive.members_of` was saved as strict."""
    with ZipFile(BytesIO(content)) as archive:
        return "_rels/.rels" in archive.namelist() and _name.search(archive.read("_rels/.rels")) is not None


def transitional(content: bytes) -> bytes:
    """Rename what a strict file names otherwise."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as archive, ZipFile(file, "w", ZIP_STORED) as renamed:
        for name in dict.fromkeys(archive.namelist()):
            part = archive.read(name)
            renamed.writestr(name, _name.sub(USUAL, part) if name.endswith((".xml", ".rels")) else part)
    return file.getvalue()


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
    return adapter_of(kind)(content, name=name)


LIGHT: dict[str, Adapter] = {"csv": read_csv, "text": read_text}
CONVERTED = ("ole", "rtf", "odt", "word_xml", "excel_xml")
