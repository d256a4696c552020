"""`/v1/search`, `/v1/sources`, `/v1/passages/…`: what the materials hold, without an answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse

from corpus import Passage

from ..answers import Context
from ..errors import BadQuestion
from ..terminal import hits_as_dicts
from ..timing import Timings
from .asking import GONE, QUESTION_FAULTS, Service, unless_gone
from .faults import UNKEPT, Fault, documented
from .shapes import ContextShape, HitShape, SearchRequest, SourceShape

_FARTHEST = 10_000_000  # beyond the end of any passage, which is cut to its length
_Offset = Annotated[int, Query(ge=0, le=_FARTHEST)]
_READ_FAULTS = (401, 403, 422, 500, 503)


def add_looking(app: FastAPI, service: Service) -> None:
    """Add what can be looked up."""
    _add_search(app, service)
    _add_passages(app, service)
    entered = [Depends(service.door.enter)]

    @app.get(
        "/v1/sources",
        summary="List the files of the materials and their state",
        dependencies=entered,
        response_model=None,
        responses={200: {"model": list[SourceShape]}, **documented(*_READ_FAULTS)},
    )
    def sources() -> Response:
        return JSONResponse([asdict(source) for source in service.assistant.sources()], headers=UNKEPT)


def _add_search(app: FastAPI, service: Service) -> None:
    @app.post(
        "/v1/search",
        summary="Find passages",
        description="Returns passages, best first, without an answer.",
        dependencies=[Depends(service.door.ask)],
        response_model=None,
        responses={200: {"model": list[HitShape]}, **documented(*QUESTION_FAULTS)},
    )
    async def search(request: Request, body: SearchRequest) -> Response:
        def found() -> list[dict[str, Any]]:
            timings, outcome = Timings(), "failed"
            try:
                with timings.running():
                    hits = service.assistant.search(body.query, limit=body.limit, where=body.where)
                outcome = "found" if hits else "nothing"
                return hits_as_dicts(hits)
            except BadQuestion:
                outcome = "bad_question"
                raise
            finally:
                service.observer.note(body.query, "search", outcome, timings, None)

        hits = await unless_gone(request, service.desk.once(found))
        return GONE if hits is None else JSONResponse(hits, headers=UNKEPT)


def _add_passages(app: FastAPI, service: Service) -> None:
    entered = [Depends(service.door.enter)]

    @app.get(
        "/v1/passages/{passage_id}",
        summary="Read a passage among its neighbours",
        dependencies=entered,
        response_model=None,
        responses={200: {"model": ContextShape}, **documented(404, *_READ_FAULTS)},
    )
    def passage(passage_id: str) -> Response:
        context = service.assistant.context(passage_id)
        if context is None:
            raise _missing()
        return JSONResponse(context_as_dict(context), headers=UNKEPT)

    @app.get(
        "/v1/passages/{passage_id}/page",
        summary="See the page that a passage stands on",
        description="Returns the page of a PDF or an image as a picture, characters `start` to `end` of the passage marked.",
        dependencies=entered,
        response_model=None,
        responses={
            200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}},
            **documented(404, 409, *_READ_FAULTS),
        },
    )
    def page(
        passage_id: str,
        start: _Offset = 0,
        end: _Offset = _FARTHEST,
        number: Annotated[int | None, Query(ge=1, le=100_000, description="Another page of the same file.")] = None,
    ) -> Response:
        picture = service.assistant.page(passage_id, start, end, number=number)
        if picture is None:
            raise _missing()
        return Response(picture.data, media_type="image/webp", headers=UNKEPT)


def context_as_dict(context: Context) -> dict[str, Any]:
    """Return a passage among its neighbours ready for JSON."""
    return {
        "title": context.title,
        "source": context.source,
        "position": context.position,
        "pictured": context.pictured,
        "passages": [_passage(passage) for passage in context.passages],
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "passage_id": passage.id,
        "text": passage.text,
        "language": passage.language,
        "location": passage.location.as_dict(),
        "start": passage.start,
        "end": passage.end,
    }


def _missing() -> Fault:
    return Fault(404, "not_found", "The index holds no such passage.")
