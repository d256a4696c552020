"""Questions become answers whose every sentence shows the passage it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import Answer, Citation, Turn
from .errors import AssistantError

if TYPE_CHECKING:
    from .assistant import Assistant
    from .generating import ChatModel
    from .settings import Settings

__all__ = ["Answer", "Assistant", "AssistantError", "ChatModel", "Citation", "Settings", "Turn"]


def __getattr__(name: str) -> object:
    """Import what is heavy when it is first asked for: `aide-memoire --help` must answer at once."""
    if name == "Assistant":
        from .assistant import Assistant

        return Assistant
    if name == "ChatModel":
        from .generating import ChatModel

        return ChatModel
    if name == "Settings":
        from .settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
