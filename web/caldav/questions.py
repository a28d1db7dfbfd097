# SPDX-License-Identifier: Apache-2.0
"""What a program asks for in XML: read with bounds, and refused when it is no question."""

from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

DEEPEST = 32
"""Elements within elements: a filter on a parameter of a property is eight deep."""
MOST_PROPERTIES = 200
"""Properties asked for at once; each is answered once for every item."""
DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"


class NoQuestionError(ValueError):
    """The content of a request is none that a calendar program sends."""


def read_question(content: bytes, method: str) -> Element:
    """Read the content of PROPFIND or REPORT; NoQuestionError for a DOCTYPE and what is none of theirs."""
    parser = DefusedXMLParser(target=_BoundedTree(), forbid_dtd=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise NoQuestionError(type(error).__name__) from error
    if method == "PROPFIND" and (root.tag != f"{DAV}propfind" or not len(root)):
        raise NoQuestionError("not a propfind")
    if root.tag == f"{CALDAV}free-busy-query" and root.find(f"{CALDAV}time-range") is None:
        raise NoQuestionError("no time range")
    if any(len(asked) > MOST_PROPERTIES for asked in root.iter(f"{DAV}prop")):
        raise NoQuestionError("too many properties")
    return root


class _BoundedTree(TreeBuilder):
    """Build a tree that whoever walks it by recursion can walk."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NoQuestionError("too deep")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)
