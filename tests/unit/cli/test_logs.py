"""The log: one line an event, its facts as fields, nothing secret in it."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest

from cli.logs import configure_logs

logger = logging.getLogger("scheduler.delivery")


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
    assert (line["event"], line["level"], line["logger"]) == ("sent", "info", "scheduler.delivery")
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
