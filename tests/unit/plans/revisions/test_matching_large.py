# SPDX-License-Identifier: Apache-2.0
"""Matching looks at few of many tasks, and tells what comparing each with each would tell."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.revisions import matching
from plans.revisions import similarity as similarities
from plans.revisions.matching import Matching, match
from plans.revisions.similarity import Traits, at_most, longest_common, similarity
from tests.support.files.revisions import Revision, revisions, traits

EVERY = 1_000
revised = revisions(most=60)


def compared(revision: Revision, **limits: float) -> Matching:
    """Match with other limits than the usual ones."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in limits.items():
            patch.setattr(similarities, name, value)
        if "FAR" in limits:
            patch.setattr(matching, "_may_count", lambda draft, task: True)
        return match(traits(revision.new), traits(revision.old))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(revised)
def test_the_index_finds_what_a_search_of_all_tasks_finds(revision: Revision) -> None:
    """Pairs, questions and their candidates are the same."""
    assert compared(revision, SMALL=0) == compared(revision, SMALL=EVERY)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(revised)
def test_the_pairs_are_those_of_comparing_each_with_each(revision: Revision) -> None:
    """A rival that the index leaves out has never made a pair sure."""
    plain = compared(revision, SMALL=EVERY, NEAREST=EVERY, FAR=-1.0)
    assert compared(revision, SMALL=0).pairs == plain.pairs


@given(st.text("水闸道路学校公园第123座", max_size=30), st.text("水闸道路学校公园第123座", max_size=30))
def test_the_quick_bound_is_never_below_the_likeness(one: str, other: str) -> None:
    """What it leaves out could not have counted."""
    new, old = (
        Traits(index=0, number="1", title=title, units=frozenset({"甲局"}), targets=frozenset())
        for title in (one, other)
    )
    assert at_most(new, old, longest_common(one, other)) >= similarity(new, old) - 1e-9


def test_no_task_of_many_is_lost() -> None:
    """Two thousand tasks in reverse order, each with other words around its own: all are found again."""
    ledger = [_numbered(index, f"{_words(index)}并通过验收") for index in range(2_000)]
    document = [
        _numbered(index, f"加快{task.title}，确保见效") for index, task in enumerate(reversed(ledger))
    ]
    found = match(document, ledger)
    accounted = {*found.pairs.values(), *found.asked}
    assert len(accounted) == len(ledger)
    assert all(new + old == len(ledger) - 1 for new, old in found.pairs.items())


def _numbered(index: int, title: str) -> Traits:
    return Traits(index=index, number=str(index), title=title, units=frozenset(), targets=frozenset())


def _words(index: int) -> str:
    """Give a title of its own: characters that a number chooses."""
    return "".join(chr(0x4E00 + (index * 7919 + step * 104_729) % 2_000) for step in range(14))
