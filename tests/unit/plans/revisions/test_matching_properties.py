# SPDX-License-Identifier: Apache-2.0
"""Whatever is done to a plan, no task takes the place of another one unasked."""

from hypothesis import HealthCheck, given, settings

from plans.revisions.matching import Matching, match
from tests.support.files.revisions import Revision, revisions, traits


def found(revision: Revision) -> Matching:
    """Match the revised plan with the old one."""
    return match(traits(revision.new), traits(revision.old))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(revisions())
def test_no_task_takes_anothers_place_unasked(revision: Revision) -> None:
    """A pair is the very task or there is none; whatever may be another one is asked."""
    pairs = found(revision).pairs
    assert {new: old for new, old in pairs.items() if old not in revision.new[new].origins} == {}
    assert len(set(pairs.values())) == len(pairs)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(revisions())
def test_a_task_that_kept_its_words_is_never_lost(revision: Revision) -> None:
    """It is paired, or its old self is among what is asked."""
    matching = found(revision)
    asked = {(doubt.index, old) for doubt in matching.ambiguous for old, _ in doubt.candidates}
    for new, old in revision.kept_words().items():
        assert matching.pairs.get(new) == old or (new, old) in asked


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(revisions())
def test_two_tasks_in_one_and_one_in_two_are_asked(revision: Revision) -> None:
    """Only a person says which of them goes on."""
    matching = found(revision)
    asked = {(doubt.index, old) for doubt in matching.ambiguous for old, _ in doubt.candidates}
    for new, old in revision.merged_or_split():
        assert new not in matching.pairs
        assert (new, old) in asked
