"""What of a web page is the document: navigation, footers, scripts and hidden parts are not."""

import re
from typing import Any

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


class Furniture:
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
