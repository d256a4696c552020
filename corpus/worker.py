"""The process in which readers run: it answers one request after the other, confined, until nobody asks any more."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from .confinement import allow_cpu, confine
from .discovery import Found
from .documents import Document, Skipped
from .errors import Reason
from .exchange import outcome_fields, pack, receive, send
from .limits import Limits
from .loading import TOO_MUCH_MEMORY, failure
from .picturing import Wanted, draw, picture_fields, wanted_fields
from .scanning import scan, scan_fields

LOADER = "corpus.loading:load_one"
_REQUEST_BYTES = 8_000_000  # a file's name and what materials.csv states of it, escaped: six times `overrides_bytes`

Loader = Callable[..., tuple[Document | Skipped, list[str]]]


def start_message(limits: Limits, loader: str) -> dict[str, Any]:
    """Return the first message to a reading process; `loader` names the function that reads, module:function."""
    return {"limits": asdict(limits), "loader": loader}


def request_message(found: Found, folder: Path, *, inside: bool, wanted: Wanted | None = None) -> dict[str, Any]:
    """Return the message that asks for one file; `folder` receives the files inside it. With `wanted` for one page."""
    paths = {"path": os.fsencode(found.path).hex(), "folder": os.fsencode(folder).hex()}
    plain = {name: getattr(found, name) for name in ("source", "size", "mtime_ns", "fault")}
    page = wanted_fields(wanted) if wanted else None
    return {"found": {**plain, "overrides": dict(found.overrides)}, "inside": inside, "page": page, **paths}


def serve() -> None:
    """Answer the requests on standard input on standard output; nothing that a library prints gets between."""
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as replies:
        silence = os.open(os.devnull, os.O_RDWR)
        os.dup2(silence, 0)
        os.dup2(silence, 1)
        start = receive(requests, _REQUEST_BYTES)
        limits = Limits(**start["limits"])

        def go_on() -> None:
            allow_cpu(limits.cpu_seconds)
            send(replies, pack({"busy": True}))

        confine(limits, on_program=go_on)
        load = _loader(start["loader"])
        send(replies, pack({"ready": True}))
        _answer(requests, replies, load, limits)


def _loader(name: str) -> Loader:
    module, function = name.split(":")
    found: Loader = getattr(import_module(module), function)
    return found


def _answer(requests: IO[bytes], replies: IO[bytes], load: Loader, limits: Limits) -> None:
    while True:
        try:
            request = receive(requests, _REQUEST_BYTES)
        except EOFError:
            return
        allow_cpu(limits.cpu_seconds)
        send(replies, _reply(request, load, limits))


def _reply(request: dict[str, Any], load: Loader, limits: Limits) -> bytes:
    path, folder = (Path(os.fsdecode(bytes.fromhex(request[name]))) for name in ("path", "folder"))
    found = Found(**{**request["found"], "path": path})
    try:
        if request["page"]:
            frame = pack({**_page(found, Wanted(**request["page"]), limits), "children": []})
        else:
            outcome, names = load(found, folder, limits=limits, inside=request["inside"])
            frame = pack({**outcome_fields(outcome), "children": names})
    except ValueError:
        detail = "The file is damaged (times or numbers that are none): save it again in its own program."
        return pack(_refusal(Reason.DAMAGED, detail))
    except MemoryError:
        return pack(_refusal(Reason.TOO_MUCH_MEMORY, TOO_MUCH_MEMORY))
    if len(frame) > limits.output_bytes:
        detail = f"The file is too large (more than {limits.output_bytes / 1e6:.0f} MB of text): split it into parts."
        return pack(_refusal(Reason.TOO_LARGE, detail))
    return frame


def _page(found: Found, wanted: Wanted, limits: Limits) -> dict[str, Any]:
    try:
        if wanted.recognised:
            return scan_fields(scan(found, wanted, limits))
        return picture_fields(draw(found, wanted, limits))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # native libraries raise panics outside Exception
        return outcome_fields(failure(found, error))


def _refusal(reason: Reason, detail: str) -> dict[str, Any]:
    return {"reason": reason.value, "detail": detail, "children": []}
