# SPDX-License-Identifier: Apache-2.0
"""A relay that is at fault for a while kills no mail and doubles none."""

from pathlib import Path

import pytest

from tests.faults.conftest import Table, on_sqlite
from tests.faults.sink import Faults
from tests.faults.trial import Trial, measure
from tests.support.samples import of_many

STORMS = {
    "421 at connect": Faults(busy=1.0, calm_after=14),
    "535 at AUTH": Faults(login_refused=1.0, calm_after=4),
    "550 at MAIL": Faults(sender_refused=1.0, calm_after=4),
    "line broken at MAIL": Faults(mail_dropped=1.0, calm_after=14),
    "line broken within DATA": Faults(data_dropped=1.0, calm_after=14),
    "line broken at QUIT": Faults(quit_dropped=1.0),
}
PATIENT = Faults(answer_late=1.0, late_seconds=500.0)


@on_sqlite
@pytest.mark.parametrize("storm", STORMS)
def test_t10_a_storm_passes_and_nothing_is_lost_or_doubled(
    database_url: str, tmp_path: Path, seed: int, table: Table, storm: str
) -> None:
    """Each mail arrives once; only the addresses that do not exist are given up, at the first attempt.

    CI has a hundred mails in each storm.
    """
    mails = of_many(100, sample=20)
    trial = Trial(mails=mails, kills=0, seed=seed, faults=STORMS[storm], speed=300.0)
    measured = measure(trial, folder=tmp_path, database_url=database_url)
    table.add("T10", f"{storm}, {measured.how}", measured.result)
    assert measured.verdict.wrongs == ()
    assert measured.verdict.duplicates == 0
    assert min(mail.connection for mail in measured.journal) >= (STORMS[storm].calm_after or 0)


@pytest.mark.faults
@on_sqlite
def test_t10_an_answer_after_five_hundred_seconds_is_waited_for(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """On a clock as slow as ours; who hangs up after a minute would send everything again."""
    trial = Trial(mails=1, kills=0, seed=seed, faults=PATIENT, connections=1, speed=1.0)
    measured = measure(trial, folder=tmp_path, database_url=database_url)
    table.add("T10", f"250 after 500 s, {measured.how}", measured.result)
    assert measured.verdict.wrongs == ()
    assert measured.verdict.duplicates == 0
