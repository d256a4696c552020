"""How large a request may be: a body is counted as it comes in, and refused at the first byte too many."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .desk import ApiLimits
from .faults import Fault

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class Bodies:
    """An ASGI application that lets another read no more than the limits allow."""

    def __init__(self, app: ASGIApp, limits: ApiLimits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; reading too much raises a Fault in whoever reads."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        chat = scope["path"].endswith("/chat/completions")
        limit, read = self.limits.conversation if chat else self.limits.body, 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise Fault(413, "too_large", f"The body is larger than {limit:,} bytes.")
            return message

        await self.app(scope, counted, send)
