"""Requests to an ASGI application, made without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from assistant.web.guard import ASGIApp, Message


@dataclass(frozen=True)
class Reply:
    """What came back; the names of `headers` are in lower case, of several of one name the last counts."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Client:
    """A visitor of an application: keeps its cookies and sends the headers of a browser on the page itself."""

    app: ASGIApp
    address: str = "127.0.0.1"
    host: str = "127.0.0.1:7860"
    cookies: str = ""

    def __call__(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        """Send a request; `headers` are named with underscores."""
        given = {"host": self.host, "cookie": self.cookies} | {name.replace("_", "-"): h for name, h in headers.items()}
        sent: list[Message] = []
        incoming = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            return incoming.pop(0) if incoming else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        url = urlsplit(path)
        scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": url.path,
            "raw_path": url.path.encode(),
            "query_string": url.query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items() if value],
            "client": (self.address, 50_000),
            "server": ("127.0.0.1", 7860),
        }
        asyncio.run(self.app(scope, receive, send))
        told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        if "set-cookie" in told:
            self.cookies = told["set-cookie"].split(";")[0]
        text = b"".join(message.get("body", b"") for message in sent[1:]).decode()
        return Reply(sent[0]["status"], told, text)


@pytest.fixture
def visit() -> Callable[..., Client]:
    """Makes a visitor of an application."""
    return Client
