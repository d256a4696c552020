"""How long each stage of an answer takes, noted where somebody wants to know: `ask --json`, logs, metrics and traces.

A stage is noted by `stage`, around some lines or as a decorator; nothing is kept unless `Timings.running` is entered around
the question. A stage within another counts as part of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from index import Index

T = TypeVar("T")
UNDERSTAND, SEARCH, COMPOSE = "understand", "search", "compose"
GENERATE, VERIFY = "generate", "verify"  # where a language model writes
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Lap:
    """One stretch of a stage; both ends in nanoseconds since 1970."""

    stage: str
    began: int
    ended: int


class Timings:
    """What one question takes, in laps; of one thread at a time.

    It began when this was made and `ended` when it was last left; both in nanoseconds since 1970.
    """

    def __init__(self) -> None:
        self.began = time.time_ns()
        self.laps: list[Lap] = []
        self._offset = self.began - time.perf_counter_ns()
        self.ended = self.began
        self._total = 0
        self._within = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Note what happens meanwhile; entered as often as the question goes on, as for each piece of a stream."""
        token, entered = _running.set(self), time.perf_counter_ns()
        try:
            yield
        finally:
            left = time.perf_counter_ns()
            self._total += left - entered
            self.ended = left + self._offset
            _running.reset(token)

    def seconds(self) -> dict[str, float]:
        """Return the seconds of each stage; what belongs to no other is `compose`, and `total` is all of it."""
        spent = dict.fromkeys((UNDERSTAND, SEARCH), 0)
        for lap in self.laps:
            spent[lap.stage] = spent.get(lap.stage, 0) + lap.ended - lap.began
        spent |= {COMPOSE: max(self._total - sum(spent.values()), 0), TOTAL: self._total}
        return {name: nanoseconds / 1e9 for name, nanoseconds in spent.items()}

    def milliseconds(self) -> dict[str, float]:
        """Return the milliseconds of each stage, as documented for `ask --json`."""
        return {name: round(seconds * 1_000, 2) for name, seconds in self.seconds().items()}

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        """Note a stretch of a stage, unless it is part of another."""
        if self._within:
            yield
            return
        self._within, entered = True, time.perf_counter_ns()
        try:
            yield
        finally:
            self._within = False
            self.laps.append(Lap(name, entered + self._offset, time.perf_counter_ns() + self._offset))


_running: ContextVar[Timings | None] = ContextVar("timings", default=None)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Note how long this takes as part of a stage, where somebody wants to know."""
    timings = _running.get()
    if timings is None:
        yield
        return
    with timings.lap(name):
        yield


def staged(name: str, pieces: Iterable[T]) -> Iterator[T]:
    """Yield some pieces, the time until each comes noted as part of a stage."""
    coming, end = iter(pieces), object()
    while True:
        with stage(name):
            piece = next(coming, end)
        if piece is end:
            return
        yield piece  # type: ignore[misc] # it is no end


class TimedIndex(Index):
    """An index whose searches are noted as the stage `search`."""

    search = stage(SEARCH)(Index.search)
    similarities = stage(SEARCH)(Index.similarities)
