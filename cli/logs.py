"""The daemon's log: one line an event, for people or as JSON, with secrets masked.

Every other folder logs with the standard library alone; structlog gives its records their form here.
"""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

CHATTY = ("alembic", "apscheduler", "procrastinate", "uvicorn")
SECRETS = (
    (re.compile(r"(/(?:feeds|units|tasks|mails/unsubscribe)/)[^/\s.?\"']+"), r"\1***"),
    (re.compile(r"([?&](?:key|access_token)=|/open-apis/bot/v2/hook/)[^&\s\"']+"), r"\1***"),
    (re.compile(r"(://[^:/@\s]*:)[^@\s]+(@)"), r"\1***\2"),
    (re.compile(r"\+[0-9a-f]{32}(?=@)"), "+***"),
)
"""Tokens of feeds, pages, links that decline and bots of chats, passwords, and the tags of return paths."""


def configure_logs(*, level: str, as_json: bool) -> None:
    """Log to stderr from `level` on; the facts of an event (`extra=`) become fields of its line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(as_json=as_json))
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
