"""Whether the server runs, whether it can answer, and what it has counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from assistant import Assistant
from assistant.api import create_api
from index import StoreError

Over = Callable[..., TestClient]


class WithoutIndex:
    """A test double: an assistant whose index is gone."""

    @property
    def generation(self) -> str:
        raise StoreError("there is no index in /secret/store")


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels."""
    families = text_string_to_metric_families(text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_the_server_runs_and_names_the_generation_that_answers(api: TestClient, forum: Assistant) -> None:
    assert api.get("/healthz").json() == {"status": "ok"}
    assert api.get("/readyz").json() == {"status": "ready", "generation": forum.generation}


def test_without_an_index_it_runs_but_is_not_ready() -> None:
    client = TestClient(create_api(WithoutIndex()))  # type: ignore[arg-type] # nothing else is asked of it
    assert client.get("/healthz").status_code == 200
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "not_ready")
    assert "secret" not in reply.text
    assert ("aide_memoire_index", "") not in samples(client.get("/metrics").text)


def test_the_metrics_count_what_was_asked_and_tell_no_question(over: Over, scripted: Any) -> None:  # noqa: ANN401 - a double
    client = over()
    client.post("/v1/ask", json={"question": "Where is the treasure?"})
    client.post("/v1/ask", json={"question": " "})
    client.post("/v1/search", json={"query": "treasure"})
    scripted.fault = RuntimeError("/secret")
    client.post("/v1/ask", json={"question": "Where is the treasure?"})
    client.get("/v1/treasure")
    reply = client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=")
    found = samples(reply.text)
    assert found["aide_memoire_questions_total", "ask", "refused"] == 1
    assert found["aide_memoire_questions_total", "ask", "bad_question"] == 1
    assert found["aide_memoire_questions_total", "ask", "failed"] == 1
    assert found["aide_memoire_questions_total", "search", "nothing"] == 1
    assert found["aide_memoire_errors_total",] == 1
    assert found["aide_memoire_stage_seconds_count", "search"] == 4
    assert found["aide_memoire_questions_held",] == 0
    assert found["aide_memoire_index", "generation-1"] == 1
    assert found["aide_memoire_turned_away_total", "not_found"] == 1
    assert "treasure" not in reply.text
    assert "secret" not in reply.text
