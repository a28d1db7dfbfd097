"""The text of a Word paragraph as it is seen: insertions taken, deletions left out; text boxes apart."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

LEFT_OUT = {qn(tag) for tag in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:drawing", "w:pict", "w:object")}
MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES, SECOND_CHOICE = f"{MARKUP}AlternateContent", f"{MARKUP}Fallback"
SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
WRAPPERS = {qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")}
TEXT, BOX, PARAGRAPH = qn("w:t"), qn("w:txbxContent"), qn("w:p")


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


def unwrapped(element: Any) -> Iterator[Any]:
    """Give what stands in an element, also inside content controls and tracked insertions."""
    for child in element:
        if child.tag in WRAPPERS:
            yield from unwrapped(child)
        else:
            yield child


def boxed(paragraph: Any) -> Iterator[Any]:
    """Give the paragraphs of the text boxes anchored in a paragraph, each box once."""
    for box in paragraph.iter(BOX):
        if not _is_copy(box, paragraph):
            yield from (each for each in box.iter(PARAGRAPH) if _box_of(each) is box)


def own_paragraphs(element: Any) -> Iterator[Any]:
    """Give the paragraphs of a cell, and behind each those of its text boxes."""
    for paragraph in element.iter(PARAGRAPH):
        if _box_of(paragraph, element) is None:
            yield paragraph
            yield from boxed(paragraph)


def _box_of(element: Any, within: Any = None) -> Any:
    """Find the nearest text box around an element, looking no further than `within`."""
    for above in element.iterancestors():
        if above.tag == BOX or above is within:
            return above if above.tag == BOX else None
    return None


def _is_copy(box: Any, paragraph: Any) -> bool:
    """Word writes a box twice, the second time for old programs."""
    for above in box.iterancestors():
        if above is paragraph:
            return False
        if above.tag == SECOND_CHOICE:
            return any(True for choice in above.itersiblings(preceding=True) for _ in choice.iter(BOX))
    return False
