# SPDX-License-Identifier: Apache-2.0
"""The run report: what became of the mails, told to the office after weekly rounds and failures."""

from datetime import timedelta

import pytest

from models.database import Ledger
from models.kinds import LetterKind, Outcome
from models.letters import Letter
from models.queries.outbox import run_report
from scheduler.delivery.deliver import deliver
from scheduler.delivery.transport import Transport
from scheduler.round import run_round
from tests.builders import MONDAY, boxes, bring_in, late_task, office, register, task, write_down
from tests.support.mails.outboxes import Desk, messages

pytestmark = pytest.mark.one_database

FIVE = MONDAY.replace(hour=17)


@pytest.fixture
def worked(ledger: Ledger) -> Ledger:
    """Give a ledger after the weekly round of a Monday, nothing sent yet."""
    register(ledger)
    bring_in(ledger, [late_task(1), task(2)])
    run_round(ledger, office(), write_down, now=MONDAY)
    return ledger


def reports(ledger: Ledger, now=FIVE) -> list[Letter]:
    """Run a round and give its run reports."""
    agenda = run_round(ledger, office(), write_down, now=now)
    return [letter for letter in agenda.letters if letter.kind is LetterKind.REPORT]


def send(ledger: Ledger, endings: dict[str, list[Outcome]] | None = None) -> None:
    """Send everything that waits; some recipients' attempts end as told."""
    transport = Transport(name="test", senders=(Desk(endings),))
    deliver(ledger, transport, clock=lambda: MONDAY, owner="test")


def test_the_office_reads_in_the_evening_that_all_went_well(worked: Ledger) -> None:
    """After a weekly round everything that was planned was sent, and nothing failed."""
    send(worked)
    assert reports(worked, FIVE - timedelta(minutes=1)) == []
    (report,) = reports(worked)
    assert report.run is not None
    assert report.run.planned == report.run.sent == len(messages(worked)) - 1
    assert (report.run.waiting, report.run.failed, report.run.skipped) == (0, 0, 0)
    assert report.reader.mailboxes == boxes("sup@office.example")


def test_a_failure_is_told_with_its_reason(worked: Ledger) -> None:
    """A refused address is counted, and stands among what to mend."""
    send(worked, {"jia": [Outcome.REFUSED]})
    (report,) = reports(worked)
    assert report.run is not None
    assert report.run.failed == 1
    (told,) = [finding for finding in report.findings if finding.code == "message-dead"]
    assert told.facts["recipient"] == "jia@office.example"


def test_the_report_goes_out_once_and_counts_from_the_last_one(worked: Ledger) -> None:
    """A second round of the evening adds nothing, and a quiet day has no report."""
    send(worked)
    assert len(reports(worked)) == 1
    assert reports(worked, FIVE + timedelta(hours=1)) == []
    send(worked)
    with worked.reading() as session:
        assert run_report(session, earliest=FIVE - timedelta(days=7)).planned == 0


def test_skipped_slots_are_told(worked: Ledger) -> None:
    """After two weeks without a daemon the office reads which weekly mails and digests never went out."""
    send(worked)
    later = FIVE + timedelta(days=14)
    (report,) = reports(worked, later)
    assert report.run is not None
    told = {finding.facts["label"] for finding in report.findings if finding.code == "slot-skipped"}
    assert "2026-W49" in told
    assert report.run.skipped == len(told) >= 10
