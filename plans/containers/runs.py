"""The text of a Word paragraph as it is seen: insertions taken, deletions and boxes left out."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

LEFT_OUT = {qn(tag) for tag in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:drawing", "w:pict", "w:object")}
ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
TEXT = qn("w:t")


def paragraph_text(paragraph: Any) -> str:
    """Join the text of a `w:p` element."""
    return "".join(_parts(paragraph))


def _parts(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == TEXT:
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag not in LEFT_OUT and child.tag != ALTERNATIVES:
            yield from _parts(child)
