# SPDX-License-Identifier: Apache-2.0
"""The application as a whole, asked without a socket."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from models.queries.nodes import DeliveryStats
from models.tables import Heartbeat, Relay
from tests.builders import task_view
from tests.support.served import AT, KEY, SITE, STYLE, ListedSource, Told, beat, noon, stats
from web.app import make_app
from web.networks import LOOPBACK, Networks
from web.tokens import sign

FEED = f"/feeds/{sign(7, 1, key=KEY)}.ics"


def ask(path, vitals_of=stats, method="GET", owed=0, client="127.0.0.1", insiders=LOOPBACK):
    source = ListedSource(task_view())
    app = make_app(
        source=source,
        changes=source,
        key=KEY,
        watch=Told(vitals_of, owed),
        now=noon,
        site=SITE,
        style=STYLE,
        insiders=insiders,
    )

    async def once():
        transport = httpx.ASGITransport(app=app, client=(client, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://office.example") as asking:
            return await asking.request(method, path)

    return asyncio.run(once())


def test_health_tells_what_a_monitor_wants_to_know():
    """Ledger, last tick, last round and messages are in the answer, which no cache keeps."""
    answer = ask("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "last_tick_at": "2026-11-22T00:30:50+00:00",
        "last_round_at": "2026-11-22T00:30:00+00:00",
        "messages": {"waiting": 3, "queued": 3, "dead": 1, "sent": 57},
    }
    assert answer.headers["cache-control"] == "no-store"


BEFORE = Heartbeat(
    node="one",
    roles="web",
    started_at=AT - timedelta(days=2),
    at=AT - timedelta(seconds=5),
    every_seconds=30,
)
"""A good tick of a process that ran here before."""


@pytest.mark.parametrize("client", ["127.0.0.1", "192.0.2.9"])
@pytest.mark.parametrize(
    ("nodes", "status"),
    [
        ([], "starting"),
        ([BEFORE], "starting"),
        ([beat("two", seconds_ago=5)], "starting"),
        ([beat("one", seconds_ago=89), beat("two", seconds_ago=500)], "ok"),
        ([beat("two", seconds_ago=5), beat("one", seconds_ago=91)], "silent"),
    ],
)
def test_only_a_good_tick_of_this_process_is_green(nodes, status, client):
    """Before the first one and after three missed ones it is red, whatever others do or did here before."""
    answer = ask("/healthz", lambda: stats(nodes=tuple(nodes)), client=client)
    assert answer.status_code == (200 if status == "ok" else 503)
    assert answer.json()["status"] == status


@pytest.mark.parametrize("client", ["192.0.2.9", "2001:db8::9", "10.0.1.9", "nonsense", "::ffff:192.0.2.9"])
def test_strangers_see_no_numbers(client):
    """`/healthz` says whether all is well and not a word more, `/metrics` is a page that is not there."""
    insiders = LOOPBACK | Networks.named(["10.0.0.0/24"])
    health = ask("/healthz", client=client, insiders=insiders)
    assert (health.status_code, health.json()) == (200, {"status": "ok"})
    assert health.headers["cache-control"] == "no-store"
    nowhere = ask("/nowhere", client=client)
    metrics = ask("/metrics", client=client, insiders=insiders)
    assert (metrics.status_code, metrics.text) == (404, nowhere.text)
    assert ask("/healthz", fail, client=client).json() == {"status": "failing"}


@pytest.mark.parametrize("client", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "10.0.0.77"])
def test_this_machine_and_who_is_named_see_them(client):
    """Numbers are for those who watch."""
    insiders = LOOPBACK | Networks.named(["10.0.0.0/24"])
    assert ask("/healthz", client=client, insiders=insiders).json()["messages"]["waiting"] == 3
    assert ask("/metrics", client=client, insiders=insiders).status_code == 200


def fail() -> DeliveryStats:
    raise OSError("the database is away")


def test_an_absent_ledger_is_503():
    """A monitor sees a failure."""
    answer = ask("/healthz", fail)
    assert (answer.status_code, answer.json()["status"]) == (503, "failing")
    assert ask("/metrics", fail).status_code == 503


def test_metrics_are_what_prometheus_reads():
    """Every number of the vitals comes out of Prometheus' own parser."""
    stopped = Relay(name="mx:25", refilled_at=AT, stopped_until=AT + timedelta(minutes=1))
    answer = ask("/metrics", lambda: stats(relays=(stopped,), skipped_slots=2), owed=4)
    told = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert told["duban_owed",] == 4
    assert told["duban_messages", "queued"] == 3
    assert told["duban_messages", "moot"] == 0
    assert told["duban_channel_messages", "queued"] == 1
    assert told["duban_attempts_total", "ambiguous"] == 2
    assert told["duban_oldest_waiting_seconds",] == 120
    assert told["duban_last_tick_timestamp_seconds", "one"] == (AT - timedelta(seconds=10)).timestamp()
    assert told["duban_round_seconds", "one"] == 0.25
    assert told["duban_relay_stopped", "mx:25"] == 1
    assert told["duban_skipped_slots",] == 2
    assert told["duban_feed_requests_total",] == 0


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


def test_a_unit_reads_what_the_mails_mean_in_its_language():
    """Without a link of its own, in the usual language or the one asked for, and without scripts."""
    usual, english = ask("/help"), ask("/help?lang=en")
    assert "怎样回复" in usual.text
    assert "How to answer" in english.text
    assert "<script" not in usual.text
    body = usual.text.partition("<body>")[2]
    assert not re.findall(r"[A-Za-z]+ [a-z]+ [a-z]+", re.sub(r"<[^>]*>", "", body))
    assert 'href="/help"' in ask("/").text


@pytest.mark.parametrize("path", ["/", "/help", "/healthz", FEED])
def test_head_answers_without_a_body(path):
    """HEAD says the same length as GET and sends nothing."""
    head, get = ask(path, method="HEAD"), ask(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_feeds_are_served_beside_the_pages():
    """A feed has no policy for pages and is no page."""
    answer = ask(FEED)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "content-security-policy" not in answer.headers
    assert "https://office.example/feeds/" in answer.text
