# SPDX-License-Identifier: Apache-2.0
"""The addresses of channels: found out, written out, masked."""

import pytest

from models.channels import ChannelSettings
from models.errors import DeliveryError, UsageError
from models.kinds import ChannelKind
from notifiers.senders.channels import is_open, masked, moved, settled
from notifiers.senders.webhook import require_secret


def channel(url: str, secret: str = "") -> ChannelSettings:
    return settled(ChannelSettings(kind=ChannelKind.CHAT, url=url, secret=secret))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("wecombot://ab-12", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab-12"),
        ("dingtalk://AbC12", "https://oapi.dingtalk.com/robot/send?access_token=AbC12"),
        ("feishu://ab-12", "https://open.feishu.cn/open-apis/bot/v2/hook/ab-12"),
        ("lark://ab-12", "https://open.larksuite.com/open-apis/bot/v2/hook/ab-12"),
        (
            " https://wecom.office.example/cgi-bin/webhook/send?key=ab-12",
            "https://wecom.office.example/cgi-bin/webhook/send?key=ab-12",
        ),
    ],
)
def test_a_bots_address_is_kept_in_full(written: str, kept: str) -> None:
    """Short or as its group shows it, also of an installation that the office runs itself."""
    assert (channel(written).url, channel(written).kind) == (kept, ChannelKind.CHAT)


def test_the_secret_may_stand_in_a_short_address() -> None:
    """As Apprise writes it for DingTalk."""
    assert channel("dingtalk://SECx@tok").secret == "SECx"


def test_any_other_web_address_is_a_webhook_with_a_secret_of_its_own() -> None:
    """Two that are added get different ones, and a given one is kept."""
    first, second = channel("https://oa.example/in"), channel("https://oa.example/in")
    assert first.kind is second.kind is ChannelKind.WEBHOOK
    assert first.secret != second.secret
    require_secret(first.secret)
    assert channel("https://oa.example/in", first.secret).secret == first.secret


@pytest.mark.parametrize(
    ("before", "secret", "url", "after"),
    [
        ("https://oa.example/in", "", "wecombot://ab-12", ""),
        ("dingtalk://tok", "SECx", "wecombot://ab-12", ""),
        ("dingtalk://tok", "SECx", "dingtalk://other", "SECx"),
        ("dingtalk://tok", "SECx", "dingtalk://SECy@other", "SECy"),
        ("feishu://tok", "x", "https://feishu.office.example/open-apis/bot/v2/hook/ab", "x"),
    ],
)
def test_a_secret_stays_only_with_its_service(before: str, secret: str, url: str, after: str) -> None:
    """Only the address was set anew."""
    assert settled(moved(channel(before, secret), url)).secret == after


def test_a_bot_that_becomes_a_webhook_gets_a_secret_of_its_own_which_moves_along() -> None:
    """The bot's would not be one, and what the other system knows already is not made anew."""
    webhook = settled(moved(channel("dingtalk://tok", "SECx"), "https://oa.example/in"))
    require_secret(webhook.secret)
    assert settled(moved(webhook, "https://oa.example/new")).secret == webhook.secret


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # by a plugin of Apprise
def test_an_address_of_another_service_is_left_to_apprise() -> None:
    """It is made once, so that a wrong one is told at once."""
    assert channel("json://127.0.0.1:99/in").kind is ChannelKind.CHAT
    with pytest.raises(DeliveryError, match="no address that Apprise understands"):
        channel("nonsense://a/b")


NO_ADDRESSES = (
    "",
    "oa.example",
    "https://",
    "https://u:p@oa.example/",
    "https://oa.example/a b",
    "https://[",
    "feishu://",
    "https://督查.example/",
    "wecombot://a/b",
)


@pytest.mark.parametrize("written", NO_ADDRESSES)
def test_what_is_no_address_is_told_without_repeating_it(written: str) -> None:
    """It may hold a secret."""
    with pytest.raises(UsageError, match="not the address of a channel") as refused:
        channel(written)
    assert not written or written not in str(refused.value).replace("https://…", "")


@pytest.mark.parametrize("secret", ["abc", "whsec_", "whsec_!!!!", "whsec_YWJj"])
def test_a_webhooks_secret_is_one_of_the_standard(secret: str) -> None:
    """24 bytes at least; a wrong one is not repeated."""
    with pytest.raises(UsageError) as refused:
        channel("https://oa.example/in", secret)
    assert secret == "whsec_" or secret not in str(refused.value)


def test_wecom_signs_nothing() -> None:
    """A secret would give a false sense of safety."""
    with pytest.raises(UsageError, match="no secret"):
        channel("wecombot://ab-12", "SECx")


def test_a_shown_address_tells_where_it_leads_and_nothing_that_opens_it() -> None:
    """Scheme and host; channels are told apart by number and label, and no sign of a token is shown."""
    assert masked("https://oa.example:8443/in/0123456789abcdef") == "https://oa.example/…"
    assert masked("https://u:pass@oa.example/in?key=0123456789abcdef#x") == "https://oa.example/…"
    assert masked("slack://T1234567/A1234567/c987654321") == "slack://…"
    assert masked("https://oa.example/in") == "https://oa.example/…"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://oa.example/in", False),
        ("http://oa.example/in", True),
        ("http://8.8.8.8/in", True),
        ("http://10.1.2.3/in", False),
        ("http://localhost:80/in", False),
        ("json://oa.example", False),
    ],
)
def test_an_address_without_encryption_is_open_unless_it_stays_inside(url: str, expected: bool) -> None:
    """A private network is the office's own to judge."""
    assert is_open(url) is expected
