# SPDX-License-Identifier: Apache-2.0
"""Mails over a real connection to a relay on this machine."""

import socket
import ssl
import subprocess
import threading
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import quote

import pytest
from aiosmtpd import smtp as server
from aiosmtpd.controller import Controller

from models.errors import DeliveryError
from models.kinds import LetterKind, Outcome
from notifiers.mail.compose import compose
from notifiers.senders.smtp import Smtp
from tests.support.mails.letters import identity, letter
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE


class Sink:
    """Keep what arrives, and answer as told."""

    def __init__(self, **replies: str) -> None:
        self.replies = replies
        self.contents: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.connections = 0

    async def handle_EHLO(self, _, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, _, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return self.replies.get("mail", "250 OK")

    async def handle_RCPT(self, _, session, envelope, address, options):  # noqa: N802
        reply = self.replies.get("rcpt", "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _, session, envelope):  # noqa: N802
        self.contents.append(envelope.original_content)
        self.recipients.append(envelope.rcpt_tos)
        return self.replies.get("data", "250 OK")


class Relay(Controller):
    """A relay on a free port of this machine."""

    def __init__(self, sink, **options):
        super().__init__(sink, hostname="127.0.0.1", port=free_port(), **options)

    def factory(self):
        return server.SMTP(self.handler, **self.SMTP_kwargs)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def relay(sink, **options):
    """Run a relay for one test."""
    running = Relay(sink, **options)
    running.start()
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def sending(url, **options):
    """Give a sender that is closed afterwards."""
    sender = Smtp(url, **options)
    try:
        yield sender
    finally:
        sender.close()


@contextmanager
def scripted(*connections):
    """Run a server that answers each connection with its list of replies, then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        thread = threading.Thread(target=play, args=(listener, connections))
        thread.start()
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(PATIENCE)


def play(listener, connections):
    for replies in connections:
        line, _ = listener.accept()
        with line, line.makefile("rb") as heard:
            for reply in replies:
                line.sendall(reply.encode() + b"\r\n")
                read_one(heard, whole_message=reply.startswith("354"))


def read_one(heard, *, whole_message):
    while (read := heard.readline()) and whole_message and read != b".\r\n":
        pass


def mail(key="weekly:2026-W48:unit:12"):
    """Give a real mail."""
    return compose(letter(LetterKind.WEEKLY, key=key), identity=identity())


def refusal(url, **options) -> DeliveryError:
    """Give the error of one sending."""
    with sending(url, **options) as sender, pytest.raises(DeliveryError) as caught:
        sender.send(mail())
    return caught.value


def test_a_mail_arrives_byte_by_byte():
    """What the relay gets is what was rendered, for exactly one recipient."""
    sink = Sink()
    with relay(sink) as running, sending(running.url) as sender:
        sender.send(mail())
    assert sink.contents == [mail().content]
    assert sink.recipients == [["zjj@example.org"]]


def test_one_connection_carries_many_mails():
    """The connection is kept between mails, each in a transaction of its own."""
    sink = Sink()
    with relay(sink) as running, sending(running.url) as sender:
        for number in range(5):
            sender.send(mail(key=f"key-{number}"))
    assert (sink.connections, len(sink.contents)) == (1, 5)


def test_a_line_that_begins_with_a_dot_arrives_whole():
    """Dots are stuffed, so that a message cannot end early."""
    content = b"Subject: dots\r\n\r\n.\r\n..two\r\nlast"
    sink = Sink()
    with relay(sink) as running, sending(running.url) as sender:
        sender.send(replace(mail(), content=content))
    assert sink.contents == [content + b"\r\n"]


@pytest.mark.parametrize(
    ("step", "reply", "outcome"),
    [
        ("rcpt", "450 mailbox busy", Outcome.DEFERRED),
        ("rcpt", "550 no such user", Outcome.REFUSED),
        ("data", "451 try later", Outcome.DEFERRED),
        ("data", "554 refused", Outcome.REFUSED),
        ("mail", "451 try later", Outcome.BUSY),
        ("mail", "550 sender not allowed", Outcome.RELAY),
    ],
)
def test_a_refusal_is_judged_by_step_and_code(step, reply, outcome):
    """At RCPT and DATA 4xx waits and 5xx condemns the mail; at MAIL both are the relay's."""
    with relay(Sink(**{step: reply})) as running:
        error = refusal(running.url)
    assert (error.outcome, error.code) == (outcome, int(reply[:3]))
    assert reply[4:] in str(error)


def test_a_refused_mail_does_not_spoil_the_next():
    """After a refusal the same connection takes the next mail."""
    sink = Sink(rcpt="550 no such user")
    with relay(sink) as running, sending(running.url) as sender:
        with pytest.raises(DeliveryError):
            sender.send(mail())
        sink.replies.clear()
        sender.send(mail())
    assert (sink.connections, len(sink.contents)) == (1, 1)


def test_a_relay_that_is_away_is_tried_again():
    """A refused connection is a matter of time, and says where nobody answered."""
    port = free_port()
    error = refusal(f"smtp://127.0.0.1:{port}")
    assert not error.permanent
    assert f"127.0.0.1:{port}" in str(error)


def test_a_relay_that_refuses_connections_stops_the_relay():
    """A 554 greeting is trouble of the relay, not of the mail."""
    with scripted(["554 go away"]) as url:
        error = refusal(url)
    assert (error.permanent, error.relay, error.code) == (False, True, 554)


def test_a_drop_before_the_dot_is_tried_again():
    """A line that breaks at RCPT leaves nothing behind."""
    with scripted(["220 hi", "250 hi", "250 sender"]) as url:
        error = refusal(url)
    assert not error.permanent
    assert "before it had the mail" in str(error)


def test_a_drop_after_the_dot_is_told_apart():
    """A line that breaks after the whole message says that it may have arrived."""
    with scripted(["220 hi", "250 hi", "250 sender", "250 recipient", "354 go on"]) as url:
        error = refusal(url)
    assert not error.permanent
    assert "took the whole message" in str(error)


def test_a_kept_connection_that_broke_is_opened_again():
    """An idle relay may hang up; the next mail goes over a new connection."""
    once = ["220 hi", "250 hi", "250 sender", "250 recipient", "354 go on", "250 taken"]
    with scripted(once, [*once, "221 bye"]) as url, sending(url) as sender:
        sender.send(mail())
        sender.send(mail())


def test_a_relay_that_closes_with_421_is_left():
    """After a 421 the next mail opens a new connection."""
    busy = ["220 hi", "250 hi", "421 too busy"]
    taken = ["220 hi", "250 hi", "250 sender", "250 recipient", "354 go on", "250 taken", "221 bye"]
    with scripted(busy, taken) as url, sending(url) as sender:
        with pytest.raises(DeliveryError) as caught:
            sender.send(mail())
        sender.send(mail())
    assert caught.value.outcome is Outcome.BUSY


def test_a_goodbye_without_answer_is_no_failure():
    """What the relay took is sent, whatever happens to QUIT."""
    with scripted(["220 hi", "250 hi", "250 sender", "250 recipient", "354 go on", "250 taken"]) as url:
        sender = Smtp(url)
        sender.send(mail())
        sender.close()


def test_a_relay_that_does_not_answer_is_given_up():
    """Silence at a command ends in an error that can be tried again."""
    with scripted(["220 hi"]) as url:
        assert not refusal(url, command_seconds=0.2).permanent


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Give a certificate for this machine, made for this run."""
    folder = tmp_path_factory.mktemp("tls")
    pem, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject]
    try:
        subprocess.run([*made, "-keyout", key, "-out", pem], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not on this machine, so no certificate can be made")
    return pem, key


def server_context(certificate) -> ssl.SSLContext:
    """Give the server's side of TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


def only_duban(_, session, envelope, mechanism, auth_data):
    """Let one user in."""
    known = auth_data.login == b"duban" and auth_data.password == b"p@ss"
    return server.AuthResult(success=known, handled=False)


def test_encryption_is_used_when_offered_and_then_the_login(certificate):
    """A relay that offers STARTTLS gets the password only over it, and takes the mail."""
    sink, options = Sink(), {"authenticator": only_duban, "auth_required": True}
    with relay(sink, tls_context=server_context(certificate), **options) as running:
        url = f"smtp://duban:p%40ss@127.0.0.1:{running.port}?ca={certificate[0]}"
        with sending(url) as sender:
            sender.send(mail())
    assert len(sink.contents) == 1


@pytest.mark.parametrize("left_out", [(), ("PLAIN",)])
def test_a_password_beyond_ascii_logs_in(certificate, left_out):
    """Signs beyond ASCII go as UTF-8, by PLAIN or by LOGIN; a wrong one is refused without being told."""
    taken = []

    def only_zhang(_, session, envelope, mechanism, auth_data):
        taken.append(mechanism)
        known = (auth_data.login, auth_data.password) == ("张三".encode(), "密码p@ss".encode())
        return server.AuthResult(success=known, handled=False)

    sink, tls = Sink(), server_context(certificate)
    options = {"authenticator": only_zhang, "auth_required": True, "auth_exclude_mechanism": left_out}
    with relay(sink, tls_context=tls, **options) as running:
        place = f"127.0.0.1:{running.port}?ca={certificate[0]}"
        with sending(f"smtp://{quote('张三')}:{quote('密码p@ss')}@{place}") as sender:
            sender.send(mail())
        error = refusal(f"smtp://{quote('张三')}:{quote('错误的密码')}@{place}")
    assert len(sink.contents) == 1
    assert taken == ["LOGIN" if left_out else "PLAIN"] * 2
    assert error.code == 535
    assert "错误" not in str(error)


def test_a_relay_that_takes_no_password_beyond_ascii_is_told(certificate):
    """With a cure, and without a traceback."""
    options = {"authenticator": only_duban, "auth_exclude_mechanism": ("PLAIN", "LOGIN")}
    with relay(Sink(), tls_context=server_context(certificate), **options) as running:
        error = refusal(f"smtp://duban:{quote('密码')}@127.0.0.1:{running.port}?ca={certificate[0]}")
    assert (error.relay, "beyond ASCII" in str(error), "密" in str(error)) == (True, True, False)


def test_a_relay_that_repeats_a_login_does_not_tell_the_password():
    """Some answer an unknown command with all that was said."""
    with repeating_relay() as port:
        error = refusal(f"smtp://duban:hunter%40222@127.0.0.1:{port}?starttls=never")
    told = str(error)
    assert "repeated" in told
    assert not {"hunter@222", b64encode(b"\0duban\0hunter@222").decode()} & set(
        told.replace(";", " ").split()
    )
    assert "hunter" not in told


@contextmanager
def repeating_relay():
    """Run a relay that repeats whatever it hears in its refusals."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            line, _place = listening.accept()
            with line, line.makefile("rb") as heard:
                line.sendall(b"220 relay.example\r\n")
                for said in heard:
                    if said.upper().startswith(b"EHLO"):
                        line.sendall(b"250-relay.example\r\n250 AUTH PLAIN\r\n")
                    else:
                        secret = b"hunter@222"
                        line.sendall(b"500 repeated: " + said.strip() + b"; " + secret + b"\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(PATIENCE)


def test_a_wrong_password_stops_the_relay(certificate):
    """A refused login waits for a person, and does not repeat the password."""
    options = {"authenticator": only_duban, "auth_required": True}
    with relay(Sink(), tls_context=server_context(certificate), **options) as running:
        error = refusal(f"smtp://duban:wrong-one@127.0.0.1:{running.port}?ca={certificate[0]}")
    assert (error.permanent, error.relay, error.code) == (False, True, 535)
    assert "wrong-one" not in str(error)


def test_an_untrusted_certificate_is_refused(certificate):
    """Nothing is sent to a relay whose certificate nobody vouches for."""
    sink = Sink()
    with relay(sink, tls_context=server_context(certificate)) as running:
        error = refusal(running.url)
    assert not error.permanent
    assert "certificate" in str(error)
    assert sink.contents == []


@pytest.mark.parametrize(
    "url", ["smtp://u:secret@127.0.0.1:{port}", "smtp://127.0.0.1:{port}?starttls=required"]
)
def test_no_password_and_no_mail_goes_unencrypted_unasked(url):
    """A relay without TLS gets neither the password nor a mail that must be encrypted."""
    sink = Sink()
    with relay(sink) as running:
        error = refusal(url.format(port=running.port))
    assert error.relay
    assert "starttls=never" in str(error)
    assert sink.contents == []


def test_ping_tells_that_the_relay_would_take_mails():
    """A check connects and says goodbye, and sends nothing."""
    sink = Sink()
    with relay(sink) as running:
        Smtp(running.url).ping()
    assert (sink.connections, sink.contents) == (1, [])


TAKES = ["250 sender", "250 recipient", "354 go on", "250 taken"]


def heard_by(*connections, mails=1, **options):
    """Send mails to a scripted relay and give every command that each connection heard."""
    heard = [[] for _each in connections]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        thread = threading.Thread(target=listen_and_answer, args=(listener, connections, heard))
        thread.start()
        with sending(f"smtp://127.0.0.1:{listener.getsockname()[1]}", **options) as sender:
            for number in range(mails):
                sender.send(mail(key=f"key-{number}"))
        thread.join(PATIENCE)
    return heard


def listen_and_answer(listener, connections, heard):
    for replies, commands in zip(connections, heard, strict=True):
        line, _ = listener.accept()
        with line, line.makefile("rb") as file:
            for reply in replies:
                line.sendall(reply.encode() + b"\r\n")
                command = file.readline()
                commands.append(command[:4].decode().strip().upper())
                if reply.startswith("354"):
                    read_one(file, whole_message=command != b".\r\n")


def test_nothing_is_asked_between_two_mails_in_a_row():
    """A busy connection hears MAIL, RCPT, DATA and nothing in between."""
    (commands,) = heard_by(["220 hi", "250 hi", *TAKES, *TAKES, "221 bye"], mails=2)
    assert [each for each in commands if each in ("RSET", "MAIL", "QUIT")] == ["MAIL", "MAIL", "QUIT"]


def test_a_connection_that_rested_is_asked_first():
    """After a quarter of a minute without a mail the line is tried before it is trusted."""
    minutes = iter(range(0, 6000, 60))
    (commands,) = heard_by(
        ["220 hi", "250 hi", *TAKES, "250 reset", *TAKES, "221 bye"], mails=2, monotonic=lambda: next(minutes)
    )
    assert [each for each in commands if each in ("RSET", "MAIL")] == ["MAIL", "RSET", "MAIL"]


def test_a_connection_serves_its_share_and_is_replaced():
    """After so many mails the sender says goodbye and connects anew."""
    two = ["220 hi", "250 hi", *TAKES, *TAKES, "221 bye"]
    heard = heard_by(two, two, mails=4, mails_per_connection=2)
    assert [commands.count("MAIL") for commands in heard] == [2, 2]


@pytest.mark.parametrize("greeting", ["421 too busy", "450 later"])
def test_a_relay_that_puts_us_off_at_the_door_is_busy(greeting):
    """4xx instead of a greeting counts against the relay and not against the mail."""
    with scripted([greeting]) as url:
        assert refusal(url).outcome is Outcome.BUSY


@pytest.mark.parametrize("replies", [[], ["220 hi"], ["220 hi", "250 hi"]])
def test_a_drop_before_a_transaction_is_the_relays(replies):
    """A line that breaks at connect, EHLO or MAIL knows of no mail."""
    with scripted(replies) as url:
        assert refusal(url).outcome is Outcome.BUSY


def test_a_drop_before_and_after_the_dot_are_told_apart():
    """Before the dot nothing was taken; after it the mail may have arrived."""
    begun = ["220 hi", "250 hi", "250 sender", "250 recipient"]
    with scripted(begun) as url:
        assert refusal(url).outcome is Outcome.BROKEN
    with scripted([*begun, "354 go on"]) as url:
        assert refusal(url).outcome is Outcome.AMBIGUOUS


def test_nobody_at_the_door_stops_the_relay():
    """A refused connection is the relay's fault, at once."""
    assert refusal(f"smtp://127.0.0.1:{free_port()}").outcome is Outcome.RELAY


def test_421_after_the_recipient_is_the_relays():
    """421 is never about one recipient."""
    with relay(Sink(rcpt="421 closing")) as running:
        assert refusal(running.url).outcome is Outcome.BUSY


def test_a_wait_for_the_answer_can_be_broken_off_from_another_thread():
    """What had gone out whole is then ambiguous, and the sender takes nothing more."""
    taken = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        script = ["220 hi", "250 hi", "250 sender", "250 recipient", "354 go on"]
        thread = threading.Thread(target=take_and_be_silent, args=(listener, script, taken))
        thread.start()
        sender = Smtp(f"smtp://127.0.0.1:{listener.getsockname()[1]}")
        breaker = threading.Thread(target=lambda: (taken.wait(PATIENCE), sender.abort()))
        breaker.start()
        with pytest.raises(DeliveryError) as caught:
            sender.send(mail())
        breaker.join()
        thread.join(PATIENCE)
    assert caught.value.outcome is Outcome.AMBIGUOUS
    with pytest.raises(DeliveryError, match="told to stop"):
        sender.send(mail())


def take_and_be_silent(listener, replies, taken):
    line, _ = listener.accept()
    with line, line.makefile("rb") as heard:
        for reply in replies:
            line.sendall(reply.encode() + b"\r\n")
            read_one(heard, whole_message=reply.startswith("354"))
        taken.set()
        heard.readline()
