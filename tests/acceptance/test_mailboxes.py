# SPDX-License-Identifier: Apache-2.0
"""A unit with several mailboxes: what its file says, what arrives where, and what the commands show."""

import sqlite3
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest

from tests.acceptance.test_relay import Relay, relay  # noqa: F401  (a fixture)
from tests.support.programs import Duban, Imported

MONDAY = "2026-11-23T09:00"
UNITS = (
    "name,kind,mailbox,cc\n"
    "Roads Office,,roads@office.example; duty desk: duty@office.example,head@office.example\n"
    "Li Ming,leader,li@office.example; cc: mi@office.example,\n"
)
PLAN = "# year: 2026\ndue,number,title,units,leaders\n2026-11-02,1,Mend the bridge,Roads Office,Li Ming\n"


@pytest.fixture
def loaded(imported: Imported, office_folder: Path) -> Duban:
    """Give the program with a late task of a unit and a leader who have several mailboxes."""
    (office_folder / "units.csv").write_text(UNITS)
    (office_folder / "plan.csv").write_text(PLAN)
    return imported("units.csv", "plan.csv")


def test_each_mailbox_gets_its_own_mail_that_names_the_others(loaded: Duban, relay: Relay) -> None:  # noqa: F811
    """One recipient an envelope, own Message-IDs, the same To and Cc, the calendar for each of the unit."""
    told = loaded("round", "--on", MONDAY, "--json").json
    assert told["delivered"] == {"sent": 5, "waiting": 0, "dead": 0}
    arrived = dict(zip(relay.recipients, relay.taken, strict=True))
    unit = [arrived[each] for each in ("roads@office.example", "duty@office.example", "head@office.example")]
    for mail in unit:
        to, cc = mail["To"].addresses, mail["Cc"].addresses
        assert [each.addr_spec for each in to] == ["roads@office.example", "duty@office.example"]
        assert [each.display_name for each in to] == ["Roads Office", "Roads Office（duty desk）"]
        assert [each.addr_spec for each in cc] == ["head@office.example"]
        assert [part.get_content_type() for part in mail.iter_parts()][1:] == ["text/calendar"]
    assert len({mail["Message-ID"] for mail in arrived.values()}) == 5
    assert len({mail.get_body(("plain",)).get_content() for mail in unit}) == 1
    (listed,) = loaded("unit", "list", "--json").json
    assert listed["mailbox"] == (
        "roads@office.example; duty@office.example（duty desk）; cc: head@office.example"
    )
    assert listed["mailboxes"][1] == {
        "address": "duty@office.example",
        "is_copy": False,
        "label": "duty desk",
    }


def test_what_follows_hangs_under_the_first_mail_of_the_same_mailbox(loaded: Duban, relay: Relay) -> None:  # noqa: F811
    """Each mail program has the mail that the next one names."""
    loaded("round", "--on", MONDAY)
    first = {address: mail["Message-ID"] for address, mail in zip(relay.recipients, relay.taken, strict=True)}
    relay.taken.clear()
    relay.recipients.clear()
    loaded("round", "--on", "2026-11-24T09:00")
    assert set(relay.recipients) == {"li@office.example", "mi@office.example"}
    for address, mail in zip(relay.recipients, relay.taken, strict=True):
        assert mail["In-Reply-To"] == first[address]


def test_each_mail_has_a_return_path_and_a_way_to_decline_of_its_own(
    loaded: Duban,
    relay: Relay,  # noqa: F811
    office_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What comes back is about one mailbox, and a click declines for one."""
    monkeypatch.setenv("DUBAN_BOUNCE_ADDRESS", "bounces@office.example")
    assert "5 mails written." in loaded("round", "--on", MONDAY).out
    with sqlite3.connect(office_folder / "var" / "duban.db") as ledger:
        senders = [sender for (sender,) in ledger.execute("SELECT sender FROM message")]
    assert len(set(senders)) == 5
    arrived = dict(zip(relay.recipients, relay.taken, strict=True))
    for address in ("li@office.example", "mi@office.example"):
        token = str(arrived[address]["List-Unsubscribe"]).rpartition("/")[2].rstrip(">")
        told = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        assert told.endswith(f"portfolio\0person:1@{address}".encode())


def test_one_mailbox_of_a_leader_declines_for_itself(loaded: Duban, relay: Relay) -> None:  # noqa: F811
    """The check names the mailbox, and the command takes it back by address or by the leader's name."""
    assert loaded("unit", "mute", "mi@office.example", "portfolio").status == 0
    assert "mi@office.example declined the portfolio" in loaded("check").out
    loaded("round", "--on", MONDAY)
    relay.recipients.clear()
    loaded("round", "--on", "2026-11-24T09:00")
    assert relay.recipients == ["li@office.example"]
    assert loaded("unit", "unmute", "Li Ming", "portfolio").status == 0
    assert "mi@office.example" not in loaded("check").out


def test_an_address_written_straight_into_the_ledger_is_named_by_the_check(
    loaded: Duban,
    relay: Relay,  # noqa: F811
    office_folder: Path,
) -> None:
    """The unit's other mailboxes and the leader get their mails, whatever stands there."""
    for bad in (
        "roads@office.example，",
        "'roads@office.example",
        "a@b@c",
        "道路@office.example",
        "x\r\nBcc: y@z.cn",
    ):
        with sqlite3.connect(office_folder / "var" / "duban.db") as ledger:
            ledger.execute(
                "UPDATE mailbox SET address = ? WHERE owner_key = 'unit:1' AND position = 0", (bad,)
            )
        told = loaded("check")
        assert told.status == 8
        assert "of Roads Office gets no mail: " in told.out
    loaded("round", "--on", MONDAY)
    assert sorted(relay.recipients) == [
        "duty@office.example",
        "head@office.example",
        "li@office.example",
        "mi@office.example",
    ]
