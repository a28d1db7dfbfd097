"""How long a feed of 121 tasks takes to build and to serve: `python benchmarks/feeds.py`."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from statistics import median
from time import perf_counter

from models.kinds import DueKind, FeedScope, Role, Signal, TaskState
from models.queries.vitals import Vitals
from models.views import FeedView, Standing, TaskView, UnitView
from notifiers.calendar_memo import WRITTEN
from notifiers.calendar_style import Style
from notifiers.ical import build_feed
from web.app import make_app
from web.ports import Site
from web.server import listen, make_server
from web.tokens import sign

COUNT, REQUESTS, KEY, ON = 121, 2_000, b"k" * 32, date(2026, 11, 22)
CREATED = datetime(2026, 3, 1, tzinfo=UTC)
FEED = FeedView(
    id=1,
    scope=FeedScope.OFFICE,
    owner_id=None,
    leader_key=None,
    name="督查室",
    label="",
    generation=1,
    created_at=CREATED,
)

STYLE = Style(base_url="https://office.example", locale="zh_CN", timezone="Asia/Shanghai")


class Unwatched:
    """Nobody asks for the vitals here."""

    node = "benchmark"

    def vitals(self) -> Vitals:
        """Be asked by nobody."""
        raise NotImplementedError

    def owed(self) -> int:
        """Be asked by nobody."""
        raise NotImplementedError


def task(position: int, revision: int = 1) -> TaskView:
    """Give a task of usual length."""
    unit = UnitView(
        id=position % 30, name=f"第{position % 30}局", mailbox=None, is_group=False, role=Role.LEAD
    )
    return TaskView(
        id=position,
        uid=f"task-{position}",
        plan_key="2026",
        plan_title="任务分工",
        plan_start=date(2026, 2, 1),
        number=str(position),
        position=position,
        section="第一类",
        title="工程完工并投入使用，" * 4,
        due=date(2026, 12, 31),
        due_kind=DueKind.FIRM,
        original_due=None,
        stretch=False,
        state=TaskState.OPEN,
        units=(unit, replace(unit, id=99, name="第九十九局", role=Role.SUPPORT)),
        leaders=(),
        milestones=(),
        targets=(),
        percent=None,
        last_report_on=None,
        last_report=None,
        revision=revision,
        created_at=CREATED,
        updated_at=CREATED,
        closed_at=None,
    )


class Ledger:
    """A feed source that reads everything anew at each change, as a database does."""

    def __init__(self) -> None:
        self.changes = 0

    def version(self) -> int:
        return self.changes

    def feed(self, feed_id: int) -> FeedView | None:
        return FEED

    def standings(self, feed: FeedView, on: date) -> tuple[Standing, ...]:
        tasks = [task(1, revision=1 + self.changes), *map(task, range(2, COUNT + 1))]
        return tuple(Standing(task=one, on=on, signal=Signal.GREEN, working_days=28) for one in tasks)

    def touch(self, feed_id: int, on: date) -> None:
        pass


def milliseconds(action: Callable[[], object], times: int = 7) -> float:
    """Give the median of several runs."""
    taken = []
    for _ in range(times):
        begun = perf_counter()
        action()
        taken.append(perf_counter() - begun)
    return median(taken) * 1000


def build(ledger: Ledger, *, change: bool = False, forget: bool = False) -> bytes:
    """Build the feed once, after a change or with nothing remembered."""
    ledger.changes += change
    if forget:
        WRITTEN.clear()
    tasks = [standing.task for standing in ledger.standings(FEED, ON)]
    return build_feed(FEED, tasks, on=ON, address=f"{STYLE.base_url}/feeds/a.ics", style=STYLE)


@contextmanager
def served(ledger: Ledger) -> Iterator[http.client.HTTPConnection]:
    """Serve the feed in a thread and give a kept-alive connection to it."""
    app = make_app(
        source=ledger,
        key=KEY,
        watch=Unwatched(),
        today=lambda: ON,
        site=Site(base_url="https://office.example", locale="zh_CN", timezone="Asia/Shanghai", keep_done=30),
    )
    listener, server = listen("127.0.0.1", 0), make_server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    connection = http.client.HTTPConnection(*listener.getsockname())
    yield connection
    connection.close()
    server.should_exit = True
    thread.join()


def requests_a_second(connection: http.client.HTTPConnection, headers: dict[str, str], status: int) -> float:
    """Ask many times over one connection; every answer must have `status`."""
    path, begun = f"/feeds/{sign(FEED.id, 1, key=KEY)}.ics", perf_counter()
    for _ in range(REQUESTS):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != status:
            raise SystemExit(f"expected {status}, got {answer.status}")
    return REQUESTS / (perf_counter() - begun)


def main() -> None:
    """Measure and print."""
    ledger = Ledger()
    print(f"{len(build(ledger)):,} bytes, {COUNT} events")
    print(f"build, nothing remembered  {milliseconds(lambda: build(ledger, forget=True)):8.1f} ms")
    print(f"build, one task changed    {milliseconds(lambda: build(ledger, change=True)):8.1f} ms")
    print(f"build, nothing changed     {milliseconds(lambda: build(ledger)):8.1f} ms")
    with served(ledger) as connection:
        print(f"serve 200, one connection  {requests_a_second(connection, {}, 200):8.0f} /s")
        print(
            f"serve 304, one connection  {requests_a_second(connection, {'If-None-Match': '*'}, 304):8.0f} /s"
        )


if __name__ == "__main__":
    main()
