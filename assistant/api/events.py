"""Server-sent events: one event after the other over an open reply (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import json
from typing import Any

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # a proxy hands on every event at once
STILL_HERE = ": waiting\n\n"


def documented_events(*names: str) -> dict[str, Any]:
    """Return what a stream of events with these names is, for the OpenAPI document; events without a name have data alone."""
    fields = {"event": {"type": "string", "enum": list(names)}, "data": {"type": "string", "description": "JSON."}}
    return {"content": {MEDIA_TYPE: {"schema": {"type": "object", "properties": fields, "required": ["data"]}}}}


def event(data: object, name: str = "") -> str:
    """Return an event with its data as JSON."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {written(data)}\n\n"


def written(data: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return data as JSON on one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
