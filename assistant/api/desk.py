"""Where questions wait for their turn: so many are answered at the same time, so many wait, the others are told to come again.

Answering blocks, so it happens in threads of the desk's own; what it yields is handed to the event loop of the request. A
caller who leaves, or whose time is up, gives up the place; an answer that is being written ends at its next piece.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing, suppress
from contextvars import copy_context
from dataclasses import dataclass
from typing import TypeVar

from .faults import Fault, busy

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ApiLimits:
    """How much may be asked over HTTP.

    `body` and `conversation` are the largest bodies in bytes, the second of a chat that brings its earlier turns along, of
    which the last `turns` count. `together` questions are answered at the same time and `waiting` more may wait, each
    `seconds` at most. `often` is how many questions one caller may ask in a minute, 0 for any number. A stream says every
    `quiet` seconds that it is still there.
    """

    body: int = 65_536
    conversation: int = 1_000_000
    turns: int = 50
    together: int = 8
    waiting: int = 64
    seconds: float = 120.0
    often: int = 60
    quiet: float = 15.0


def at_once(*, waits: bool) -> int:
    """Return how many questions are best answered at the same time.

    To quote is work for the processors: more than they are, and one, only slow each other down, and the refusals of others
    with them. A language model is waited for (`waits`), and others can be asked meanwhile.
    """
    return 8 if waits else (os.cpu_count() or 1) + 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing has come for a while."""


@dataclass(frozen=True, slots=True)
class _End:
    fault: BaseException | None = None


class Desk:
    """Runs what blocks in threads, a bounded number at a time; for any number of event loops."""

    def __init__(self, limits: ApiLimits) -> None:
        self.limits = limits
        self._pool = ThreadPoolExecutor(limits.together, thread_name_prefix="answering")
        self._lock = threading.Lock()
        self._held = 0

    @property
    def held(self) -> int:
        """How many questions are being answered or wait."""
        return self._held

    async def each(self, produce: Callable[[], Iterator[T]]) -> AsyncGenerator[T | Waiting]:
        """Yield what a blocking iterator yields, and Waiting while nothing comes.

        Raises a Fault when too many wait or the time is up, and whatever the iterator raises.
        """
        loop = asyncio.get_running_loop()
        inbox: asyncio.Queue[T | _End] = asyncio.Queue()
        left = threading.Event()

        def tell(event: T | _End) -> None:
            with suppress(RuntimeError):  # the loop has ended, and nobody listens
                loop.call_soon_threadsafe(inbox.put_nowait, event)

        future = self._take(lambda: _run(produce, tell, left), tell)
        ends = loop.time() + self.limits.seconds
        try:
            while True:
                event = await self._next(inbox, ends, future)
                if not isinstance(event, _End):
                    yield event
                elif event.fault is None:
                    return
                else:
                    raise event.fault
        finally:
            left.set()
            future.cancel()

    async def once(self, work: Callable[[], T]) -> T:
        """Return what a blocking call returns. Raises as `each` does."""
        async with aclosing(self.each(lambda: iter([work()]))) as events:
            async for event in events:
                if not isinstance(event, Waiting):
                    return event
        raise RuntimeError("nothing was returned")

    def _take(self, work: Callable[[], _End], tell: Callable[[_End], None]) -> Future[None]:
        """Take a place for some work, which is given back before anybody hears that the work has ended."""

        def run() -> None:
            end = work()
            self._release()
            tell(end)

        with self._lock:
            if self._held >= self.limits.together + self.limits.waiting:
                raise busy()
            self._held += 1
        future = self._pool.submit(copy_context().run, run)
        future.add_done_callback(lambda ended: self._release() if ended.cancelled() else None)
        return future

    def _release(self) -> None:
        with self._lock:
            self._held -= 1

    async def _next(self, inbox: asyncio.Queue[T | _End], ends: float, future: Future[None]) -> T | Waiting | _End:
        left = ends - asyncio.get_running_loop().time()
        try:
            return await asyncio.wait_for(inbox.get(), max(min(left, self.limits.quiet), 0))
        except TimeoutError:
            if left > self.limits.quiet:
                return Waiting()
        if not future.running():
            raise busy("The question has waited too long for its turn: try again in a few seconds.")
        raise Fault(504, "too_slow", f"There was no answer within {self.limits.seconds:.0f} seconds.")


def _run(produce: Callable[[], Iterator[T]], tell: Callable[[T], None], left: threading.Event) -> _End:
    """Hand over what is produced until it ends or the caller has left, and return how it ended."""
    events: Iterator[T] | None = None
    try:
        events = produce()
        for event in events:
            if left.is_set():
                break
            tell(event)
        if close := getattr(events, "close", None):
            close()
    except BaseException as fault:  # it belongs to whoever asked, not to this thread
        return _End(fault)
    return _End()
