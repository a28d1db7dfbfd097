# SPDX-License-Identifier: Apache-2.0
"""How seldom an event is written: once for its contents, however many feeds and options show it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from notifiers.ical.components import WRITTEN, BytesCache
from notifiers.ical.entries import Options
from tests.builders import feed_view, task_view
from tests.support.feeds.calendars import written

TASKS = tuple(task_view(position) for position in range(1, 122))


@pytest.fixture(autouse=True)
def _forgotten():
    WRITTEN.clear()


def made_by(action) -> int:
    """Count the components written anew while something is done."""
    before = WRITTEN.made
    action()
    return WRITTEN.made - before


def test_an_event_is_written_once():
    """The first feed writes each of 121 events and its alarms, the next ones none."""
    assert made_by(lambda: written(*TASKS)) == 2 * len(TASKS)
    assert made_by(lambda: written(*TASKS, feed=feed_view(name="另一个单位"))) == 0


def test_one_changed_task_costs_one_event():
    """Of 121 events one is written, and its alarms only when their words change."""
    written(*TASKS)
    changed = replace(TASKS[7], revision=2, percent=50)
    assert made_by(lambda: written(changed, *TASKS[:7], *TASKS[8:])) == 1


def test_a_feed_without_alarms_shares_the_events():
    """The same event is joined with its alarms or left without."""
    written(*TASKS)
    assert made_by(lambda: written(*TASKS, options=Options(alarms=False))) == 0


def test_another_language_is_another_event():
    """What is said differently is written differently, and each once."""
    written(*TASKS)
    english = Options(lang="en")
    assert made_by(lambda: written(*TASKS, options=english)) == len(TASKS)
    assert made_by(lambda: written(*TASKS, options=english)) == 0


def test_the_memo_is_bounded():
    """The entry not used for longest goes first."""
    memo = BytesCache(entries=2)
    for name in ("a", "b", "a", "c", "a"):
        memo.get(name, name.encode)
    assert memo.made == 3
    memo.get("b", b"b".upper)
    assert memo.made == 4


def test_the_memo_serves_many_threads():
    """Whoever asks gets the bytes of what was asked."""
    memo = BytesCache(entries=5)
    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(lambda number: memo.get(number % 20, str(number % 20).encode), range(4000)))
    assert given == [str(number % 20).encode() for number in range(4000)]
