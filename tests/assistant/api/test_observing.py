"""What is noted of each question: a line in the log, and a span with its stages."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant import Assistant
from assistant.api import Observed, create_api, observer_of
from assistant.api.observing import _log

QUESTION = "Who said that we drink from the same lake?"
Over = Callable[..., TestClient]


@pytest.fixture(scope="session")
def exporter() -> InMemorySpanExporter:
    """The spans of this process, which can be told once only where they go."""
    made = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(made))
    trace.set_tracer_provider(provider)
    return made


@pytest.fixture
def logged() -> Iterator[None]:
    """The log as no observer has set it up."""
    kept = (list(_log.handlers), _log.level, _log.propagate)
    _log.handlers.clear()
    yield
    _log.handlers[:], _log.propagate = kept[0], kept[2]
    _log.setLevel(kept[1])


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("log", ["none", "outcomes", "questions"])
def test_the_log_has_a_line_of_json_and_the_words_only_where_they_are_wanted(
    forum: Assistant, capsys: pytest.CaptureFixture[str], log: str
) -> None:
    client = TestClient(create_api(forum, observer=observer_of(forum, log=log)))
    client.post("/v1/ask", json={"question": QUESTION})
    written, ends = "", time.monotonic() + (1 if log == "none" else 30)
    while not written.endswith("\n") and time.monotonic() < ends:  # a question is noted when its answer is on its way
        time.sleep(0.01)
        written += capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    if log == "none":
        assert lines == []
        return
    (line,) = lines
    assert line["event"] == "question"
    assert (line["door"], line["outcome"], line["generation"]) == ("ask", "answered", forum.generation)
    assert line["citations"] == 1
    assert set(line["ms"]) == {"understand", "search", "compose", "total"}
    assert line["at"].endswith("+00:00")
    assert line.get("question") == (QUESTION if log == "questions" else None)
    assert ("lake" in json.dumps(line)) == (log == "questions")


def test_a_question_is_a_span_with_its_stages_below_it(sample_store: Any, exporter: InMemorySpanExporter) -> None:  # noqa: ANN401
    with Assistant.open(sample_store) as assistant:
        exporter.clear()
        with trace.get_tracer("test").start_as_current_span("around") as around:
            list(Observed(assistant, observer_of(assistant), "page").stream("What is the 48-hour rule in Tauly?"))
    spans = exporter.get_finished_spans()
    (question,) = [span for span in spans if span.name == "aide_memoire.question"]
    stages = [span for span in spans if span.parent and span.parent.span_id == question.context.span_id]
    assert {span.name for span in stages} == {"aide_memoire.understand", "aide_memoire.search"}
    assert question.parent
    assert question.parent.span_id == around.get_span_context().span_id
    told = dict(question.attributes or {})
    assert told["aide_memoire.outcome"] == "answered"
    assert "Tauly" not in json.dumps(told)
    for span in stages:
        assert question.start_time <= span.start_time <= span.end_time <= question.end_time


def test_a_question_that_failed_is_a_span_with_an_error(
    over: Over,
    scripted: Any,  # noqa: ANN401 - a double
    exporter: InMemorySpanExporter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    exporter.clear()
    scripted.fault = RuntimeError("broken")
    with caplog.at_level(logging.ERROR):
        number = over().post("/v1/ask", json={"question": "Who?"}).json()["error"]["message"].split()[-1].rstrip(".")
    (span,) = [span for span in exporter.get_finished_spans() if span.name == "aide_memoire.question"]
    assert span.status.status_code is trace.StatusCode.ERROR
    assert any(number in record.getMessage() and record.exc_info for record in caplog.records)


def test_all_but_the_questions_is_the_assistants_own(forum: Assistant) -> None:
    observed = Observed(forum, observer_of(forum), "page")
    assert observed.generation == forum.generation
    assert observed.sources() == forum.sources()
