# SPDX-License-Identifier: Apache-2.0
"""What docs/channels.md tells, out of what channels are told and how they are asked."""

from collections.abc import Iterator

from models.kinds import LetterKind
from notifiers import chat_text
from notifiers.senders import channels, http, webhook
from notifiers.senders.bots import BOTS, DINGTALK
from scheduler.delivery import relay
from scheduler.problems import STUCK_AFTER
from tests.support.served import noon
from tests.unit.docs.facts.words import span, spelled

WECOM_TAKES = 2_048
"""Bytes of a text, the tightest of all; `test_chat_text` writes the longest one against it."""


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    yield f"the {spelled(chat_text.MOST_ROWS)} worst tasks with their *working* days"
    yield f"It stays below {WECOM_TAKES:,} bytes, the tightest limit of all services."
    kinds = ", ".join(f"`{kind}`" for kind in LetterKind)
    yield f"carry these kinds alone: {kinds}; a letter that fulfils several duties counts as each of them; `all` lifts it"
    yield "`none` lifts it |"
    assert channels.masked("https://oa.example/in/0123456789") == "https://oa.example/…"
    yield "show the service it leads to and no sign of what follows"
    for scheme in channels.BOT_ADDRESSES:
        yield f"`{scheme}://"
    host = channels.BOT_ADDRESSES["wecombot"].partition("?key=")[0]
    yield f"'{host}?key=…'"
    yield f"'{channels.BOT_ADDRESSES['dingtalk'].partition('{')[0]}…'"
    assert [bot.name for bot in BOTS] == ["WeCom", "DingTalk", "Feishu"]
    assert 310000 in DINGTALK.refusals
    yield "A message without the word is answered with 310000, given up and told to the office."
    yield from _webhook()
    yield "a service that answers 200 although it refuses is taken at its word."
    yield f"or waiting for {spelled(STUCK_AFTER.total_seconds() / 3600)} hours although it might speak"


def _webhook() -> Iterator[str]:
    for name in webhook.signed_headers(webhook.new_secret(), key="k", body=b"", now=noon()):
        if name.startswith("webhook-"):
            yield f"| `{name}` |"
    yield f"with the key that follows `{webhook.PREFIX}` in base64 |"
    yield "| 2xx | it was taken |"
    passing = ", ".join(map(str, http.PASSING))
    yield f"| {passing}, 5xx, a broken line, no answer within {http.SECONDS:.0f} seconds"
    yield (
        f"tried again after {span(relay.FIRST_RETRY)}, doubling to {span(relay.LONGEST_RETRY)}, "
        f"given up after {span(relay.GIVE_UP_AFTER)}; `Retry-After` in seconds is heeded up to "
        f"{span(http.LONGEST_WAIT)} |"
    )
    yield "| any other, redirects too | given up at once and told to the office |"
