"""Strict Office Open XML has other names for the same things: they are changed for the usual ones."""

import re
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

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
