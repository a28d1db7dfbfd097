# SPDX-License-Identifier: Apache-2.0
"""The daemon's log: one line an event, for people or as JSON, with secrets masked.

Every other folder logs with the standard library alone; structlog gives its records their form here.
"""

import logging
import re
import sys
import threading
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

CHATTY = ("alembic", "apscheduler", "procrastinate", "uvicorn")
SECRETS = (
    (re.compile(r"(/(?:feeds|units|tasks|mails/unsubscribe)/)[^/\s.?\"']+"), r"\1***"),
    (re.compile(r"([?&](?:key|access_token)=|/open-apis/bot/v2/hook/)[^&\s\"']+"), r"\1***"),
    (re.compile(r"(://)\S+(@)"), r"\1***\2"),
    (re.compile(r"\+[0-9a-f]{32}(?=@)"), "+***"),
)
"""Tokens of feeds, pages, links that decline and bots of chats, passwords, and the tags of return paths."""

OF_STRANGERS = ("asyncio", "radicale", "root", "uvicorn", "web")
"""Who logs what strangers bring about, and as often as they like."""
MOST_KINDS, LONGEST_KIND = 1_000, 200
PAUSE = 60.0
"""Seconds in which one kind of their lines is written once."""


class OncePerMinute(logging.Filter):
    """Let one line of a kind through and count the others, which the next one tells.

    Lines are of a kind when they say the same but for their facts. The time is that of the records.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[str, str], tuple[float, int]] = {}
        self._turn = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is written."""
        if record.name.partition(".")[0] not in OF_STRANGERS:
            return True
        kind = record.name, str(record.msg)[:LONGEST_KIND]
        with self._turn:
            told_at, held = self._told.get(kind, (-PAUSE, 0))
            if 0 <= record.created - told_at < PAUSE:
                self._told[kind] = told_at, held + 1
                return False
            if len(self._told) >= MOST_KINDS:
                self._told.clear()
            self._told[kind] = record.created, 0
        if held:
            record.__dict__["more_like_it"] = held
        return True


def configure_logs(*, level: str, as_json: bool) -> None:
    """Log to stderr from `level` on; the facts of an event (`extra=`) become fields of its line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(as_json=as_json))
    handler.addFilter(OncePerMinute())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def mask(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Take secrets out of every text of an event, its traceback as well."""
    return {name: _masked(value) for name, value in event.items()}


def _masked(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    for secret, shown in SECRETS:
        value = secret.sub(shown, value)
    return value


def _formatter(*, as_json: bool) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%S.%f%z", utc=False),
            structlog.processors.format_exc_info,
            mask,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(as_json=as_json)],
    )


def _renderer(*, as_json: bool) -> Processor:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=False)
