# SPDX-License-Identifier: Apache-2.0
"""The mail that the READMEs show is the one that the demo writes as of the day they name."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, time
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.ledger_place import Beginning
from cli.wiring import Program
from models.letters import Letter
from models.queries import rehearsal
from plans.reading import read
from plans.revisions.imports import apply, propose
from plans.units.registry import import_registry
from scheduler.agenda import plan_round
from tests.support.docs.documents import blocks, text_of

READER = "北京中日国际合作产业园管委会"
CUT = "[…]"
LOCALES = {"README.md": "en", "README.zh-CN.md": "zh_CN"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the ledger of the bundled plan, as the demo loads it on the READMEs' day."""
    made = tmp_path_factory.mktemp("demo")
    registry = (files("data") / "units" / "units.csv").read_bytes()
    plan = read((files("data") / "plans" / "plan_2026.csv").read_bytes(), name="plan_2026.csv")
    with closing(program(made)) as started, started.ledger.writing() as session:
        import_registry(session, registry, name="units.csv", now=noon(), by="demo")
        apply(session, propose(session, plan, on=noon().date()), plan, now=noon(), by="demo")
        rehearsal.go_live(session, now=noon(), by="demo")
    return made


def program(folder: Path, locale: str = "zh_CN") -> Program:
    """Give the program as the demo sets it up."""
    boxes = ("duchashi@daxing.example",)
    (folder / ".env").touch()
    return Program(
        folder / ".env",
        beginning=Beginning.HERE,
        var=folder,
        locale=locale,
        mail_from="duban@daxing.example",
        office_mailboxes=boxes,
    )


def noon() -> datetime:
    """Give noon of the one day that both READMEs name, which is what `duban demo --on DAY` acts as of."""
    (day,) = {day for page in LOCALES for day in re.findall(r"\d{4}-\d\d-\d\d", text_of(page))}
    return datetime.combine(datetime.fromisoformat(day), time(12), ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("page", LOCALES)
def test_the_mail_of_the_readme_is_what_the_demo_writes(page: str, folder: Path) -> None:
    """Line by line; `[…]` stands for lines left out, and `…` for the end of an address that is secret."""
    written = mail_to_reader(folder, LOCALES[page])
    shown = next(block.text for block in blocks(page) if block.text.startswith("Subject: "))
    parts = [part.strip("\n") for part in shown.split(CUT)]
    places = [place_of(part, written) for part in parts]
    assert None not in places, f"{page} shows what is not in the mail, which is:\n{written}"
    assert places[0] == 0
    assert all(one < other for one, other in pairwise(places))


def place_of(part: str, written: str) -> int | None:
    """Find where a part of the mail stands, whole lines of it."""
    found = re.search(f"^{re.escape(part).replace('…', '.*')}$", written, re.MULTILINE)
    return found.start() if found else None


def mail_to_reader(folder: Path, locale: str) -> str:
    """Write the mail that a full round owes the reader, and give it as a mail program shows it."""
    with closing(program(folder, locale)) as started:
        agenda = plan_round(started.ledger, started.office, now=noon(), full=True)
        letter = next(letters_to(agenda.letters))
        content = started.composer()(letter, letter.reader.mailboxes[0]).content
    mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return f"Subject: {mail['Subject']}\n\n{body.get_content()}".replace("\r\n", "\n")


def letters_to(letters: tuple[Letter, ...]) -> Iterator[Letter]:
    """Give the letters to the reader whose mail the READMEs show."""
    return (letter for letter in letters if letter.reader.name == READER)
