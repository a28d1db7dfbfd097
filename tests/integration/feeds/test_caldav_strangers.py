# SPDX-License-Identifier: Apache-2.0
"""CalDAV asked by who has a token and means no good, or has none and spells it oddly."""

import base64
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from tests.support.feeds.caldav import DECLARED, TOKEN

pytest.importorskip("radicale", reason="Radicale is not installed: install the extra `caldav`")
pytest.importorskip("a2wsgi", reason="a2wsgi is not installed: install the extra `caldav`")
from tests.integration.feeds.test_caldav import EVENTS, Office, open_office
from web.caldav.application import THREADS

ENTITY = '<!DOCTYPE x [<!ENTITY e "e"><!ENTITY f "&e;&e;">]>'
ASKED = f"<d:propfind {DECLARED}><d:prop><d:getetag/>{{}}</d:prop></d:propfind>"
NO_QUESTIONS = {
    "entities": ENTITY + ASKED.format("&f;"),
    "entities that nobody uses": ENTITY + ASKED.format(""),
    "an external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + ASKED.format("&e;"),
    "an external DOCTYPE": '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">' + ASKED.format(""),
    "parameter entities": '<!DOCTYPE x [<!ENTITY % e SYSTEM "file:///etc/passwd">%e;]>' + ASKED.format(""),
    "elements without end": "<a>" * 100_000,
    "elements in elements": ASKED.format("<a>" * 50_000 + "</a>" * 50_000),
    "thousands of properties": ASKED.format("<d:getetag/>" * 10_000),
    "no XML": "hello",
    "an encoding that there is not": "<?xml version='1.0' encoding='nonsense'?>" + ASKED.format(""),
    "NUL": "\0" + ASKED.format(""),
}


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with open_office() as made:
        yield made


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT"])
@pytest.mark.parametrize("content", NO_QUESTIONS.values(), ids=NO_QUESTIONS.keys())
def test_what_is_no_question_is_refused_plainly(office, caplog, method, content):
    """Entities, depth and multitudes are 400 and no fault of ours, so the log has no word of them."""
    answer = office.client.http.request(method, EVENTS, content=content.encode())
    assert answer.status_code == 400
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


@pytest.mark.parametrize("path", ["/caldav/", "/caldav/7/", EVENTS])
@pytest.mark.parametrize(
    "content",
    [
        f"<c:calendar-query {DECLARED}><c:filter/></c:calendar-query>",
        f"<c:calendar-multiget {DECLARED}><d:href>{EVENTS}nothing.ics</d:href></c:calendar-multiget>",
        f"<c:free-busy-query {DECLARED}/>",
        f"<d:propfind {DECLARED}/>",
        "<a/>",
    ],
)
def test_an_odd_question_is_no_fault_of_ours(office, path, content):
    """Whatever may be asked of a folder or a calendar, the answer is not 500."""
    for method in ("PROPFIND", "REPORT"):
        assert office.client.http.request(method, path, content=content.encode()).status_code < 500


@pytest.mark.parametrize(
    "credentials",
    [
        b"\xe4\xbd\xa0:\xe5\xa5\xbd",
        base64.b64encode("督办:密码".encode()),
        base64.b64encode("督办:密码".encode("gb18030")),
        base64.b64encode(b"no colon"),
        b"!!!!",
        b"=",
    ],
)
def test_a_password_that_is_no_token_is_asked_for_again(office, credentials):
    """Not ASCII, not UTF-8, not base64: each is 401, never 503 as if the ledger were away."""
    headers = [(b"Authorization", b"Basic " + credentials)]
    with office.client_with(user="", password="").http as nobody:
        nobody.auth = None
        answer = nobody.request("PROPFIND", EVENTS, headers=headers)
    assert answer.status_code == 401


def test_who_sends_slowly_costs_nobody_a_thread(office):
    """More requests than there are threads stop before their content; another one is answered."""
    place = urlsplit(office.address)
    known = "Basic " + base64.b64encode(f"x:{TOKEN}".encode()).decode()
    head = [f"REPORT {EVENTS} HTTP/1.1", "Host: x", f"Authorization: {known}", "Content-Length: 99", "", ""]
    with ExitStack() as opened:
        for _each in range(2 * THREADS):
            line = opened.enter_context(socket.create_connection((place.hostname, place.port)))
            line.sendall("\r\n".join(head).encode())
        assert office.client.propfind(EVENTS, "d:getetag").status == 207


def test_content_may_come_in_chunks(office):
    """A question of unknown length is read like any other."""
    question = ASKED.format("").encode()
    answer = office.client.http.request("PROPFIND", EVENTS, content=iter([question[:50], question[50:]]))
    assert answer.status_code == 207
    assert (answer.content.count(b"<getetag>"), answer.content.count(b"displayname")) == (1, 0)


def test_chunks_beyond_all_measure_are_refused(office):
    """A length that nobody told is no way around the bound."""
    answer = office.client.http.request("REPORT", EVENTS, content=iter([b"x" * 100_000] * 12))
    assert answer.status_code == 413
