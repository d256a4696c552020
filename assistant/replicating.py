"""A replica: the chat's store is a copy of an index published at a URL, fetched before it opens and followed from then on.

Where the URL cannot be reached, or what is published there is damaged, the copy answers on, and that is said.
"""

from __future__ import annotations

import logging
import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index import Index, Published, StoreError

from .settings import Settings

_EVERY = 5.0  # seconds between two looks at what is published: one small file is read
_log = logging.getLogger(__name__)


@contextmanager
def replicating(
    settings: Settings, *, every: float = _EVERY, say: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Bring the settings' store to the index published at the URL they follow, and keep it there until the block ends.

    Raises StoreError where there is neither an index to fetch nor a copy of one, or the store holds an index of its own.
    """
    replica = Replica(settings, say or _say)
    replica.begin()
    thread = threading.Thread(target=replica.run, args=(every,), name="replica", daemon=True)
    thread.start()
    try:
        yield
    finally:
        replica.stop()
        thread.join(timeout=10)


class Replica:
    """What keeps a copy in step; `run` goes on until `stop` is called."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self._url = settings.follow
        self._store = settings.store
        self._say = say
        self._told = ""
        self._stopped = threading.Event()

    def begin(self) -> None:
        """Fetch what is published, or go on with the copy that is there. Raises StoreError where there is none."""
        Published.accept(self._store)
        try:
            self._fetch(mend=True)
        except StoreError as fault:
            if not Index.is_built(self._store):
                raise
            self._tell(fault)

    def stop(self) -> None:
        """End the watch, after what is being fetched."""
        self._stopped.set()

    def run(self, every: float) -> None:
        """Look every so many seconds whether a newer index is published, and fetch it."""
        while not self._stopped.wait(every):
            try:
                self._fetch()
            except (StoreError, OSError) as fault:
                self._tell(fault)
            except Exception:
                number = secrets.token_hex(4)
                _log.exception("fetching %s failed", number)
                self._say(f"Fetching the published index failed; the copy answers on. (Error {number})")

    def _fetch(self, *, mend: bool = False) -> None:
        published = Published(self._url)
        done = published.fetch(self._store, mend=mend)
        if done:
            self._say(
                f"The index {done.generation} is here, from {published.shown}: {done.files} files fetched "
                f"({done.bytes / 1_000_000:.1f} MB), {done.kept} were here."
            )
        elif self._told:
            self._say(f"{published.shown} is reached again; the copy is up to date.")
        self._told = ""

    def _tell(self, fault: Exception) -> None:
        """Say what is wrong, once for as long as the same is wrong."""
        if str(fault) != self._told:
            self._told = str(fault)
            self._say(f"{fault} The copy in {self._store} answers meanwhile.")


def _say(line: str) -> None:
    sys.stderr.write(f"aide-memoire: {line}\n")
    sys.stderr.flush()
