"""A question over HTTP: whole, in pieces, refused, and given up."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant import Assistant
from assistant.api import ApiLimits, create_api
from assistant.api.shapes import AnswerShape
from index import StoreError
from index.errors import ServerDown

QUESTION = "Who said that we drink from the same lake?"
Over = Callable[..., TestClient]


def events_of(text: str) -> list[tuple[str, Any]]:
    """Return name and data of each server-sent event."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.partition(": ")[::2] for line in block.split("\n") if line)
        if "data" in fields:
            found.append((fields.get("event", ""), fields["data"]))
    return [(name, json.loads(data) if data != "[DONE]" else data) for name, data in found]


def test_an_answer_is_that_of_the_python_api_with_the_time_it_took(api: TestClient, forum: Assistant) -> None:
    reply = api.post("/v1/ask", json={"question": QUESTION})
    assert reply.status_code == 200
    told = reply.json()
    spent = told.pop("ms")
    assert told == json.loads(json.dumps(forum.ask(QUESTION).as_dict()))
    assert told["answered"]
    assert set(spent) == {"understand", "search", "compose", "total"}
    assert spent["total"] > 0
    assert reply.headers["cache-control"] == "no-store"


def test_the_shape_in_the_openapi_document_has_exactly_the_fields_of_an_answer(forum: Assistant) -> None:
    for question in (QUESTION, "What did the emperor of Mars say about taxes?"):
        told = forum.ask(question).as_dict() | {"ms": {}}
        assert set(told) == set(AnswerShape.model_fields)
        AnswerShape.model_validate(told)


@pytest.mark.parametrize("asked", [{"stream": True}, {"stream": False}])
def test_a_stream_gives_the_text_in_pieces_and_then_the_whole_answer(api: TestClient, asked: dict[str, bool]) -> None:
    accept = "application/json" if asked["stream"] else "text/event-stream"
    reply = api.post("/v1/ask", json={"question": QUESTION, **asked}, headers={"Accept": accept})
    assert reply.headers["content-type"].startswith("text/event-stream")
    *pieces, (last, answer) = events_of(reply.text)
    assert {name for name, _ in pieces} == {"delta"}
    assert last == "answer"
    assert "".join(data["text"] for _, data in pieces) == answer["text"]
    assert answer["citations"]


def test_the_turns_before_and_the_filter_reach_the_assistant(over: Over, scripted: Any) -> None:  # noqa: ANN401 - a double
    earlier = [{"question": f"Question {number}", "answer": "Yes."} for number in range(5)]
    body = {"question": "And then?", "history": earlier, "where": {"language": "ru"}}
    over(limits=ApiLimits(turns=2)).post("/v1/ask", json=body)
    question, history, where = scripted.asked[0]
    assert question == "And then?"
    assert [(turn.question, turn.answer) for turn in history] == [("Question 3", "Yes."), ("Question 4", "Yes.")]
    assert where == {"language": "ru"}


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (RuntimeError("/secret/path"), (500, "failed")),
        (StoreError("/secret/path"), (503, "not_ready")),
        (ServerDown("http://secret:8000"), (503, "not_answering")),
    ],
)
def test_what_fails_is_said_in_one_form_without_a_path(
    over: Over,
    scripted: Any,  # noqa: ANN401 - a double
    stream: bool,
    fault: Exception,
    told: tuple[int, str],
) -> None:
    scripted.fault = fault
    reply = over().post("/v1/ask", json={"question": "Who?", "stream": stream})
    assert (reply.status_code, reply.json()["error"]["code"]) == told
    assert set(reply.json()) == {"error"}
    assert set(reply.json()["error"]) == {"code", "message"}
    assert "secret" not in reply.text


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": " "}, 400, "bad_question"),
        ({"question": "x" * 2_001}, 400, "bad_question"),
        ({"question": "Who?", "where": {"colour": "red"}}, 400, "bad_question"),
        ({}, 422, "invalid_request"),
        ({"question": 7}, 422, "invalid_request"),
        ({"question": "Who?", "colour": "red"}, 422, "invalid_request"),
        ({"question": "\ud800"}, 422, "invalid_request"),
        ({"question": "x" * 70_000}, 413, "too_large"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_reason(
    api: TestClient, body: dict[str, Any], status: int, code: str
) -> None:
    reply = api.post("/v1/ask", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("sent", "body", "said"),
    [
        ("text/plain", b'{"question": "Who?"}', "Content-Type: application/json"),
        ("application/json", b'{"question": "Who', "JSON decode error"),
        ("application/json", b'{"question": 7}', "question: "),
        ("application/json", b"\xff", "The body cannot be read"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_with_what_is_wrong(
    api: TestClient, sent: str, body: bytes, said: str
) -> None:
    reply = api.post("/v1/ask", content=body, headers={"Content-Type": sent})
    assert reply.status_code in {400, 422}
    assert reply.json()["error"]["code"] == "invalid_request"
    assert said in reply.json()["error"]["message"]


@pytest.mark.parametrize("stream", [True, False])
def test_one_question_too_many_is_told_when_to_come_again(over: Over, scripted: Any, stream: bool) -> None:  # noqa: ANN401
    client = over(limits=ApiLimits(together=1, waiting=1))
    scripted.go.clear()
    replies: list[int] = []
    asking = [
        threading.Thread(target=lambda: replies.append(client.post("/v1/ask", json={"question": "Who?"}).status_code))
        for _ in range(2)
    ]
    asking[0].start()
    assert scripted.begun.wait(30)
    asking[1].start()
    wait_for(lambda: "aide_memoire_questions_held 2.0" in client.get("/metrics").text)
    refused = client.post("/v1/ask", json={"question": "Who?", "stream": stream})
    assert (refused.status_code, refused.json()["error"]["code"], refused.headers["retry-after"]) == (503, "busy", "5")
    scripted.go.set()
    for thread in asking:
        thread.join(30)
    assert replies == [200, 200]


def wait_for(state: Callable[[], bool]) -> None:
    """Return when a state is reached; fails after half a minute."""
    for _ in range(3_000):
        if state():
            return
        threading.Event().wait(0.01)
    raise AssertionError("the state was not reached")


def test_an_answer_that_takes_too_long_is_given_up(over: Over, scripted: Any) -> None:  # noqa: ANN401 - a double
    client = over(limits=ApiLimits(seconds=0.05))
    scripted.go.clear()
    reply = client.post("/v1/ask", json={"question": "Who?"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (504, "too_slow")
    streamed = client.post("/v1/ask", json={"question": "Who?", "stream": True})
    assert events_of(streamed.text)[-1][1]["error"]["code"] == "too_slow"
    scripted.go.set()
    for _ in range(2):
        assert scripted.ended.acquire(timeout=30)


def test_a_stream_says_that_it_is_still_there(over: Over, scripted: Any) -> None:  # noqa: ANN401 - a double
    scripted.go.clear()
    threading.Timer(0.3, scripted.go.set).start()
    reply = over(limits=ApiLimits(quiet=0.05)).post("/v1/ask", json={"question": "Who?", "stream": True})
    assert ": waiting\n\n" in reply.text
    assert events_of(reply.text)[-1][0] == "answer"


@pytest.mark.parametrize("stream", [True, False])
def test_when_the_client_leaves_its_place_is_free_and_the_answer_ends(scripted: Any, stream: bool) -> None:  # noqa: ANN401
    app = create_api(scripted, limits=ApiLimits(together=1, waiting=0))
    client = TestClient(app)
    scripted.go.clear()

    async def leave() -> None:
        body = json.dumps({"question": "Who?", "stream": stream}).encode()
        incoming = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if incoming:
                return incoming.pop()
            await asyncio.to_thread(scripted.begun.wait, 30)
            return {"type": "http.disconnect"}

        async def send(_: object) -> None: ...

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/v1/ask", "query_string": b"", "headers": headers}
        await app({**scope, "client": ("127.0.0.1", 1), "server": None, "root_path": ""}, receive, send)

    asyncio.run(leave())
    scripted.go.set()
    assert scripted.ended.acquire(timeout=30)
    wait_for(lambda: "aide_memoire_questions_held 0.0" in client.get("/metrics").text)
    wait_for(lambda: 'outcome="left"} 1.0' in client.get("/metrics").text)
    assert client.post("/v1/ask", json={"question": "Who?"}).status_code == 200
