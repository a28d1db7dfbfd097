# SPDX-License-Identifier: Apache-2.0
"""How a node and the delivery stand: /healthz and /metrics."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from models.kinds import MessageState, Outcome
from models.queries.nodes import DeliveryStats, Signs, is_silent
from models.tables import Heartbeat
from web.site import NodeHealth

logger = logging.getLogger(__name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, kw_only=True, eq=False)
class StatsCollector:
    """Tell what the ledger says of delivery, the same on every node, and this node's own feed requests."""

    stats: DeliveryStats
    owed: int
    feed_hits: int

    def collect(self) -> Iterator[Metric]:
        """Give every metric."""
        yield _gauge("duban_owed", "Letters owed and not written yet", self.owed)
        yield from _messages(self.stats)
        yield from _rounds(self.stats)
        stopped = GaugeMetricFamily("duban_relay_stopped", "1 while a relay is stopped", labels=["relay"])
        for relay in self.stats.relays:
            is_stopped = relay.stopped_until and relay.stopped_until > self.stats.at
            stopped.add_metric([relay.name], int(bool(is_stopped)))
        yield stopped
        hits = CounterMetricFamily("duban_feed_requests", "Feed requests answered by this node")
        hits.add_metric([], self.feed_hits)
        yield hits


def exposition(stats: DeliveryStats, *, owed: int, feed_hits: int) -> bytes:
    """Write all metrics down."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(StatsCollector(stats=stats, owed=owed, feed_hits=feed_hits))
    return generate_latest(registry)


def _messages(stats: DeliveryStats) -> Iterator[Metric]:
    states = GaugeMetricFamily("duban_messages", "Messages in the outbox by state", labels=["state"])
    for state in MessageState:
        states.add_metric([state.value], stats.messages.get(state, 0))
    yield states
    beside = GaugeMetricFamily(
        "duban_channel_messages", "Those of them that go to channels", labels=["state"]
    )
    for state in MessageState:
        beside.add_metric([state.value], stats.for_channels.get(state, 0))
    yield beside
    attempts = CounterMetricFamily("duban_attempts", "Attempts to hand a message over", labels=["outcome"])
    for outcome in Outcome:
        attempts.add_metric([outcome.value], stats.attempts.get(outcome, 0))
    yield attempts
    yield _gauge("duban_oldest_waiting_seconds", "Age of the oldest waiting message", stats.waited_seconds)
    yield _gauge("duban_failing_mailboxes", "Mailboxes that mail came back from", stats.failing_mailboxes)


def _rounds(stats: DeliveryStats) -> Iterator[Metric]:
    yield _gauge("duban_last_round_timestamp_seconds", "The last settled slot", _stamp(stats.last_round_at))
    yield _gauge("duban_skipped_slots", "Slots nobody served in time", stats.skipped_slots)
    ticks = GaugeMetricFamily("duban_last_tick_timestamp_seconds", "The last sign of life", labels=["node"])
    lasted = GaugeMetricFamily("duban_round_seconds", "Duration of the last round", labels=["node"])
    for node in stats.nodes:
        ticks.add_metric([node.node], _stamp(node.at))
        lasted.add_metric([node.node], node.round_seconds or 0.0)
    yield ticks
    yield lasted


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _stamp(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0


Answer = TypeVar("Answer")
OK, STARTING, SILENT, FAILING = "ok", "starting", "silent", "failing"
"""The last three are red: no tick has come to a good end yet, three have not, the ledger is away."""


def health_report(stats: DeliveryStats | None, watch: NodeHealth) -> dict[str, Any]:
    """Shape the answer for those who watch; without numbers the ledger is away.

    A message that failed is no failure of the daemon.
    """
    if stats is None:
        return {"status": FAILING, "database": "away"}
    beat = _own(stats, watch)
    return {
        "status": _status(stats, watch),
        "database": "ok",
        "last_tick_at": beat.at.isoformat() if beat else None,
        "last_round_at": stats.last_round_at.isoformat() if stats.last_round_at else None,
        "messages": {
            "waiting": stats.waiting,
            **{state.value: count for state, count in sorted(stats.messages.items())},
        },
    }


def bare_report(signs: Signs | None, watch: NodeHealth) -> dict[str, Any]:
    """Shape the answer for everybody else: whether all is well, and not one number."""
    return {"status": _status(signs, watch) if signs else FAILING}


def asked(question: Callable[[], Answer]) -> Answer | None:
    """Ask the ledger; None when it cannot tell."""
    try:
        return question()
    except Exception:
        logger.exception("The state of the daemon cannot be told.")
        return None


def _own(signs: Signs | DeliveryStats, watch: NodeHealth) -> Heartbeat | None:
    """Find the last good tick of this process, not of one that had its name before."""
    name = watch.node, watch.started_at
    return next((beat for beat in signs.nodes if (beat.node, beat.started_at) == name), None)


def _status(signs: Signs | DeliveryStats, watch: NodeHealth) -> str:
    beat = _own(signs, watch)
    if beat is None:
        return STARTING
    return SILENT if is_silent(beat, now=signs.at) else OK
