# SPDX-License-Identifier: Apache-2.0
"""What pages show to be copied works as it stands: commands, JSON, and a receiver's code."""

import io
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from models.kinds import LetterKind
from notifiers.chat_text import shorten
from notifiers.senders import webhook
from tests.support.docs.command_lines import command_lines
from tests.support.docs.documents import Block, blocks
from tests.support.files.word_files import paragraph, word
from tests.support.mails import letters
from tests.support.served import noon

CHANNELS = "docs/channels.md"
UNITS = "name,mailbox\n区住建局,zjj@example.org\n"
PLAN = (
    "2026年重点任务分工方案",
    "1.修渠。",
    "责任单位：区住建局",
    "完成时限：2026-12-31",
    "2.修坝。",
    "责任单位：区住建局",
)
Run = Callable[..., int]


def block_of(page: str, language: str) -> Block:
    """Give the one block of a page in a language."""
    (found,) = [block for block in blocks(page) if block.language == language]
    return found


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in an empty folder and give its exit status; nobody is there to answer."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "plan.docx").write_bytes(word("".join(map(paragraph, PLAN))))

    def once(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["duban", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return once


def test_the_commands_of_the_readme_can_be_typed_in_their_order(run: Run) -> None:
    """Units, a plan read and imported, where its tasks stand, who would get what, what is missing."""
    typed = [piece.text.partition("#")[0].split() for piece in command_lines("README.md")]
    begin = typed.index(["unit", "import", "units.csv"])
    ended = {" ".join(words): run(*words) for words in typed[begin:] if words != ["run"]}
    assert ended == {
        "unit import units.csv": 9,  # there is nobody to approve it
        "plan read plan.docx": 10,  # no task names a leader
        "plan import plan.docx": 9,  # there is nobody to approve it
        "due": 0,
        "round --dry-run": 0,
        "check": 8,
        "live": 9,  # nor anybody to say so
    }


def test_the_commands_about_channels_can_be_typed_in_their_order(run: Run) -> None:
    """Adding two and listing them; what would send is left out."""
    assert run("unit", "import", "units.csv", "--yes") == 0
    (shown, *_more) = [block for block in blocks(CHANNELS) if "unit channel list" in block.text]
    for line in shown.lines:
        words = line.text.replace("'", "").replace("…", "0000").split()[1:]
        if words[2] != "test":
            assert run(*words) == 0, str(line)


def test_the_request_of_the_page_is_what_a_webhook_gets() -> None:
    """The same keys, and keys of the same form."""
    example: dict[str, str] = json.loads(block_of(CHANNELS, "json").text)
    note = shorten(letters.letter(LetterKind.WEEKLY), identity=letters.identity(), link="https://x.example/")
    got = json.loads(note.content)
    assert example.keys() == got.keys()
    for name in ("key", "kind", "reader_key", "period"):
        assert example[name] == got[name], name


def test_the_receiver_of_the_page_believes_duban_and_nobody_else() -> None:
    """The code verifies a signature of ours, and neither another body nor an old request."""
    scope: dict[str, Any] = {}
    exec(compile(block_of(CHANNELS, "python").text, CHANNELS, "exec"), scope)
    secret, now = webhook.new_secret(), noon()
    scope["time"] = type("Clock", (), {"time": staticmethod(now.timestamp)})
    headers = webhook.signed_headers(secret, key="weekly:1", body=b"{}", now=now)
    assert scope["is_from_duban"](secret, headers, b"{}")
    assert not scope["is_from_duban"](secret, headers, b"[]")
    old = webhook.signed_headers(secret, key="weekly:1", body=b"{}", now=now - timedelta(seconds=301))
    assert not scope["is_from_duban"](secret, old, b"{}")
