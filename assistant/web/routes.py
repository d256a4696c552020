"""What a visitor does with answers: have them as data, copy them, send back a conversation that the browser kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from ..answers import FilterValue
from ..errors import BadConversation, BadQuestion, NoPicture
from ..saved import read_conversation
from .card import card, no_card
from .chat import Answering
from .describing import kind
from .exporting import markdown_text, plain_text
from .forms import FORMS
from .materials import why
from .shelf import Shelves
from .wording import LANGUAGES, Words

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

UNKEPT = {"Cache-Control": "no-store"}
WordsOf = Callable[["Request"], Words]


def add_cards(app: FastAPI, assistant: Answering, words_of: WordsOf) -> None:
    """Add the card of a passage: what a chip shows before it is followed."""
    from fastapi import Response

    def one(request: Request) -> Response:
        try:
            start, end = (int(request.query_params[name]) for name in ("start", "end"))
        except (KeyError, ValueError):
            return Response("start and end must be whole numbers", 400)
        context, words = assistant.context(request.path_params["passage_id"]), words_of(request)
        shown = card(context, start, end, words, assistant.source) if context else no_card(words)
        return Response(shown, 200 if context else 404, media_type="text/html", headers=UNKEPT)

    app.add_route("/passages/{passage_id}/card", one)


def add_originals(app: FastAPI, assistant: Answering, words_of: WordsOf) -> None:
    """Add the files that passages stand in, where the settings offer them: to be saved, never to be shown."""
    from fastapi import Response
    from fastapi.responses import FileResponse

    def original(request: Request) -> Response:
        try:
            path = assistant.original(request.path_params["passage_id"])
        except NoPicture as error:
            return Response(
                why(error.reason, str(error), words_of(request)), 409, headers=UNKEPT, media_type="text/plain"
            )
        if path is None:
            return Response("Not found", 404, headers=UNKEPT)
        return FileResponse(path, filename=path.name, media_type="application/octet-stream", headers=UNKEPT)

    app.add_route("/passages/{passage_id}/original", original)


def add_answers(app: FastAPI, assistant: Answering, shelves: Shelves, words_of: WordsOf) -> None:
    """Add the addresses of answers and conversations. Each is known only to the visitor who was given it."""
    from fastapi import Response
    from fastapi.concurrency import run_in_threadpool
    from fastapi.responses import JSONResponse

    def answer(request: Request) -> Response:
        kept = shelves.answer(request.path_params["name"])
        if kept is None:
            return Response(status_code=404, headers=UNKEPT)
        words = words_of(request)
        told = {
            "answer": kept.as_dict(),
            "copy": plain_text([kept], words, assistant.source),
            "copy_markdown": markdown_text([kept], words, assistant.source),
        }
        return JSONResponse(told, headers=UNKEPT)

    # Each is tried as a question, which takes as long as one: where many visitors ask, that goes to what they ask.
    trying = threading.BoundedSemaphore(2)

    def follow_ups(request: Request) -> Response:
        kept = shelves.answer(request.path_params["name"])
        if kept is None or not trying.acquire(timeout=1):
            return JSONResponse([], headers=UNKEPT)
        try:
            return JSONResponse(assistant.follow_ups(kept), headers=UNKEPT)
        finally:
            trying.release()

    async def conversations(request: Request) -> Response:
        try:
            answers = await run_in_threadpool(read_conversation, await request.body())
        except BadConversation as error:
            return Response(str(error), 400, media_type="text/plain", headers=UNKEPT)
        return JSONResponse({"name": shelves.conversations.put(*answers)}, headers=UNKEPT)

    def export(request: Request) -> Response:
        answers = shelves.conversations.get(request.path_params["name"])
        form = FORMS.get(request.query_params.get("form", ""))
        if answers is None or form is None:
            return Response(status_code=404, headers=UNKEPT)
        content = form.write(answers, words_of(request), assistant.source)
        named = {"Content-Disposition": f'attachment; filename="{form.file(answers)}"'}
        return Response(content, media_type=form.media_type, headers=UNKEPT | named)

    _add_facets(app, assistant, words_of)
    app.add_route("/answers/{name}/follow-ups", follow_ups)
    app.add_route("/answers/{name}", answer)
    app.add_route("/conversations/{name}/export", export)
    app.add_route("/conversations", conversations, methods=["POST"])


def _add_facets(app: FastAPI, assistant: Answering, words_of: WordsOf) -> None:
    """Add the values that questions can be filtered by, with how many passages each would keep."""
    from fastapi import Response
    from fastapi.responses import JSONResponse

    def facets(request: Request) -> Response:
        words = words_of(request)
        try:
            found = assistant.facets(dict(request.query_params))
        except BadQuestion as error:
            return Response(str(error), 400, media_type="text/plain", headers=UNKEPT)
        return JSONResponse([asdict(replace(one, label=_label(one, words))) for one in found], headers=UNKEPT)

    app.add_route("/facets", facets)


def _label(found: FilterValue, words: Words) -> str:
    if found.field == "kind":
        return kind(found.value, words)
    return LANGUAGES.get(found.value, found.label) if found.field == "language" else found.label
