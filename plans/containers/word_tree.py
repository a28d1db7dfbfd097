"""The tree of a Word document as it is seen: containers opened, text boxes once, deleted ends joined."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from plans.containers.list_levels import is_on
from plans.containers.numbered import Numbering
from plans.containers.runs import ALTERNATIVES, MARKUP, paragraph_text

SECOND_CHOICE = f"{MARKUP}Fallback"
WRAPPERS = {qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")}
BOX, PARAGRAPH, TABLE = qn("w:txbxContent"), qn("w:p"), qn("w:tbl")
MARK = f"{qn('w:pPr')}/{qn('w:rPr')}"
ENDINGS = tuple(f"{MARK}/{qn(tag)}" for tag in ("w:del", "w:moveFrom"))


def unwrapped(element: Any) -> Iterator[Any]:
    """Give what stands in an element, also inside content controls and tracked insertions."""
    for child in element:
        if child.tag in WRAPPERS:
            yield from unwrapped(child)
        elif child.tag == ALTERNATIVES:
            yield from unwrapped(next(iter(child), ()))
        else:
            yield child


def entries(element: Any) -> Iterator[list[Any]]:
    """Give each table, and each paragraph with those before it whose ends were deleted."""
    entry: list[Any] = []
    for each in unwrapped(element):
        if each.tag == TABLE:
            yield from ([entry] if entry else [])
            yield [each]
            entry = []
        elif each.tag == PARAGRAPH and not _is_hidden(each):
            entry.append(each)
            if _is_ended(each):
                yield entry
                entry = []
    yield from ([entry] if entry else [])


def entry_text(entry: list[Any], numbering: Numbering, *, is_cell: bool = False) -> str:
    """Write a paragraph with its number; only in a cell a number may stand alone."""
    label = numbering.label_of(entry[-1])
    text = "".join(map(paragraph_text, entry))
    return label + text if is_cell or text.strip() else text


def _is_ended(paragraph: Any) -> bool:
    return all(paragraph.find(path) is None for path in ENDINGS)


def _is_hidden(paragraph: Any) -> bool:
    """Tell whether a paragraph is hidden with its end, so that it has no line and no number."""
    return is_on(paragraph.find(f"{MARK}/{qn('w:vanish')}")) and not paragraph_text(paragraph)


def boxes_in(paragraph: Any) -> Iterator[Any]:
    """Give the text boxes anchored in a paragraph, each box once."""
    for box in paragraph.iter(BOX):
        if _box_around(box, paragraph) is None and not _is_copy(box, paragraph):
            yield box


def _box_around(box: Any, paragraph: Any) -> Any:
    """Find a text box that holds this one inside the paragraph."""
    for above in box.iterancestors():
        if above is paragraph:
            return None
        if above.tag == BOX:
            return above
    return None


def _is_copy(box: Any, paragraph: Any) -> bool:
    """Word writes a box twice, the second time for old programs."""
    for above in box.iterancestors():
        if above is paragraph:
            return False
        if above.tag == SECOND_CHOICE:
            return any(True for choice in above.itersiblings(preceding=True) for _ in choice.iter(BOX))
    return False
