# SPDX-License-Identifier: Apache-2.0
"""What both READMEs tell in figures, out of the program; `test_readmes` holds them beside one another."""

import tomllib
from collections.abc import Iterator

from tests.support.docs.documents import text_of
from tests.unit.docs.facts import data
from tests.unit.docs.facts.words import spelled


def english() -> Iterator[str]:
    """Give every sentence that must stand in README.md."""
    yield f"A government publishes a plan: {spelled(len(data.rows('plan_2026.csv')) // 100 * 100)} numbered tasks,"
    yield f"Both need Python {python()}, its venv module and make, and nothing else;"
    yield "`make demo ONCE=1` stops after the round instead of serving."
    yield "(as of 2026-11-22, in English with `DUBAN_LOCALE=en`)"
    yield "running it ten times, twice at once or after an outage sends one set of mails."
    yield "two commands to a running daemon, one `.env`, `duban check` |"
    yield "Without `DUBAN_SMTP_URL` mails only go into a Maildir that any mail program can open,"
    yield "A holiday moves a mail, it never drops it."
    yield "The ledger is one SQLite file; `duban db move` takes it to PostgreSQL, where any number of machines share it"


def chinese() -> Iterator[str]:
    """Give every sentence that must stand in README.zh-CN.md."""
    yield "政府印发一份分工方案：上百项编号任务，"
    yield f"只需要 Python {python()}（含 venv 模块）和 make，其余自动装入 `.venv`。"
    yield "`make demo ONCE=1` 运行一轮后结束，不启动服务。"
    yield "（截至 2026-11-22）"
    yield "连续运行十次、同时运行两次、停机后再运行，都只发一套邮件。"
    yield "| 两条命令即可运行，一个 `.env`，一条 `duban check` |"
    yield "不设 `DUBAN_SMTP_URL` 时邮件只存入 Maildir，任何邮件程序都能打开，"
    yield "遇节假日顺延，不取消。"
    yield "台账默认是一个 SQLite 文件；用 `duban db move` 可迁入 PostgreSQL，由任意多台机器共用"


def python() -> str:
    """Give the oldest Python that the program runs on."""
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    return str(project["requires-python"]).removeprefix(">=")
