"""What can be looked up over HTTP: passages, files, and pages as pictures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant import Assistant
from assistant.api import create_api
from assistant.api.shapes import ContextShape, HitShape, SourceShape
from assistant.errors import Busy, NoPicture
from assistant.terminal import hits_as_dicts


def test_passages_are_found_as_by_the_python_api(api: TestClient, forum: Assistant) -> None:
    reply = api.post("/v1/search", json={"query": "trout", "limit": 3, "where": {"language": "en"}})
    assert reply.status_code == 200
    assert reply.json() == json.loads(
        json.dumps(hits_as_dicts(forum.search("trout", limit=3, where={"language": "en"})))
    )
    assert "trout" in reply.json()[0]["text"]
    for hit in reply.json():
        HitShape.model_validate(hit)


@pytest.mark.parametrize(
    ("body", "status"),
    [({"query": ""}, 400), ({"query": "a", "where": {"x": "y"}}, 400), ({"query": "a", "limit": 0}, 422)],
)
def test_a_search_that_cannot_be_made_is_refused(api: TestClient, body: dict[str, Any], status: int) -> None:
    assert api.post("/v1/search", json=body).status_code == status


def test_every_file_is_listed_with_its_state(api: TestClient, forum: Assistant) -> None:
    listed = api.get("/v1/sources").json()
    assert listed == json.loads(json.dumps([asdict(source) for source in forum.sources()]))
    assert {source["state"] for source in listed} == {"indexed", "skipped"}
    for source in listed:
        SourceShape.model_validate(source)


def test_a_passage_stands_among_its_neighbours(api: TestClient) -> None:
    found = api.post("/v1/search", json={"query": "pumping stations at Greystone", "limit": 1}).json()[0]
    context = api.get(f"/v1/passages/{found['passage_id']}").json()
    ContextShape.model_validate(context)
    assert context["passages"][context["position"]]["text"] == found["text"]
    assert context["source"] == found["source"] == "report.md"
    assert not context["pictured"]


def test_what_does_not_exist_is_not_found(api: TestClient) -> None:
    for path in ("/v1/passages/nothing", "/v1/passages/nothing/page", "/v1/other", "/v1/ask/"):
        reply = api.get(path)
        assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_found")
    reply = api.get("/v1/ask")
    assert (reply.status_code, reply.json()["error"]["code"]) == (405, "method_not_allowed")
    assert reply.headers["allow"] == "POST"


def test_the_page_of_a_passage_is_a_picture(sample_store: Path) -> None:
    with Assistant.open(sample_store) as assistant:
        client = TestClient(create_api(assistant))
        source = next(source.source for source in assistant.sources() if source.kind == "pdf")
        passage = assistant.passages(source)[0].id
        page = client.get(f"/v1/passages/{passage}/page", params={"start": 0, "end": 20})
        assert (page.status_code, page.headers["content-type"]) == (200, "image/webp")
        assert page.content[:4] == b"RIFF"
        assert client.get(f"/v1/passages/{passage}/page", params={"number": 999}).status_code == 422
        assert client.get(f"/v1/passages/{passage}/page", params={"start": -1}).status_code == 422


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Busy(), 503, "busy"),
        (NoPicture("changed", "/secret"), 409, "changed"),
        (NoPicture("unsupported", "/secret"), 422, "no_picture"),
    ],
)
def test_why_there_is_no_picture_is_said_without_a_path(
    over: Callable[..., TestClient],
    scripted: Any,  # noqa: ANN401 - a double
    fault: Exception,
    status: int,
    code: str,
) -> None:
    scripted.fault = fault
    reply = over().get("/v1/passages/p/page")
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert "secret" not in reply.text
    assert ("retry-after" in reply.headers) == (status == 503)
