"""Listening to a language model for so long and no longer: nothing that a model does, or fails to do, holds up an answer."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator

from .errors import ModelFailed, Reason

_WAITING = 64  # pieces; a model that writes faster than its sentences are checked waits
_CLOSING = 0.2  # seconds in which it is noticed that nobody waits any more for any answer
_AFTER_END = 0.5  # seconds in which a listener that has gone is noticed


def listen(
    speak: Callable[[], Iterator[str]], *, seconds: float, characters: int, closed: threading.Event | None = None
) -> Iterator[str]:
    """Yield the pieces that a model writes, as they come, for `seconds` and `characters` at most.

    It is read on a thread of its own, which ends with the reply, or with the next piece after nobody listens any more.
    Raises ModelFailed: SLOW when the time has passed, or `closed` is set meanwhile, TOO_LONG after so many characters,
    SILENT when there was nothing but white space, and what `speak` raises.
    """
    until = time.monotonic() + seconds
    pieces: queue.Queue[str | ModelFailed | None] = queue.Queue(_WAITING)
    gone = threading.Event()
    threading.Thread(target=_read, args=(speak, pieces, gone), name="language model", daemon=True).start()
    written, said = 0, False
    try:
        while (piece := _next(pieces, until, closed)) is not None:
            if isinstance(piece, ModelFailed):
                raise piece
            written += len(piece)
            said = said or not piece.isspace()
            if written > characters:
                yield piece[: len(piece) - (written - characters)]
                raise ModelFailed(Reason.TOO_LONG, f"The model wrote more than {characters} characters.")
            yield piece
    finally:
        gone.set()
    if not said:
        raise ModelFailed(Reason.SILENT, "The model wrote nothing.")


def _next(
    pieces: queue.Queue[str | ModelFailed | None], until: float, closed: threading.Event | None
) -> str | ModelFailed | None:
    while (left := until - time.monotonic()) > 0 and not (closed and closed.is_set()):
        try:
            return pieces.get(timeout=min(left, _CLOSING))
        except queue.Empty:
            continue
    return ModelFailed(Reason.SLOW, "The time that the model may take had passed.")


def _read(
    speak: Callable[[], Iterator[str]], pieces: queue.Queue[str | ModelFailed | None], gone: threading.Event
) -> None:
    last: ModelFailed | None = None
    try:
        for piece in speak():
            if not _put(pieces, piece, gone):
                return
    except ModelFailed as failure:
        last = failure
    _put(pieces, last, gone)


def _put(pieces: queue.Queue[str | ModelFailed | None], piece: str | ModelFailed | None, gone: threading.Event) -> bool:
    """Hand on a piece; tell whether anybody listens."""
    while not gone.is_set():
        try:
            pieces.put(piece, timeout=_AFTER_END)
        except queue.Full:
            continue
        return True
    return False
