"""The addresses of the documents tab: the table, a document's own page, and more of its passages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .chat import Answering
from .document import document, no_document, passage_rows
from .materials import materials
from .wording import Words

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

_UNKEPT = {"Cache-Control": "no-store"}


def add_documents(app: FastAPI, assistant: Answering, words_of: Callable[[Request], Words]) -> None:
    """Add `/documents`, and `/document` with the name of a document as `source` and `start` for the passages from there."""
    from fastapi import Response

    def documents(request: Request) -> Response:
        markup = materials(assistant.sources(), words_of(request))
        return Response(markup, media_type="text/html", headers=_UNKEPT)

    def one(request: Request) -> Response:
        words, name = words_of(request), request.query_params.get("source", "")
        start = request.query_params.get("start", "")
        state = next((source for source in assistant.sources() if source.source == name), None)
        if state is None:
            return Response(no_document(words), 404, media_type="text/html", headers=_UNKEPT)
        passages = assistant.passages(name)
        if start.isascii() and start.isdigit():
            markup = passage_rows(passages, int(start[:9]), words)
        else:
            markup = document(state, passages, words)
        return Response(markup, media_type="text/html", headers=_UNKEPT)

    app.add_route("/documents", documents)
    app.add_route("/document", one)
