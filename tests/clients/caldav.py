# SPDX-License-Identifier: Apache-2.0
"""CalDAV of a running daemon: the addresses a program is given, with the token in them as the password."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.clients import plans
from tests.clients.daemon import Office

SWITCHED_ON: Mapping[str, str] = {"DUBAN_CALDAV": "true"}


def office_with_caldav(folder: Path) -> Office:
    """Make the invented office with CalDAV on, not yet at work; skip without the extra."""
    pytest.importorskip("radicale", reason="Radicale is not installed: install the extra `caldav`")
    pytest.importorskip("a2wsgi", reason="a2wsgi is not installed: install the extra `caldav`")
    folder.mkdir()
    office = Office(folder, SWITCHED_ON)
    plans.fill(office)
    return office


def token_of(office: Office, name: str) -> str:
    """Give the token of the first feed of that name."""
    return office.address(name).rsplit("/", 1)[1].removesuffix(".ics")


def root(office: Office, name: str) -> str:
    """Give the address by which a program finds the calendars of a feed."""
    place = urlsplit(office.base_url)
    return f"{place.scheme}://duban:{token_of(office, name)}@{place.netloc}/caldav/"


def collections(office: Office, name: str) -> dict[str, str]:
    """Give the addresses of the events and of the to-dos of a feed."""
    feeds = office.duban("feed", "list", "--json").json
    number = next(each["id"] for each in feeds if each["name"] == name)
    return {kind: f"{root(office, name)}{number}/{kind}/" for kind in ("events", "todos")}
