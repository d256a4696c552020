"""Questions as OpenTelemetry's spans, where its packages are there (the only file that knows them).

A span `aide_memoire.question` has one below it for each stage; the application around and its exporter decide what becomes of
them. Without the packages, or without an exporter, nothing happens.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..timing import Timings

try:
    from opentelemetry import trace
except ImportError:  # pip install 'aide-memoire[telemetry]'
    trace = None  # type: ignore[assignment] # asked for below

_NAME = "aide_memoire"


def record(timings: Timings, attributes: Mapping[str, str | int], *, failed: bool) -> None:
    """Hand over a question that has ended, with what is known of it; its parent is the span that is open around it."""
    if trace is None:
        return
    tracer = trace.get_tracer(_NAME)
    named = {f"{_NAME}.{name}": value for name, value in attributes.items()}
    span = tracer.start_span(f"{_NAME}.question", start_time=timings.began, attributes=named)
    if failed:
        span.set_status(trace.StatusCode.ERROR)
    within = trace.set_span_in_context(span)
    for lap in timings.laps:
        tracer.start_span(f"{_NAME}.{lap.stage}", within, start_time=lap.began).end(lap.ended)
    span.end(timings.ended)
