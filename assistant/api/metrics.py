"""What has been asked and how it went, as Prometheus reads it (the only file that knows prometheus-client).

Counts and times alone: no question, no caller, no path. The format is Prometheus' text format 0.0.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from index import StoreError

CONTENT_TYPE = CONTENT_TYPE_LATEST
# Of each count a second line with the time it began, which nobody reads.
disable_created_metrics()  # type: ignore[no-untyped-call] # the library does not type it
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counts of one server; safe to use from several threads."""

    def __init__(self, generation: Callable[[], str]) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "aide_memoire_questions", "Questions by door and outcome.", ["door", "outcome"], registry=self._registry
        )
        self._stages = Histogram(
            "aide_memoire_stage_seconds", "Seconds of each stage of an answer.", ["stage"],
            buckets=_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._turned_away = Counter(
            "aide_memoire_turned_away", "Requests that were refused, by code.", ["code"],
            registry=self._registry,
        )  # fmt: skip
        self._errors = Counter("aide_memoire_errors", "Faults of our own.", registry=self._registry)
        self._held = Gauge(
            "aide_memoire_questions_held", "Questions that are being answered or wait.", registry=self._registry
        )
        self._registry.register(_Generation(generation))

    def asked(self, door: str, outcome: str, seconds: Mapping[str, float]) -> None:
        """Count a question, and what its stages took."""
        self._questions.labels(door, outcome).inc()
        for stage, spent in seconds.items():
            self._stages.labels(stage).observe(spent)

    def turned_away(self, code: str) -> None:
        """Count a request that was refused."""
        self._turned_away.labels(code).inc()

    def failed(self) -> None:
        """Count a fault of our own."""
        self._errors.inc()

    def watch(self, held: Callable[[], int]) -> None:
        """Tell how many questions are held, by asking when somebody wants to know."""
        self._held.set_function(held)

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self._registry)


class _Generation(Collector):
    """The generation of the index that answers; nothing where there is none."""

    def __init__(self, generation: Callable[[], str]) -> None:
        self._generation = generation

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(
            "aide_memoire_index", "1 for the generation of the index that answers.", labels=["generation"]
        )
        try:
            family.add_metric([self._generation()], 1)
        except StoreError:
            return
        yield family
