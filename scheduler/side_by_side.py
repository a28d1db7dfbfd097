"""Work side by side in threads: one that fails stops no other, and no failure is lost."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

GRACE_SECONDS = 20.0
"""How long work in hand may go on once everything shall stop."""
LAST_SECONDS = 5.0
"""How long broken-off work may take to write down how far it came."""
POLL_SECONDS = 0.05
T = TypeVar("T")
logger = logging.getLogger(__name__)


class _Worker(threading.Thread, Generic[T]):
    """One piece of work and what came of it; a daemon thread, so that a stuck one cannot hold the exit up."""

    def __init__(self, work: Callable[[], T], name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self.result: T | None = None
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self._work()
        except BaseException as failure:
            self.failure = failure


def side_by_side(
    works: Sequence[Callable[[], T]],
    *,
    name: str,
    stopping: Callable[[], bool],
    halt: Callable[[], None],
    break_off: Callable[[], None],
) -> list[T]:
    """Run every work to its end and give the results; the first failure is raised once all have ended.

    Works for which no thread can be had are left out; RuntimeError when there is none at all.
    When `stopping` turns true, `halt` asks every work to end after what it has in hand;
    what is not done 20 seconds later is ended by `break_off`. Neither is called twice.
    """
    workers = _started(_Worker(work, f"{name}-{number}") for number, work in enumerate(works, start=1))
    try:
        _wait(workers, until=stopping)
    finally:
        halt()
        _end(workers, break_off)
    return _results(workers)


def _started(workers: Iterable[_Worker[T]]) -> list[_Worker[T]]:
    """Start as many as threads can be had for; RuntimeError when there is none for even the first."""
    started: list[_Worker[T]] = []
    for worker in workers:
        try:
            worker.start()
        except RuntimeError as failure:
            if not started:
                raise
            logger.warning("%d at once, no thread for more: %s", len(started), failure)
            break
        started.append(worker)
    return started


def _wait(workers: Sequence[threading.Thread], *, until: Callable[[], bool]) -> None:
    while not until() and any(worker.is_alive() for worker in workers):
        for worker in workers:
            worker.join(POLL_SECONDS)


def _end(workers: Sequence[threading.Thread], break_off: Callable[[], None]) -> None:
    if _joined(workers, within=GRACE_SECONDS):
        return
    break_off()
    if not _joined(workers, within=LAST_SECONDS):
        left = ", ".join(worker.name for worker in workers if worker.is_alive())
        logger.error("%s did not end; what they had in hand is free once its lease runs out", left)


def _joined(workers: Sequence[threading.Thread], *, within: float) -> bool:
    end = time.monotonic() + within
    for worker in workers:
        worker.join(max(0.0, end - time.monotonic()))
    return not any(worker.is_alive() for worker in workers)


def _results(workers: Sequence[_Worker[T]]) -> list[T]:
    failures = [worker.failure for worker in workers if worker.failure is not None]
    for failure in failures[1:]:
        logger.error("%s", failure, exc_info=failure)
    if failures:
        raise failures[0]
    return [worker.result for worker in workers if worker.result is not None]
