"""What all formats of marked-up text share: a parser that fetches nothing and expands nothing."""

from typing import Any

from lxml import etree


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
