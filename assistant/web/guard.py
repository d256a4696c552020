"""The gate in front of the page: which requests pass, how large they may be, and the headers of every response.

Gradio serves many more routes than a chat needs (upload, file, proxy, stream, API documentation, monitoring). Here
everything is closed but the list below: a route that a new release of Gradio adds stays closed until it is added here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

READ = frozenset({"GET", "HEAD"})
WRITE = frozenset({"POST"})
OPEN_PATHS = {
    "/": READ,
    "/config": READ,
    "/documents": READ,
    "/document": READ,
    "/theme.css": READ,
    "/favicon.ico": READ,
    "/manifest.json": READ,
    "/robots.txt": READ,
    "/gradio_api/startup-events": READ,
    "/gradio_api/app_id": READ,  # asked by a page that lost its server, until one answers again
    "/gradio_api/queue/join": WRITE,
    "/gradio_api/queue/data": READ,
    "/gradio_api/cancel": WRITE,
    "/gradio_api/reset": WRITE,
    "/conversations": WRITE,
    "/opinions": WRITE,
    "/facets": READ,
    "/sign-in": READ | WRITE,
    "/sign-out": WRITE,
    "/v1/ask": WRITE,
    "/v1/search": WRITE,
    "/v1/sources": READ,
    "/v1/models": READ,
    "/v1/chat/completions": WRITE,
    "/v1/openapi.json": READ,
    "/healthz": READ,
    "/readyz": READ,
    "/metrics": READ,
    "/manage/state": READ,
    "/manage/files": WRITE,
    "/manage/remove": WRITE,
    "/manage/build": WRITE,
}
# Bodies that are counted where they are received, and never held here; so are those of the interface for programs.
STREAMED = frozenset({"/manage/files"})
API_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
_API = "/v1/"
OPEN_FOLDERS = (
    "/assets/",
    "/static/",
    "/svelte/",
    "/page/",
    "/passages/",
    "/answers/",
    "/conversations/",
    "/gradio_api/heartbeat/",
    "/v1/passages/",
)

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_FIXED_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one visitor, and all of them together, may ask for.

    `question` counts characters, `body` bytes of a request, `waiting` questions in the queue, `together` questions
    answered at the same time, `turns` exchanges kept of one conversation, `visitors` conversations kept (the one unused
    for longest goes first), `idle` seconds before one is forgotten. `saved` is the
    size in bytes of a conversation that a browser kept and sends back, `answers` and `opened` how many answers and such
    conversations are at hand for what the visitors do with them, each kind in at most `shelf` bytes; `remembered` bytes are
    kept of all conversations together. `often` is how many questions one visitor may ask in a
    minute, 0 for any number.
    """

    question: int = 2_000
    body: int = 65_536
    waiting: int = 64
    together: int = 8
    often: int = 60
    turns: int = 50
    visitors: int = 1_000
    idle: int = 7_200
    saved: int = 1_000_000
    answers: int = 1_000
    opened: int = 32
    shelf: int = 8_000_000
    remembered: int = 16_000_000


class Guard:
    """An ASGI application that lets the open routes of another pass and answers 404 to the rest.

    With `hosts` it answers only requests for one of these names, in lower case and without a port.
    """

    def __init__(self, app: ASGIApp, limits: Limits, hosts: Collection[str] = ()) -> None:
        self.app = app
        self.limits = limits
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":  # the page uses none
            await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        reply = _Reply(send, hashed=scope["path"] == "/", forms=scope["path"] == "/sign-in")
        if self.hosts and _host(scope) not in self.hosts:
            await _refuse(
                reply, scope, 421, "This page is not served under that name; see the setting AIDE_MEMOIRE_HOSTS"
            )
            return
        if not is_open(scope["method"], scope["path"]):
            await _refuse(reply, scope, 404, "Not found")
            return
        if scope["path"] in STREAMED or is_api(scope["path"]):
            await self.app(scope, receive, reply)
            return
        limit = self.limits.saved if scope["path"] == "/conversations" else self.limits.body
        body = await _read(receive, limit) if scope["method"] == "POST" else b""
        if body is None:
            await refuse(reply, 413, b"The request is too large")
            return
        await self.app(_plain(scope), _replay(body, receive), reply)


def _host(scope: Scope) -> str:
    """Return the name by which the request asks for the page, without its port."""
    named = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
    return re.sub(r":\d+$", "", named)


def is_open(method: str, path: str) -> bool:
    """Say whether a request with this method and decoded path may reach the page."""
    if ".." in path or "\\" in path:
        return False
    return method in OPEN_PATHS.get(path, ()) or (method in READ and path.startswith(OPEN_FOLDERS))


def is_api(path: str) -> bool:
    """Tell whether a path is one of the interface for programs."""
    return path in API_PATHS or path.startswith(_API)


def content_security_policy(page: bytes = b"", *, forms: bool = False) -> str:
    """Return the policy under which the page runs; scripts written into `page` itself are allowed by their hashes.

    With `forms` it may send forms to this server.
    """
    hashes = "".join(f" 'sha256-{_digest(script)}'" for script in _INLINE_SCRIPT.findall(page))
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self'{hashes}",
            "style-src 'self' 'unsafe-inline'",  # Svelte writes style attributes
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'" if forms else "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


class _Reply:
    """Sends a response with the headers added; holds a page back until its scripts are hashed."""

    def __init__(self, send: Send, *, hashed: bool, forms: bool) -> None:
        self.send = send
        self.hashed = hashed
        self.forms = forms
        self.start: Message | None = None
        self.page = b""

    async def __call__(self, message: Message) -> None:
        if not self.hashed:
            begins = message["type"] == "http.response.start"
            await self.send(_with_headers(message, forms=self.forms) if begins else message)
        elif message["type"] == "http.response.start":
            self.start = message
        else:
            await self._hold(message)

    async def _hold(self, message: Message) -> None:
        self.page += message.get("body", b"")
        if self.start is not None and not message.get("more_body"):
            await self.send(_with_headers(self.start, self.page))
            await self.send({"type": "http.response.body", "body": self.page})


def _with_headers(start: Message, page: bytes = b"", *, forms: bool = False) -> Message:
    replaced = {b"server", b"content-security-policy", *(name for name, _ in _FIXED_HEADERS)}
    kept = [(name, value) for name, value in start.get("headers", []) if name.lower() not in replaced]
    policy = (b"content-security-policy", content_security_policy(page, forms=forms).encode())
    return {**start, "headers": [*kept, *_FIXED_HEADERS, policy]}


def _digest(script: bytes) -> str:
    return base64.b64encode(hashlib.sha256(script).digest()).decode()


def _plain(scope: Scope) -> Scope:
    """Ask for the page uncompressed, since its scripts are hashed on the way out."""
    if scope["path"] != "/":
        return scope
    return {**scope, "headers": [item for item in scope["headers"] if item[0] != b"accept-encoding"]}


async def _read(receive: Receive, limit: int) -> bytes | None:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > limit:
            return None
        if not message.get("more_body"):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def once() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


async def _refuse(send: Send, scope: Scope, status: int, words: str) -> None:
    """Answer with one sentence, to a program in the form of all its refusals."""
    if not is_api(scope["path"]):
        await refuse(send, status, words.encode())
        return
    code = {404: "not_found", 421: "misdirected"}[status]
    body = json.dumps({"error": {"code": code, "message": words}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, status: int, words: bytes, *more: tuple[bytes, bytes]) -> None:
    """Answer with one sentence and these headers."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(words)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
