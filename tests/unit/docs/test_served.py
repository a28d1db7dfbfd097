# SPDX-License-Identifier: Apache-2.0
"""What docs/feeds.md promises of answers, asked of the very feeds and pages."""

import asyncio
import json
import re
from datetime import timedelta

import httpx
import pytest

from tests.builders import task_view
from tests.support.docs.documents import blocks, section, tables, text_of
from tests.support.feeds.served_office import PATH, Got, Office
from tests.support.served import KEY, SITE, STYLE, ListedSource, Told, noon
from tests.unit.web.test_app import ask, fail
from web.app import make_app
from web.redirects import hosts_of
from web.site import Site

PAGE = "docs/feeds.md"
HTTP = section(PAGE, "HTTP")


@pytest.fixture
def office() -> Office:
    """Give two tasks behind their feeds."""
    return Office()


def promised() -> dict[int, str]:
    """Give what the page says of each status."""
    rows = next(rows for rows in tables(PAGE) if rows and rows[0].values[0] == "200")
    return {int(row.values[0]): row.values[1] for row in rows}


def answers(office: Office) -> dict[int, Got]:
    """Bring each status about that a feed may be answered with."""
    got = {200: office.get(accept_encoding="gzip")}
    got[304] = office.get(if_none_match=got[200].tag)
    got[404] = office.get(PATH.replace("/feeds/", "/feeds/x"))
    got[405] = office.get(method="POST")
    office.source.change_feed(generation=2, endings=((1, noon()),))
    office.at(noon() + timedelta(days=30))
    got[410] = office.get()
    away = Office()
    away.source.away = True
    got[503] = away.get()
    return got


def test_every_status_of_the_page_is_answered_and_no_other(office: Office) -> None:
    """The statuses that the table tells, and 405, are those that come."""
    got = answers(office)
    assert {status: each.status for status, each in got.items()} == {status: status for status in got}
    assert promised().keys() | {405} == got.keys() | {308}


def test_a_whole_feed_has_what_its_row_promises(office: Office) -> None:
    """Its type, strong tags of both encodings, the day of its last change."""
    row = promised()[200]
    plain, _first = office.get(), office.get(accept_encoding="gzip")
    zipped = office.get(accept_encoding="gzip")
    assert f"`{plain.headers['content-type']}`" in row
    assert "gzip for who takes it" in row
    assert zipped.headers["content-encoding"] == "gzip"
    assert "strong `ETag` for each encoding" in row
    assert plain.tag != zipped.tag
    assert plain.tag.startswith('"')
    assert "`Last-Modified`" in row
    assert "last-modified" in plain.headers


def test_a_condition_is_heard_as_its_row_promises(office: Office) -> None:
    """A list, a weak tag, that of the other encoding and `*`; the day only without a tag."""
    row, got = promised()[304], office.get()
    assert "(a list, weak, of the other encoding, `*`), told with the tag the reader has;" in row
    for wanted in (f'"other", {got.tag}', f"W/{got.tag}", "*"):
        assert office.get(if_none_match=wanted).status == 304, wanted
    other = f'{got.tag[:-1]}-gzip"'
    assert office.get(if_none_match=other).tag == other
    assert "`If-Modified-Since` only without it" in row
    since = got.headers["last-modified"]
    assert office.get(if_modified_since=since).status == 304
    assert office.get(if_modified_since=since, if_none_match='"other"').status == 200


def test_refusals_have_what_their_rows_promise(office: Office) -> None:
    """Plain text for a token that is none, a time to come again while the ledger is away, never HTML."""
    got, rows = answers(office), promised()
    assert "in plain text" in rows[404]
    assert got[404].headers["content-type"].startswith("text/plain")
    assert "with `Retry-After`" in rows[503]
    assert "retry-after" in got[503].headers
    assert "with `Allow`" in HTTP
    assert got[405].headers["allow"] == "GET, HEAD"
    assert not any("html" in each.headers.get("content-type", "") for each in got.values())
    days = re.search(r"ended more than (\d+) days ago", rows[410])
    assert days is not None
    assert days[1] == "30"


def test_every_answer_has_the_headers_that_the_page_names(office: Office) -> None:
    """What is said of 200 and 304, and of everything with content."""
    told = re.search(r"Every 200 and 304 says (.*); every answer with content says (.*)\.", HTTP)
    assert told is not None
    for status, got in answers(office).items():
        promises = re.findall(r"`([\w-]+): ([^`]+)`", (told[1] if status in (200, 304) else "") + told[2])
        for name, value in promises:
            if status != 304 or name in ("Cache-Control", "Vary"):
                assert got.headers.get(name.lower()) == value, (status, name)


def test_a_former_host_is_answered_as_its_row_promises() -> None:
    """308 to the same path and query at the present address."""
    site = Site(**{**vars_of(SITE), "former_hosts": hosts_of(["https://old.example"])})
    source = ListedSource(task_view())
    app = make_app(source=source, changes=source, key=KEY, watch=Told(), now=noon, site=site, style=STYLE)

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="https://old.example") as client:
            return await client.get(f"{PATH}?todo=1")

    answer = asyncio.run(once())
    assert (answer.status_code, answer.headers["location"]) == (308, f"{SITE.base_url}{PATH}?todo=1")
    assert "the same path and query at the present address" in promised()[308]


def vars_of(site: Site) -> dict[str, object]:
    """Give the fields of a site."""
    return {name: getattr(site, name) for name in Site.__dataclass_fields__}


def test_the_example_of_healthz_has_what_healthz_answers() -> None:
    """The same keys, down to the counts; and the statuses that the page tells."""
    example = json.loads(next(block.text for block in blocks(PAGE) if block.language == "json"))
    answer = ask("/healthz")
    assert example.keys() == answer.json().keys()
    assert example["messages"].keys() == answer.json()["messages"].keys()
    assert "`/healthz` answers 200, or 503 when the ledger is away" in text_of(PAGE)
    assert (answer.status_code, ask("/healthz", fail).status_code) == (200, 503)
