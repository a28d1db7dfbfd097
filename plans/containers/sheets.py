"""What the XML of an Excel file tells before the library opens it: formulas, endless merged areas."""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

MERGED_LIMIT = 1_000_000
"""Cells under merged ranges in one sheet: the library makes an object of each."""
_merged = re.compile(
    rb'<(?:\w{1,9}:)?mergeCell\s[^>]{0,99}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)


def sheets(content: bytes) -> Iterator[bytes]:
    """Give the XML of each sheet."""
    with ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                yield archive.read(name)


def has_formulas(content: bytes) -> bool:
    """Tell whether any sheet holds a formula."""
    return any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets(content))


def has_endless_merges(content: bytes) -> bool:
    """Tell whether the merged ranges of a sheet cover more cells than any table has."""
    return any(_covered(sheet) > MERGED_LIMIT for sheet in sheets(content))


def _covered(sheet: bytes) -> int:
    return sum(_area(*found.groups()) for found in _merged.finditer(sheet))


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    return (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
