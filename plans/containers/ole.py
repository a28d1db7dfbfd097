"""Old Office files (.doc, .xls, .wps), told apart by their streams, and other formats LibreOffice knows."""

from pathlib import PurePath

from plans.containers.archive import members_of
from plans.containers.child import read_apart
from plans.containers.converter import converted
from plans.sentences import refusal
from plans.text.blocks import Document

LOCKED = ("EncryptedPackage", "EncryptionInfo")
SHEETS = ("Workbook", "Book")
WORKS = (".wps", ".wpt")
"""Files of WPS Office hold what .doc files hold; those of Microsoft Works, named alike, do not."""


def read_ole(content: bytes, *, name: str) -> Document:
    """Read an old Office file; sheets directly, text by way of LibreOffice."""
    if _has(content, LOCKED):
        raise refusal("locked", name=name)
    if _has(content, SHEETS) and not _has(content, ("WordDocument",)):
        return read_apart("xls", content, name=name)
    suffix = PurePath(name).suffix.lower()
    is_works = suffix in WORKS and not _has(content, ("WordDocument",))
    return read_converted(content, name=name, suffix=suffix if is_works else ".doc")


def read_rtf(content: bytes, *, name: str) -> Document:
    """Read rich text by way of LibreOffice."""
    return read_converted(content, name=name, suffix=".rtf")


def read_word_xml(content: bytes, *, name: str) -> Document:
    """Read the XML that Word 2003 saved, often named .doc, by way of LibreOffice."""
    return read_converted(content, name=name, suffix=".xml")


def read_excel_xml(content: bytes, *, name: str) -> Document:
    """Read the XML that Excel 2003 and many systems save, often named .xls, by way of LibreOffice."""
    from plans.containers.xlsx import read_xlsx  # noqa: PLC0415

    book = converted(content, name=name, suffix=".xml", to="xlsx")
    members_of(book, name=name)
    return read_xlsx(book, name=name)


def read_odt(content: bytes, *, name: str) -> Document:
    """Read an OpenDocument text that passed `archive.members_of` by way of LibreOffice."""
    return read_converted(content, name=name, suffix=".odt")


def read_converted(content: bytes, *, name: str, suffix: str) -> Document:
    """Read a text format that only LibreOffice knows."""
    from plans.containers.docx import read_docx  # noqa: PLC0415  (half a second, only when needed)

    word = converted(content, name=name, suffix=suffix)
    members_of(word, name=name)
    return read_docx(word, name=name)


def _has(content: bytes, names: tuple[str, ...]) -> bool:
    """Look for the entry of a stream in the directory: its name in UTF-16, closed by a zero."""
    return any(f"{name}\0".encode("utf-16-le") in content for name in names)
