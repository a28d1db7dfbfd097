# SPDX-License-Identifier: Apache-2.0
"""10,000 subscribers and a weekly round in one process: python benchmarks/pollers.py [SECONDS]

Each subscriber polls every five minutes over a connection of its own, with the tag it has; every few seconds
those of a whole second come at once. Meanwhile the default `duban run` decides, writes and sends a weekly
round to 1,000 units, and tasks are changed from outside. Every answer is compared with what was committed.
"""

import asyncio
import random
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

import uvloop  # noqa: E402
from _feed_office import EVENTS, FeedOffice, make_feed_ledger  # noqa: E402
from _feed_servers import Server, free_port, running  # noqa: E402
from delivery import sink  # noqa: E402
from feeds import KEY, Bars, Client, change, feed_path  # noqa: E402
from sqlmodel import func, select  # noqa: E402

from models.database import Ledger  # noqa: E402
from models.kinds import MessageState  # noqa: E402
from models.tables import Message  # noqa: E402

ON, START = date(2026, 11, 16), "2026-11-16T07:59:30"
"""The Monday whose weekly round falls due half a minute after the start."""
OFFICE = FeedOffice(feeds=1_000, units=100, tasks=1_210, readers=1_000)
SUBSCRIBERS, INTERVAL = 10_000, 300
BURST, BURST_EVERY, CHANGE_EVERY = 33, 4.0, 7.0
SLOWEST_MS = 100


@dataclass
class Reader:
    """One subscriber and what it has."""

    feed_id: int
    tag: str = ""
    body: bytes = b""


@dataclass
class Seen:
    """What happened."""

    milliseconds: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    told: list[tuple[str, bytes]] = field(default_factory=list)
    """The title that was committed before each poll, and the whole feed as the reader has it afterwards."""

    @property
    def wrong(self) -> int:
        """Count the answers that are older than a change before the poll, or not whole."""
        checked = {(owed, id(body)): (owed, body) for owed, body in self.told}
        bad = {key for key, facts in checked.items() if not is_right(*facts)}
        return sum((owed, id(body)) in bad for owed, body in self.told)


def is_right(owed: str, body: bytes) -> bool:
    """Tell whether a feed is whole and has a title."""
    is_whole = body.count(b"BEGIN:VEVENT") == EVENTS and body.endswith(b"END:VCALENDAR\r\n")
    return is_whole and owed.encode() in body.replace(b"\r\n ", b"")


class Truth:
    """The newest title that each feed must show, as this process committed it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.titles: dict[int, str] = {}
        self.number = 0

    def change(self) -> None:
        """Change another task."""
        self.number += 1
        title = f"改了{self.number}次的工程"
        for feed_id in change(self._ledger, self.number * 13, title):
            self.titles[feed_id] = title


class Poll(asyncio.Protocol):
    """One request over a connection of its own, as cheap as can be: the client's time is measured too."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._parts: list[bytes] = []
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._parts.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended.set_result(b"".join(self._parts))


async def poll(server: Server, reader: Reader, truth: Truth, seen: Seen) -> None:
    """Poll once, and keep what came for the comparison."""
    port = int(server.base.rpartition(":")[2])
    known = f"If-None-Match: {reader.tag}\r\n"
    asked = f"GET {feed_path(reader.feed_id)} HTTP/1.1\r\nHost: x\r\n{known}Connection: close\r\n\r\n"
    owed, begun = truth.titles.get(reader.feed_id, ""), perf_counter()
    _line, line = await asyncio.get_running_loop().create_connection(
        lambda: Poll(asked.encode()), "127.0.0.1", port
    )
    answer = await line.ended
    taken = 1000 * (perf_counter() - begun)
    head, _empty, body = answer.partition(b"\r\n\r\n")
    status, tag = int(head.split()[1]), re.search(rb"\r\netag: (\S+)", head)
    seen.milliseconds[status].append(taken)
    if status == 200:
        reader.tag, reader.body = tag[1].decode() if tag else "", body
    seen.told.append((owed, reader.body if status in {200, 304} else b""))


async def polling(server: Server, ledger: Ledger, seconds: float) -> Seen:
    """Let arrivals come at random, bursts at once and changes in between."""
    chance, seen, truth = random.Random(1), Seen(), Truth(ledger)
    readers = [Reader(feed_id=1 + number % OFFICE.feeds) for number in range(SUBSCRIBERS)]
    for reader in readers:
        reader.tag, reader.body = KNOWN[reader.feed_id]
    begun, tasks = perf_counter(), []
    burst_at, change_at = BURST_EVERY, CHANGE_EVERY
    while (passed := perf_counter() - begun) < seconds:
        await asyncio.sleep(chance.expovariate(SUBSCRIBERS / INTERVAL))
        due = 1
        if passed > burst_at:
            due, burst_at = BURST, burst_at + BURST_EVERY
        if passed > change_at:
            await asyncio.to_thread(truth.change)
            change_at += CHANGE_EVERY
        for reader in chance.sample(readers, due):
            tasks.append(asyncio.create_task(poll(server, reader, truth, seen)))
    await asyncio.gather(*tasks)
    return seen


KNOWN: dict[int, tuple[str, bytes]] = {}


def warm(server: Server) -> None:
    """Read every feed once, as all its subscribers have."""
    client = Client(server)
    for feed_id in range(1, OFFICE.feeds + 1):
        got = client.get(feed_path(feed_id))
        KNOWN[feed_id] = got.headers["etag"], got.body


def counted(ledger: Ledger) -> tuple[int, int]:
    """Give how many mails are written, and how many of them are sent."""
    with ledger.reading() as session:
        written = session.exec(select(func.count()).select_from(Message)).one()
        sent = session.exec(select(func.count()).where(Message.state == MessageState.SENT)).one()
    return written, sent


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 90.0
    bars = Bars()
    with TemporaryDirectory(prefix="duban-pollers-") as name, sink() as relay:
        folder, port = Path(name), free_port()
        ledger = make_feed_ledger(folder / "duban.db", OFFICE, on=ON)
        environment = {
            "DUBAN_VAR": name,
            "DUBAN_SECRET_KEY": KEY,
            "DUBAN_PORT": str(port),
            "DUBAN_BASE_URL": "https://duban.example.test",
            "DUBAN_MAIL_FROM": "duban@example.test",
            "DUBAN_SMTP_URL": f"smtp://127.0.0.1:{relay}",
            "DUBAN_TICK_SECONDS": "1",
        }
        command = [sys.executable, str(PROJECT / "benchmarks" / "_feed_daemon.py"), START]
        with running(command, port, first=feed_path(1), environment=environment) as server:
            warm(server)
            before = counted(ledger)
            seen = uvloop.run(polling(server, ledger, seconds))
            after = counted(ledger)
        ledger.close()
    tell(seen, before, after, bars)


def tell(seen: Seen, before: tuple[int, int], after: tuple[int, int], bars: Bars) -> None:
    """Print what was measured."""
    for status, every in sorted(seen.milliseconds.items()):
        taken = sorted(every)
        middle, late = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
        told = f"median {middle:.2f} ms, p99 {late:.2f}, slowest {taken[-1]:.1f}"
        print(f"      {status}: {len(taken):,}; {told}")
    slowest = max(taken for every in seen.milliseconds.values() for taken in every)
    sent = after[1] - before[1]
    bars.hold("weekly letters sent meanwhile (bar: 1,000)", f"{sent:,}", reached=sent >= OFFICE.readers)
    told = f"slowest answer, ms (bar: {SLOWEST_MS})"
    bars.hold(told, f"{slowest:.1f}", reached=slowest < SLOWEST_MS)
    bars.hold("answers that are wrong or old (bar: 0)", str(seen.wrong), reached=not seen.wrong)


if __name__ == "__main__":
    main()
