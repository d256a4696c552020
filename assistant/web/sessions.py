"""What Gradio remembers of its visitors, kept small.

For each visitor it holds the page's whole configuration with the last replies in it, which nothing here reads, and, each time
a field is changed and read again, one more field under a number of its own. Both are let go of before the next question.
Conversations are let go of too where they are too large together: the one unused for longest first. What was let go of is
given back to the system now and then, since the C library keeps some for itself.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
from itertools import count
from typing import Any

from .admission import ASKING
from .chat import Conversation
from .guard import ASGIApp, Receive, Send
from .visitors import Scope

_BETWEEN = 50  # questions


class Sparing:
    """An ASGI application that makes room whenever a question goes to another, the page.

    Nothing is awaited meanwhile, so that Gradio, which works in the same event loop, is between two steps of its own.
    """

    def __init__(self, app: ASGIApp, page: Any, most: int) -> None:  # noqa: ANN401 - Gradio is known to page.py alone
        self.app = app
        self._page = page
        self._most = most
        self._asked = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make room, and pass the request on."""
        if scope["type"] == "http" and scope["path"] == ASKING:
            make_room(self._page, self._most)
            if next(self._asked) % _BETWEEN == 0:
                asyncio.get_running_loop().run_in_executor(None, give_back)
        await self.app(scope, receive, send)


def give_back() -> bool:
    """Give memory that is free back to the system, in a few milliseconds; False where the C library cannot."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    return bool(trim and trim(0))


def make_room(page: Any, most: int) -> None:  # noqa: ANN401 - as above
    """Let go of what a page's sessions hold needlessly, and of conversations until `most` bytes of them are left."""
    sessions, held = page.state_holder.session_data, 0
    for name in reversed(list(sessions)):  # the one used last is the last
        spare(page, sessions[name])
        conversations = conversations_of(sessions[name])
        held += sum(conversation.held for conversation in conversations)
        if held > most and not any(conversation.busy for conversation in conversations):
            del sessions[name]
            page.state_holder.time_last_used.pop(name, None)


def spare(page: Any, session: Any) -> None:  # noqa: ANN401 - as above
    """Let go of a session's copy of the configuration, and of the fields that are none of the page's."""
    if session.config_values:
        session.config_values = {}
    fields = session.blocks_config.blocks
    if len(fields) > len(page.blocks):
        for number in fields.keys() - page.blocks.keys():
            del fields[number]


def conversations_of(session: Any) -> list[Conversation]:  # noqa: ANN401 - as above
    """Return the conversation of a session, if it has one."""
    return [value for value in session.state_data.values() if isinstance(value, Conversation)]
