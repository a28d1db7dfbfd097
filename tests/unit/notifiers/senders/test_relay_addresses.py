# SPDX-License-Identifier: Apache-2.0
"""What an address of a relay means, and what its replies mean."""

import pytest

from models.errors import DeliveryError, SettingsError
from notifiers.senders.smtp import Smtp
from notifiers.senders.smtp_replies import message_refusal, relay_refusal
from notifiers.senders.smtp_url import RelayAddress, StartTls, parse_smtp_url


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://mx.example.org", RelayAddress(host="mx.example.org", port=25)),
        ("smtp://127.0.0.1:2525/", RelayAddress(host="127.0.0.1", port=2525)),
        ("smtp://[::1]:2525", RelayAddress(host="::1", port=2525)),
        ("smtps://mx.example.org", RelayAddress(host="mx.example.org", port=465, implicit_tls=True)),
        (
            "smtp://du%40ban:p%3A%2F%40ss@mx.example.org?starttls=required&ca=/etc/ca.pem",
            RelayAddress(
                host="mx.example.org",
                port=587,
                user="du@ban",
                password="p:/@ss",
                starttls=StartTls.REQUIRED,
                ca="/etc/ca.pem",
            ),
        ),
    ],
)
def test_an_address_names_a_relay(url, relay):
    """Host, port, login and options are read, percent signs decoded, ports filled in."""
    assert parse_smtp_url(url) == relay


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mx.example.org",
        "http://mx.example.org",
        "smtp://",
        "smtp://u:secret@",
        "smtp://u:secret@h:99999",
        "smtp://u:secret@h:x",
        "smtp://u:sec/ret@h",
        "smtp://u:secret@h?starttls=maybe",
        "smtp://u:secret@h?tls=1",
        "smtp://u:secret@[::1",
    ],
)
def test_an_address_that_is_none_is_refused_with_a_cure(url):
    """Whatever is wrong, the sentence has a cure and never repeats the password."""
    with pytest.raises(SettingsError) as caught:
        parse_smtp_url(url)
    assert caught.value.cure
    assert "sec" not in str(caught.value)


def test_a_relay_does_not_print_its_password():
    """A relay in a log or a traceback keeps its secret."""
    assert "secret" not in repr(parse_smtp_url("smtp://u:secret@h"))


def test_making_a_sender_connects_to_nothing():
    """A sender can be made while the relay is away."""
    Smtp("smtp://127.0.0.1:1").close()


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(421, "busy"), (454, "busy"), (535, "relay"), (550, "relay"), (554, "relay")],
)
def test_a_refused_relay_is_no_fault_of_the_mail(code, outcome):
    """5xx at connect, AUTH or MAIL stops the relay, 4xx counts against it; nothing there costs the mail."""
    error = relay_refusal("AUTH", code, b"no")
    assert (error.outcome, error.relay, error.code) == (outcome, True, code)


@pytest.mark.parametrize(
    ("code", "outcome"), [(421, "busy"), (451, "deferred"), (550, "refused"), (554, "refused")]
)
def test_a_refused_recipient_is_final_only_with_5xx(code, outcome):
    """5xx at RCPT or DATA condemns this mail, 4xx defers it; 421 alone is the relay's own trouble."""
    error = message_refusal("RCPT", code, b"no", recipient="a@example.org")
    assert (error.outcome, error.relay) == (outcome, code == 421)


def test_a_reply_in_any_encoding_is_one_clean_line():
    """A relay's reply cannot break a log line or hide text."""
    error = message_refusal("RCPT", 550, b"no\r\nsuch \xff\x1b[31muser", recipient="a@example.org")
    assert isinstance(error, DeliveryError)
    assert "550 no such \ufffd[31muser" in str(error)
