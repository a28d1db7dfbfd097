# SPDX-License-Identifier: Apache-2.0
"""What a real Postfix sends back: of a mailbox that is gone, and of the members of a group."""

import os
import pwd
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlmodel import select

from models.database import Ledger
from models.kinds import BounceEffect
from models.tables import Bounce
from notifiers.bounce_maildir import BounceMaildir
from notifiers.senders.smtp import Smtp
from scheduler.delivery.deliver import deliver
from scheduler.delivery.transport import Transport
from scheduler.round import run_round
from scheduler.upkeep import record_bounces
from tests.builders import MONDAY, bring_in, late_task, office, register
from tests.faults.mailers import Postfix, running_postfix
from tests.support.mails.returning import PROOF, SOON, stopped, with_own_path
from tests.support.ports import free_port

pytestmark = pytest.mark.one_database

SETTINGS = """\
virtual_mailbox_domains = office.example, duban.example
virtual_mailbox_base = {folder}
virtual_mailbox_maps = inline:{{ jia@office.example=jia/, bounces@duban.example=returned/ }}
virtual_alias_maps = inline:{{ {{ group@office.example=jia@office.example, dead@office.example }},
  {{ moved@office.example=dead@office.example }} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
recipient_delimiter = +
smtpd_reject_unlisted_recipient = no
"""
UNITS = "name,mailbox\n甲局,{mailbox}\n"
PATIENCE = 60.0
"""Seconds in which a notification is back, or does not come at all."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Give a folder that Postfix may deliver to."""
    nobody = pwd.getpwnam("nobody")
    with TemporaryDirectory(prefix="duban-returned-") as made:
        if os.geteuid() == 0:
            shutil.chown(made, nobody.pw_uid)
        yield Path(made)


@pytest.fixture(scope="module")
def postfix(folder: Path) -> Iterator[Postfix]:
    """Run a Postfix that delivers what it can, and sends back the rest."""
    nobody = pwd.getpwnam("nobody")
    settings = SETTINGS.format(folder=folder, uid=nobody.pw_uid, gid=nobody.pw_gid)
    with running_postfix(free_port(), settings) as server:
        yield server


def came_back(ledger: Ledger, postfix: Postfix, folder: Path, mailbox: str) -> Bounce:
    """Send a unit its mails at a mailbox, and give what came back of it."""
    register(ledger, UNITS.format(mailbox=mailbox))
    bring_in(ledger, [late_task(1)])
    run_round(ledger, office(), with_own_path, now=MONDAY, full=True)
    with closing(Smtp(postfix.url)) as sender:
        deliver(ledger, Transport(name="postfix", senders=(sender,)), clock=lambda: MONDAY, owner="test")
    until = time.monotonic() + PATIENCE
    while not (noted := _of(ledger, mailbox)):
        assert time.monotonic() < until, "nothing came back through Postfix"
        if (folder / "returned" / "new").is_dir():
            record_bounces(ledger, BounceMaildir(folder / "returned"), PROOF, now=SOON)
        time.sleep(0.05)
    return noted


def _of(ledger: Ledger, mailbox: str) -> Bounce | None:
    with ledger.reading() as session:
        return session.exec(select(Bounce).where(Bounce.mailbox == mailbox)).first()


def test_a_mailbox_that_is_gone_stops_mail(ledger: Ledger, postfix: Postfix, folder: Path) -> None:
    """Postfix says 5.1.1 of it, to the return path of that mail."""
    found = came_back(ledger, postfix, folder, "Gone@office.example")
    assert (found.effect, found.status) == (BounceEffect.STOPS, "5.1.1")
    assert "gone@office.example" in stopped(ledger)


def test_a_dead_member_of_a_group_stops_nobody(ledger: Ledger, postfix: Postfix, folder: Path) -> None:
    """Postfix names the group as the original recipient and the member as the final one."""
    found = came_back(ledger, postfix, folder, "group@office.example")
    assert (found.effect, found.recipient) == (BounceEffect.MEMBER, "dead@office.example")
    assert list((folder / "jia" / "new").iterdir())
    assert "group@office.example" not in stopped(ledger)


def test_a_dead_target_of_a_forwarding_stops_nobody(ledger: Ledger, postfix: Postfix, folder: Path) -> None:
    """It cannot be told from a group, so the office is told."""
    found = came_back(ledger, postfix, folder, "moved@office.example")
    assert (found.effect, found.recipient) == (BounceEffect.MEMBER, "dead@office.example")
