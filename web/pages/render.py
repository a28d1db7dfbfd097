# SPDX-License-Identifier: Apache-2.0
"""Pages that are complete in themselves: nothing is loaded from elsewhere, and a policy forbids it."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from jinja2 import Environment
from markupsafe import Markup

from models.letters import NOBODY, OfficeContact
from templates.catalogues import load
from templates.pages import page_environment, read_part
from wording.labels import asked_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page and the policy it is shown under (Content-Security-Policy, level 3)."""

    content: bytes
    policy: str


def welcome_page(locale: str, contact: OfficeContact = NOBODY) -> Page:
    """Render the plain page at `/` that says what this is."""
    return render_page("index.html", locale=locale, contact=contact)


def help_page(locale: str) -> Page:
    """Render the page at `/help` that tells a unit what the mails are and how to answer."""
    return render_page("help.html", locale=locale)


def render_page(
    template: str,
    *,
    locale: str,
    contact: OfficeContact = NOBODY,
    styles: Sequence[str] = ("page.css",),
    **facts: object,
) -> Page:
    """Render a template of `templates/web`; its style is allowed by its hash, everything else by nothing.

    A page ends with whom to ask at the office.
    """
    style, icon = "".join(map(read_part, styles)), b64encode(read_part("icon.svg").encode()).decode("ascii")
    text = _environment(locale).get_template(template)
    markup = Markup(style)  # noqa: S704  (our own file)
    asked = asked_at(contact, load(locale).gettext)
    content = text.render(lang=locale.replace("_", "-"), style=markup, icon=icon, asked=asked, **facts)
    digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return Page(content=content.encode(), policy=policy)


@cache
def _environment(locale: str) -> Environment:
    return page_environment(load(locale))
