# SPDX-License-Identifier: Apache-2.0
"""The environment of the HTML templates in `templates/web`: strict about names, always escaped."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from templates.catalogues import Catalogue


def page_environment(catalogue: Catalogue) -> Environment:
    """Make the environment in which pages speak the language of a catalogue."""
    environment = Environment(
        loader=FunctionLoader(read_part),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    return environment


@cache
def read_part(name: str) -> str:
    """Read a template, style or icon of `templates/web`."""
    return (files("templates") / "web" / name).read_text(encoding="utf-8")
