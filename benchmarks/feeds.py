# SPDX-License-Identifier: Apache-2.0
"""Feeds beside nginx, Radicale and icalendar in one run on loopback: python benchmarks/feeds.py [SECONDS]

Ours is `duban run --web` on a real ledger: 1,000 feeds of 121 events, each task in a hundred of them.
"""

import gzip
import http.client
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from _feed_load import Load, load, loader  # noqa: E402
from _feed_office import EVENTS, FeedOffice, make_feed_ledger  # noqa: E402
from _feed_servers import Server, duban, nginx, radicale, written_per_request  # noqa: E402
from sqlmodel import col, select  # noqa: E402

from models.database import Ledger  # noqa: E402
from models.kinds import EventKind  # noqa: E402
from models.queries import log, progress  # noqa: E402
from models.tables import Assignment, Feed, Task  # noqa: E402
from web.tokens import sign  # noqa: E402

ON = date(2026, 11, 22)
KEY = "k" * 40
OFFICE = FeedOffice(feeds=1_000, units=100, tasks=1_210)
"""Ten plans of 121 tasks, ten units to a task, ten subscriptions to a unit."""
CLIENTS = (1, 32)
CHANGES = 20
TURNS = 3
AT_REST = 3
"""Seconds for the slow ones, and until everything has started."""


@dataclass(frozen=True, kw_only=True)
class Got:
    """One answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def feed_path(feed_id: int) -> str:
    """Give path of a feed under the key of this benchmark."""
    return f"/feeds/{sign(feed_id, 1, key=sha256(KEY.encode()).digest())}.ics"


class Client:
    """One reader over one connection."""

    def __init__(self, server: Server) -> None:
        self._line = http.client.HTTPConnection(server.base.removeprefix("http://"), timeout=120)

    def get(self, path: str, **headers: str) -> Got:
        """Ask once; a connection that was closed in between is opened again."""
        for attempt in range(2):
            try:
                self._line.request("GET", path, headers={n.replace("_", "-"): v for n, v in headers.items()})
                answer = self._line.getresponse()
                said = {name.lower(): value for name, value in answer.getheaders()}
                return Got(status=answer.status, headers=said, body=answer.read())
            except (http.client.RemoteDisconnected, ConnectionError):
                self._line.close()
                if attempt:
                    raise
        raise AssertionError("unreachable")


class Bars:
    """What has to be reached, each told as it is measured."""

    def __init__(self) -> None:
        self.missed = 0

    def hold(self, told: str, value: str, *, reached: bool) -> None:
        """Print one bar."""
        self.missed += not reached
        print(f"{'pass' if reached else 'FAIL'}  {told:<66}{value:>16}", flush=True)


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    bars = Bars()
    with TemporaryDirectory(prefix="duban-feeds-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "duban").mkdir()
        ledger = make_feed_ledger(folder / "duban" / "duban.db", OFFICE, on=ON)
        with duban(folder / "duban", KEY, first=feed_path(1)) as ours:
            told = f"cold start to the first feed, of {OFFICE.feeds:,}, in s (bar: 1.5)"
            bars.hold(told, f"{ours.started_in:.2f}", reached=ours.started_in < 1.5)
            sleep(AT_REST)  # until the pages are built too
            side_by_side(folder, ours, bars, seconds)
            memory(ours, bars)
            freshness(ours, ledger, bars)
        ledger.close()
    print("every bar is reached" if not bars.missed else f"{bars.missed} bars are missed")


def side_by_side(folder: Path, ours: Server, bars: Bars, seconds: float) -> None:
    """Compare what each gives a second."""
    client, path = Client(ours), feed_path(1)
    whole = client.get(path)
    zipped = compressed(client, path)
    print(f"{len(whole.body):,} bytes, {len(zipped.body):,} compressed, {EVENTS} events; load by {loader()}")
    tag, accepts = {"If-None-Match": whole.headers["etag"]}, {"Accept-Encoding": "gzip"}
    for name in ("nginx", "radicale", "icalendar"):
        (folder / name).mkdir()
    with nginx(folder / "nginx", whole.body) as limit:
        for clients in CLIENTS:
            for word, headers in (("200", {}), ("304", tag), ("200 gzip", accepts)):
                got, best = alternately(ours.base + path, limit, clients, seconds, word, headers)
                compare(bars, word, clients, got, best)
    with radicale(folder / "radicale", whole.body) as (theirs, place):
        for word, headers in (("200", {}), ("a poll with the tag", tag)):
            asked = {"Authorization": "Basic dTp1", **headers}
            slow = load(theirs.base + place, connections=32, seconds=AT_REST, headers=asked)
            got = load(ours.base + path, connections=32, seconds=seconds, headers=headers)
            times = got.a_second / slow.a_second
            told = f"{word}, 32 clients, times Radicale's {slow.a_second:.1f}/s (bar: 300)"
            bars.hold(told, f"{times:,.0f}", reached=times >= 300)
    with written_per_request(folder / "icalendar", whole.body) as theirs:
        slow = load(theirs.base + "/", connections=1, seconds=AT_REST)
        print(f"      icalendar at each request, one client: {slow.a_second:,.1f}/s")


def compressed(client: Client, path: str) -> Got:
    """Give the compressed answer, for which nobody is made to wait."""
    while True:
        got = client.get(path, Accept_Encoding="gzip")
        if "content-encoding" in got.headers:
            if gzip.decompress(got.body) != client.get(path).body:
                raise SystemExit("the compressed feed is another one")
            return got


def alternately(
    url: str, limit: Server | None, clients: int, seconds: float, word: str, headers: Mapping[str, str]
) -> tuple[Load, Load | None]:
    """Measure ours and nginx with the same file in turns, and give the median of each."""
    theirs = {}
    if limit and word == "304":
        theirs = {"If-None-Match": Client(limit).get("/feed.ics").headers["etag"]}
    ours, best = [], []
    for _turn in range(TURNS):
        ours.append(load(url, connections=clients, seconds=seconds, headers=headers))
        if limit and word != "200 gzip":
            best.append(load(limit.base + "/feed.ics", connections=clients, seconds=seconds, headers=theirs))
    return middle(ours), middle(best) if best else None


def middle(loads: Sequence[Load]) -> Load:
    """Give the median rate and the median of the slow answers."""
    return Load(
        a_second=median(each.a_second for each in loads), p99_ms=median(each.p99_ms for each in loads)
    )


def compare(bars: Bars, word: str, clients: int, got: Load, best: Load | None) -> None:
    """Tell one line of the comparison, and the bars that hang on it."""
    print(f"      {word}, {clients} clients: ours {got.a_second:,.0f}/s, p99 {got.p99_ms:.2f} ms", end="")
    print(f"; nginx {best.a_second:,.0f}/s, p99 {best.p99_ms:.2f} ms" if best else "")
    if best:
        bar = 0.4 if word == "304" else 0.25
        share = got.a_second / best.a_second
        bars.hold(
            f"{word}, {clients} clients, share of nginx (bar: {bar:.0%})",
            f"{share:.0%}",
            reached=share >= bar,
        )
    elif word != "200 gzip":
        print("      no ratio: nginx is not installed")
    if clients == 32:
        bars.hold(f"{word}, 32 clients, p99 in ms (bar: 10)", f"{got.p99_ms:.2f}", reached=got.p99_ms < 10)


def memory(ours: Server, bars: Bars) -> None:
    """Read every feed, whole and compressed, and look at the process."""
    client, begun, used = Client(ours), perf_counter(), ours.cpu_seconds
    for feed_id in range(1, OFFICE.feeds + 1):
        if client.get(feed_path(feed_id)).body.count(b"BEGIN:VEVENT") != EVENTS:
            raise SystemExit(f"feed {feed_id} is not whole")
    cpu = 1000 * (ours.cpu_seconds - used) / OFFICE.feeds
    taken = perf_counter() - begun
    print(f"      first building of {OFFICE.feeds:,} feeds: {taken:.1f} s, {cpu:.1f} ms of CPU each")
    for feed_id in range(1, OFFICE.feeds + 1):
        client.get(feed_path(feed_id), Accept_Encoding="gzip")
    told = f"{OFFICE.feeds:,} warm feeds over {OFFICE.tasks:,} tasks, resident MB (bar: 150)"
    megabytes = ours.mebibytes * 1.048576
    bars.hold(told, f"{megabytes:.0f}", reached=megabytes < 150)


def freshness(ours: Server, ledger: Ledger, bars: Bars) -> None:
    """Change tasks one after the other from this process, and read all their feeds each time."""
    client, read, used = Client(ours), 0, ours.cpu_seconds
    for number in range(1, CHANGES + 1):
        title = f"改了{number}次的工程"
        for feed_id in change(ledger, number * 37, title):
            body = client.get(feed_path(feed_id)).body.replace(b"\r\n ", b"")
            read += 1
            if title.encode() not in body:
                raise SystemExit(f"feed {feed_id} is older than the change before the request")
    each = 1000 * (ours.cpu_seconds - used) / read
    told = f"CPU for each feed after a change, {CHANGES} changes of {read} feeds, ms (bar: 5)"
    bars.hold(told, f"{each:.2f}", reached=each < 5)


def change(ledger: Ledger, task_id: int, title: str) -> list[int]:
    """Rename a task as an import does, and give its feeds."""
    now = datetime.now(UTC)
    with ledger.writing() as session:
        task = session.get_one(Task, task_id)
        task.title = title
        progress.touch(task, now=now)
        log.record(session, EventKind.TASK_CHANGED, at=now, by="benchmark", plan_id=1, task_id=task_id)
        units = select(Assignment.unit_id).where(Assignment.task_id == task_id)
        return list(session.exec(select(Feed.id).where(col(Feed.unit_id).in_(units))))


if __name__ == "__main__":
    main()
