# SPDX-License-Identifier: Apache-2.0
"""Secrets that do not stand in the command line, which everybody on the machine may see."""

import os
import subprocess
from pathlib import Path

import pytest

from models.database import Ledger
from models.migrations import require_head
from tests.support.clocks import Clock
from tests.support.mails.outboxes import messages, queue
from tests.support.programs import Duban, Ran, command

BOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim-0123456789"


@pytest.fixture
def begun(duban: Duban) -> Duban:
    """Give the program where there is a ledger."""
    assert duban("db", "upgrade").status == 0
    return duban


def piped(clock: Clock, given: str, *arguments: object) -> Ran:
    """Run a command with something piped into it."""
    words = command(clock, *arguments)
    done = subprocess.run(words, input=given, capture_output=True, text=True, check=False, timeout=240)
    return Ran(status=done.returncode, out=done.stdout, err=done.stderr)


def stored(folder: Path) -> list[tuple[str, str]]:
    """Give address and secret of every channel, as the ledger holds them."""
    ledger = Ledger(f"sqlite:///{folder / 'var' / 'duban.db'}")
    with ledger.connecting(writes=False) as connection:
        found = connection.exec_driver_sql("SELECT url, secret FROM channel ORDER BY id").all()
    ledger.close()
    return [tuple(row) for row in found]


def test_what_is_piped_in_is_the_address_then_the_secret(
    begun: Duban, clock: Clock, office_folder: Path
) -> None:
    """First the address, then the secret; without a word about the address it is asked for."""
    first = piped(clock, f"{BOT}\n", "unit", "channel", "add", "office")
    assert first.status == 0, first.err
    both = piped(
        clock,
        "dingtalk://abcdefgh-1234\nSECgeheim\n",
        *["unit", "channel", "add", "office", "-", "--secret", "-"],
    )
    assert both.status == 0, both.err
    assert piped(clock, "SECother\n", "unit", "channel", "set", "2", "--secret", "-").status == 0
    assert [secret for _url, secret in stored(office_folder)] == ["", "SECother"]
    assert "geheim-0123456789" in stored(office_folder)[0][0]


def test_a_file_gives_them_too(begun: Duban, office_folder: Path) -> None:
    """The end of its line is not part of them."""
    (office_folder / "bot").write_text(f"{BOT}\n")
    (office_folder / "key").write_text("SECgeheim\n")
    added = begun("unit", "channel", "add", "office", "--url-file", "bot")
    assert (added.status, "geheim" in added.out) == (0, False), added.err
    (office_folder / "bot").write_text("dingtalk://abcdefgh-1234")
    assert begun(*["unit", "channel", "set", "1", "--url-file", "bot", "--secret-file", "key"]).status == 0
    ((url, secret),) = stored(office_folder)
    assert ("abcdefgh-1234" in url, secret) == (True, "SECgeheim")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ("unit channel add office", 2, "use --url-file"),
        (
            "unit channel add office https://a.example/x --url-file bot",
            2,
            "--url and --url-file are both given",
        ),
        ("unit channel add office https://a.example/x --secret -", 2, "use --secret-file"),
        ("unit channel add office --url-file empty", 4, "empty is empty"),
        ("unit channel add office --url-file none", 4, "There is no file none"),
        ("unit channel add office --url-file wild", 4, "wild is not UTF-8 text"),
        ("db move", 2, "use --to-file"),
        ("db move --to sqlite:///x.db --to-file bot", 2, "--to and --to-file are both given"),
    ],
)
def test_what_gives_no_secret_is_told(
    begun: Duban, office_folder: Path, arguments: str, status: int, says: str
) -> None:
    """Nobody answers, both are given, or the file has none."""
    (office_folder / "bot").write_text(BOT)
    (office_folder / "empty").write_text("\n")
    (office_folder / "wild").write_bytes(b"\xff\xfe\xff")
    ran = begun(*arguments.split())
    assert (ran.status, says in ran.err) == (status, True), ran.err
    assert stored(office_folder) == []


def test_a_ledger_moves_to_where_a_file_or_an_answer_says(
    begun: Duban, clock: Clock, office_folder: Path
) -> None:
    """Its address may have a password in it."""
    source = Ledger(f"sqlite:///{office_folder / 'var' / 'duban.db'}")
    queue(source, 3)
    source.close()
    (office_folder / "to").write_text(f"sqlite:///{office_folder}/a.db\n")
    assert begun("db", "move", "--to-file", "to", "--dry-run").status == 0
    ran = begun("db", "move", "--to-file", "to")
    assert ran.status == 0, ran.err
    assert piped(clock, f"sqlite:///{office_folder}/b.db\n", "db", "move").status == 0
    for name in ("a.db", "b.db"):
        target = Ledger(f"sqlite:///{office_folder / name}")
        require_head(target)
        assert len(messages(target)) == 3
        target.close()


def test_at_a_terminal_it_is_asked_for_and_not_shown(begun: Duban, clock: Clock, office_folder: Path) -> None:
    """The question is in the language of the office; what is typed does not appear."""
    master, terminal = os.openpty()
    words = ["setsid", "--ctty", "--wait", *command(clock, "unit", "channel", "add", "office")]
    chinese = os.environ | {"DUBAN_LOCALE": "zh_CN"}
    with subprocess.Popen(words, stdin=terminal, stdout=terminal, stderr=terminal, env=chinese) as process:
        os.close(terminal)
        try:
            shown = read_until(master, "通道地址: ".encode())  # after the space nothing is echoed
            os.write(master, f"{BOT}\n".encode())
            shown += read_until(master, None)
        finally:
            process.kill()
    os.close(master)
    assert b"geheim" not in shown
    assert "geheim-0123456789" in stored(office_folder)[0][0]


def read_until(terminal: int, end: bytes | None) -> bytes:
    """Read what is shown up to an end, or until nobody writes to the terminal any more."""
    told = b""
    while end is None or not told.endswith(end):
        try:
            told += os.read(terminal, 1024)
        except OSError:  # Linux says so where all others have closed it
            break
    return told
