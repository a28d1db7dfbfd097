# SPDX-License-Identifier: Apache-2.0
"""What docs/reliability.md tells beside what was measured, out of the program and of the tests it names."""

import re
from collections.abc import Iterator

from models.errors import MachineError
from models.queries import claims
from scheduler.delivery import transport
from tests.support.docs.documents import text_of
from tests.unit.docs.facts.words import span, spelled, spelled_span


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    yield "| a round writes its slot and its mails in one transaction | what is owed, with its very bytes |"
    yield "| several machines: the jobs that send them are written in that transaction too | who sends what next | a lost job is given out again at the next tick, a doubled one sends nothing twice |"
    yield "| the mail goes out | nothing of ours | it is sent again under the same Message-ID |"
    yield "| the relay accepts | its copy | **the one moment of a second copy** |"
    yield "| the acceptance is stamped, if the token still holds | `sent` | nothing is left to do |"
    yield f"| a sender claims up to {spelled(transport.BATCH)} mails | a lease and a token |"
    yield f"on PostgreSQL the lease of {span(claims.LEASE)} runs out |"
    yield f"differ by more than the {span(claims.LEASE - claims.LONGEST_ATTEMPT)} that a lease has to spare."
    (mails, few), (kills, seldom) = (
        _whole_and_sample("test_killed_senders.py", name) for name in ("mails", "kills")
    )
    yield f"`make test` includes {few:,} mails with every fault and {seldom} SIGKILLs (`.ci/run` {mails:,} and {kills}), each crash point"
    speed = int(float(_found("trial.py", r"speed: float = ([\d.]+)")))
    yield f"the clock of the daemons runs faster ({speed} times in most tests), so five minutes of back-off take a second."
    assert spelled_span(speed) == "five minutes"
    yield "`FAULTS_SEED=123 make test` repeats it."
    assert "FAULTS_SEED" in text_of("tests/faults/conftest.py")
    yield "421 at connect, 535 at AUTH, 550 and broken lines at MAIL, 450 at RCPT,"
    yield "451 after DATA, lines broken *after* the acceptance"
    for code in ("421", "535", "550", "450", "451"):
        assert code in text_of("tests/faults/sink.py"), code
    yield "WeCom, DingTalk and Feishu answer 200 also when they refuse."
    yield 'between the relay\'s "250" and the write that remembers it'
    yield f"ends with status {MachineError.exit_status} within seconds, and its service starts it anew."
    yield "T07 and T13 need Debian's `postfix` (no need to run it), T07 and T11 the rights of root;"


def _whole_and_sample(test: str, name: str) -> tuple[int, int]:
    """Give how many the first trial of a test file has, in CI and by `make test`."""
    whole, sample = _found(test, rf"{name}=of_many\(([\d_]+, sample=[\d_]+)\)").split(", sample=")
    return int(whole), int(sample)


def _found(module: str, pattern: str) -> str:
    found = re.search(pattern, text_of(f"tests/faults/{module}"))
    assert found is not None, f"tests/faults/{module} has no {pattern}"
    return found[1]
