"""`/metrics`: how delivery stands, in the text format of Prometheus."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from models.kinds import MessageState, Outcome
from models.queries.vitals import Vitals

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, kw_only=True, eq=False)
class VitalsCollector:
    """Tell what the ledger says of delivery, the same on every node, and this node's own feed requests."""

    vitals: Vitals
    owed: int
    feed_hits: int

    def collect(self) -> Iterator[Metric]:
        """Give every metric."""
        yield _gauge("duban_owed", "Letters owed and not written yet", self.owed)
        yield from _messages(self.vitals)
        yield from _rounds(self.vitals)
        yield from _relays(self.vitals)
        hits = CounterMetricFamily("duban_feed_requests", "Feed requests answered by this node")
        hits.add_metric([], self.feed_hits)
        yield hits


def exposition(vitals: Vitals, *, owed: int, feed_hits: int) -> bytes:
    """Write all metrics down."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(VitalsCollector(vitals=vitals, owed=owed, feed_hits=feed_hits))
    return generate_latest(registry)


def _messages(vitals: Vitals) -> Iterator[Metric]:
    states = GaugeMetricFamily("duban_messages", "Messages in the outbox by state", labels=["state"])
    for state in MessageState:
        states.add_metric([state.value], vitals.messages.get(state, 0))
    yield states
    beside = GaugeMetricFamily(
        "duban_channel_messages", "Those of them that go to channels", labels=["state"]
    )
    for state in MessageState:
        beside.add_metric([state.value], vitals.for_channels.get(state, 0))
    yield beside
    attempts = CounterMetricFamily("duban_attempts", "Attempts to hand a message over", labels=["outcome"])
    for outcome in Outcome:
        attempts.add_metric([outcome.value], vitals.attempts.get(outcome, 0))
    yield attempts
    yield _gauge("duban_oldest_waiting_seconds", "Age of the oldest waiting message", vitals.waited_seconds)
    yield _gauge("duban_failing_mailboxes", "Mailboxes that mail came back from", vitals.failing_mailboxes)


def _rounds(vitals: Vitals) -> Iterator[Metric]:
    yield _gauge("duban_last_round_timestamp_seconds", "The last settled slot", _stamp(vitals.last_round_at))
    yield _gauge("duban_skipped_slots", "Slots nobody served in time", vitals.skipped_slots)
    ticks = GaugeMetricFamily("duban_last_tick_timestamp_seconds", "The last sign of life", labels=["node"])
    lasted = GaugeMetricFamily("duban_round_seconds", "Duration of the last round", labels=["node"])
    for node in vitals.nodes:
        ticks.add_metric([node.node], _stamp(node.at))
        lasted.add_metric([node.node], node.round_seconds or 0.0)
    yield ticks
    yield lasted


def _relays(vitals: Vitals) -> Iterator[Metric]:
    stopped = GaugeMetricFamily("duban_relay_stopped", "1 while a relay is stopped", labels=["relay"])
    for relay in vitals.relays:
        stopped.add_metric([relay.name], int(bool(relay.stopped_until and relay.stopped_until > vitals.at)))
    yield stopped


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _stamp(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
