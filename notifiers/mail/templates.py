# SPDX-License-Identifier: Apache-2.0
"""The mail templates: one environment a locale and a form, strict about names, HTML always escaped."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer

from models.text import clean_line
from notifiers.mail.content import MailContent
from notifiers.mail.rows import ROWS_KEPT
from templates import catalogues
from templates.catalogues import Catalogue


def subject_of(content: MailContent, *, locale: str) -> str:
    """Render the subject: one clean line."""
    return clean_line(_render("subject.txt", content, locale))


def text_of(content: MailContent, *, locale: str) -> str:
    """Render the plain text."""
    return _render("letter.txt", content, locale)


def html_of(content: MailContent, *, locale: str) -> str:
    """Render the HTML, which shows only the rows that are told in full."""
    return _render("letter.html", content, locale)


def _render(name: str, content: MailContent, locale: str) -> str:
    words = _module(f"{content.kind}.jinja", locale, escaped=name.endswith(".html"))
    return str(_module(name, locale, escaped=name.endswith(".html")).letter(content, words))


@cache
def _module(name: str, locale: str, *, escaped: bool) -> Any:
    """Run a template once for all mails: its macros need no context of their own each time."""
    return _environment(locale, escaped=escaped).get_template(name).module


class _Spoken(Environment):
    """An environment of one language: what is constant is translated when a template is compiled."""

    catalogue: Catalogue

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        translated: nodes.Template = _Translation(self.catalogue).visit(parsed)
        return translated


class _Translation(NodeTransformer):
    """Replace every call of gettext with a constant sentence by its translation."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802  (Jinja's name)
        """Leave calls that count something, or call something else, as they are."""
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_" | "gettext"), args=[nodes.Const(value=sentence)]):
                told = self._catalogue.gettext(sentence)
                if not node.kwargs:
                    return nodes.TemplateData(told % {})
                pairs = [nodes.Pair(nodes.Const(fact.key), fact.value) for fact in node.kwargs]
                return nodes.Mod(nodes.TemplateData(told), nodes.Dict(pairs))
        return node


@cache
def _environment(locale: str, *, escaped: bool) -> Environment:
    environment = _Spoken(
        loader=PackageLoader("templates", "mail"),
        auto_reload=False,
        autoescape=escaped,  # off for plain text only
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.catalogue = catalogues.load(locale)
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(environment.catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["kept"] = lru_cache(ROWS_KEPT, typed=True)(_laid_out)
    return environment


def _laid_out(fact: object, macro: Callable[..., str], *facts: object) -> str:
    return macro(fact, *facts)
