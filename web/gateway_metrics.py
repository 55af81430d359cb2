"""The gateway's figures for Prometheus, read from plain counters: a metric object would cost more than a message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

if TYPE_CHECKING:
    from web.gateway import Gateway


class Figures:
    """A collector over one gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def collect(self) -> Iterator[Metric]:
        """Everything, as it stands now."""
        gateway, spread, counts = self._gateway, self._gateway.spread, self._gateway.counts
        for name, what, value in (
            ("tynda_gateway_connections", "Open sockets, handshakes included", len(gateway.connections)),
            ("tynda_gateway_viewers", "Open WebSockets", sum(len(r.connections) for r in gateway.rooms.values())),
            ("tynda_gateway_rooms", "Briefings watched", len(gateway.rooms)),
            ("tynda_gateway_store_away", "1 while the store takes no questions", int(gateway.store.away is not None)),
        ):
            yield GaugeMetricFamily(name, what, value)
        for name, what, count in (
            ("tynda_gateway_broadcasts", "Frames sent to a whole room", spread.broadcasts),
            ("tynda_gateway_frames", "Frames written by broadcasts", spread.frames),
            ("tynda_gateway_bytes", "Bytes written by broadcasts", spread.bytes),
            ("tynda_gateway_broadcast_seconds", "Time spent in broadcasts", spread.seconds),
            ("tynda_gateway_received", "Questions acknowledged", counts.received),
            ("tynda_gateway_votes", "Votes acknowledged", counts.votes),
            ("tynda_gateway_withdrawals", "Withdrawals acknowledged", counts.withdrawals),
            ("tynda_gateway_knocks", "Batches sent to the store", counts.batches),
            ("tynda_gateway_malformed", "Messages that could not be read", counts.malformed),
            ("tynda_gateway_slow_readers", "Connections cut for not reading", gateway.cut),
        ):
            yield CounterMetricFamily(name, what, count)
        yield from self._by_code()

    def _by_code(self) -> Iterator[Metric]:
        for name, what, by_code in (
            ("tynda_gateway_refused", "Messages refused, by code", self._gateway.counts.refused),
            ("tynda_gateway_handshakes_refused", "Handshakes refused, by code", self._gateway.turned_away),
        ):
            family = CounterMetricFamily(name, what, labels=["code"])
            for code, count in by_code.items():
                family.add_metric([code], count)
            yield family


def registry(gateway: Gateway) -> CollectorRegistry:
    """What `/metrics` of this gateway shows."""
    found = CollectorRegistry()
    found.register(Figures(gateway))
    ProcessCollector(registry=found)
    GCCollector(registry=found)
    return found
