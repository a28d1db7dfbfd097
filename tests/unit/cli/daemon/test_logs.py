# SPDX-License-Identifier: Apache-2.0
"""The log: one line an event, its facts as fields, nothing secret in it."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest

from cli.daemon.logs import MOST_KINDS, OncePerMinute, configure_logs

logger = logging.getLogger("scheduler.delivery.deliver")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Give the root logger its handlers back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Read what was logged as JSON."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_is_one_line_with_its_facts_as_fields(capsys: pytest.CaptureFixture[str]) -> None:
    """A machine reads the ids without taking the sentence apart."""
    configure_logs(level="info", as_json=True)
    logger.info("sent", extra={"key": "weekly:2026-W48:unit:1", "recipient": "甲@office.example"})
    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["logger"]) == ("sent", "info", "scheduler.delivery.deliver")
    assert (line["key"], line["recipient"]) == ("weekly:2026-W48:unit:1", "甲@office.example")
    assert datetime.fromisoformat(str(line["timestamp"])).tzinfo is not None


@pytest.mark.parametrize("as_json", [True, False])
def test_secrets_are_masked_wherever_they_stand(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    """Neither a sentence, a fact nor a traceback shows a feed's token, a password or a return path's tag."""
    configure_logs(level="info", as_json=as_json)
    secret = "c2VjcmV0LXRva2Vu"
    logger.info("GET /feeds/%s.ics", secret, extra={"url": f"smtp://user:{secret}@relay.example:25"})
    logger.info("GET /units/%s?lang=en", secret)
    logger.info("GET /tasks/%s", secret)
    logger.info("POST /mails/unsubscribe/%s", secret)
    logger.info("no https://oapi.dingtalk.com/robot/send?access_token=%s&timestamp=1", secret)
    logger.info("no https://open.feishu.cn/open-apis/bot/v2/hook/%s", secret)
    logger.info("from bounces+%s@duban.example", "0123456789abcdef" * 2)
    try:
        raise ValueError(f"postgresql+psycopg://duban:{secret}@db/duban is away")
    except ValueError:
        logger.exception("a round failed")
    told = capsys.readouterr().err
    assert secret not in told
    assert "0123456789abcdef" not in told
    assert told.count("***") >= 9
    assert "ValueError" in told


def test_people_read_lines_and_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """Without JSON the line is for people; what is below the level is not told."""
    configure_logs(level="warning", as_json=False)
    logger.info("quiet")
    logger.warning("loud", extra={"relay": "mx.example:25"})
    told = capsys.readouterr().err
    assert "quiet" not in told
    assert "loud" in told
    assert "relay=mx.example:25" in told


def say(name: str, sentence: str, *facts: object, at: float = 0.0) -> None:
    """Log a warning of that logger, so many seconds after the first ones."""
    record = logging.LogRecord(name, logging.WARNING, "", 0, sentence, facts, None)
    record.created = 1_000_000.0 + at
    logging.getLogger().handle(record)


def test_what_strangers_repeat_is_written_once_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    """One line of a kind, whatever its facts are; after a minute the next one tells how many there were."""
    configure_logs(level="info", as_json=True)
    for number in range(1000):
        say("web.bounded_protocol", "A request was refused with 400.", at=number / 100)
        say("web.pages.reader", "The page of feed %s cannot be read.", number, at=number / 100)
        say("uvicorn.error", "Exception in ASGI application\n", at=number / 100)
    told = lines(capsys)
    assert [line["event"] for line in told] == [
        "A request was refused with 400.",
        "The page of feed 0 cannot be read.",
        "Exception in ASGI application\n",
    ]
    say("web.bounded_protocol", "A request was refused with 400.", at=59.9)
    say("web.bounded_protocol", "A request was refused with 400.", at=60.0)
    say("web.bounded_protocol", "A request was refused with 400.", at=121.0)
    assert [line.get("more_like_it") for line in lines(capsys)] == [1000, None]


def test_what_the_office_does_is_written_every_time(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each mail is the record of what left."""
    configure_logs(level="info", as_json=True)
    for _each in range(100):
        say("scheduler.delivery.deliver", "did not leave: %s", "why")
        say("cli.daemon.daemon", "a step of the tick failed")
    assert len(lines(capsys)) == 200


def test_kinds_without_end_fill_no_memory(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever finds a way to make sentences up is written, and not remembered for ever."""
    rule = OncePerMinute()
    for number in range(5000):
        record = logging.LogRecord("web", logging.WARNING, "", 0, f"{number} " + "x" * 9000, (), None)
        assert rule.filter(record)
    assert len(rule._told) <= MOST_KINDS
