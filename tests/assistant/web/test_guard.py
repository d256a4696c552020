"""The gate in front of the page."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assistant.web.guard import Guard, Limits, Message, Receive, Scope, Send, content_security_policy, is_open

LIMITS = Limits(body=100)


class Inner:
    """An application that answers 200 with what it was sent, and counts how often it was reached."""

    def __init__(self, page: bytes = b"hello") -> None:
        self.page = page
        self.bodies: list[bytes] = []
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        self.bodies.append((await receive()).get("body", b""))
        headers = [(b"content-type", b"text/html"), (b"Referrer-Policy", b"unsafe-url"), (b"server", b"inner")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.page[:3], "more_body": True})
        await send({"type": "http.response.body", "body": self.page[3:]})


def request(inner: Inner, method: str, path: str, *pieces: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    """Send a request through the gate; returns status, headers and body of the answer."""
    incoming = [{"type": "http.request", "body": p, "more_body": n + 1 < len(pieces)} for n, p in enumerate(pieces)]
    sent: list[Message] = []

    async def receive() -> Message:
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "headers": [(b"accept-encoding", b"br")]}
    asyncio.run(Guard(inner, LIMITS)(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/config", "/assets/a.js", "/page/page.css", "/passages/0123/page", "/gradio_api/heartbeat/x"),
        *("/answers/x", "/facets", "/conversations/x/export"),
    ],
)
def test_what_the_page_needs_passes(path: str) -> None:
    assert request(Inner(), "GET", path)[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/a_route_of_a_future_release"),
        ("GET", "/gradio_api/queue/join"),
        ("POST", "/"),
        ("DELETE", "/"),
        ("OPTIONS", "/gradio_api/queue/join"),
        ("GET", "/assets/../gradio_api/file=/etc/passwd"),
        ("GET", "/static/..\\x"),
        ("GET", "//"),
        ("GET", "/CONFIG"),
        ("GET", "/assets"),
        ("POST", "/passages/0123/page"),
        ("POST", "/answers/x"),
        ("GET", "/conversations"),
        ("GET", "/opinions"),
        ("POST", "/conversations/x"),
        ("GET", "/passages/../config/page"),
    ],
)
def test_everything_else_is_not_found_and_never_reaches_the_page(method: str, path: str) -> None:
    inner = Inner()
    status, headers, _ = request(inner, method, path)
    assert status == 404
    assert inner.scopes == []
    assert b"content-security-policy" in headers
    assert not is_open(method, path)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("GET", "/config"), ("GET", "/nothing"), ("POST", "/gradio_api/cancel")]
)
def test_every_response_has_the_headers_once_and_ours_win(method: str, path: str) -> None:
    _, headers, _ = request(Inner(), method, path)
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"no-referrer"
    policy = headers[b"content-security-policy"].decode()
    for rule in ("default-src 'none'", "img-src 'self' data:", "connect-src 'self'", "frame-ancestors 'none'"):
        assert rule in policy.split("; ")
    assert b"Referrer-Policy" not in headers
    assert b"server" not in headers


def test_scripts_in_the_page_are_allowed_by_hash_and_no_others() -> None:
    page = b"<script>one()</script><script type=module src=a.js></script><script data-x>two()</script>"
    _, headers, body = request(Inner(page), "GET", "/")
    assert body == page
    policy = headers[b"content-security-policy"].decode()
    assert policy == content_security_policy(page)
    # printf 'one()' | openssl dgst -sha256 -binary | base64
    assert "script-src 'self' 'sha256-HR7iaask9daLMRRskMI++QeJtjWDOjyPA6lGzYGzKW4=' 'sha256-" in policy
    assert policy.count("sha256-") == 2
    assert "unsafe-eval" not in policy
    assert "script-src 'self';" in content_security_policy(b"<p>no script</p>")


def test_the_page_is_asked_for_uncompressed_since_its_scripts_are_hashed() -> None:
    inner = Inner()
    request(inner, "GET", "/")
    request(inner, "GET", "/config")
    assert [scope["headers"] for scope in inner.scopes] == [[], [(b"accept-encoding", b"br")]]


def test_a_body_up_to_the_limit_passes_whole_and_one_byte_more_is_refused() -> None:
    inner = Inner()
    assert request(inner, "POST", "/gradio_api/queue/join", b"a" * 60, b"b" * 40)[0] == 200
    assert inner.bodies == [b"a" * 60 + b"b" * 40]
    status, headers, _ = request(inner, "POST", "/gradio_api/queue/join", b"a" * 60, b"b" * 41)
    assert status == 413
    assert b"x-content-type-options" in headers
    assert len(inner.bodies) == 1


def test_web_sockets_are_refused() -> None:
    inner, sent = Inner(), []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Guard(inner, LIMITS)({"type": "websocket", "path": "/"}, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]
    assert inner.scopes == []


@pytest.mark.parametrize(
    ("host", "status"), [("localhost:7860", 200), ("127.0.0.1", 200), ("evil.example:7860", 421), ("", 421)]
)
def test_a_page_on_loopback_answers_only_under_its_own_names(host: str, status: int) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", host.encode())]}
    asyncio.run(Guard(Inner(), LIMITS, {"localhost", "127.0.0.1"})(scope, receive, send))
    assert sent[0]["status"] == status
