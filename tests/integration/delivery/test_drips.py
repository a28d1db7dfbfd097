# SPDX-License-Identifier: Apache-2.0
"""Servers that say one byte after the other: one deadline for a whole exchange, and the usual judgement."""

import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from models.channels import ChannelSettings, ChannelView
from models.errors import DeliveryError
from models.kinds import ChannelKind, LetterKind, Outcome
from models.letters import Envelope, Returned
from notifiers.bounce_imap import BounceImap
from notifiers.deadlines import TimeLimit, reach, within
from notifiers.mail.compose import compose
from notifiers.senders import apprise
from notifiers.senders.channels import ChannelSender, settled
from notifiers.senders.http import HttpPost, call
from notifiers.senders.smtp import Smtp
from tests.builders import MONDAY
from tests.support.mails.drips import dripping
from tests.support.mails.letters import identity, letter

SOON = 0.4
HELLO = b"220 relay ESMTP\r\n"
PLAIN = b"250 relay\r\n"
OFFERS = b"250-relay\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"
OK = b"250 yes\r\n"
TLS_RECORD = b"\x16\x03\x03\x40\x00\x02"
"""The beginning of a handshake that never comes to its end."""
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # by Apprise


def mail() -> Envelope:
    """Give a real mail."""
    return compose(letter(LetterKind.WEEKLY), identity=identity())


@pytest.mark.parametrize(
    ("step", "script", "outcome"),
    [
        ("the greeting", [], Outcome.BUSY),
        ("EHLO", [HELLO], Outcome.BUSY),
        ("STARTTLS", [HELLO, OFFERS], Outcome.BUSY),
        ("MAIL", [HELLO, PLAIN], Outcome.BUSY),
        ("RCPT", [HELLO, PLAIN, OK], Outcome.BROKEN),
        ("DATA", [HELLO, PLAIN, OK, OK], Outcome.BROKEN),
        ("the final dot", [HELLO, PLAIN, OK, OK, b"354 go on\r\n"], Outcome.AMBIGUOUS),
    ],
)
def test_a_relay_that_drips_is_left_in_time(step: str, script: list[bytes], outcome: Outcome) -> None:
    """At every step the whole reply has one deadline; what it means is what a broken line means there."""
    with dripping(script, b"250-" + b"x" * 60 + b"\r\n") as relay:
        sender = Smtp(
            f"smtp://127.0.0.1:{relay.port}",
            opening_seconds=SOON,
            command_seconds=SOON,
            after_dot_seconds=SOON,
        )
        with pytest.raises(DeliveryError) as refused:
            sender.send(mail())
    assert refused.value.outcome is outcome
    assert relay.left == [True]


@pytest.mark.parametrize(
    ("url", "script", "outcome"),
    [
        ("smtps://127.0.0.1:{port}", [], Outcome.RELAY),
        ("smtp://127.0.0.1:{port}", [HELLO, OFFERS, b"220 go on\r\n"], Outcome.RELAY),
        ("smtp://u:p@127.0.0.1:{port}?starttls=never", [HELLO, OFFERS], Outcome.BUSY),
    ],
)
def test_encryption_and_login_are_part_of_the_opening(
    url: str, script: list[bytes], outcome: Outcome
) -> None:
    """A handshake or a login that drips ends with the opening's deadline."""
    with dripping(script, TLS_RECORD + b"\0" * 1000) as relay:
        sender = Smtp(url.format(port=relay.port), opening_seconds=SOON)
        with pytest.raises(DeliveryError) as refused:
            sender.send(mail())
    assert refused.value.outcome is outcome
    assert relay.left == [True]


def test_all_that_comes_before_the_dot_has_one_deadline_too() -> None:
    """Each command may be answered in time, and the attempt still ends with the lease."""
    with dripping([HELLO, PLAIN], b"250 y\r\n", pause=0.05) as relay:
        sender = Smtp(f"smtp://127.0.0.1:{relay.port}", attempt_seconds=0.8)
        with pytest.raises(DeliveryError) as refused:
            sender.send(mail())
    assert refused.value.outcome in (Outcome.BUSY, Outcome.BROKEN)
    assert relay.left == [True]


def test_a_relay_that_takes_no_content_is_left_in_time() -> None:
    """Its window stays shut: nothing was handed over, so the mail is tried again freely."""
    with dripping([HELLO, PLAIN, OK, OK], b"354 go on\r\n", pause=0.001) as relay:
        big = Envelope(
            key="k",
            message_id="<k@x>",
            sender="a@b.example",
            recipient="c@d.example",
            subject="s",
            content=b"x" * 20_000_000,
        )
        sender = Smtp(f"smtp://127.0.0.1:{relay.port}", attempt_seconds=1.0)
        with pytest.raises(DeliveryError) as refused:
            sender.send(big)
    assert refused.value.outcome is Outcome.BROKEN


@pytest.mark.parametrize("script", [[], [HELLO], [HELLO, PLAIN]])
def test_a_relay_that_never_ends_its_reply_fills_no_memory(script: list[bytes]) -> None:
    """Line after line as fast as the wire is: after 64 KB it has said enough."""
    drips = dripping(script, b"250-and so on\r\n", pause=0)
    with drips as relay, pytest.raises(DeliveryError) as refused:
        Smtp(f"smtp://127.0.0.1:{relay.port}").send(mail())
    assert refused.value.outcome is Outcome.BUSY
    assert relay.left == [True]


STATUS = b"HTTP/1.1 200 OK\r\n"


def channel_sender(url: str) -> ChannelSender:
    """Give a sender whose only channel is at an address."""
    settings = settled(ChannelSettings(kind=ChannelKind.CHAT, url=url, secret=""))
    channel = ChannelView(id=3, reader_key="unit:1", settings=settings, created_at=MONDAY)
    return ChannelSender(lambda _number: channel, now=lambda: MONDAY, post=HttpPost(seconds=SOON))


@pytest.mark.parametrize("path", ["/in", "/robot/send?access_token=ding0001"])
@pytest.mark.parametrize(
    "drip",
    [
        pytest.param(STATUS[:-2] + b"y" * 500, id="status"),
        pytest.param(STATUS + b"X: " + b"y" * 500, id="header"),
        pytest.param(STATUS + b"X: y\r\n" * 100, id="headers"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" * 40, id="continue"),
    ],
)
def test_a_webhook_or_bot_that_drips_is_left_in_time(path: str, drip: bytes) -> None:
    """The message waits, as for a service that says nothing at all."""
    note = b'{"title": "t", "text": "x", "link": ""}'
    envelope = Envelope(
        key="k@channel:3", message_id="k", sender="", recipient="channel:3", subject="s", content=note
    )
    with dripping([], drip) as service, pytest.raises(DeliveryError) as refused:
        channel_sender(f"http://127.0.0.1:{service.port}{path}").send(envelope)
    assert refused.value.outcome is Outcome.DEFERRED
    assert service.left == [True]


def test_a_handshake_that_drips_is_left_in_time() -> None:
    """Encrypted addresses are no different."""
    with dripping([], TLS_RECORD + b"\0" * 1000) as service, pytest.raises(DeliveryError) as refused:
        HttpPost(seconds=SOON).post(f"https://127.0.0.1:{service.port}/in", b"{}", {})
    assert refused.value.outcome is Outcome.DEFERRED
    assert service.left == [True]


def test_a_service_that_says_headers_without_end_fills_no_memory() -> None:
    """As fast as the wire is."""
    drips = dripping([], b"HTTP/1.1 100 Continue\r\n\r\n", pause=0)
    with drips as service, pytest.raises(DeliveryError) as refused:
        HttpPost(seconds=20).post(f"http://127.0.0.1:{service.port}/in", b"{}", {})
    assert refused.value.outcome is Outcome.DEFERRED
    assert service.left == [True]


def test_an_answer_whose_content_drips_is_an_answer() -> None:
    """The status is what counts, and what has come of the rest."""
    head_of_it = STATUS + b"Content-Length: 1000000\r\n\r\n"
    with dripping([head_of_it], b"y") as service:
        # The script waits for a line after the answer, which the request has sent before.
        answer = HttpPost(seconds=5).post(f"http://127.0.0.1:{service.port}/in", b"{}", {})
    assert answer.status == 200


def test_a_proxy_that_drips_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the way through it to an encrypted address the same deadline counts."""
    with dripping([], b"HTTP/1.1 200 " + b"y" * 1000) as proxy:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(DeliveryError) as refused:
            HttpPost(seconds=SOON).post("https://service.example/in", b"{}", {})
    assert refused.value.outcome is Outcome.DEFERRED
    assert proxy.left == [True]


def test_a_watchdog_that_drips_holds_up_no_tick() -> None:
    """What is told is that it does not answer."""
    with dripping([], STATUS[:-2] + b"y" * 500) as service, pytest.raises(OSError, match="timed out"):
        call(f"http://127.0.0.1:{service.port}/", seconds=SOON)
    assert service.left == [True]


def test_a_chat_service_that_drips_is_left_in_time() -> None:
    """Apprise begins its timeouts anew with each byte; we do not wait for it."""
    pytest.importorskip("apprise")
    drips = dripping([], STATUS[:-2] + b"y" * 500)
    with drips as service, pytest.raises(DeliveryError, match="no answer within") as refused:
        apprise.say(f"json://127.0.0.1:{service.port}/", title="t", text="x", seconds=SOON)
    assert refused.value.outcome is Outcome.DEFERRED


READY = b"* OK ready\r\n"
CAN = b"* CAPABILITY IMAP4rev1\r\nAAAA0 OK\r\n"


@pytest.mark.parametrize("script", [[], [READY]])
def test_a_mailbox_that_drips_holds_up_no_round(script: list[bytes]) -> None:
    """Greeting, capabilities, login: the look ends, and the next one tries again."""
    taken: list[Returned] = []
    with dripping(script, b"* OK " + b"y" * 2000) as server, pytest.raises(DeliveryError) as refused:
        BounceImap(f"imap://u:p@127.0.0.1:{server.port}/INBOX", seconds=SOON).collect(taken.append)
    assert refused.value.outcome is Outcome.RELAY
    assert server.left == [True]


def test_nobody_waits_for_a_resolver_longer_than_for_all_the_rest() -> None:
    """What knows no deadline is done beside, and left behind when it takes too long."""
    answered = threading.Event()
    with pytest.raises(TimeoutError):
        within(TimeLimit(0.1), lambda: answered.wait(60))
    answered.set()
    assert within(TimeLimit(60), lambda: "found") == "found"


def test_what_fails_beside_fails_here() -> None:
    """With the error it had."""

    def fail() -> None:
        raise OSError("no such host")

    with pytest.raises(OSError, match="no such host"):
        within(TimeLimit(60), fail)


def test_a_name_is_looked_up_within_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that hangs is one timeout, told as one."""
    answered, known = threading.Event(), socket.getaddrinfo

    def hang(host: str, *asked: object, **more: object) -> object:
        if host == "hangs.example" and not more.get("flags"):
            answered.wait(60)
        return known(host, *asked, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with pytest.raises(TimeoutError):
        reach("hangs.example", 25, TimeLimit(0.2))
    answered.set()


def full() -> tuple[socket.socket, Callable[[ExitStack], None]]:
    """Give a listener that nobody accepts on, and a way to fill its queue."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)

    def fill(opened: ExitStack) -> None:
        for _each in range(8):
            line = opened.enter_context(socket.socket())
            line.setblocking(False)
            line.connect_ex(listener.getsockname())

    return listener, fill


def test_connecting_keeps_to_the_deadline() -> None:
    """A host that does not even refuse."""
    listener, fill = full()
    with listener, ExitStack() as opened:
        fill(opened)
        with pytest.raises(TimeoutError):
            reach("127.0.0.1", listener.getsockname()[1], TimeLimit(0.3))


def test_the_next_address_of_a_host_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one swallows everything; what is left of the time is enough for the second."""
    listener, fill = full()
    with listener, socket.create_server(("127.0.0.1", 0)) as answers, ExitStack() as opened:
        fill(opened)
        ways = [
            (socket.AF_INET, socket.SOCK_STREAM, 0, "", each.getsockname()) for each in (listener, answers)
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: ways)
        with reach("two.example", 25, TimeLimit(2)) as line:
            assert line.getpeername() == answers.getsockname()
