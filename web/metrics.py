"""What the web process counts, for Prometheus; one registry a process, no label that names a person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

STORE_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """The registry and its metrics."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("tynda_http_requests", "HTTP responses", ["status"], registry=self.registry)
        self.sockets = Gauge("tynda_sockets", "Open staff WebSockets", ["seat"], registry=self.registry)
        self.commands = Counter(
            "tynda_commands", "Staff's commands by type and outcome", ["type", "outcome"], registry=self.registry
        )
        self.append = Histogram(
            "tynda_append_seconds",
            "From a command's arrival to its append",
            buckets=STORE_BUCKETS,
            registry=self.registry,
        )
        self.lag = Gauge("tynda_follower_lag_seconds", "Age of the latest followed entry", registry=self.registry)
        self.aborted = Counter("tynda_slow_readers", "Sockets cut for not reading", registry=self.registry)

    def text(self) -> bytes:
        """The exposition."""
        return generate_latest(self.registry)
