# SPDX-License-Identifier: Apache-2.0
"""What services answer, and what it means for a message: real requests to a service on loopback."""

import base64
import hmac
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.charset import BASE64, CHARSETS, SHORTEST
from hashlib import sha256
from pathlib import Path

import pytest

from models.channels import ChannelSettings, ChannelView
from models.errors import DeliveryError, NotFoundError
from models.kinds import ChannelKind, Outcome
from models.letters import Envelope
from notifiers.senders import apprise
from notifiers.senders.channels import ChannelSender, settled
from notifiers.senders.http import HttpPost
from tests.builders import MONDAY
from tests.support.mails.receivers import Receiver, Reply, receiving, said
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
NOTE = {
    "title": "【周报】甲局",
    "text": "1 修桥：已逾期",
    "link": "https://duban.example/p/1",
    "kind": "weekly",
}
BODY = json.dumps(NOTE, ensure_ascii=False).encode()
WECOM, DINGTALK, FEISHU = (
    "/cgi-bin/webhook/send?key=wecom-key-0001",
    "/robot/send?access_token=ding0001",
    "/open-apis/bot/v2/hook/feishu-0001",
)
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # by Apprise


def envelope(key: str = "weekly:2026-W48:unit:1@channel:3") -> Envelope:
    return Envelope(
        key=key, message_id=key, sender="", recipient="channel:3", subject="【周报】甲局", content=BODY
    )


def sender(url: str, secret: str = "", *, now: datetime = MONDAY, seconds: float = PATIENCE) -> ChannelSender:
    """Give a sender whose only channel has this address."""
    settings = settled(ChannelSettings(kind=ChannelKind.CHAT, url=url, secret=secret))
    channel = ChannelView(id=3, reader_key="unit:1", settings=settings, created_at=MONDAY)
    return ChannelSender(lambda _number: channel, now=lambda: now, post=HttpPost(seconds=seconds))


def refusal(url: str, secret: str = "", *, seconds: float = PATIENCE) -> DeliveryError:
    """Send one message that is not taken, and give why."""
    with pytest.raises(DeliveryError) as refused:
        sender(url, secret, seconds=seconds).send(envelope())
    return refused.value


def verified(receiver: Receiver, secret: str) -> bool:
    """Verify the newest request as the standard tells a receiver to."""
    posted = receiver.posted[-1]
    signed = f"{posted.headers['webhook-id']}.{posted.headers['webhook-timestamp']}.".encode() + posted.body
    expected = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, sha256).digest()
    given = posted.headers["webhook-signature"]
    return hmac.compare_digest(given, "v1," + base64.b64encode(expected).decode())


def test_a_webhook_gets_the_stored_bytes_signed() -> None:
    """A receiver can tell that they are from here, when, and which message it is."""
    with receiving(Reply(status=204)) as receiver:
        sender(f"{receiver.address}/in?from=duban", SECRET).send(envelope())
        (posted,) = receiver.posted
        assert (posted.path, posted.body) == ("/in?from=duban", BODY)
        assert posted.headers["content-type"] == "application/json"
        assert posted.headers["webhook-timestamp"] == str(int(MONDAY.timestamp()))
        assert verified(receiver, SECRET)
        assert not verified(receiver, SECRET.replace("whsec_M", "whsec_N"))


def test_the_documented_way_of_verifying_a_request_works() -> None:
    """What the page on channels shows takes our requests and no others."""
    page = (Path(__file__).parents[3] / "docs" / "channels.md").read_text(encoding="utf-8")
    (sample,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    known: dict[str, Callable[[str, dict[str, str], bytes], bool]] = {}
    exec(sample, known)
    with receiving() as receiver:
        sender(f"{receiver.address}/in", SECRET, now=datetime.now(UTC)).send(envelope())
        sender(f"{receiver.address}/in", SECRET, now=MONDAY - timedelta(days=30)).send(envelope())
        fresh, old = receiver.posted
    assert known["is_from_duban"](SECRET, fresh.headers, fresh.body)
    assert not known["is_from_duban"](SECRET, fresh.headers, fresh.body + b" ")
    assert not known["is_from_duban"](SECRET, old.headers, old.body)


def test_every_attempt_has_the_same_id_and_body_and_a_time_of_its_own() -> None:
    """So a receiver tells a repetition, and a stolen request grows old."""
    with receiving() as receiver:
        sender(f"{receiver.address}/in", SECRET).send(envelope())
        sender(f"{receiver.address}/in", SECRET, now=MONDAY + timedelta(minutes=5)).send(envelope())
        sender(f"{receiver.address}/in", SECRET).send(envelope("another"))
        first, again, other = receiver.posted
    assert first.headers["webhook-id"] == again.headers["webhook-id"] != other.headers["webhook-id"]
    assert first.headers["webhook-signature"] != again.headers["webhook-signature"]
    assert "." not in first.headers["webhook-id"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(status, Outcome.REFUSED) for status in (301, 307, 400, 401, 403, 404, 410, 422)]
    + [(status, Outcome.DEFERRED) for status in (408, 425, 429, 500, 502, 503)],
)
def test_a_webhooks_status_says_whether_trying_again_can_help(status: int, outcome: Outcome) -> None:
    """A wrong address is given up at once, a service in trouble is waited for."""
    with receiving(Reply(status=status, headers={"Location": "/elsewhere"})) as receiver:
        failure = refusal(f"{receiver.address}/secret-path", SECRET)
        assert len(receiver.posted) == 1
    assert (failure.outcome, failure.code) == (outcome, status)
    assert "secret-path" not in str(failure)


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("/hooks/T024BE7LD/opens%20sesame", "opens sesame"),
        ("/in?user=duban&token=opens-sesame", "opens-sesame"),
        ("/cgi-bin/webhook/send?key=opens-sesame", "opens-sesame"),
        ("/robot/send?access_token=opens-sesame", "opens-sesame"),
        ("/open-apis/bot/v2/hook/opens-sesame", "opens-sesame"),
    ],
)
@pytest.mark.parametrize("is_json", [True, False])
def test_a_service_that_repeats_its_address_gives_no_secret_away(
    path: str, secret: str, is_json: bool
) -> None:
    """Many a web server names the path it does not know; why it refused goes into logs and mails."""
    words = f"Cannot POST {path} ({secret}), webhook"
    body = json.dumps({"errcode": 1, "errmsg": words}) if is_json else words
    with receiving(Reply(status=404, body=body.encode())) as receiver:
        told = str(refusal(receiver.address + path))
    assert "Cannot POST" in told
    assert "webhook" in told
    assert secret not in told
    assert secret.replace(" ", "%20") not in told


def test_a_service_that_asks_for_time_gets_it_within_reason() -> None:
    """Seconds are understood; a week is not waited for, a date is left to our own patience."""
    asked = ("90", "604800", "Wed, 21 Oct 2026 07:28:00 GMT", "²", "")
    with receiving(*(Reply(status=429, headers={"Retry-After": each}) for each in asked)) as receiver:
        waits = [refusal(f"{receiver.address}/in", SECRET).not_before for _each in asked]
    assert waits == [timedelta(seconds=90), timedelta(hours=4), timedelta(0), timedelta(0), timedelta(0)]


@pytest.mark.parametrize("path", ["/in", WECOM, DINGTALK, FEISHU])
def test_silence_broken_lines_and_closed_ports_are_waited_for(path: str) -> None:
    """Nothing of it is the last word, and nothing of it shows the address."""
    with receiving(Reply(drops=True), Reply(hangs=True)) as receiver:
        failures = [refusal(receiver.address + path, seconds=0.5) for _each in range(2)]
    failures.append(refusal(f"http://127.0.0.1:{free_port()}{path}"))
    assert [failure.outcome for failure in failures] == [Outcome.DEFERRED] * 3
    assert not any("0001" in str(failure) for failure in failures)


def test_each_service_is_spoken_to_in_its_own_words() -> None:
    """Headline, rows and link in one plain text, and nobody is called by name."""
    text = "【周报】甲局\n1 修桥：已逾期\nhttps://duban.example/p/1"
    with receiving(said(errcode=0, errmsg="ok")) as receiver:
        sender(receiver.address + WECOM).send(envelope())
        sender(receiver.address + DINGTALK).send(envelope())
        wecom, dingtalk = receiver.posted
    assert (wecom.path, wecom.json) == (WECOM, {"msgtype": "text", "text": {"content": text}})
    assert dingtalk.json == {"msgtype": "text", "text": {"content": text}, "at": {"isAtAll": False}}
    with receiving(said(code=0, msg="success", data={})) as receiver:
        sender(receiver.address + FEISHU).send(envelope())
        assert receiver.posted[0].json == {"msg_type": "text", "content": {"text": text}}


def test_a_secret_signs_as_each_service_asks() -> None:
    """DingTalk in the address, in milliseconds; Feishu in the body, in seconds."""
    stamp = int(MONDAY.timestamp())
    with receiving(said(errcode=0, code=0)) as receiver:
        sender(receiver.address + DINGTALK, "SECabc").send(envelope())
        sender(receiver.address + FEISHU, "abc").send(envelope())
        dingtalk, feishu = receiver.posted
    digest = hmac.new(b"SECabc", f"{stamp * 1000}\nSECabc".encode(), sha256).digest()
    quoted = base64.b64encode(digest).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    assert dingtalk.path == f"{DINGTALK}&timestamp={stamp * 1000}&sign={quoted}"
    digest = hmac.new(f"{stamp}\nabc".encode(), b"", sha256).digest()
    assert (feishu.json["timestamp"], feishu.json["sign"]) == (str(stamp), base64.b64encode(digest).decode())


@pytest.mark.parametrize(
    ("path", "reply", "outcome"),
    [
        (WECOM, said(errcode=93000, errmsg="invalid webhook url"), Outcome.REFUSED),
        (WECOM, said(errcode=45009, errmsg="api freq out of limit"), Outcome.DEFERRED),
        (WECOM, said(errcode=-1, errmsg="system busy"), Outcome.DEFERRED),
        (DINGTALK, said(errcode=310000, errmsg="keywords not in content"), Outcome.REFUSED),
        (DINGTALK, said(errcode=300005, errmsg="token is not exist"), Outcome.REFUSED),
        (DINGTALK, said(errcode=130101, errmsg="send too fast"), Outcome.DEFERRED),
        (FEISHU, said(code=19024, msg="Key Words Not Found"), Outcome.REFUSED),
        (FEISHU, said(code=19021, msg="sign match fail"), Outcome.REFUSED),
        (FEISHU, said(code=11232, msg="frequency limited"), Outcome.DEFERRED),
        (WECOM, Reply(body=b"<html>please log in</html>"), Outcome.DEFERRED),
        (WECOM, Reply(body=b"[]"), Outcome.DEFERRED),
        (WECOM, Reply(), Outcome.DEFERRED),
        (FEISHU, Reply(status=404, body=b'{"code": 1, "msg": "x"}'), Outcome.REFUSED),
        (FEISHU, Reply(status=404), Outcome.REFUSED),
        (WECOM, said(errcode=2**31, errmsg="no code of theirs"), Outcome.DEFERRED),
        (WECOM, Reply(body=b'{"errcode": 1e999}'), Outcome.DEFERRED),
        (FEISHU, Reply(status=502, body=b"bad gateway"), Outcome.DEFERRED),
    ],
)
def test_a_refusal_within_a_200_is_no_success(path: str, reply: Reply, outcome: Outcome) -> None:
    """Services answer 200 also when they refuse; an answer that is not theirs is none."""
    with receiving(reply) as receiver:
        failure = refusal(receiver.address + path)
    assert failure.outcome is outcome
    assert "0001" not in str(failure)


def test_what_apprise_speaks_to_is_judged_by_what_it_logs() -> None:
    """It says no more than yes or no."""
    with receiving(Reply(), Reply(status=404), Reply(status=503), Reply(drops=True)) as receiver:
        url = receiver.address.replace("http://", "json://") + "/secret-path"
        sender(url).send(envelope())
        assert receiver.posted[0].json["message"] == "1 修桥：已逾期\nhttps://duban.example/p/1"
        failures = [refusal(url) for _each in range(3)]
    assert [failure.outcome for failure in failures] == [Outcome.REFUSED, Outcome.DEFERRED, Outcome.DEFERRED]
    assert [failure.code for failure in failures] == [404, 503, None]
    assert not any("secret-path" in str(failure) for failure in failures)


def test_loading_apprise_leaves_the_words_of_mails_alone() -> None:
    """One of its services changes how the standard library writes UTF-8, for the whole process."""
    apprise.require_known("json://127.0.0.1")
    assert "apprise.plugins.email" in sys.modules
    assert CHARSETS["utf-8"] == (SHORTEST, BASE64, "utf-8")


def test_a_channel_that_cannot_be_looked_up_is_waited_for() -> None:
    """It was removed at this moment: the next claim drops what waits for it."""

    def gone(_number: int) -> ChannelView:
        raise NotFoundError("There is no channel {id}.", id=3)

    with pytest.raises(DeliveryError) as refused:
        ChannelSender(gone, now=lambda: MONDAY).send(envelope())
    assert refused.value.outcome is Outcome.DEFERRED


def test_a_sender_told_to_stop_begins_nothing_and_spends_nothing() -> None:
    """What it was handed waits for the next start."""
    with receiving() as receiver:
        stopped = sender(f"{receiver.address}/in", SECRET)
        stopped.abort()
        with pytest.raises(DeliveryError) as refused:
            stopped.send(envelope())
        assert (refused.value.outcome, receiver.posted) == (Outcome.BUSY, [])
