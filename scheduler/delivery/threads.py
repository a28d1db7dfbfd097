# SPDX-License-Identifier: Apache-2.0
"""Threads that work side by side: started once, told to stop, broken off where they do not."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

logger = logging.getLogger(__name__)

GRACE_SECONDS = 20.0
"""How long work in hand may go on once everything shall stop."""
LAST_SECONDS = 5.0
"""How long broken-off work may take to write down how far it came."""
POLL_SECONDS = 0.05
T = TypeVar("T")


class _Task(Generic[T]):
    """One piece of work and what came of it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self.ended = threading.Event()
        self.result: T | None = None
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self._work()
        except BaseException as failure:
            self.failure = failure
        finally:
            self.ended.set()


class SenderThreads:
    """Threads that are started once and then do, side by side, whatever they are given.

    A daemon starts them before there is work: while memory is short a new thread may die before it tells
    whoever started it, and Python waits for that word for ever.
    They are daemon threads, so that a stuck one cannot hold the exit up.
    """

    def __init__(self, size: int, *, name: str) -> None:
        self._tasks: SimpleQueue[_Task[Any] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._live, name=f"{name}-{number}", daemon=True)
            for number in range(1, size + 1)
        ]

    def start(self) -> None:
        """Start as many threads as can be had; RuntimeError when that is none."""
        started: list[threading.Thread] = []
        for thread in self._threads:
            try:
                thread.start()
            except RuntimeError as failure:
                if not started:
                    raise
                logger.warning("%d side by side, no thread for more: %s", len(started), failure)
                break
            started.append(thread)
        self._threads = started

    def work(
        self,
        works: Sequence[Callable[[], T]],
        *,
        stopping: Callable[[], bool],
        halt: Callable[[], None],
        break_off: Callable[[], None],
    ) -> list[T]:
        """Do every work to its end and give the results; the first failure is raised once all have ended.

        When `stopping` turns true, `halt` asks every work to end after what it has in hand;
        what is not done 20 seconds later is ended by `break_off`. Neither is called twice.
        """
        tasks = [_Task(work) for work in works]
        for task in tasks:
            self._tasks.put(task)
        try:
            _wait(tasks, until=stopping)
        finally:
            halt()
            _end(tasks, break_off)
        return _results(tasks)

    def is_alive(self) -> bool:
        """Tell whether anybody is left who does what it is given."""
        return any(thread.is_alive() for thread in self._threads)

    def leave(self) -> None:
        """Let every thread end once it has nothing more to do; one that is stuck is not waited for long."""
        for _thread in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(10 * POLL_SECONDS)

    def _live(self) -> None:
        while (task := self._tasks.get()) is not None:
            task.run()


def in_threads(
    works: Sequence[Callable[[], T]],
    *,
    name: str,
    stopping: Callable[[], bool],
    halt: Callable[[], None],
    break_off: Callable[[], None],
) -> list[T]:
    """Do every work with threads that are started for this once."""
    if not works:
        return []
    threads = SenderThreads(len(works), name=name)
    threads.start()
    try:
        return threads.work(works, stopping=stopping, halt=halt, break_off=break_off)
    finally:
        threads.leave()


def _wait(tasks: Sequence[_Task[Any]], *, until: Callable[[], bool]) -> None:
    while not until() and not all(task.ended.is_set() for task in tasks):
        for task in tasks:
            task.ended.wait(POLL_SECONDS)


def _end(tasks: Sequence[_Task[Any]], break_off: Callable[[], None]) -> None:
    if _ended(tasks, within=GRACE_SECONDS):
        return
    break_off()
    if not _ended(tasks, within=LAST_SECONDS):
        left = sum(not task.ended.is_set() for task in tasks)
        logger.error("%d works did not end; what they had in hand is free once its lease runs out", left)


def _ended(tasks: Sequence[_Task[Any]], *, within: float) -> bool:
    end = time.monotonic() + within
    return all(task.ended.wait(max(0.0, end - time.monotonic())) for task in tasks)


def _results(tasks: Sequence[_Task[T]]) -> list[T]:
    failures = [task.failure for task in tasks if task.failure is not None]
    for failure in failures[1:]:
        logger.error("%s", failure, exc_info=failure)
    if failures:
        raise failures[0]
    return [task.result for task in tasks if task.result is not None]
