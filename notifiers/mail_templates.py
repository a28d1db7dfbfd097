"""The mail templates: one environment a locale and a form, strict about names, HTML always escaped."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from models.text import clean_line, clean_text
from notifiers.mail_page import Page
from templates import catalogues

ROWS_IN_HTML = 40
HTML_LIMIT = 96_000
"""Bytes; Gmail hides what comes after about 102 kB."""


def subject_of(page: Page, *, locale: str) -> str:
    """Render the subject: one clean line."""
    return clean_line(_render("subject.txt", page, locale))


def text_of(page: Page, *, locale: str) -> str:
    """Render the plain text with every row of the letter."""
    return clean_text(_render("letter.txt", page, locale))


def html_of(page: Page, *, locale: str) -> str:
    """Render the HTML with at most 40 rows, fewer when long titles would make it too heavy for Gmail."""
    limit = ROWS_IN_HTML
    html = _render("letter.html", page.within(limit), locale)
    while len(html.encode()) > HTML_LIMIT and limit > 1:
        limit //= 2
        html = _render("letter.html", page.within(limit), locale)
    return clean_text(html)


def _render(name: str, page: Page, locale: str) -> str:
    environment = _environment(locale, escaped=name.endswith(".html"))
    return environment.get_template(name).render(page=page)


@cache
def _environment(locale: str, *, escaped: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("templates", "mail"),
        autoescape=escaped,  # noqa: S701  (off for plain text only)
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(catalogues.load(locale), newstyle=True)  # type: ignore[attr-defined]
    return environment
