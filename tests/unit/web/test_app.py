"""The application as a whole, asked without a socket."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest

from tests.unit.web.builders import KEY, ON, ListedSource, a_task
from web.app import make_app
from web.ports import Health
from web.tokens import sign

WELL = Health(database=True, last_round_at=datetime(2026, 11, 22, 0, 30, tzinfo=UTC), queued=3, dead=1)
FEED = f"/feeds/{sign(7, 1, key=KEY)}.ics"


def ask(path, method="GET", health=lambda: WELL):
    app = make_app(
        source=ListedSource(a_task()),
        key=KEY,
        health=health,
        today=lambda: ON,
        base_url="https://office.example/",
        locale="zh_CN",
        timezone="Asia/Shanghai",
    )

    async def once():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://office.example") as client:
            return await client.request(method, path)

    return asyncio.run(once())


def test_health_tells_what_a_monitor_wants_to_know():
    """Ledger, last round and messages are in the answer, which no cache keeps."""
    answer = ask("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "last_round_at": "2026-11-22T00:30:00+00:00",
        "messages": {"queued": 3, "dead": 1},
    }
    assert answer.headers["cache-control"] == "no-store"


def test_a_daemon_without_a_round_yet_is_well():
    """Just started is not ill."""
    answer = ask("/healthz", health=lambda: Health(database=True, last_round_at=None, queued=0, dead=0))
    assert (answer.status_code, answer.json()["last_round_at"]) == (200, None)


def fail() -> Health:
    raise OSError("the database is away")


@pytest.mark.parametrize(
    "health", [fail, lambda: Health(database=False, last_round_at=None, queued=0, dead=0)]
)
def test_an_absent_ledger_is_503(health):
    """A monitor sees a failure, whether the ledger says so or says nothing."""
    answer = ask("/healthz", health=health)
    assert (answer.status_code, answer.json()["status"]) == (503, "failing")


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere"])
def test_every_page_carries_its_policy(path):
    """What a browser must not do is said on every page, errors too."""
    headers = ask(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/feeds", "/healthz/", "/nowhere"])
def test_there_is_nothing_else(path):
    """No description of the program is served, and what is not there says so in the reader's language."""
    answer = ask(path)
    assert (answer.status_code, answer.text) == (404, "没有这个页面。\n")


@pytest.mark.parametrize("path", ["/", "/healthz", FEED])
def test_head_answers_without_a_body(path):
    """HEAD says the same length as GET and sends nothing."""
    head, get = ask(path, "HEAD"), ask(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_feeds_are_served_beside_the_pages():
    """A feed has no policy for pages and is no page."""
    answer = ask(FEED)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "content-security-policy" not in answer.headers
    assert "https://office.example/feeds/" in answer.text
