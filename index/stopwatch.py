"""How long at least one of several was at work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Runs while anything it was started for is under way, once however many there are; for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self._began = 0.0
        self.seconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time until the end of the block."""
        with self._lock:
            if not self._running:
                self._began = time.perf_counter()
            self._running += 1
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1
                if not self._running:
                    self.seconds += time.perf_counter() - self._began
