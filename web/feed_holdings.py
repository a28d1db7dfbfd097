"""What is held of all addresses, within bounds, and which of it may be served as it is."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable

from models.views import TaskView
from web.feed_answers import Ended, Rendering
from web.feed_writing import Shown

MOST_FEEDS = 4_096


class Holdings:
    """The addresses by canonical target; `ready` has those up to date, with what was read last at its end.

    The event loop reads `ready` and moves what it read to the end, everything else is for one thread.
    """

    def __init__(self, is_full: Callable[[], bool], *, most: int = MOST_FEEDS) -> None:
        self.ready: OrderedDict[bytes, Rendering | Ended] = OrderedDict()
        self._shown: dict[bytes, Shown] = {}
        self._is_full = is_full
        self._most = most

    def __len__(self) -> int:
        return len(self._shown)

    def get(self, target: bytes) -> Shown | None:
        """Give what is held of an address."""
        return self._shown.get(target)

    def keep(self, shown: Shown, given: Rendering | Ended) -> None:
        """Hold what an address shows now; without room, what is outdated or was read longest ago goes."""
        target = shown.address.target
        shown.given = given
        self._shown[target], self.ready[target] = shown, given
        while len(self._shown) > 1 and (len(self._shown) > self._most or self._is_full()):
            self.forget(self._least_wanted())

    def forget(self, target: bytes) -> None:
        """Hold nothing of an address any more."""
        self.ready.pop(target, None)
        self._shown.pop(target, None)

    def clear(self) -> None:
        """Hold nothing."""
        self.ready.clear()
        self._shown.clear()

    def doubt_all(self) -> None:
        """Have every feed and its membership read again."""
        self._doubt(self._shown.values())

    def end(self, feed_ids: Collection[int]) -> None:
        """Doubt feeds whose addresses changed, and keep nothing of them that an outage could serve."""
        ended = [shown for shown in self._shown.values() if shown.feed.id in feed_ids]
        for shown in ended:
            shown.given = None
        self._doubt(ended)

    def outdate(self, task_ids: frozenset[int]) -> None:
        """Have the feeds of some tasks written again."""
        for shown in self._shown.values() if task_ids else ():
            if not task_ids.isdisjoint(shown.ids):
                self._outdate(shown)

    def take(self, task: TaskView, *, is_other: bool) -> None:
        """Let a task into its feeds and out of others; `is_other` when its events changed."""
        for shown in self._shown.values():
            if shown.take(task) or (is_other and shown.has(task.id)):
                self._outdate(shown)

    def lose(self, task_ids: frozenset[int]) -> None:
        """Doubt the feeds of tasks that do not exist any more."""
        for shown in self._shown.values() if task_ids else ():
            if not task_ids.isdisjoint(shown.ids):
                self._doubt([shown])

    def _doubt(self, doubted: Iterable[Shown]) -> None:
        for shown in doubted:
            shown.is_doubted = True
            self._outdate(shown)

    def _outdate(self, shown: Shown) -> None:
        self.ready.pop(shown.address.target, None)

    def _least_wanted(self) -> bytes:
        outdated = (target for target in self._shown if target not in self.ready)
        return next(outdated, None) or next(iter(self.ready))
