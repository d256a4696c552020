"""Who passes the door without keys: as the application around says, and by address where it says nothing."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from assistant.api import ApiLimits
from assistant.api.faults import Fault

Over = Callable[..., TestClient]


def test_the_questions_of_an_address_are_counted_and_nothing_else_is(over: Over) -> None:
    client = over(limits=ApiLimits(often=1))
    assert client.post("/v1/search", json={"query": "a"}).status_code == 200
    assert client.post("/v1/ask", json={"question": "a"}).status_code == 429
    assert client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "a"}]}).status_code == 429
    assert client.get("/v1/sources").status_code == 200


def test_the_application_around_may_say_who_asks_and_who_may_not(over: Over) -> None:
    callers = iter(["anna", "bolat", "anna"])
    client = over(limits=ApiLimits(often=1), caller_of=lambda _: next(callers))
    assert [client.post("/v1/search", json={"query": "a"}).status_code for _ in range(3)] == [200, 200, 429]

    def nobody(_: object) -> str:
        raise Fault(403, "forbidden", "Not you.")

    reply = over(caller_of=nobody).get("/v1/models")
    assert (reply.status_code, reply.json()) == (403, {"error": {"code": "forbidden", "message": "Not you."}})
