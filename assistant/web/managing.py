"""What an operator does with the materials from the page: files added and removed, the index rebuilt, its progress seen.

For everybody else these addresses do not exist.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from index import BuildReport

from ..errors import BadFile
from ..library import Library, Rebuild
from .materials import why
from .visitors import is_our_own, visitor_of
from .wording import Words

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

_UNKEPT = {"Cache-Control": "no-store"}
_STATUS = {"exists": 409, "missing": 404, "too_large": 413, "unsupported": 415, "folder": 409, "too_many": 409}
_AT_ONCE, _AGAIN = 2, 5  # files that are taken in at the same time, seconds after which one more may be
_IN_MEMORY = 1_000_000
_SKIPPED_SHOWN = 50


def add_managing(app: FastAPI, library: Library, words_of: Callable[[Request], Words]) -> None:
    """Add the addresses below `/manage`. A page of another site cannot use them: each asks for a header of our own."""
    desk = _Desk(library, words_of)
    app.add_route("/manage/state", desk.state)
    app.add_route("/manage/files", desk.add, methods=["POST"])
    app.add_route("/manage/remove", desk.remove, methods=["POST"])
    app.add_route("/manage/build", desk.build, methods=["POST"])


class _Desk:
    """What the addresses do; `taking` counts the files that are being taken in."""

    def __init__(self, library: Library, words_of: Callable[[Request], Words]) -> None:
        self.library = library
        self.words_of = words_of
        self.taking = 0

    async def state(self, request: Request) -> Response:
        from fastapi.responses import JSONResponse

        if not _may(request):
            return _plain("Not found", 404)
        return JSONResponse(manage_state(self.library, self.words_of(request)), headers=_UNKEPT)

    async def add(self, request: Request) -> Response:
        from fastapi.responses import JSONResponse

        if not _may(request):
            return _plain("Not found", 404)
        if self.taking >= _AT_ONCE:
            return _plain(self.words_of(request)("busy", seconds=_AGAIN), 503, **{"Retry-After": str(_AGAIN)})
        self.taking += 1
        try:
            kept = await self._take(request)
        except BadFile as error:
            return self._fault(request, error)
        finally:
            self.taking -= 1
        return JSONResponse({"name": kept}, 201, headers=_UNKEPT)

    async def _take(self, request: Request) -> str:
        from fastapi.concurrency import run_in_threadpool

        name, replace = request.query_params.get("name", ""), request.query_params.get("replace") == "1"
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as content:
            await _receive(request, content, self.library.limits.file)
            content.seek(0)
            return await run_in_threadpool(self.library.add, name, cast("BinaryIO", content), replace=replace)

    def remove(self, request: Request) -> Response:
        if not _may(request):
            return _plain("Not found", 404)
        try:
            self.library.remove(request.query_params.get("source", ""))
        except BadFile as error:
            return self._fault(request, error)
        return _plain("", 200)

    def build(self, request: Request) -> Response:
        if not _may(request):
            return _plain("Not found", 404)
        return _plain("", 202 if self.library.rebuild() else 409)

    def _fault(self, request: Request, error: BadFile) -> Response:
        return _plain(file_fault(error, self.words_of(request)), _STATUS.get(error.reason, 400))


def _may(request: Request) -> bool:
    """Tell whether an operator asks, and from our own page."""
    asked_by_us = request.method == "GET" or "x-aide-memoire" in request.headers
    return visitor_of(request.scope).operator and asked_by_us and is_our_own(request.scope)


def _plain(words: str, status: int, **headers: str) -> Response:
    from fastapi.responses import PlainTextResponse

    return PlainTextResponse(words, status, headers=_UNKEPT | headers)


async def _receive(request: Request, content: tempfile.SpooledTemporaryFile[bytes], limit: int) -> None:
    received = 0
    async for piece in request.stream():
        received += len(piece)
        if received > limit:
            raise BadFile("too_large", f"The file is larger than {limit:,} bytes.")
        content.write(piece)


def manage_state(library: Library, words: Words) -> dict[str, Any]:
    """Return what an operator sees, as JSON: whether there is a folder, what has changed in it, how far a rebuild is."""
    rebuild = library.progress()
    return {
        "folder": library.folder() is not None,
        "sample": library.is_sample(),
        "changed": library.changed,
        "running": bool(rebuild and rebuild.running),
        "share": _share(rebuild),
        "told": told(rebuild, words) if rebuild else [],
        "generation": rebuild.report.generation if rebuild and rebuild.report else "",
    }


def told(rebuild: Rebuild, words: Words) -> list[str]:
    """Return the lines that say how far a rebuild is or how it ended."""
    if rebuild.report:
        return _report_lines(rebuild.report, words)
    if rebuild.fault:
        return [words("rebuild_failed"), rebuild.fault]
    if not rebuild.progress:
        return [words("rebuild_begins")]
    now = rebuild.progress
    lines = [words("rebuild_files", files=words.number(now.files), total=words.number(now.files_total))]
    lines.append(words.count("passage_count", now.passages))
    if rebuild.left is not None:
        lines.append(words("rebuild_left", seconds=words.number(round(rebuild.left))))
    return [" · ".join(lines)]


def file_fault(error: BadFile, words: Words) -> str:
    """Return why a file was not added or removed, in the visitor's language."""
    name = f"file_{error.reason}"
    return words(name) if words.known(name) and words.language != "en" else str(error)


def _share(rebuild: Rebuild | None) -> float | None:
    if not rebuild or not rebuild.progress:
        return None
    return rebuild.progress.bytes / rebuild.progress.bytes_total if rebuild.progress.bytes_total else 1.0


def _report_lines(report: BuildReport, words: Words) -> list[str]:
    counts = {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
    }
    parts = [words(f"report_{name}", number=words.number(number)) for name, number in counts.items() if number]
    parts += [words.count("skipped_count", len(report.skipped)), words.count("passage_count", report.passages)]
    skipped = [f"{item.source}: {why(item.reason, item.detail, words)}" for item in report.skipped[:_SKIPPED_SHOWN]]
    return [words("rebuild_done"), " · ".join(parts), *skipped]
