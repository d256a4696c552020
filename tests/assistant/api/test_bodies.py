"""The largest body that is taken, and one byte more."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from assistant.api import ApiLimits

Over = Callable[..., TestClient]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/v1/ask", {"question": "a"}),
        ("/v1/search", {"query": "a"}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "a"}]}),
    ],
)
def test_a_body_up_to_the_limit_is_taken_and_one_byte_more_is_not(over: Over, path: str, asked: object) -> None:
    body = json.dumps(asked).encode()
    sent = {"Content-Type": "application/json"}
    for length, status in ((len(body), 200), (len(body) - 1, 413)):
        limits = ApiLimits(body=length, conversation=length)
        reply = over(limits=limits).post(path, content=body, headers=sent)
        assert reply.status_code == status
        if status == 413:
            assert reply.json()["error"]["code"] == "too_large"


def test_a_body_that_comes_in_pieces_is_counted_as_one(over: Over) -> None:
    pieces = (b" " * 40 for _ in range(3))
    reply = over(limits=ApiLimits(body=100)).post(
        "/v1/ask", content=pieces, headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == 413
