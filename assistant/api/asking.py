"""`/v1/ask`: a question and its answer, whole or as server-sent events; and how any door waits for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from ..answers import Answer, Delta, Turn
from .desk import Desk, Waiting
from .door import Door
from .events import HEADERS, MEDIA_TYPE, STILL_HERE, documented_events, event
from .faults import UNKEPT, documented, fault_of, refusal
from .observing import Askable, Asked, Observed, Observer
from .shapes import AnswerShape, AskRequest

T = TypeVar("T")
_Found = Delta | Answer | Waiting
QUESTION_FAULTS = (400, 401, 403, 413, 422, 429, 500, 503, 504)
GONE = Response(status_code=499)  # nobody reads it; the number is nginx' for a client that closed the connection
_TAUGHT = """\
Answers a question from the conference's own materials. Every statement is a verbatim quote with a number, [1], whose
citation says where it stands. With `"stream": true` or `Accept: text/event-stream` the reply is a stream of events: `delta`
with a piece of the text, and last `answer` with the whole, or `error`."""


@dataclass(frozen=True, slots=True)
class Service:
    """What the addresses share: whom they ask, where questions wait, who may ask, and who notes it."""

    assistant: Askable
    desk: Desk
    door: Door
    observer: Observer


def add_asking(app: FastAPI, service: Service) -> None:
    """Add `/v1/ask`."""
    observed = Observed(service.assistant, service.observer, "ask")
    stream = documented_events("delta", "answer", "error")

    @app.post(
        "/v1/ask",
        summary="Ask a question",
        description=_TAUGHT,
        dependencies=[Depends(service.door.ask)],
        response_model=None,
        responses={200: {"model": AnswerShape, **stream}, **documented(*QUESTION_FAULTS)},
    )
    async def ask(request: Request, body: AskRequest) -> Response:
        history = [Turn(turn.question, turn.answer) for turn in body.history[-service.desk.limits.turns :]]
        asked = observed.ask(body.question, history=history, where=body.where)
        if body.stream or MEDIA_TYPE in request.headers.get("accept", ""):
            return await streamed(request, service.desk, asked, lambda found: _event(found, asked))
        answer = await unless_gone(request, whole(service.desk, asked))
        return JSONResponse(told(answer, asked), headers=UNKEPT) if answer else GONE


def told(answer: Answer, asked: Asked) -> dict[str, Any]:
    """Return an answer as `ask --json` prints it."""
    return {**answer.as_dict(), "ms": asked.timings.milliseconds()}


async def whole(desk: Desk, asked: Asked) -> Answer:
    """Return the answer when it is complete. Raises as `Desk.each` and the assistant do."""
    async with aclosing(desk.each(asked.events)) as events:
        async for found in events:
            if isinstance(found, Answer):
                return found
    raise RuntimeError("the assistant ended without an answer")


async def unless_gone(request: Request, work: Awaitable[T]) -> T | None:
    """Return what some work returns, None when the client leaves before, which ends it."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def streamed(request: Request, desk: Desk, asked: Asked, write: Callable[[Delta | Answer], str]) -> Response:
    """Return a reply that goes on as the answer does; what is refused before its first event is refused with its status."""
    events = desk.each(asked.events)
    first = await unless_gone(request, anext(events))
    if first is None:
        return GONE
    return StreamingResponse(_written(first, events, write), media_type=MEDIA_TYPE, headers=HEADERS)


async def _written(
    first: _Found, events: AsyncGenerator[_Found], write: Callable[[Delta | Answer], str]
) -> AsyncIterator[str]:
    try:
        async with aclosing(events):
            yield STILL_HERE if isinstance(first, Waiting) else write(first)
            async for found in events:
                yield STILL_HERE if isinstance(found, Waiting) else write(found)
    except Exception as error:
        fault = fault_of(error)
        yield event(refusal(fault.code, fault.detail), "error")


def _event(found: Delta | Answer, asked: Asked) -> str:
    return event({"text": found.text}, "delta") if isinstance(found, Delta) else event(told(found, asked), "answer")
