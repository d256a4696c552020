"""The whole web application: the page, our own style, script and icon, and the source panel's route."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode

from ..accounts import Accounts
from ..errors import Busy, NoPicture
from ..feedback import Opinions
from ..library import Library
from .admission import Admission
from .beginning import add_beginnings
from .catalogue import add_documents
from .chat import Answering
from .guard import ASGIApp, Guard, Limits
from .managing import add_managing
from .materials import summary, why
from .opinions import add_opinions
from .panel import missing, panel
from .routes import add_answers, add_cards, add_originals
from .scans import overlay
from .sheet import sheet
from .shelf import Shelf, Shelves
from .signing import Gate, add_signing
from .visitors import visitor_of
from .wording import COOKIE, LANGUAGES, Words, words_for

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

    from ..api import ApiKeys, Observer

_Seen = TypeVar("_Seen")
_UNKEPT = {"Cache-Control": "no-store"}
_STATUS = {"unsupported": 404, "changed": 409}
# What is served under one name, and the files it is put together from, in this order.
STATIC = {
    "page.css": (
        *("look.css", "frame.css", "conversation.css", "answer.css", "actions.css", "welcome.css", "question.css"),
        *("filters.css", "card.css", "history.css", "source.css", "sheet.css", "materials.css", "document.css"),
        *("managing.css", "notice.css", "signing.css", "small.css"),
    ),
    "page.js": (
        *("wording.js", "elements.js", "source.js", "sheet.js", "labels.js", "documents.js", "managing.js"),
        *("asking.js", "continuing.js", "filters.js", "links.js", "actions.js", "votes.js", "card.js", "tools.js"),
        *("keeping.js", "history.js", "follow.js", "reading.js", "beginning.js"),
    ),
    "theme.js": ("theme.js",),
    "icon.svg": ("icon.svg",),
}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may do what with the page.

    With `accounts` only who signs in sees anything. An operator keeps the materials of the `library`: an account of that
    kind, or, without accounts and with `local`, whoever asks from this machine. With `keys` programs need one of them.
    """

    accounts: Accounts | None = None
    library: Library | None = None
    local: bool = False
    keys: ApiKeys | None = None


def create_app(
    assistant: Answering,
    *,
    limits: Limits | None = None,
    hosts: Collection[str] = (),
    access: Access | None = None,
    opinions: Opinions | None = None,
    observer: Observer | None = None,
) -> ASGIApp:
    """Return the chat page over an assistant, as an ASGI application; with `hosts` it answers under these names only.

    Beside the page stands the interface for programs, under `/v1/`; `observer` notes what is asked at both.
    By default everybody may ask and nobody may change anything. With `opinions` visitors say what they think of answers.
    Takes some seconds: Gradio is imported here. Raises nothing of its own.
    """
    # Read when Gradio is imported: no telemetry, no question about newer versions, no history kept in the browser.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    # With each question Gradio would count all those before it, for statistics that nothing here shows.
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)
    from fastapi import FastAPI

    from ..api import observer_of
    from .page import mount
    from .programs import Beside, interface, observed

    limits, access = limits or Limits(), access or Access()
    observer = observer or observer_of(assistant)
    programs = interface(assistant, limits, access.keys, access.accounts, observer)
    assistant = observed(assistant, observer)
    shelves = Shelves(Shelf(limits.answers, most=limits.shelf), Shelf(limits.opened, most=limits.shelf), opinions)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _add_words(app, assistant, managed=access.library is not None)
    add_documents(app, assistant, _words)
    add_beginnings(app, assistant, _words)  # before the files of the page, whose names stand in the same place
    _add_static(app)
    add_cards(app, assistant, _words)  # before the passages, whose names may have any form
    _add_passages(app, assistant)
    add_answers(app, assistant, shelves, _words)
    add_opinions(app, shelves)
    if access.library:
        add_managing(app, access.library, _words)
    if access.accounts:
        add_signing(app, access.accounts, _words, _address("page.css"))
    page = mount(app, assistant, limits=limits, shelves=shelves, head=_head())
    gate = Gate(Admission(page, limits), access.accounts, local=access.local)
    return Guard(Beside(programs, gate), limits, hosts)


def _static(name: str) -> bytes:
    folder = files(__package__).joinpath("static")
    return b"\n".join(folder.joinpath(part).read_bytes() for part in STATIC[name])


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


def _words(request: Request) -> Words:
    return words_for(request.cookies, request.headers.get("accept-language", ""))


def _add_words(app: FastAPI, assistant: Answering, *, managed: bool) -> None:
    from fastapi.responses import JSONResponse

    def words(request: Request) -> JSONResponse:
        chosen = _words(request)
        told = {
            "language": chosen.language,
            "languages": LANGUAGES,
            "cookie": COOKIE,
            "words": chosen.all(),
            "counts": summary(assistant.sources(), chosen),
            "generation": assistant.generation,
            "visitor": visitor_of(request.scope).name,
            "operator": managed and visitor_of(request.scope).operator,
        }
        return JSONResponse(told, headers=_UNKEPT)

    def state(request: Request) -> JSONResponse:
        return JSONResponse({"generation": assistant.generation}, headers=_UNKEPT)

    app.add_route("/page/words", words)
    app.add_route("/page/state", state)


def _add_static(app: FastAPI) -> None:
    from fastapi import Response

    kept = {name: _static(name) for name in STATIC}
    # The address changes with the content, so a browser may keep it for good.
    caching = {"Cache-Control": "public, max-age=31536000, immutable"}

    def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in kept:
            return Response("Not found", 404)
        return Response(kept[name], media_type=_TYPES[Path(name).suffix], headers=caching)

    app.add_route("/page/{name}", static)


def _add_passages(app: FastAPI, assistant: Answering) -> None:
    from fastapi import Response

    def passage(request: Request) -> Response:
        context = assistant.context(request.path_params["passage_id"])
        try:
            start, end = (int(request.query_params[name]) for name in ("start", "end"))
        except (KeyError, ValueError):
            return Response("start and end must be whole numbers", 400)
        words = _words(request)
        shown = panel(context, start, end, words) if context else missing(words)
        return Response(shown, 200 if context else 404, media_type="text/html", headers=_UNKEPT)

    # Before the passages, whose names may have any form.
    _add_pages(app, assistant)
    add_originals(app, assistant, _words)
    app.add_route("/passages/{passage_id:path}", passage)


def _add_pages(app: FastAPI, assistant: Answering) -> None:
    """Add the page that a passage stands on: `sheet` as HTML with the quote marked, `page` the picture in it, `words` of a scan."""
    from fastapi import Response

    def refusal(words: str, status: int, **headers: str) -> Response:
        return Response(words, status, media_type="text/plain", headers=_UNKEPT | headers)

    def seen(request: Request, look: Callable[..., _Seen | None]) -> _Seen | Response:
        try:
            start, end = (int(request.query_params[name]) for name in ("start", "end"))
            number = int(request.query_params["number"]) if "number" in request.query_params else None
        except (KeyError, ValueError):
            return refusal("start, end and number must be whole numbers", 400)
        try:
            found = look(request.path_params["passage_id"], start, end, number=number)
        except Busy as error:
            words = _words(request)("page_busy", seconds=error.seconds)
            return refusal(words, 503, **{"Retry-After": str(error.seconds)})
        except NoPicture as error:
            words = why(error.reason, str(error), _words(request))
            return refusal(words, _STATUS.get(error.reason, 422))
        return refusal(_words(request)("source_gone_more"), 404) if found is None else found

    def sheet_of(request: Request) -> Response:
        picture = seen(request, assistant.page)
        if isinstance(picture, Response):
            return picture
        asked = {name: request.query_params[name] for name in ("start", "end")} | {"number": picture.number}
        address = f"passages/{quote(request.path_params['passage_id'], safe='')}/page?{urlencode(asked)}"
        return Response(sheet(picture, address, _words(request)), media_type="text/html", headers=_UNKEPT)

    def page(request: Request) -> Response:
        picture = seen(request, assistant.page)
        if isinstance(picture, Response):
            return picture
        return Response(picture.data, media_type="image/webp", headers=_UNKEPT)

    def words_of(request: Request) -> Response:
        read = seen(request, assistant.page_words)
        if isinstance(read, Response):
            return read
        return Response(overlay(read, _words(request)), media_type="text/html", headers=_UNKEPT)

    app.add_route("/passages/{passage_id}/sheet", sheet_of)
    app.add_route("/passages/{passage_id}/words", words_of)
    app.add_route("/passages/{passage_id}/page", page)
