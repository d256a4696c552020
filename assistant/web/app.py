"""The whole web application: the page, our own style, script and icon, and the source panel's route."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from importlib.resources import files
from typing import TYPE_CHECKING

from .chat import Answering
from .guard import ASGIApp, Guard, Limits
from .panel import missing, panel

if TYPE_CHECKING:
    from fastapi import FastAPI

STATIC = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}


def create_app(assistant: Answering, *, limits: Limits | None = None, hosts: Collection[str] = ()) -> ASGIApp:
    """Return the chat page over an assistant, as an ASGI application; with `hosts` it answers under these names only.

    Takes some seconds: Gradio is imported here. Raises nothing of its own.
    """
    # Read when Gradio is imported: no telemetry, no question about newer versions, no history kept in the browser.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from fastapi import FastAPI

    from .page import mount

    limits = limits or Limits()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _add_static(app)
    _add_passages(app, assistant)
    return Guard(mount(app, assistant, limits=limits, head=_head()), limits, hosts)


def _static(name: str) -> bytes:
    return files(__package__).joinpath("static", name).read_bytes()


def _address(name: str) -> str:
    return f"page/{name}?v={hashlib.sha256(_static(name)).hexdigest()[:16]}"


def _head() -> str:
    return "\n".join(
        [
            f'<link rel="icon" type="image/svg+xml" href="{_address("icon.svg")}">',
            f'<link rel="stylesheet" href="{_address("page.css")}">',
            f'<script src="{_address("page.js")}" defer></script>',
            '<meta name="color-scheme" content="light dark">',
        ]
    )


def _add_static(app: FastAPI) -> None:
    from fastapi import Request, Response

    kept = {name: _static(name) for name in STATIC}
    # The address changes with the content, so a browser may keep it for good.
    caching = {"Cache-Control": "public, max-age=31536000, immutable"}

    def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in kept:
            return Response("Not found", 404)
        return Response(kept[name], media_type=STATIC[name], headers=caching)

    app.add_route("/page/{name}", static)


def _add_passages(app: FastAPI, assistant: Answering) -> None:
    from fastapi import Request, Response

    def passage(request: Request) -> Response:
        context = assistant.context(request.path_params["passage_id"])
        try:
            start, end = (int(request.query_params[name]) for name in ("start", "end"))
        except (KeyError, ValueError):
            return Response("start and end must be whole numbers", 400)
        words = panel(context, start, end) if context else missing()
        return Response(words, 200 if context else 404, media_type="text/html", headers={"Cache-Control": "no-store"})

    app.add_route("/passages/{passage_id:path}", passage)
