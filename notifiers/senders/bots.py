# SPDX-License-Identifier: Apache-2.0
"""The group bots of WeCom, DingTalk and Feishu, and of installations of them that an office runs itself.

They answer 200 also when they refuse, with an error code within, so each answer is read.
"""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from models.errors import DeliveryError
from models.kinds import Outcome
from notifiers.senders.http import HttpPost, ServiceAnswer, is_last_word, readable, redact, require_taken

Signed = tuple[Mapping[str, str], Mapping[str, str]]
"""What a signature adds to the address and to the body."""
LARGEST_CODE = 2**31 - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Bot:
    """How one service's bots are addressed, asked and understood."""

    name: str
    path: str
    """The path of every address of this service, on whatever host."""
    token: str
    """The parameter that carries the token; nothing where it ends the path."""
    body: Callable[[str], dict[str, Any]]
    sign: Callable[[str, datetime], Signed]
    refusals: frozenset[int]
    """The error codes after which trying again cannot help; every other one may pass."""

    def is_at(self, parts: SplitResult) -> bool:
        """Tell whether an address is one of this service's."""
        if self.token:
            return parts.path.rstrip("/") == self.path and self.token in parse_qs(parts.query)
        return parts.path.startswith(self.path) and len(parts.path) > len(self.path)


def bot_at(url: str) -> Bot | None:
    """Find the service that an https address belongs to by its path, None when it is none of these."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http"):
        return None
    return next((bot for bot in BOTS if bot.is_at(parts)), None)


def post_to_bot(post: HttpPost, bot: Bot, url: str, *, secret: str, text: str, now: datetime) -> None:
    """Let a bot say a text in its group, or raise DeliveryError; a secret signs the request."""
    more, within = bot.sign(secret, now) if secret else ({}, {})
    address = f"{url}{'&' if '?' in url else '?'}{urlencode(more)}" if more else url
    body = json.dumps(bot.body(text) | dict(within), ensure_ascii=False).encode()
    answer = post.post(
        address, body, {"Content-Type": "application/json; charset=utf-8", "User-Agent": "duban"}
    )
    _require_said(bot, url, answer)


def _require_said(bot: Bot, url: str, answer: ServiceAnswer) -> None:
    code, reason = _verdict(answer.body)
    if code is None:
        require_taken(answer, url=url, place=bot.name)
    if code == 0 and answer.status < 300:
        return
    is_final = code in bot.refusals or (answer.status >= 300 and is_last_word(answer.status))
    raise DeliveryError(
        "{service} did not take the message: {errcode} {text}",
        outcome=Outcome.REFUSED if is_final else Outcome.DEFERRED,
        code=code,
        cure="Look at the bot's settings in its group, and correct the channel with `duban unit channel set`."
        if is_final
        else "It is tried again by itself.",
        not_before=answer.retry_after,
        service=bot.name,
        errcode="–" if code is None else code,
        text=redact(reason, url) or readable(answer.body, url),
    )


def _verdict(body: bytes) -> tuple[int | None, str]:
    """Read the error code of an answer, and what it says; None when it is none of these services'."""
    try:
        told = json.loads(body)
        code = next(told[name] for name in ("errcode", "code", "StatusCode") if name in told)
        said = next((told[name] for name in ("errmsg", "msg", "StatusMessage") if name in told), "")
        number = int(code)
    except (ValueError, TypeError, OverflowError, StopIteration):
        return None, ""
    # no service has a code that no column of the ledger holds
    return (number, str(said)) if abs(number) <= LARGEST_CODE else (None, "")


def _in_address(secret: str, now: datetime) -> Signed:
    """Sign as DingTalk asks: HMAC-SHA256 of the time in milliseconds and the secret, in the address."""
    stamp = str(int(now.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), sha256).digest()
    return {"timestamp": stamp, "sign": b64encode(digest).decode()}, {}


def _in_body(secret: str, now: datetime) -> Signed:
    """Sign as Feishu asks: HMAC-SHA256 of nothing, keyed by the time in seconds and the secret."""
    stamp = str(int(now.timestamp()))
    digest = hmac.new(f"{stamp}\n{secret}".encode(), b"", sha256).digest()
    return {}, {"timestamp": stamp, "sign": b64encode(digest).decode()}


WECOM = Bot(
    name="WeCom",
    path="/cgi-bin/webhook/send",
    token="key",  # noqa: S106  (the name of a parameter)
    body=lambda text: {"msgtype": "text", "text": {"content": text}},
    sign=lambda _secret, _now: ({}, {}),
    refusals=frozenset({93000, 93004, 93008, 40001, 40008, 40035, 40058, 44004}),
)
DINGTALK = Bot(
    name="DingTalk",
    path="/robot/send",
    token="access_token",  # noqa: S106
    body=lambda text: {"msgtype": "text", "text": {"content": text}, "at": {"isAtAll": False}},
    sign=_in_address,
    refusals=frozenset({300001, 300005, 310000, 400013, 400101, 400102, 400105, 400106, 40035, 43004}),
)
FEISHU = Bot(
    name="Feishu",
    path="/open-apis/bot/v2/hook/",
    token="",
    body=lambda text: {"msg_type": "text", "content": {"text": text}},
    sign=_in_body,
    refusals=frozenset({9499, 19001, 19021, 19022, 19024, 19036}),
)
BOTS = (WECOM, DINGTALK, FEISHU)
