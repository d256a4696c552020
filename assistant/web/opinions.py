"""What a visitor thinks of an answer: taken from the page, kept in the folder of the index."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from ..feedback import opinion
from .shelf import Shelves

if TYPE_CHECKING:
    from fastapi import FastAPI

_UNKEPT = {"Cache-Control": "no-store"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What the page's script sends: the name under which the answer is at hand, and what the visitor thinks of it."""

    answer: str
    helpful: bool
    reason: str = ""
    with_question: bool = False


def add_opinions(app: FastAPI, shelves: Shelves) -> None:
    """Add `/opinions`, where an opinion is told; who does not know an answer's name has no opinion of it."""
    from fastapi import Request, Response
    from fastapi.concurrency import run_in_threadpool

    form = TypeAdapter(Told)

    def kept(content: bytes) -> int:
        try:
            told = form.validate_json(content)
        except ValidationError:
            return 400
        answer = shelves.answer(told.answer)
        if answer is None or shelves.opinions is None:
            return 404
        held = opinion(answer, helpful=told.helpful, reason=told.reason, with_question=told.with_question)
        try:
            shelves.opinions.add(held)
        except OSError as error:
            _log.warning("an opinion could not be kept: %s", error.strerror)
            return 503
        return 204

    async def opinions(request: Request) -> Response:
        status = await run_in_threadpool(kept, await request.body())
        return Response(status_code=status, headers=_UNKEPT)

    app.add_route("/opinions", opinions, methods=["POST"])
