# SPDX-License-Identifier: Apache-2.0
"""The text of a Word paragraph as it is seen: insertions taken, deletions and hidden words left out."""

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from plans.formats.word_lists import is_on

MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES = f"{MARKUP}AlternateContent"
LEFT_OUT = {
    ALTERNATIVES,
    *map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:drawing", "w:pict", "w:object", "w:rt")),
}
SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
TEXT, RUN, SIMPLE_FIELD = qn("w:t"), qn("w:r"), qn("w:fldSimple")
FIELD, FIELD_STEP, FIELD_WORDS = qn("w:fldChar"), qn("w:fldCharType"), qn("w:instrText")
SHOWN = {TEXT, MATHS, SIMPLE_FIELD, FIELD, FIELD_WORDS, *SIGNS}
HIDDEN = f"{qn('w:rPr')}/{qn('w:vanish')}"
_page_field = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.I)

_page_words = re.compile(r"(?:[Pp]age|of|[\s\-—–－―~·•/|,，第共页頁])*")


def paragraph_text(paragraph: Any) -> str:
    """Join the text of a `w:p` element; nothing when it only shows the number of the page."""
    fields = _Fields()
    text = "".join(fields.seen(_parts(paragraph)))
    return "" if fields.has_page and _page_words.fullmatch(text) else text


def _parts(element: Any) -> Iterator[Any]:
    """Give the elements that show something or belong to a field, in order."""
    for child in element:
        if child.tag in SHOWN:
            yield child
        if not (child.tag in LEFT_OUT or _is_page_field(child) or _is_hidden(child)):
            yield from _parts(child)


def _is_hidden(element: Any) -> bool:
    return element.tag == RUN and is_on(element.find(HIDDEN))


class _Fields:
    """Follow the fields of a paragraph: of the number of a page not even the result belongs to the text."""

    def __init__(self) -> None:
        self.has_page = False
        self._words: list[str] = []
        """What each field that is open says, the innermost last."""

    def seen(self, parts: Iterator[Any]) -> Iterator[str]:
        """Give the texts outside page numbers."""
        for part in parts:
            if part.tag == SIMPLE_FIELD:
                self.has_page |= _is_page_field(part)
            elif part.tag == FIELD:
                self._step(part.get(FIELD_STEP))
            elif part.tag == FIELD_WORDS:
                if self._words:
                    self._words[-1] += part.text or ""
                    self.has_page |= _page_field.match(self._words[-1]) is not None
            elif not any(map(_page_field.match, self._words)):
                yield SIGNS.get(part.tag) or part.text or ""

    def _step(self, step: str | None) -> None:
        if step == "begin":
            self._words.append("")
        elif step == "end" and self._words:
            self._words.pop()


def _is_page_field(element: Any) -> bool:
    return element.tag == SIMPLE_FIELD and _page_field.match(element.get(qn("w:instr")) or "") is not None
