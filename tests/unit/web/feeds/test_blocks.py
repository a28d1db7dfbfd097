# SPDX-License-Identifier: Apache-2.0
"""The written events of tasks: written once for all who show them, and again only for a reason."""

import gc
from datetime import date, timedelta

import pytest

from models.kinds import TaskState
from notifiers.ical.entries import Options
from notifiers.ical.feed import task_block
from tests.builders import task_view
from tests.support.served import ON, STYLE, noon
from web.feeds import blocks as feed_blocks
from web.feeds.blocks import Blocks

PLAIN, TODO = Options(), Options(todo=True)
LATER = ON + timedelta(days=60)


@pytest.fixture
def written(monkeypatch):
    """Give the list of what was written, which grows as blocks are."""
    found = []

    def noted(task, **how):
        found.append((task.id, how["style"].options))
        return task_block(task, **how)

    monkeypatch.setattr(feed_blocks, "task_block", noted)
    return found


def test_a_task_is_written_once_however_many_feeds_show_it(written):
    """Whoever asks for it with the same options gets the very same block, written by then."""
    blocks = Blocks(STYLE)
    (one,), (same,) = blocks.of([1], PLAIN), blocks.of([1], PLAIN)
    assert one is same
    assert not blocks.is_read(one)
    assert not blocks.take(task_view(1), ON), "what was not there before is no change"
    assert blocks.is_read(one)
    assert one.block == task_block(task_view(1), on=ON, style=STYLE)
    assert not blocks.take(task_view(1), ON)
    assert written == [(1, PLAIN)]


def test_readers_with_other_options_have_blocks_of_their_own(written):
    """Each is written in its own style, and all of them at one reading of the task."""
    blocks = Blocks(STYLE)
    (plain,), (todo,) = blocks.of([1], PLAIN), blocks.of([1], TODO)
    blocks.take(task_view(1), ON)
    assert [blocks.style(options).options for options in (PLAIN, TODO)] == [PLAIN, TODO]
    assert b"VTODO" in todo.block.content
    assert b"VTODO" not in plain.block.content
    assert len(blocks) == 2
    assert blocks.take(task_view(1, title="改了名的工程"), ON)
    assert (len(written), blocks.is_read(plain), blocks.is_read(todo)) == (4, True, True)


def test_a_block_that_nobody_shows_is_forgotten(written):
    """Nothing is written for a task that no feed holds."""
    blocks = Blocks(STYLE)
    held = blocks.of([1, 2], PLAIN)
    assert len(blocks) == 2
    del held
    gc.collect()
    assert len(blocks) == 0
    assert not blocks.take(task_view(1), ON)
    assert written == []


def test_what_is_doubted_is_read_again_and_written_only_if_it_is_another(written):
    """After news of everything each task is looked at once more."""
    blocks = Blocks(STYLE)
    held = blocks.of([1, 2], PLAIN)
    for task in (task_view(1), task_view(2)):
        blocks.take(task, ON)
    blocks.invalidate_all()
    assert [blocks.is_read(each) for each in held] == [False, False]
    assert [blocks.take(task_view(1), ON), blocks.take(task_view(2, title="改了名的工程"), ON)] == [
        False,
        True,
    ]
    assert [blocks.is_read(each) for each in held] == [True, True]
    assert [task_id for task_id, _ in written] == [1, 2, 2]


def test_a_change_that_shows_nothing_is_no_change():
    """A task with other facts and the same events leaves its feeds as they are."""
    blocks = Blocks(STYLE)
    (held,) = blocks.of([1], PLAIN)
    blocks.take(task_view(1), ON)
    assert not blocks.take(task_view(1, last_report="照常"), ON)
    assert blocks.is_read(held)


def test_a_new_day_doubts_only_what_it_changes(written):
    """The day after a deadline, and the day a done task leaves; a task without a day never changes."""
    blocks = Blocks(STYLE)
    closed = {"state": TaskState.CLOSED, "closed_at": noon(), "updated_at": noon()}
    tasks = [
        task_view(1),
        task_view(2, due=date(2026, 12, 1)),
        task_view(3, due=None),
        task_view(4, **closed),
    ]
    held = blocks.of([1, 2, 3, 4, 5], PLAIN)
    for task in tasks:
        blocks.take(task, ON)
    assert blocks.invalidate_due(date(2026, 12, 1)) == frozenset()
    assert blocks.invalidate_due(date(2026, 12, 2)) == {2}
    assert [blocks.is_read(each) for each in held] == [True, False, True, True, False]
    assert blocks.invalidate_due(LATER) == {1, 2, 4}
    written.clear()
    assert blocks.take(tasks[1], date(2026, 12, 2)), "late now, from the same facts"
    assert not blocks.take(tasks[0], date(2026, 12, 2)), "not late yet"
    assert [task_id for task_id, _ in written] == [2]


def test_a_task_that_cannot_be_written_stays_doubted(monkeypatch):
    """It is tried again at the next reading, and what is shown of it is what was last good."""
    blocks = Blocks(STYLE)
    (held,) = blocks.of([1], PLAIN)
    blocks.take(task_view(1), ON)
    good = held.block

    def refuse(task, **how):
        raise ValueError

    monkeypatch.setattr(feed_blocks, "task_block", refuse)
    with pytest.raises(ValueError):
        blocks.take(task_view(1, title="写不出来"), ON)
    assert (held.block, blocks.is_read(held)) == (good, False)
