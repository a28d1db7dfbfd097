# SPDX-License-Identifier: Apache-2.0
"""Threads that work side by side end together, and nothing they meet is lost."""

import threading

import pytest

from scheduler.delivery import threads as module
from scheduler.delivery.threads import SenderThreads, in_threads
from tests.support.waiting import PATIENCE


def nothing() -> None:
    """Do nothing."""


def run(works, *, stopping=lambda: False, halt=nothing, break_off=nothing):
    return in_threads(works, name="test", stopping=stopping, halt=halt, break_off=break_off)


def test_every_result_is_given() -> None:
    """Four works, four results, and no thread is left."""
    before = threading.active_count()
    assert run([lambda number=number: number for number in range(4)]) == [0, 1, 2, 3]
    assert threading.active_count() == before


def test_a_failure_stops_no_other_and_is_raised_in_the_end(caplog: pytest.LogCaptureFixture) -> None:
    """The others have done their work by then; a second failure is in the log."""
    done = []

    def fail(word: str) -> None:
        raise ValueError(word)

    with pytest.raises(ValueError, match="first"):
        run([lambda: fail("first"), lambda: done.append(1), lambda: fail("second")])
    assert done == [1]
    assert "second" in caplog.text


def test_when_told_to_stop_the_work_in_hand_is_finished() -> None:
    """Work is asked to halt, and what it gives then counts."""
    halted, started = threading.Event(), threading.Event()

    def work() -> str:
        started.set()
        assert halted.wait(PATIENCE)
        return "finished"

    assert run([work], stopping=started.is_set, halt=halted.set) == ["finished"]


def test_work_that_does_not_come_to_its_end_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its grace it is broken off, and can still say how far it came."""
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.05)
    broken = threading.Event()

    def stuck() -> str:
        assert broken.wait(PATIENCE)
        return "broken off"

    assert run([stuck], stopping=lambda: True, break_off=broken.set) == ["broken off"]


def test_a_crew_of_which_nobody_is_left_says_so() -> None:
    """Whoever gave it work would wait for ever, and a daemon ends instead."""
    threads = SenderThreads(2, name="test")
    threads.start()
    assert threads.is_alive()
    threads.leave()
    assert not threads.is_alive()
