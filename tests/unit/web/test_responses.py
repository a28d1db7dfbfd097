# SPDX-License-Identifier: Apache-2.0
"""How an answer leaves through ASGI."""

import asyncio

import pytest

from web.responses import Reply, request_headers, send_reply, with_headers


def sent(reply, *, head=False):
    messages = []

    async def send(message):
        messages.append(message)

    asyncio.run(send_reply(reply, send, head=head))
    return messages


@pytest.mark.parametrize(("head", "body"), [(False, b"abc"), (True, b"")])
def test_head_is_told_the_length_and_sent_nothing(head, body):
    """Both methods hear the same headers."""
    start, content = sent(Reply(status=200, headers={"X-One": "1"}, body=b"abc"), head=head)
    assert start["headers"] == [(b"x-one", b"1"), (b"content-length", b"3")]
    assert content["body"] == body


def test_an_answer_without_content_has_no_length():
    """A 304 says nothing of a body."""
    start, content = sent(Reply(status=304, headers={}))
    assert (start["headers"], content["body"]) == ([], b"")


def test_repeated_headers_are_one_list():
    """Two If-None-Match lines are read as one."""
    scope = {"headers": [(b"If-None-Match", b'"a"'), (b"if-none-match", b'"b"'), (b"host", b"x")]}
    assert request_headers(scope) == {"if-none-match": '"a", "b"', "host": "x"}


def test_extra_headers_are_added_to_what_the_application_says():
    """The wrapped application keeps its own headers and body."""
    messages = []

    async def app(scope, receive, send):
        await send_reply(Reply(status=200, headers={"X-One": "1"}, body=b"abc"), send, head=False)

    async def send(message):
        messages.append(message)

    asyncio.run(with_headers(app, {"X-Two": "2"})({}, None, send))
    assert (b"x-one", b"1") in messages[0]["headers"]
    assert (b"x-two", b"2") in messages[0]["headers"]
    assert messages[1]["body"] == b"abc"


def test_what_an_application_says_itself_is_not_said_twice():
    """A page under a policy of its own keeps it: two policies would forbid what each of them allows."""
    messages = []

    async def app(scope, receive, send):
        await send_reply(Reply(status=200, headers={"X-One": "1"}, body=b""), send, head=False)

    async def send(message):
        messages.append(message)

    asyncio.run(with_headers(app, {"X-One": "2"})({}, None, send))
    assert [value for name, value in messages[0]["headers"] if name == b"x-one"] == [b"1"]
