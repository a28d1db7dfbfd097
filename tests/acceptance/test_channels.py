# SPDX-License-Identifier: Apache-2.0
"""Channels as an administrator sets them up, and a daemon that tells them beside its mails."""

import signal
import subprocess
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from models.database import Ledger
from models.kinds import MessageState, Role
from models.migrations import require_head
from notifiers.chat_text import shorten
from plans.drafts import UnitMention
from scheduler.round import run_round
from tests.builders import MONDAY, bring_in, go_live, office, register, task, write_down
from tests.support.clocks import Clock
from tests.support.mails.channels import give_channel, notes
from tests.support.mails.letters import identity
from tests.support.mails.receivers import Reply, receiving, said
from tests.support.ports import free_port
from tests.support.programs import Duban, Imported, running
from tests.support.waiting import PATIENCE, wait_until

NOW = "2026-11-23T09:00"
SENT_ON = MONDAY - timedelta(days=7)
"""When what daemons find in the outbox was written; they run on that day and owe nothing else."""


@pytest.fixture
def loaded(imported: Imported, office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Give the program with a unit that has a mailbox, one that has none, and a late task for each."""
    monkeypatch.setenv("DUBAN_OFFICE_NAME", "Supervision")
    monkeypatch.setenv("DUBAN_OFFICE_MAILBOXES", "office@office.example")
    (office_folder / "units.csv").write_text(
        "name,mailbox\nRoads Office,roads@office.example\nParks Office,\n"
    )
    (office_folder / "plan.csv").write_text(
        "# year: 2026\ndue,number,title,units\n"
        "2026-11-20,1,Mend the bridge,Roads Office\n2026-11-20,2,Plant trees,Parks Office\n"
    )
    return imported(office_folder / "units.csv", office_folder / "plan.csv")


def test_a_webhook_is_added_tried_and_told_of_the_round(loaded: Duban, office_folder: Path) -> None:
    """Its secret is shown once, its address never whole; the mail goes out as before."""
    with receiving() as receiver:
        url = f"{receiver.address}/in/0123456789abcdef"
        added = loaded("unit", "channel", "add", "Roads Office", url, "--label", "OA", "--json")
        assert added.json["secret"].startswith("whsec_")
        assert added.json["address"] == "http://127.0.0.1/…"
        assert loaded("unit", "channel", "test", "1").status == 0
        ran = loaded("round", "--on", NOW, "--json").json
        assert (ran["for_channels"], ran["delivered"]["sent"]) == (1, 3)
        trial, told = receiver.posted
    assert "Roads Office" in trial.json["text"]
    assert told.json["title"].startswith("[Weekly reminder, Urging notice] Roads Office, week 48 of 2026")
    assert told.json["link"].startswith("http://127.0.0.1:8642/")
    assert len(list((office_folder / "var" / "maildir" / "new").iterdir())) == 2
    listed = loaded("unit", "channel", "list")
    assert "OA" in listed.out
    listings = (("unit", "channel", "list", "--json"), ("outbox", "list"), ("outbox", "show", "3"))
    for shown in (listed, *(loaded(*each) for each in listings)):
        assert "0123456789ab" not in shown.out
        assert added.json["secret"] not in shown.out


def test_who_has_no_mailbox_is_told_by_chat_and_stays_a_finding(loaded: Duban) -> None:
    """The check goes on asking for a mailbox, because mail is the duty."""
    with receiving(said(errcode=0, errmsg="ok")) as receiver:
        loaded("unit", "channel", "add", "Parks Office", f"{receiver.address}/cgi-bin/webhook/send?key=k1")
        assert loaded("round", "--on", NOW, "--json").json["for_channels"] == 1
        (told,) = receiver.posted
    assert "2 Plant trees: 1 working day late" in told.json["text"]["content"]
    assert "Parks Office has no mailbox" in loaded("check").out


def test_a_trial_that_is_not_taken_says_why_and_ends_with_seven(loaded: Duban) -> None:
    """Also when the service answers 200."""
    with receiving(said(errcode=93000, errmsg="invalid webhook url")) as receiver:
        loaded("unit", "channel", "add", "office", f"{receiver.address}/cgi-bin/webhook/send?key=k1")
        dry = loaded("unit", "channel", "test", "1", "--dry-run")
        assert (dry.status, receiver.posted) == (0, [])
        tried = loaded("unit", "channel", "test", "1")
    assert tried.status == 7
    assert "93000 invalid webhook url" in tried.out


def test_what_a_channel_missed_is_mended_and_sent_again(loaded: Duban) -> None:
    """Dead at once, told by the check, seen in the outbox, retried after the address was corrected."""
    with receiving(Reply(status=404), Reply()) as receiver:
        loaded("unit", "channel", "add", "Roads Office", f"{receiver.address}/old", "--only", "weekly,urging")
        assert loaded("round", "--on", NOW, "--json").json["delivered"]["dead"] == 1
        (dead,) = loaded("outbox", "list", "--state", "dead", "--json").json
        assert (dead["channel_id"], dead["recipient"]) == (1, "channel:1")
        assert "Channel 1 of Roads Office fails (1 given up, 0 waiting)" in loaded("check").out
        assert loaded("unit", "channel", "set", "1", "--url", f"{receiver.address}/new").status == 0
        assert loaded("outbox", "retry", dead["id"]).status == 0
        loaded("round")
        assert [each.path for each in receiver.posted] == ["/old", "/new"]
        assert receiver.posted[0].headers["webhook-id"] == receiver.posted[1].headers["webhook-id"]
    assert "Channel 1" not in loaded("check").out


def test_channels_are_changed_and_removed(loaded: Duban) -> None:
    """A dry run changes nothing, what is not named stays, and what waited for a removed one is gone too."""
    assert (
        loaded("unit", "channel", "add", "Roads Office", "wecombot://abcdefgh-1234", "--dry-run").status == 0
    )
    assert loaded("unit", "channel", "list", "--json").json == []
    loaded("unit", "channel", "add", "Roads Office", "wecombot://abcdefgh-1234", "--quiet", "20:00-08:00")
    loaded("unit", "channel", "set", "1", "--only", "urging", "--label", "group")
    (row,) = loaded("unit", "channel", "list", "Roads Office", "--json").json
    assert (row["carries"], row["label"], row["quiet"], row["kind"]) == (
        ["urging"],
        "group",
        "20:00-08:00",
        "chat",
    )
    loaded("unit", "channel", "set", "1", "--only", "all", "--quiet", "none")
    (row,) = loaded("unit", "channel", "list", "--json").json
    assert (row["carries"], row["label"], row["quiet"]) == ([], "group", None)
    loaded("unit", "channel", "set", "1", "--quiet", "08:00-20:00")
    assert loaded("round", "--on", NOW, "--json").json["for_channels"] == 1
    (waiting,) = (each for each in loaded("outbox", "list", "--json").json if each["channel_id"])
    assert loaded("unit", "channel", "remove", "1").status == 0
    assert loaded("outbox", "retry", waiting["id"]).status == 5
    assert loaded("unit", "channel", "test", "1").status == 5
    assert loaded("unit", "channel", "list", "--json").json == []


def test_a_bot_that_becomes_a_webhook_shows_the_secret_made_for_it(loaded: Duban) -> None:
    """Only the address is given; the bot's own secret would not do."""
    loaded("unit", "channel", "add", "office", "dingtalk://abcdefgh-1234", "--secret", "SECabc")
    changed = loaded("unit", "channel", "set", "1", "--url", "https://oa.example/in", "--json")
    assert (changed.status, changed.json["kind"]) == (0, "webhook")
    assert changed.json["secret"].startswith("whsec_")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["Nobody", "https://oa.example/in"], 5),
        (["office", "oa.example"], 2),
        (["office", "https://oa.example/in", "--only", "daily"], 2),
        (["office", "https://oa.example/in", "--quiet", "8-20"], 2),
        (["office", "https://oa.example/in", "--quiet", "08:00-08:00"], 2),
        (["office", "https://oa.example/in", "--secret", "short"], 2),
    ],
)
def test_what_does_not_fit_is_told(loaded: Duban, arguments: list[str], status: int) -> None:
    """In one sentence with its cure, and nothing is added."""
    refused = loaded("unit", "channel", "add", *arguments)
    assert refused.status == status
    assert "Traceback" not in refused.err
    assert loaded("unit", "channel", "list", "--json").json == []


def test_an_address_without_encryption_is_taken_with_a_warning(loaded: Duban) -> None:
    """The office may know why."""
    added = loaded("unit", "channel", "add", "office", "http://oa.example/in")
    assert added.status == 0
    assert "can be read on its way" in added.err


def sending(**settings: str) -> "AbstractContextManager[subprocess.Popen[bytes]]":
    """Run a daemon that serves no page, on the day of the outbox."""
    own = {"DUBAN_PORT": str(free_port()), "DUBAN_TICK_SECONDS": "1"} | settings
    return running(Clock.starting_at(SENT_ON), "run", "--scheduler", "--worker", **own)


def owe(url: str, address: str, count: int) -> Ledger:
    """Owe that many units a mail and a message for a channel."""
    ledger = Ledger(url)
    if ledger.path:
        ledger.path.parent.mkdir(exist_ok=True)
    require_head(ledger)
    go_live(ledger)
    names = [f"Office {number}" for number in range(count)]
    register(ledger, "name,mailbox\n" + "".join(f"{name},{name[-1]}@office.example\n" for name in names))
    units = tuple(UnitMention(name=name, role=Role.RESPONSIBLE) for name in names)
    bring_in(ledger, [task(1, units=units, leaders=())], at=SENT_ON - timedelta(days=1))
    for name in names:
        give_channel(ledger, name, f"{address}/in")
    agenda = run_round(
        ledger,
        office(),
        write_down,
        now=SENT_ON,
        shorten=lambda letter: shorten(letter, identity=identity(), link=""),
    )
    assert (len(agenda.letters), agenda.noted) == (count, count)
    return ledger


def all_sent(ledger: Ledger) -> bool:
    """Tell whether every message for a channel is settled."""
    return {note.state for note in notes(ledger)} == {MessageState.SENT}


def test_killed_daemons_lose_nothing_and_repeat_under_the_same_id(office_folder: Path) -> None:
    """SIGKILL twice while a service thinks: every message arrives, a repetition can be told."""
    with receiving(Reply(pause=0.1)) as receiver:
        ledger = owe(f"sqlite:///{office_folder / 'var' / 'duban.db'}", receiver.address, 40)
        for kill in (1, 2):
            with sending() as daemon:
                wait_until(lambda kill=kill: len(receiver.posted) >= 8 * kill, "some are posted")
                daemon.kill()
        with sending() as daemon:
            wait_until(lambda: all_sent(ledger), "all are sent")
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(PATIENCE) == 0
        bodies = {each.headers["webhook-id"]: each.body for each in receiver.posted}
        assert len(bodies) == 40
        assert {(each.headers["webhook-id"], each.body) for each in receiver.posted} == set(bodies.items())
        assert len(receiver.posted) <= 40 + 2 * 4
    ledger.close()


def test_a_hanging_service_delays_no_mail_and_no_end(office_folder: Path) -> None:
    """All mails are there while it hangs; told to stop, the daemon does not wait for its answer."""
    with receiving(Reply(hangs=True)) as receiver:
        ledger = owe(f"sqlite:///{office_folder / 'var' / 'duban.db'}", receiver.address, 12)
        new = office_folder / "var" / "maildir" / "new"
        with sending() as daemon:
            wait_until(lambda: bool(receiver.posted), "one is posted")
            wait_until(lambda: new.is_dir() and len(list(new.iterdir())) == 12, "all mails are sent")
            assert not any(note.state is MessageState.SENT for note in notes(ledger))
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(PATIENCE) == 0
        assert {note.state for note in notes(ledger)} == {MessageState.QUEUED}
    ledger.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_nodes_of_a_cluster_tell_each_channel_once(database_url: str, office_folder: Path) -> None:
    """Mails go through jobs, messages for channels through every worker; nothing is doubled."""
    with receiving(Reply(pause=0.05)) as receiver:
        ledger = owe(database_url, receiver.address, 40)
        here = {"DUBAN_DATABASE_URL": database_url}
        with sending(**here) as first, sending(**here) as second:
            wait_until(lambda: all_sent(ledger), "all are sent")
            for node in (first, second):
                node.send_signal(signal.SIGTERM)
            assert (first.wait(PATIENCE), second.wait(PATIENCE)) == (0, 0)
        assert len(receiver.posted) == len({each.headers["webhook-id"] for each in receiver.posted}) == 40
        assert {note.batch for note in notes(ledger)} == {None}
    ledger.close()
