# SPDX-License-Identifier: Apache-2.0
"""Channels beside mail: how their addresses are read and shown, and who speaks to which."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from models.channels import ChannelSettings, ChannelView, number_of
from models.errors import DeliveryError, DubanError, UsageError
from models.kinds import ChannelKind, Outcome
from models.letters import Envelope
from models.text import clean_line
from notifiers.senders import apprise
from notifiers.senders.bots import WECOM, bot_at, post_to_bot
from notifiers.senders.http import HttpPost, told_to_stop
from notifiers.senders.webhook import new_secret, post_signed, require_secret

WEB = ("https", "http")
BOT_ADDRESSES = {
    "wecombot": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={token}",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token={token}",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/{token}",
    "lark": "https://open.larksuite.com/open-apis/bot/v2/hook/{token}",
}
"""The short ways of writing a bot's address, as Apprise has them."""


def settled(settings: ChannelSettings) -> ChannelSettings:
    """Give a channel's settings as they are kept: its kind found out, its address in full, a webhook signed.

    UsageError when the address or the secret is none; neither is repeated.
    DeliveryError when the library for such an address is missing, or does not understand it.
    """
    written = _in_full(replace(settings, url=settings.url.strip()))
    if not needs_apprise(written.url):
        return _bot(written) if bot_at(written.url) else _webhook(written)
    apprise.require_known(written.url)
    return replace(written, kind=ChannelKind.CHAT)


def moved(settings: ChannelSettings, url: str) -> ChannelSettings:
    """Give settings at another address; the secret stays only with the service that it is a secret of."""
    written = _in_full(replace(settings, url=url.strip(), secret=""))
    keeps = bot_at(written.url) is bot_at(settings.url) and not written.secret
    return replace(written, secret=settings.secret) if keeps else written


def needs_apprise(url: str) -> bool:
    """Tell whether only Apprise knows how an address is spoken to."""
    return urlsplit(url).scheme not in WEB


def masked(url: str) -> str:
    """Show which service an address leads to, and nothing of what opens it there."""
    parts = urlsplit(url)
    host = f"{parts.hostname}/" if parts.scheme in WEB else ""
    return f"{parts.scheme}://{host}…"


def is_open(url: str) -> bool:
    """Tell whether others can read what is sent: http, and not only within a private network."""
    parts = urlsplit(url)
    if parts.scheme != "http":
        return False
    try:
        return not ip_address(parts.hostname or "").is_private
    except ValueError:
        return parts.hostname != "localhost"


def _in_full(settings: ChannelSettings) -> ChannelSettings:
    """Write a bot's short address out; its user part is the secret, where there is one."""
    scheme, _, rest = settings.url.partition("://")
    template = BOT_ADDRESSES.get(scheme.lower())
    if template is None:
        _require_address(settings.url)
        return settings
    secret, _, token = rest.split("?")[0].strip("/").rpartition("@")
    if not token or "/" in token:
        raise _no_address()
    return replace(
        settings,
        url=template.format(token=quote(unquote(token), safe="")),
        secret=settings.secret or unquote(secret),
    )


def _require_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = bool(parts.scheme and parts.netloc and parts.port != 0)
    except ValueError:
        raise _no_address() from None  # the cause would repeat it
    in_web = parts.scheme in WEB
    if in_web and (not url.isascii() or parts.username is not None):
        raise _no_address()
    if not known or url != "".join(clean_line(url).split()):
        raise _no_address()


def _no_address() -> UsageError:
    return UsageError(
        "This is not the address of a channel.",
        cure="Write the bot's address as its group shows it, or https://… of a system of yours.",
    )


def _bot(settings: ChannelSettings) -> ChannelSettings:
    if settings.secret and bot_at(settings.url) is WECOM:
        raise UsageError("WeCom's bots have no secret.", cure='Leave --secret out, or write --secret "".')
    return replace(settings, kind=ChannelKind.CHAT)


def _webhook(settings: ChannelSettings) -> ChannelSettings:
    secret = settings.secret or new_secret()
    require_secret(secret)
    return replace(settings, kind=ChannelKind.WEBHOOK, secret=secret)


class ChannelSender:
    """Hand messages to channels; no failure is ever the way's as a whole, each is its own message's.

    `find` gives the channel of a number as it is set at this moment; `now` is the clock that signs.
    """

    def __init__(
        self,
        find: Callable[[int], ChannelView],
        *,
        now: Callable[[], datetime],
        post: HttpPost | None = None,
    ) -> None:
        self._find = find
        self._now = now
        self._post = post or HttpPost()
        self._aborted = False

    def send(self, envelope: Envelope) -> None:
        """Hand one message over, or raise DeliveryError: refused, deferred, or told to stop."""
        if self._aborted:
            raise told_to_stop()
        channel = self._channel(envelope)
        if channel.settings.kind is ChannelKind.WEBHOOK:
            post_signed(
                self._post,
                channel.settings.url,
                secret=channel.settings.secret,
                key=envelope.key,
                body=envelope.content,
                now=self._now(),
            )
        else:
            self._say(channel, envelope)

    def close(self) -> None:
        """Nothing is kept open."""

    def abort(self) -> None:
        """Begin nothing more; what is being sent ends by its own timeout, sooner than a daemon must."""
        self._aborted = True

    def _channel(self, envelope: Envelope) -> ChannelView:
        try:
            return self._find(number_of(envelope.recipient))
        except DubanError as failure:  # removed at this moment, or the ledger is away
            raise DeliveryError(
                "The channel cannot be looked up: {reason}", outcome=Outcome.DEFERRED, reason=failure
            ) from failure

    def _say(self, channel: ChannelView, envelope: Envelope) -> None:
        settings, note = channel.settings, _note(envelope)
        text = "\n".join(part for part in (note["text"], note["link"]) if part)
        if bot := bot_at(settings.url):
            whole = f"{note['title']}\n{text}"
            post_to_bot(self._post, bot, settings.url, secret=settings.secret, text=whole, now=self._now())
        else:
            apprise.say(settings.url, title=note["title"], text=text)


def _note(envelope: Envelope) -> dict[str, str]:
    try:
        note = json.loads(envelope.content)
        return {name: str(note[name]) for name in ("title", "text", "link")}
    except (ValueError, KeyError, TypeError) as error:
        raise DeliveryError(
            "Message {key} has no text for a chat.",
            outcome=Outcome.REFUSED,
            cure="Take it off the list with: duban outbox drop.",
            key=envelope.key,
        ) from error
