"""Who may ask now: so many questions of one visitor a minute, so many waiting in all, and an honest word to the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..rates import Rate
from .guard import ASGIApp, Limits, Message, Receive, Send
from .visitors import Scope, address_of, cookies_of, headers_of, visitor_of
from .wording import words_for

ASKING = "/gradio_api/queue/join"
_AGAIN = 5  # seconds after which a full queue has probably moved
_FULL = 503


class Admission:
    """An ASGI application that lets questions reach another, and tells those that come too soon when to come again.

    Gradio's page shows the reason of a 429 as it stands, that of its own 503 only in English and without the time.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._rate = Rate(limits.often, 60.0) if limits.often else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say when to come again."""
        if scope["type"] != "http" or scope["path"] != ASKING:
            await self.app(scope, receive, send)
            return
        visitor = visitor_of(scope).name or address_of(scope)
        if self._rate and (wait := self._rate.take(visitor)):
            await _later(scope, send, wait)
            return
        await self.app(scope, receive, _Queue(scope, send))


class _Queue:
    """Sends what Gradio answers, but for the reply that its queue is full."""

    def __init__(self, scope: Mapping[str, Any], send: Send) -> None:
        self.scope = scope
        self.send = send
        self.full = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == _FULL:
            self.full = True
            await _later(self.scope, self.send, _AGAIN)
        elif not self.full:
            await self.send(message)


async def _later(scope: Mapping[str, Any], send: Send, seconds: int) -> None:
    words = words_for(cookies_of(scope), headers_of(scope).get("accept-language", ""))
    body = json.dumps({"detail": words("busy", seconds=seconds)}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", str(seconds).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": body})
