"""Numbers for operations, in Prometheus' format."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from ..storage.base import Appended

_LATENCY = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0)


class Metrics:
    """One registry a server, so that several can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._events = Counter(
            "matinee_events", "Events logged, by kind", ["kind"], registry=self.registry
        )
        self._messages = Counter(
            "matinee_messages",
            "Messages by what became of them",
            ["outcome"],
            registry=self.registry,
        )
        self._custom = Counter(
            "matinee_custom_events",
            "Events with a name that has no kind (the first 100 names)",
            ["name"],
            registry=self.registry,
        )
        self._custom_names: set[str] = set()
        self._children: dict[tuple[Counter, str], Counter] = {}
        self.pages = Histogram(
            "matinee_page_seconds", "Time to make a page", buckets=_LATENCY, registry=self.registry
        )
        self.errors = Counter(
            "matinee_errors", "Answers that are errors, by code", ["code"], registry=self.registry
        )
        self.log_seq = Gauge("matinee_log_seq", "Newest event's place", registry=self.registry)

    def count_appended(self, appended: Sequence[Appended]) -> None:
        """Count what became of messages and their events."""
        outcomes: Tally[str] = Tally()
        kinds: Tally[str] = Tally()
        for result in appended:
            outcomes[result.outcome] += 1
            for logged in result.logged:
                kinds[logged.event.kind] += 1
                if logged.event.kind == "custom":
                    self._count_custom(logged.event.details.name or "")
        for outcome, number in outcomes.items():
            self._child(self._messages, outcome).inc(number)
        for kind, number in kinds.items():
            self._child(self._events, kind).inc(number)

    def _child(self, counter: Counter, label: str) -> Counter:
        """The counter of one label, looked up once: the library's own look-up is slow."""
        found = self._children.get((counter, label))
        if found is None:
            found = self._children[counter, label] = counter.labels(label)
        return found

    def _count_custom(self, name: str) -> None:
        if len(self._custom_names) < 100:
            self._custom_names.add(name)
        self._custom.labels(name if name in self._custom_names else "(other)").inc()

    def count_rejected(self, number: int) -> None:
        """Count messages that were refused."""
        self._messages.labels("rejected").inc(number)

    def render(self) -> bytes:
        """The exposition text."""
        return generate_latest(self.registry)
