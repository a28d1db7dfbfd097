# SPDX-License-Identifier: Apache-2.0
"""Web pages, also those saved with everything on them (.mht, .mhtml), as lines and tables."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message
from itertools import count, islice
from typing import Any, NamedTuple

from lxml import etree

from models.findings import Finding
from plans.findings import refusal
from plans.formats.grid import BROKEN, Cell, EndlessTableError, filled, footnotes
from plans.formats.text import clean, decode
from plans.text.blocks import Block, Document, Line, Row, Table
from plans.text.script import words

SILENT = {
    "script", "style", "noscript", "template", "head", "svg", "select", "button", "input", "textarea",
    "iframe", "object", "nav", "aside",
}  # fmt: skip
EDGES = {"header", "footer"}
BOXES = {"div", "ul", "ol", "dl", "section", "table", "td", "p", "form", "span"}
WORDS = frozenset(
    words(
        "nav navbar navigation menu breadcrumb breadcrumbs crumb crumbs foot footer copyright sidebar share "
        "sharebox toolbar related pagination pager pages banner searchbox search login weixin wechat qrcode "
        "ad ads friendlink friendlinks skip dqwz topbar sitemap"
    )
)
ROLES = {"navigation", "contentinfo", "banner", "search", "complementary"}
MOST = 0.4
"""A part with a larger share of the page's text is no furniture, whatever it is called."""
KEPT = 100
"""Parts that were called furniture and were not: with more of them, names mean nothing on this page."""
_word = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_hidden = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_plan = re.compile("责任单位|责任部门|牵头单位|牵头领导|完成时限|完成时间|責任單位|牽頭單位")


class NavigationParts:
    """Tell the parts of one page that do not belong to its document."""

    def __init__(self, root: Any) -> None:
        self._whole = len("".join(root.itertext()))
        self._kept = 0

    def __contains__(self, element: Any) -> bool:
        if element.tag in SILENT or _is_hidden(element):
            return True
        return self._kept < KEPT and _is_called_so(element) and not self._is_document(element)

    def _is_document(self, element: Any) -> bool:
        text = "".join(element.itertext())
        is_document = len(text) > MOST * self._whole or _plan.search(text) is not None
        self._kept += is_document
        return is_document


def _is_hidden(element: Any) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _hidden.search(element.get("style") or "") is not None
    )


def _is_called_so(element: Any) -> bool:
    if element.tag in EDGES or (element.get("role") or "").lower() in ROLES:
        return True
    called = f"{element.get('class') or ''} {element.get('id') or ''}"[:200]
    return element.tag in BOXES and any(word.lower() in WORDS for word in _word.findall(called))


def xml_root(content: bytes) -> Any:
    """Parse XML that passed `archive.members_of`; etree.XMLSyntaxError (a SyntaxError) when it is broken."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(content, parser=parser)


def html_root(text: str) -> Any:
    """Parse a web page, however ill-formed; RecursionError when it nests deeper than 2,048 elements.

    A page without a single element gives etree.XMLSyntaxError (a SyntaxError) or None.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    root = etree.fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise RecursionError
    return root


BLOCKS = {
    "p", "div", "br", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "td", "th", "caption", "section",
    "article", "main", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "blockquote",
    "form", "fieldset", "center", "address", "figure", "body",
}  # fmt: skip
NOTES = re.compile(r"(?:sdfootnote|sdendnote|ftn|edn)\d+$")
NOTE_MARKS = ("sdfootnoteanc", "sdendnoteanc", "sdfootnotesym", "sdendnotesym")
ENCODINGS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "big5": "cp950",
}
_charset = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{2,20})|<\?xml[^>]{0,99}encoding=["']([\w-]{2,20})""", re.I
)
_space = re.compile(r"[ \t\r\n\xa0\u3000]+")
_prolog = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_numbered = re.compile(r"\s*(?:[\d一二三四五六七八九十①-⑳]+\s*[.．、)）]|[（(])")

BREAK = "\n"


class ListNumber(NamedTuple):
    """The number of a list item, which stands in front of the text that follows."""

    text: str


Token = str | ListNumber | Table


def read_html(content: bytes, *, name: str) -> Document:
    """Read a web page; InputError when it is empty, nests without end or is in an unknown encoding."""
    text, findings = _decoded(content, name)
    try:
        root = html_root(_prolog.sub("", text))
        page_parts = NavigationParts(root)
        notes = [element for element in root.iter("div") if NOTES.match(element.get("id") or "")]
        blocks = tuple(_numbered_blocks(_grouped(_tokens(root, page_parts))))
        if not blocks:
            raise refusal("blank", name=name)
        texts = (" ".join(map(str, _grouped(_tokens(note, page_parts)))) for note in notes)
        lines = tuple(Line(text=text, number=number) for number, text in enumerate(filter(None, texts), 1))
        return Document(blocks=blocks, findings=(*findings, *footnotes(lines)), notes=lines)
    except EndlessTableError as error:
        raise refusal("bomb", name=name, reason="merged cells") from error
    except BROKEN as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _decoded(content: bytes, name: str) -> tuple[str, tuple[Finding, ...]]:
    """Believe the page about its encoding if that fits; else find it out."""
    found = _charset.search(content[:4096])
    said = next((group.decode().lower() for group in found.groups() if group), "") if found else ""
    try:
        return clean(content.decode(ENCODINGS.get(said, said or "utf-8"))), ()
    except (UnicodeError, LookupError):
        return decode(content, name=name)


def _numbered_blocks(parts: Iterable[str | Table]) -> Iterator[Block]:
    """Lines and rows share one count, so that a number points at one place."""
    numbers = count(1)
    for part in parts:
        if isinstance(part, str):
            yield Line(text=part, number=next(numbers))
        else:
            yield Table(rows=tuple(replace(row, number=next(numbers)) for row in part.rows))


def _grouped(tokens: Iterable[Token]) -> Iterator[str | Table]:
    """Collect pieces of text up to the next break or table; a list item's number waits for its text."""
    line, mark = "", ""
    for token in (*tokens, BREAK):
        if isinstance(token, str) and token != BREAK:
            line += token
            continue
        text = _space.sub(" ", line).strip()
        if text:
            yield mark + text
        mark = token.text if isinstance(token, ListNumber) else "" if text else mark
        line = ""
        if isinstance(token, Table):
            yield token


def _tokens(root: Any, page_parts: NavigationParts) -> Iterator[Token]:
    """Walk without recursion, since pages nest as deep as they like."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            if element.tag in BLOCKS:
                yield BREAK
            if element is not root:
                yield from _texts(element.tail, element.getparent())
        elif element is root:
            yield from _texts(element.text, element)
        elif element in page_parts or _is_note(element):
            walk.skip_subtree()
        elif element.tag == "table" and _is_data(element):
            walk.skip_subtree()
            yield Table(rows=tuple(_rows(element, page_parts)))
        else:
            yield from _opened(element)


def _opened(element: Any) -> Iterator[Token]:
    if element.tag in BLOCKS:
        yield BREAK
    if element.tag == "li" and element.getparent().tag == "ol":
        beginning = "".join(islice(element.itertext(), 5))[:20]
        if not _numbered.match(beginning):
            yield ListNumber(text=f"{_place(element)}. ")
    yield from _texts(element.text, element)


def _texts(text: str | None, inside: Any) -> Iterator[str]:
    """Line ends are spaces, save in text that is set as typed."""
    if inside.tag != "pre":
        yield (text or "").replace("\n", " ")
        return
    for line in (text or "").split("\n"):
        yield from (line, BREAK)


def _place(item: Any) -> int:
    """Count a list item from where its list starts."""
    own, start = item.get("value") or "", item.getparent().get("start") or ""
    if own.isdecimal():
        return int(own[:6])
    before = sum(1 for itersibling in item.itersiblings("li", preceding=True))
    return before + (int(start[:6]) if start.isdecimal() else 1)


def _is_note(element: Any) -> bool:
    if element.tag == "a":
        return (element.get("class") or "") in NOTE_MARKS
    return element.tag == "div" and NOTES.match(element.get("id") or "") is not None


def _is_data(table: Any) -> bool:
    """Tell a table of data from one that only lays out a page."""
    if table.find(".//table") is not None:
        return False
    rows = list(islice(table.iter("tr"), 3))
    return len(rows) > 1 and any(len(row) > 1 for row in rows)


def _rows(table: Any, page_parts: NavigationParts) -> Iterator[Row]:
    rows = ([_cell(cell, page_parts) for cell in row.iterchildren("td", "th")] for row in table.iter("tr"))
    return (Row(cells=cells, number=0) for cells in filled(rows) if any(cells))


def _cell(cell: Any, page_parts: NavigationParts) -> Cell:
    lines = (part for part in _grouped(_tokens(cell, page_parts)) if isinstance(part, str))
    return Cell("\n".join(lines), _reach(cell.get("colspan")), _reach(cell.get("rowspan")))


def _reach(said: str | None) -> int:
    return max(int(said[:6]), 1) if said and said.isdecimal() else 1


def read_mhtml(content: bytes, *, name: str) -> Document:
    """Read the first page of a web archive; InputError when none is in it."""
    message: Message = message_from_bytes(content, policy=policy.compat32)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes):
        raise refusal("damaged", name=name, reason="MHTML")
    # the archive may say the encoding outside of the page
    charset = page.get_content_charset()
    mark = f'<meta charset="{charset}">'.encode() if charset else b""
    return read_html(mark + body, name=name)
