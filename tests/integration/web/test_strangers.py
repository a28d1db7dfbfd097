# SPDX-License-Identifier: Apache-2.0
"""The bare port and who means no good: real sockets, hostile clients, short patience."""

import logging
import random
import re
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace

import httpx
import pytest

from tests.builders import task_view
from tests.integration.feeds.test_http import FEED, app_of, resident
from tests.support.served import ListedSource
from tests.support.waiting import wait_until
from web.app import WebApp
from web.bounds import Bounds, Gate
from web.networks import LOOPBACK, Networks
from web.server import listen, make_server, protocol_of

SHORT = Bounds(
    head_seconds=0.5, content_seconds=0.5, stalled_seconds=1.0, parting_seconds=0.5, idle_seconds=1
)
PATIENCE = 60.0
"""Seconds: longer than any bound of a test takes, shorter than a line may rest as the daemon is shipped."""
HOSTS = ("127.0.0.1", "::1")


@dataclass
class Port:
    """A served office and where it listens."""

    host: str
    number: int
    client: httpx.Client
    gate: Gate

    def connect(self, source: str | None = None) -> socket.socket:
        """Open a line to it, from an address of this machine."""
        place = (self.host, self.number)
        return socket.create_connection(place, PATIENCE, source_address=(source, 0) if source else None)

    def talk(self, *pieces: bytes) -> bytes:
        """Send pieces one after the other and give all that is answered until the other side closes."""
        with self.connect() as line:
            for piece in pieces:
                line.sendall(piece)
            return until_closed(line)

    def is_well(self) -> bool:
        """Tell whether others are served."""
        statuses = {self.client.get(path).status_code for path in (FEED, "/healthz", "/")}
        return statuses == {200}


@contextmanager
def serving(bounds: Bounds, *, host: str = "127.0.0.1", **options: Networks) -> Iterator[Port]:
    """Serve a feed as the daemon does; with `spared` other addresses than loopback are."""
    source = ListedSource(*(task_view(position) for position in range(1, 122)))
    app: WebApp = app_of(source, insiders=options.pop("insiders", LOOPBACK))
    gate = Gate(bounds, spared=options.pop("spared", LOOPBACK))
    listener = listen(host, 0)
    http = protocol_of(app.feeds, former_hosts=frozenset(), bounds=bounds, gate=gate)
    server = make_server(app, host, 0, http=http, **options)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    number = listener.getsockname()[1]
    name = f"[{host}]" if ":" in host else host
    try:
        with httpx.Client(base_url=f"http://{name}:{number}", trust_env=False, timeout=PATIENCE) as client:
            yield Port(host, number, client, gate)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="module", params=HOSTS)
def port(request: pytest.FixtureRequest) -> Iterator[Port]:
    """Serve with short patience, on IPv4 and on IPv6."""
    with serving(SHORT, host=request.param) as made:
        yield made


@pytest.fixture(scope="module")
def patient() -> Iterator[Port]:
    """Serve with short patience with heads alone."""
    with serving(Bounds(head_seconds=0.5, parting_seconds=0.5)) as made:
        yield made


@pytest.fixture(scope="module")
def usual() -> Iterator[Port]:
    """Serve with the bounds that the daemon has."""
    with serving(Bounds()) as made:
        yield made


def until_closed(line: socket.socket) -> bytes:
    """Read all until the other side closes; a line that is never closed fails."""
    heard = b""
    try:
        while more := line.recv(65536):
            heard += more
    except ConnectionResetError:
        pass
    return heard


def statuses(heard: bytes) -> list[int]:
    """Give the statuses of all answers in what was heard."""
    return [int(each) for each in re.findall(rb"HTTP/1\.1 (\d\d\d) ", heard)]


def asking(*lines: str, method: str = "GET", path: str = "/", host: str = "Host: x") -> bytes:
    """Write a request down."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", host, *lines, "", ""]).encode()


def dripped(line: socket.socket, begun: bytes, drip: bytes) -> bytes:
    """Send a beginning, then a little every tenth of a second, and give the answer once it is closed."""
    line.sendall(begun)
    until = time.monotonic() + PATIENCE
    while not select.select([line], [], [], 0.1)[0]:
        assert time.monotonic() < until, "it is never closed"
        try:
            line.sendall(drip)
        except OSError:
            break
    return until_closed(line)


UNFINISHED = {
    "a head that gets a line now and then": (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n"),
    "a head that gets a byte now and then": (b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"y"),
    "a request line": (b"GET /", b"y"),
    "one byte": (b"G", b""),
}


@pytest.mark.parametrize(("begun", "drip"), UNFINISHED.values(), ids=UNFINISHED.keys())
@pytest.mark.parametrize(
    "before", [b"", asking(path=FEED), asking(path="/healthz")], ids=["new", "poll", "page"]
)
def test_a_head_has_one_deadline(patient, before, begun, drip):
    """However often a byte of it comes, on a new line or behind an answer, it is refused in time."""
    with patient.connect() as line:
        line.sendall(before)
        assert not before or statuses(line.recv(100)) == [200]
        line.sendall(begun)
        assert patient.is_well()
        assert statuses(dripped(line, b"", drip)) == [408]


@pytest.mark.parametrize("drip", [b"", b"\r\n"])
def test_who_never_asks_is_let_go_without_a_word(patient, drip):
    """Silence and empty lines are no request."""
    with patient.connect() as line:
        assert dripped(line, b"", drip) == b""


@pytest.mark.parametrize("path", [FEED, "/healthz"])
@pytest.mark.parametrize("drip", [b"", b"\r\n"])
def test_a_line_that_rests_is_let_go(port, path, drip):
    """After an answer, too, neither silence nor empty lines keep it open."""
    assert port.client.get(path).status_code == 200
    with port.connect() as line:
        line.sendall(asking(path=path))
        assert statuses(line.recv(100)) == [200]
        assert statuses(dripped(line, b"", drip)) == []


@pytest.mark.parametrize("path", [FEED, "/mails/unsubscribe/x", "/"])
def test_content_has_one_deadline(port, path):
    """Whether it is waited for or not, a content that drips ends the connection; the answer comes once."""
    heard = port_dripped(port, asking("Content-Length: 100000", method="GET", path=path), b"y")
    assert len(statuses(heard)) == 1
    chunked = port_dripped(port, asking("Transfer-Encoding: chunked", path=path), b"1\r\ny\r\n")
    assert len(statuses(chunked)) == 1


def port_dripped(port: Port, begun: bytes, drip: bytes) -> bytes:
    with port.connect() as line:
        return dripped(line, begun, drip)


def endless(begun: bytes, more: bytes) -> Iterator[bytes]:
    yield begun
    while True:
        yield more


ENDLESS = {
    "an address": (414, b"GET /", b"y" * 1000),
    "a method": (400, b"", b"Y" * 1000),
    "a line of the head": (431, b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"y" * 1000),
    "the name of a line": (431, b"GET / HTTP/1.1\r\nHost: x\r\n", b"y" * 1000),
    "lines of the head": (431, b"GET / HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n" * 100),
    "long lines of the head": (431, b"GET / HTTP/1.1\r\nHost: x\r\n", b"X: " + b"y" * 8000 + b"\r\n"),
    "a head for a feed": (431, f"GET {FEED} HTTP/1.1\r\nHost: x\r\n".encode(), b"X: y\r\n" * 100),
}


@pytest.mark.parametrize(("status", "begun", "more"), ENDLESS.values(), ids=ENDLESS.keys())
def test_what_has_no_end_is_refused_while_it_comes(usual, status, begun, more):
    """After some kilobytes, not after as much as memory holds."""
    sent = 0
    with usual.connect() as line:
        for piece in endless(begun, more):
            try:
                line.sendall(piece)
            except OSError:
                break
            sent += len(piece)
            if select.select([line], [], [], 0)[0]:
                break
            assert sent < 10_000_000
        assert statuses(until_closed(line)) == [status]


CONTENTS = {
    "chunks": (b"", b"1\r\ny\r\n" * 1000),
    "one chunk": (b"FFFFFFF\r\n", b"y" * 10_000),
    "the extension of a chunk": (b"1;", b"y" * 10_000),
    "trailers": (b"0\r\n", b"X: y\r\n" * 1000),
}


@pytest.mark.parametrize(("begun", "more"), CONTENTS.values(), ids=CONTENTS.keys())
@pytest.mark.parametrize("path", ["/mails/unsubscribe/x", FEED])
def test_content_without_end_ends_the_connection(usual, path, begun, more):
    """Whatever it is made of, after some megabytes nothing more is read."""
    sent = 0
    with usual.connect() as line:
        for piece in endless(asking("Transfer-Encoding: chunked", path=path) + begun, more):
            try:
                line.sendall(piece)
            except OSError:
                break
            sent += len(piece)
            assert sent < 20_000_000
    assert usual.is_well()


SIZES = [
    (asking(path="/" + "y" * 9000), 414),
    (asking("X: " + "y" * 9000), 431),
    (asking(*["X: " + "y" * 7000] * 10), 431),
    (asking(*["X: y"] * 101), 431),
    (asking("Content-Length: 1000001"), 413),
    (asking("Content-Length: 1000001", path=FEED), 413),
    (asking("Connection: close", path="/" + "y" * 8000), 404),
    (asking("Connection: close", *["X: " + "y" * 7000] * 8), 200),
    (asking("Connection: close", *["X: y"] * 98), 200),
]


@pytest.mark.parametrize(("request_", "status"), SIZES, ids=lambda each: str(each)[:30])
@pytest.mark.parametrize("pieces", [1, 2, 50])
def test_sizes_are_bounded_alike_in_one_piece_and_in_many(usual, request_, status, pieces):
    """What is within the bounds is answered, what is beyond is refused, however it is cut."""
    size = -(-len(request_) // pieces)
    cut = [request_[start : start + size] for start in range(0, len(request_), size)]
    with usual.connect() as line:
        try:
            for piece in cut:
                line.sendall(piece)
                time.sleep(0.001)  # so that the pieces arrive apart; nothing depends on it
        except OSError:
            pass
        assert statuses(until_closed(line)) == [status]


TE, CL = "Transfer-Encoding: chunked", "Content-Length: 5"
CONTRADICTIONS = {
    "both lengths": asking(CL, TE) + b"0\r\n\r\n",
    "both lengths, turned round": asking(TE, CL) + b"0\r\n\r\n",
    "two lengths": asking(CL, "Content-Length: 6") + b"hello!",
    "one length twice": asking(CL, CL) + b"hello",
    "a list of lengths": asking("Content-Length: 5, 5") + b"hello",
    "a length with a sign": asking("Content-Length: +5") + b"hello",
    "a length below nothing": asking("Content-Length: -5") + b"hello",
    "a length beyond all numbers": asking("Content-Length: " + "9" * 40),
    "no coding of ours": asking("Transfer-Encoding: xchunked") + b"0\r\n\r\n",
    "chunks within another coding": asking("Transfer-Encoding: chunked, identity") + b"0\r\n\r\n",
    "two codings": asking(TE, "Transfer-Encoding: identity") + b"0\r\n\r\n",
    "a space before the colon": asking("Transfer-Encoding : chunked") + b"0\r\n\r\n",
    "an odd space": asking("Transfer-Encoding:\x0bchunked") + b"0\r\n\r\n",
    "chunks in the old version": asking(TE).replace(b"1.1", b"1.0") + b"0\r\n\r\n",
    "no size of a chunk": asking(TE) + b"zz\r\nhello\r\n0\r\n\r\n",
    "a size with a prefix": asking(TE) + b"0x5\r\nhello\r\n0\r\n\r\n",
    "a size below nothing": asking(TE) + b"-1\r\nhello\r\n0\r\n\r\n",
    "a size beyond all numbers": asking(TE) + b"F" * 20 + b"\r\n",
    "a chunk longer than it says": asking(TE) + b"3\r\nhello\r\n0\r\n\r\n",
    "bare line feeds": b"GET / HTTP/1.1\nHost: x\n\n",
    "one bare line feed": b"GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
    "one bare return": b"GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n",
    "a folded line": b"GET / HTTP/1.1\r\nHost: x\r\nX: y\r\n z\r\n\r\n",
    "a line without a colon": asking("nonsense"),
    "a line without a name": asking(": y"),
    "NUL in a line": asking("X: a\0b"),
    "NUL in the address": asking(path="/\0"),
    "letters that are not ASCII in the address": asking(path="/督办"),
    "an address that is none": asking(path="nowhere"),
    "another scheme": asking(path="ftp://x/"),
    "everything": asking(method="OPTIONS", path="*"),
    "a tunnel": b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "an empty host": asking(host="Host:"),
    "two hosts": asking("Host: y"),
    "one host twice": asking("Host: x"),
    "two hosts for a feed": asking("Host: x", path=FEED),
    "a host with a space": asking(host="Host: x y"),
    "a host with a path": asking(host="Host: x/y"),
    "a host with a user": asking(host="Host: u@x"),
    "a host with a mark": asking(host="Host: <x>"),
    "a host that is not ASCII": asking(host="Host: 督办"),
    "a host with two ports": asking(host="Host: x:1:2"),
    "content for another protocol": asking("Connection: Upgrade", "Upgrade: h2c", CL) + b"hello",
    "an unknown method": b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
    "a version that there is not": asking().replace(b"1.1", b"1.9"),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100),
    "another protocol": b"SSH-2.0-nobody\r\n",
}


@pytest.mark.parametrize("request_", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_what_could_be_read_in_two_ways_is_400(usual, request_):
    """One refusal, then the line is closed: nothing behind it is taken for another request."""
    heard = usual.talk(request_ + asking("Connection: close", path="/healthz"))
    assert statuses(heard) == [400]
    assert heard.endswith(b"\r\nconnection: close\r\n\r\nBad Request\n")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /\r\n\r\n", 505),
        (asking().replace(b"1.1", b"2.0"), 505),
        (asking("Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n", 501),
        (asking("Transfer-Encoding: gzip", TE) + b"0\r\n\r\n", 501),
    ],
)
def test_what_nobody_needs_is_refused_by_its_own_status(usual, request_, status):
    """Other versions and codings."""
    assert statuses(usual.talk(request_)) == [status]


@pytest.mark.parametrize(
    "host", ["x", "x:8642", "[::1]:8642", "duban.example.gov.cn", "10.0.0.1:80", "a_b.example"]
)
def test_hosts_as_programs_write_them_are_heard(usual, host):
    """With a port or without, names, addresses."""
    assert statuses(usual.talk(asking("Connection: close", host=f"Host: {host}"))) == [200]


def test_the_old_version_needs_no_host(usual):
    """HTTP/1.0 came before it."""
    assert statuses(usual.talk(b"GET / HTTP/1.0\r\n\r\n")) == [200]


ADDRESSES = [
    *(
        "/%00",
        "/%zz",
        "/%ff%fe",
        "/%c0%ae%c0%ae/",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/../../etc/passwd",
        "//x/y",
        "/;x",
    ),
    *("/feeds/%00.ics", "/feeds/%2e%2e/x.ics", "/feeds/" + "A" * 7000 + ".ics", "/feeds/.ics", "/feeds/"),
    *(
        "/units/%00",
        "/units/%ff",
        "/units/" + "A" * 7000,
        "/tasks/%ff",
        "/tasks/" + "9" * 7000,
        "/caldav/%00",
    ),
    *(
        "/mails/unsubscribe/%00",
        "/mails/unsubscribe/" + "A" * 7000,
        "/?lang=%00%ff",
        "/healthz?%00",
        "http://x/%00",
    ),
]


@pytest.mark.parametrize("path", ADDRESSES, ids=lambda each: each[:24])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_odd_address_is_no_fault_of_ours(usual, caplog, path, method):
    """Bad percent signs, NUL, dots and long tokens: an answer, never 500, and no error in the log."""
    (status,) = statuses(usual.talk(asking("Connection: close", method=method, path=path)))
    assert status in (200, 404, 405)
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    "since",
    ["Sun, 01 Mar 9999999 01:02:03 GMT", "Sun, 01 Mar 2026 99999999999999999999:00:00 GMT", "9" * 5000],
)
def test_a_poll_since_a_day_that_no_calendar_holds_gets_the_feed(usual, since):
    """On the quick way as on the other."""
    for _each in range(2):
        heard = usual.talk(asking(f"If-Modified-Since: {since}", "Connection: close", path=FEED))
        assert statuses(heard) == [200]
        assert heard.count(b"BEGIN:VEVENT") == 121


def test_what_follows_the_last_request_is_not_read(usual):
    """Behind "close", and behind the wish for another protocol, nothing is a request."""
    after = asking(path="/healthz")
    assert statuses(usual.talk(asking("Connection: close"), after)) == [200]
    assert statuses(usual.talk(asking("Connection: close", path=FEED) + after)) == [200]
    assert statuses(usual.talk(asking("Connection: Upgrade", "Upgrade: websocket") + after)) == [200]
    assert statuses(usual.talk(asking("Connection: Upgrade", "Upgrade: h2c", path=FEED) + after)) == [200]


@pytest.mark.parametrize("path", [FEED, "/", "/healthz", "/mails/unsubscribe/x"])
def test_who_says_nothing_more_is_answered(usual, path):
    """Some programs shut their side as soon as they have asked; what they asked by halves is nothing."""
    with usual.connect() as line:
        line.sendall(asking(path=path) * 2)
        line.shutdown(socket.SHUT_WR)
        assert len(statuses(until_closed(line))) == 2
    with usual.connect() as line:
        line.sendall(asking("Content-Length: 10", method="POST", path=path) + b"half")
        line.shutdown(socket.SHUT_WR)
        assert len(statuses(until_closed(line))) <= 1


def test_who_leaves_before_the_answer_is_no_fault_of_ours(usual, caplog):
    """Hundreds who ask and hang up at once: not a word about them in the log."""
    for number in range(300):
        with usual.connect() as line:
            line.sendall(asking(path=("/healthz", "/", "/nowhere")[number % 3]) * 3)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert usual.is_well()
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


def test_what_was_asked_before_nonsense_is_answered_first(usual):
    """In order, then the line is closed."""
    usual.client.get(FEED)
    asked = asking(path="/healthz") + asking(path=FEED) + asking(path="/nowhere") + b"nonsense\r\n\r\n"
    assert statuses(usual.talk(asked)) == [200, 200, 404]


def test_trailers_are_no_headers(usual):
    """Nobody names himself behind the content."""
    chunked = asking(TE, "Connection: close", path="/metrics")
    assert statuses(usual.talk(chunked + b"0\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")) == [200]


def test_requests_without_end_on_one_line_fill_no_memory(usual):
    """A hundred thousand of them, sent on and on: what was asked first is answered, then the line ends."""
    before = resident()
    with usual.connect() as line:
        flood = threading.Thread(target=flood_with, args=(line, asking(path="/healthz") * 100_000))
        flood.start()
        answered = statuses(until_closed(line))
        flood.join()
    assert 1 <= len(answered) < 100_000
    assert set(answered) == {200}
    assert resident() < before + 50
    assert usual.is_well()


def flood_with(line: socket.socket, everything: bytes) -> None:
    with suppress(OSError):
        line.sendall(everything)


@pytest.mark.parametrize("path", [FEED, "/"])
def test_who_asks_and_does_not_take_is_let_go(port, path):
    """A full line that stays full is closed by us; it holds neither memory nor a place for ever."""
    with port.connect() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.setblocking(False)
        asked = asking(path=path) * 4000
        with suppress(OSError):
            line.send(asked)
        wait_until(lambda: port.gate.count > 0, "it is let in", seconds=PATIENCE)
        wait_until(lambda: port.gate.count == 0, "its place is free", seconds=PATIENCE)
    assert port.is_well()


def test_who_takes_slowly_but_steadily_gets_it_all():
    """A thin line is no fault: some is taken all the time, for longer than a still one may last."""
    bounds = replace(SHORT, stalled_seconds=2.0, least_taken=1000)
    with serving(bounds) as port, port.connect() as line:
        port.client.get(FEED)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(asking(path=FEED) * 40)
        heard, began = 0, time.monotonic()
        while time.monotonic() - began < 4:
            heard += len(line.recv(60_000))
            time.sleep(0.02)
        assert heard > 100_000
        rest = 0
        while rest < 121 * 100 and (more := line.recv(65536)):
            rest += len(more)
        assert rest


@contextmanager
def strangers(bounds: Bounds) -> Iterator[Port]:
    """Serve where loopback is spared nothing, so that 127.0.0.2 and so on are strangers."""
    with serving(bounds, spared=Networks.named(["127.0.0.1"])) as port:
        yield port


def is_closed(line: socket.socket) -> bool:
    """Tell whether the other side closed a line; wait until it answers if it does neither."""
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


def test_an_address_that_opens_too_many_loses_its_oldest(usual):
    """Each of its programs is served all the same, and other addresses notice nothing."""
    with strangers(Bounds(connections=100, per_address=5)) as port, ExitStack() as opened:
        lines = [opened.enter_context(port.connect("127.0.0.2")) for _each in range(20)]
        other = opened.enter_context(port.connect("127.0.0.3"))
        for line in (lines[-1], other):
            line.sendall(asking("Connection: close", path="/healthz"))
            assert statuses(until_closed(line)) == [200]
        assert all(map(is_closed, lines[:15]))
        assert port.is_well()


def test_a_flood_from_everywhere_leaves_room_for_who_asks():
    """Hundreds of silent lines from a hundred addresses: whoever asks something is answered."""
    with strangers(Bounds(connections=50, per_address=5)) as port, ExitStack() as opened:
        for number in range(300):
            opened.enter_context(port.connect(f"127.0.1.{number % 100 + 1}"))
            if number % 30 == 0:
                with port.connect("127.0.2.1") as line:
                    line.sendall(asking("Connection: close", path=FEED))
                    assert statuses(until_closed(line)) == [200]
        assert port.is_well()


def test_when_everybody_is_at_work_a_stranger_is_turned_away_without_an_error():
    """Calendar programs bear a closed line, not a 503; this machine is let in all the same."""
    held = threading.Event()
    with strangers(Bounds(connections=4, per_address=9)) as port, ExitStack() as opened:
        opened.callback(held.set)
        lines = [opened.enter_context(port.connect(f"127.0.0.{number + 2}")) for number in range(4)]
        for line in lines:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall(asking(path=FEED) * 100)
            assert line.recv(1) == b"H"
        with port.connect("127.0.0.9") as line:
            assert until_closed(line) == b""
        assert port.is_well()


def test_numbers_are_for_who_watches_and_proxies_are_believed_about_others():
    """Whoever is named by a proxy is who asks; what a stranger says of himself is not heard."""

    def sees(port: Port, *forwarded: str) -> tuple[int, bool]:
        headers = [("X-Forwarded-For", each) for each in forwarded]
        told = port.client.get("/healthz", headers=headers).json()
        return port.client.get("/metrics", headers=headers).status_code, "messages" in told

    with serving(Bounds(), insiders=LOOPBACK | Networks.named(["10.0.0.0/8"])) as port:
        assert sees(port) == (200, True)
        assert sees(port, "127.0.0.1") == (200, True)
        assert sees(port, "10.9.9.9") == (200, True)
        for outside in ("192.0.2.9", "10.0.0.1, 192.0.2.9", "unknown", "2001:db8::1", "192.0.2.9, 127.0.0.1"):
            assert sees(port, outside) == (404, False), outside
        assert sees(port, "127.0.0.1", "192.0.2.9") == (404, False)
    with serving(Bounds(), insiders=Networks.named(["10.0.0.0/8"]), proxies=Networks()) as port:
        assert sees(port) == (404, False)
        assert sees(port, "10.9.9.9") == (404, False)


def random_request(dice: random.Random) -> bytes:
    """Give something that is nearly a request."""
    request = bytearray(
        asking(
            *dice.sample(
                ["Content-Length: 3", TE, "Expect: 100-continue", "Connection: Upgrade", "Range: bytes=0-"], 2
            ),
            f"If-None-Match: {dice.choice(['*', 'W/', chr(34)])}",
            f"Accept-Encoding: {dice.choice(['gzip;q=', ';;', 'gzip'])}",
            method=dice.choice(["GET", "HEAD", "POST", "PUT", "PROPFIND", "OPTIONS"]),
            path=dice.choice(
                [FEED, "/", "/healthz", "/units/x?lang=en", "/mails/unsubscribe/x", "/tasks/%e4"]
            ),
        )
        + dice.choice([b"", b"abc", b"3\r\nabc\r\n0\r\n\r\n"])
    )
    for _each in range(dice.randrange(4)):
        place = dice.randrange(len(request))
        request[place : place + dice.randrange(3)] = dice.choice(
            [b"", b"\0", b"\r\n", b"\n", b" ", b":", b"%", b"\xff", bytes([dice.randrange(256)])]
        )
    return bytes(request)


def test_no_nonsense_is_a_fault_of_ours(usual, caplog):
    """Requests with random damage, several on a line: refused or answered, never 500, nothing in the log."""
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    dice = random.Random(seed)
    for _each in range(400):
        with usual.connect() as line:
            sent = b"".join(random_request(dice) for _request in range(dice.randrange(1, 4)))
            try:
                line.sendall(sent)
                line.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            assert not {500, 503} & set(statuses(until_closed(line))), sent
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert usual.is_well()
