"""How often one visitor may do something: so many times within some seconds, counted as a sliding window."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

_VISITORS = 10_000  # remembered at a time; the one unseen for longest is forgotten first


class Rate:
    """Counts what each visitor does; safe to use from several threads."""

    def __init__(self, times: int, seconds: float, *, now: Callable[[], float] = time.monotonic) -> None:
        self._times = times
        self._seconds = seconds
        self._now = now
        self._done: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, visitor: str) -> int:
        """Return the seconds until a visitor may do it again, 0 for at once."""
        with self._lock:
            done = self._recent(visitor)
            return 0 if len(done) < self._times else max(1, math.ceil(done[0] + self._seconds - self._now()))

    def count(self, visitor: str) -> None:
        """Count it once."""
        with self._lock:
            self._recent(visitor).append(self._now())

    def take(self, visitor: str) -> int:
        """Count it when the visitor may do it; return 0 then, else the seconds to wait."""
        if not (wait := self.wait(visitor)):
            self.count(visitor)
        return wait

    def forget(self, visitor: str) -> None:
        """Begin anew with a visitor."""
        with self._lock:
            self._done.pop(visitor, None)

    def _recent(self, visitor: str) -> deque[float]:
        done = self._done.setdefault(visitor, deque(maxlen=self._times))
        self._done.move_to_end(visitor)
        while done and done[0] <= self._now() - self._seconds:
            done.popleft()
        while len(self._done) > _VISITORS:
            self._done.popitem(last=False)
        return done
