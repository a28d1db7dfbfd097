"""The addresses of channels: what each leads to, as it is kept, and as it may be shown."""

from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from models.channels import ChannelSettings
from models.errors import UsageError
from models.kinds import ChannelKind
from models.text import clean_line
from notifiers import chat
from notifiers.bots import WECOM, bot_at
from notifiers.webhook import new_secret, require_secret

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
    chat.require_known(written.url)
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
