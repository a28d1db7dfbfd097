# SPDX-License-Identifier: Apache-2.0
"""What `duban check` leaves out because it is told already."""

from cli.commands.check import CheckOutcome, one_cause_once
from models.findings import Finding
from models.kinds import Severity
from scheduler.problems import NOT_TRIED

AWAY = "No relay answers at mx:25."


def found(code: str, sentence: str = "{reason}", **facts: object) -> Finding:
    """Give a finding with a reason."""
    return Finding(code=code, severity=Severity.ERROR, sentence=sentence, facts=facts)


def codes(*outcomes: CheckOutcome) -> list[str]:
    """Give the codes that are left."""
    return [each.code for outcome in one_cause_once(outcomes) for each in outcome.findings]


def duties(*findings: Finding) -> CheckOutcome:
    return CheckOutcome(name="duties", findings=findings)


RELAY = CheckOutcome(name="relay", findings=(found("relay", AWAY),))
WAITING = (found("message-stuck", reason=AWAY), found("message-stuck", reason=NOT_TRIED))
OTHERS = (found("message-stuck", reason="mailbox full"), found("message-dead", reason=AWAY))


def test_what_waits_for_a_relay_that_is_away_is_told_as_the_relay() -> None:
    """What waits for another reason, and what was given up, is told beside it."""
    assert codes(duties(*WAITING, *OTHERS), RELAY) == ["message-stuck", "message-dead", "relay"]
    fine = CheckOutcome(name="relay", findings=())
    assert codes(duties(*WAITING), fine) == ["message-stuck", "message-stuck"]


def test_a_relay_that_is_stopped_for_what_it_still_does_is_told_once() -> None:
    """As the stop, which says until when; another failure meanwhile is told too."""
    stop = found("relay-stopped", reason=AWAY)
    assert codes(duties(stop), RELAY) == ["relay-stopped"]
    assert codes(duties(found("relay-stopped", reason="535 refused")), RELAY) == ["relay-stopped", "relay"]


def test_a_failure_of_the_database_is_told_by_one_check() -> None:
    """All that look into it fail in the same words."""
    broken = [
        CheckOutcome(name=name, findings=(found(name, "away"),)) for name in ("database", "duties", "key")
    ]
    assert codes(*broken) == ["database"]
