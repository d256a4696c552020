"""What the interface refuses, and how it says so: `{"error": {"code", "message"}}`, never a traceback or a path.

400 bad_question        the question is empty or too long, its filter or its conversation cannot be used
401 unauthorized        a key is needed, or the one given is not known
403 forbidden           another web page asks in a visitor's name
404 not_found           there is no such address, passage or page; model_not_found: no such model
405 method_not_allowed  the address takes another method
409 changed             the file has changed since it was indexed
413 too_large           the body is larger than the limit
422 invalid_request     the body or the query has another form; no_picture: this passage has no page to be shown
429 too_often           too many questions of one caller; Retry-After says when to come again
500 failed              our own fault; the log has more under the number in the message
503 busy                too many questions at once, Retry-After says when to come again; not_ready: there is no index;
                        not_answering: the server with its vectors does not answer
504 too_slow            the answer took longer than the limit
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from index import StoreError

from ..errors import BadQuestion, Busy, NoPicture

AGAIN = 5  # seconds after which a full queue has probably moved
UNKEPT = {"Cache-Control": "no-store"}
_NAMED = {
    400: ("invalid_request", "The body cannot be read."),
    404: ("not_found", "There is no such address."),
    405: ("method_not_allowed", "This address takes another method."),
}
_log = logging.getLogger(__name__)


class Reason(BaseModel):
    """Why something was refused: one word for code, one sentence for people."""

    code: str = Field(examples=["not_found"])
    message: str = Field(examples=["There is no such address."])


class Refusal(BaseModel):
    """The body of every reply with a status from 400."""

    error: Reason


class Fault(HTTPException):
    """Something that is refused; `code` is one word for code."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, message, dict(headers or {}))
        self.code = code


def busy(message: str = "Many questions are being answered: try again in a few seconds.") -> Fault:
    """Return the fault of a queue that is full."""
    return Fault(503, "busy", message, {"Retry-After": str(AGAIN)})


def documented(*statuses: int) -> dict[int | str, dict[str, object]]:
    """Return the refusals of an address for the OpenAPI document."""
    headers = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    found: dict[int | str, dict[str, object]] = {}
    for status in statuses:
        found[status] = {"model": Refusal, "description": _DESCRIPTIONS[status]}
        if status in (429, 503):
            found[status]["headers"] = headers
    return found


_DESCRIPTIONS = {
    400: "The question, its filter or its conversation cannot be used",
    401: "A key is needed",
    403: "Another web page asks",
    404: "There is no such thing",
    409: "The file has changed since it was indexed",
    413: "The body is too large",
    422: "The request has another form",
    429: "Too many questions of this caller",
    500: "Our own fault",
    503: "Busy, without an index, or its vectors are out of reach",
    504: "The answer took too long",
}


def refusal(code: str, message: str) -> dict[str, dict[str, str]]:
    """Return the body of a refusal."""
    return Refusal(error=Reason(code=code, message=message)).model_dump()


def fault_of(error: Exception) -> Fault:
    """Return what an exception is to the caller; one of our own is logged under a number."""
    match error:
        case Fault():
            return error
        case BadQuestion():
            return Fault(400, "bad_question", str(error))
        case NoPicture():
            return _without_picture(error)
        case StoreError(passing=True):
            _log.warning("the index does not answer: %s", error)
            return Fault(503, "not_answering", "The index does not answer at the moment.", {"Retry-After": str(AGAIN)})
        case StoreError():
            _log.warning("no index: %s", error)
            return Fault(503, "not_ready", "There is no index to ask.", {"Retry-After": str(AGAIN)})
        case _:
            number = secrets.token_hex(4)
            _log.error("request %s failed", number, exc_info=error)
            return Fault(500, "failed", f"Something went wrong here; the log has more under {number}.")


def _without_picture(error: NoPicture) -> Fault:
    if isinstance(error, Busy):
        return Fault(503, "busy", str(error), {"Retry-After": str(error.seconds)})
    if error.reason == "changed":
        return Fault(409, "changed", "The file has changed since it was indexed, or is not there any more.")
    return Fault(422, "no_picture", "There is no picture of this page.")


def reply_of(fault: Fault) -> JSONResponse:
    """Return the reply that says what is refused."""
    return JSONResponse(refusal(fault.code, fault.detail), fault.status_code, {**(fault.headers or {}), **UNKEPT})


def add_faults(app: FastAPI, turned_away: Callable[[str], None] = lambda _: None) -> None:
    """Make an application answer everything that goes wrong in the one form, and tell the code of what it refuses."""

    def ours(_: Request, error: Exception) -> JSONResponse:
        fault = fault_of(error)
        turned_away(fault.code)
        return reply_of(fault)

    def named(request: Request, error: Exception) -> JSONResponse:
        """Answer what the framework refuses by itself."""
        if isinstance(error, Fault):
            return ours(request, error)
        found: HTTPException = error  # type: ignore[assignment] # registered for statuses alone
        code, sentence = _NAMED[found.status_code]
        return ours(request, Fault(found.status_code, code, sentence, found.headers))

    def malformed(request: Request, error: Exception) -> JSONResponse:
        found: RequestValidationError = error  # type: ignore[assignment] # as above
        if found.body and "json" not in request.headers.get("content-type", ""):
            return ours(request, Fault(422, "invalid_request", "Send JSON, with Content-Type: application/json."))
        first = found.errors()[0]
        place = ".".join(str(part) for part in first["loc"][1:])
        said = f"{place}: {first['msg']}" if place else str(first["msg"])
        return ours(request, Fault(422, "invalid_request", said))

    app.add_exception_handler(RequestValidationError, malformed)
    for status in _NAMED:
        app.add_exception_handler(status, named)
    for kind in (Fault, BadQuestion, NoPicture, StoreError):
        app.add_exception_handler(kind, ours)
    app.add_exception_handler(Exception, ours)
