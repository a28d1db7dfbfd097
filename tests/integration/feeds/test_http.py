# SPDX-License-Identifier: Apache-2.0
"""Feeds over a real socket, as a calendar program fetches them."""

import logging
import re
import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from time import monotonic

import httpx
import pytest

from tests.builders import task_view
from tests.support.feeds.lint import lint, parse, text
from tests.support.served import KEY, ON, SITE, STYLE, ListedSource, Told, noon, stats
from tests.support.waiting import PATIENCE
from web.app import WebApp, make_app
from web.networks import LOOPBACK
from web.redirects import hosts_of
from web.server import listen, make_server, protocol_of
from web.tokens import sign

FEED = f"/feeds/{sign(7, 1, key=KEY)}.ics"


@dataclass
class Office:
    """A served ledger, its client, and the day it is."""

    source: ListedSource
    day: date = ON
    client: httpx.Client = field(init=False)
    port: int = field(init=False)


@contextmanager
def served(app: WebApp) -> Iterator[int]:
    """Serve `app` in a thread as the daemon does, and give its port."""
    listener = listen("127.0.0.1", 0)
    http = protocol_of(app.feeds, former_hosts=app.site.former_hosts)
    server = make_server(app, "127.0.0.1", 0, http=http)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def ask(source):
    with source.reading():
        return stats()


def app_of(source: ListedSource, *, now=noon, site=SITE, insiders=LOOPBACK) -> WebApp:
    return make_app(
        source=source,
        changes=source,
        key=KEY,
        watch=Told(lambda: ask(source)),
        now=now,
        site=site,
        style=STYLE,
        insiders=insiders,
    )


def client_of(port: int) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE)


@pytest.fixture
def office() -> Iterator[Office]:
    source = ListedSource(*(task_view(position) for position in range(1, 30)))
    office = Office(source=source)
    app = app_of(source, now=lambda: noon(office.day))
    with served(app) as port, client_of(port) as client:
        client.event_hooks["response"].append(read_by_the_lint)
        office.client, office.port = client, port
        yield office


def read_by_the_lint(answer: httpx.Response) -> None:
    """Find no fault in any feed that is served."""
    if answer.headers.get("content-type", "").startswith("text/calendar") and answer.read():
        assert lint(answer.content) == []


def compressed(office: Office) -> httpx.Response:
    """Give the compressed answer, which the first who ask for it do not wait for."""
    deadline = monotonic() + 10
    while monotonic() < deadline:
        answer = office.client.get(FEED)
        if "content-encoding" in answer.headers:
            return answer
    raise AssertionError("the feed is never compressed")


def test_a_feed_is_fetched_whole(office):
    """The bytes on the wire are a clean calendar of every task, compressed or not."""
    plain = office.client.get(FEED, headers={"Accept-Encoding": "identity"})
    zipped = compressed(office)
    assert (plain.status_code, zipped.status_code) == (200, 200)
    assert zipped.headers["content-encoding"] == "gzip"
    assert plain.content == zipped.content
    assert lint(plain.content) == []
    assert len(parse(plain.content).named("VEVENT")) == 29


def test_head_says_what_get_would_send(office):
    """HEAD has the headers of GET and no content."""
    compressed(office)
    head, get = office.client.head(FEED), office.client.get(FEED)
    names = ("etag", "last-modified", "content-length", "content-type", "cache-control")
    assert head.content == b""
    assert [head.headers[name] for name in names] == [get.headers[name] for name in names]


def test_a_second_poll_costs_nothing(office):
    """With the tag or the date of the first answer the second is 304 without content."""
    first = office.client.get(FEED)
    by_tag = office.client.get(FEED, headers={"If-None-Match": first.headers["etag"]})
    by_date = office.client.get(FEED, headers={"If-Modified-Since": first.headers["last-modified"]})
    assert [by_tag.status_code, by_date.status_code] == [304, 304]
    assert by_tag.content == by_date.content == b""
    assert "content-type" not in by_tag.headers


def tag(office):
    return office.client.get(FEED, headers={"Accept-Encoding": "identity"}).headers["etag"]


def test_the_tag_changes_exactly_with_the_facts(office):
    """A quiet day keeps the tag; each changed title and a passed deadline bring a new one."""
    tags = [tag(office)]
    office.day = date(2026, 12, 31)
    assert tag(office) == tags[0]
    for title in ("新的名称", "更新的名称"):
        office.source.change(3, title=title)
        tags.append(tag(office))
    office.day = date(2027, 1, 1)
    tags.append(tag(office))
    assert len(set(tags)) == 4


def test_a_change_reaches_a_client_that_polls(office):
    """The poll after a change is a whole answer with the new title."""
    tag = office.client.get(FEED).headers["etag"]
    office.source.change(0, title="新的名称")
    answer = office.client.get(FEED, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert text(parse(answer.content).named("VEVENT")[0].value("SUMMARY")) == "1. 新的名称"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PROPFIND"])
def test_writing_is_refused(office, method):
    """A probe for write access learns what is allowed, body and all."""
    answer = office.client.request(method, FEED, content=b"x" * 100_000)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_an_unknown_token_is_404_in_plain_text(office):
    """No HTML ever stands on the address of a feed."""
    answer = office.client.get("/feeds/" + "A" * 32 + ".ics")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")


def test_many_polls_are_never_turned_away(office):
    """A hundred polls in a row are all served: there is no 429 on a feed."""
    assert {office.client.get(FEED).status_code for _ in range(100)} == {200}


def test_an_outage_is_invisible_to_who_polled_before(office):
    """With the ledger away, `/healthz` fails and the feed keeps its bytes."""
    before = office.client.get(FEED)
    office.source.away = True
    assert office.client.get("/healthz").status_code == 503
    during = office.client.get(FEED)
    assert (during.status_code, during.content) == (200, before.content)


def test_the_token_is_in_no_log(office, caplog):
    """Neither a served, a refused nor a failing request writes the path of a feed."""
    with caplog.at_level(logging.DEBUG):
        office.client.get(FEED)
        office.client.put(FEED)
        office.source.change(0, title="新的名称")
        office.source.away = True
        office.client.get(FEED)
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert ours
    assert FEED[7:30] not in "".join(record.getMessage() + (record.exc_text or "") for record in ours)


def raw(office: Office, request: bytes) -> bytes:
    """Send bytes and read until the server closes."""
    with socket.create_connection(("127.0.0.1", office.port), timeout=PATIENCE) as line:
        line.sendall(request)
        received = b""
        while more := line.recv(65536):
            received += more
        return received


def poll(*lines: str, method: str = "GET", version: str = "1.1", path: str = FEED) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/{version}", "Host: x", *lines, "", ""]).encode()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_proxy_that_speaks_the_old_protocol_is_answered_and_let_go(office, version):
    """HTTP/1.0, as nginx speaks by default, gets the whole feed and a closed connection."""
    office.client.get(FEED)
    head, _, body = raw(office, poll("Connection: close", version=version)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nconnection: close" in head
    assert head.lower().count(b"\r\ndate: ") == 1
    assert len(parse(body).named("VEVENT")) == 29


def test_requests_sent_together_are_answered_in_their_order(office):
    """A poll that is ready overtakes neither a page that takes longer nor a feed that has to be built."""
    office.client.get(FEED)
    office.source.change(0, title="新的名称")
    asked = [
        poll(),
        poll(path="/healthz"),
        poll(method="HEAD"),
        poll(method="PUT"),
        poll("Connection: close"),
    ]
    answered = raw(office, b"".join(asked))
    assert re.findall(rb"HTTP/1\.1 (\d+) ", answered) == [b"200", b"200", b"200", b"405", b"200"]
    assert answered.count(b"BEGIN:VCALENDAR") == 2


def test_a_poll_may_have_content_that_nobody_reads(office):
    """The body of a GET is passed over, and the next request on the connection is understood."""
    office.client.get(FEED)
    answered = raw(office, poll("Content-Length: 5") + b"xxxxx" + poll("Connection: close"))
    assert answered.count(b"HTTP/1.1 200 OK") == 2


def test_a_reader_who_does_not_read_is_not_sent_more_and_more(office):
    """Thousands of polls on a connection that is never read fill no memory and hold up nobody else."""
    office.client.get(FEED)
    before = resident()
    with socket.create_connection(("127.0.0.1", office.port)) as line:
        line.settimeout(2)
        with suppress(TimeoutError):
            line.sendall(poll() * 20_000)
        assert office.client.get(FEED).status_code == 200
        assert resident() < before + 50


def resident() -> int:
    """Give how many mebibytes this process, in which the server runs, holds in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() >> 20


@pytest.mark.parametrize("path", [FEED, f"{FEED}?todo=1", "/units/abc", "/tasks/abc"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_former_host_sends_on(method, path):
    """Feeds and pages asked for under a former name are 308 to the present one, query and all."""
    former = {"Host": "old.example:8443"}
    site = replace(SITE, former_hosts=hosts_of(["https://Old.example:8443/x"]))
    with served(app_of(ListedSource(task_view()), site=site)) as port, client_of(port) as client:
        moved = client.request(method, path, headers=former)
        assert (moved.status_code, moved.headers["location"]) == (308, f"https://office.example{path}")
        assert client.get(FEED, headers={"Host": "office.example"}).status_code == 200
        assert client.get(FEED, headers=former).status_code == 308
        assert client.get("/healthz", headers=former).status_code == 200


def test_a_broken_request_harms_nobody(office):
    """Garbage on the socket is answered and closed, the next request is served."""
    with socket.create_connection(("127.0.0.1", office.port)) as line:
        line.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        assert b"400" in line.recv(1000)
    assert office.client.get(FEED).status_code == 200
