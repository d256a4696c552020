"""Watching the folders of the materials: what changes in them is indexed by itself, once it stands still.

A file that is still being written or copied is waited for. What goes wrong is said, and the watch goes on.
"""

from __future__ import annotations

import logging
import secrets
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus import CorpusError
from index import Index, StoreError, build_index

from .progress import progress_on
from .settings import Settings
from .terminal import report_lines

_QUIET = 1.0  # seconds for which neither size nor time of a file may change before it is read
_PATIENCE = 600  # times that a file which never stands still is waited for
_log = logging.getLogger(__name__)


@contextmanager
def watching(settings: Settings, *, quiet: float = _QUIET, say: Callable[[str], None] | None = None) -> Iterator[None]:
    """Keep the index of the settings' store as its folders are, in a thread of its own, until the block ends.

    `quiet` is for how many seconds what changed must stand still first. Raises NotBuilt or Corrupt where the store does not
    say which folders it was made from.
    """
    watch = Watch(settings, Index.materials(settings.store), quiet=quiet, say=say or _say)
    thread = threading.Thread(target=watch.run, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        watch.stop()
        thread.join(timeout=10)


class Watch:
    """A watch over some folders; `run` goes on until `stop` is called."""

    def __init__(
        self, settings: Settings, folders: Sequence[Path], *, quiet: float, say: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._folders = folders
        self._quiet = quiet
        self._say = say
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End the watch, after a refresh that is going on."""
        self._stopped.set()

    def run(self) -> None:
        """Refresh the index whenever something has changed and stands still."""
        while not self._stopped.is_set():
            present = [folder for folder in self._folders if folder.exists()]
            if len(present) < len(self._folders):
                self._say_missing(present)
                continue
            for paths in self._changes():
                self._settle(paths)
                self._refresh()

    def _changes(self) -> Iterator[set[Path]]:
        """Yield what changes, until a folder is gone or another one has taken its place.

        First comes an empty set, when the watch has begun: what changed before that was not seen.
        """
        from watchfiles import watch

        places = self._places()
        found = watch(
            *self._folders,
            watch_filter=lambda _, path: self._is_material(Path(path)),
            stop_event=self._stopped,
            rust_timeout=max(50, int(self._quiet * 1_000)),
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        begun = False
        try:
            for changes in found:
                if not begun:
                    self._say(f"Watching {', '.join(map(str, self._folders))}")
                if changes or not begun:
                    yield {Path(path) for _, path in changes}
                begun = True
                if self._places() != places:
                    return
        except OSError as error:  # a folder that went between two looks
            self._say(f"The folders cannot be watched: {error}")
            self._stopped.wait(self._quiet)

    def _places(self) -> list[tuple[int, int]]:
        """Return what tells a folder from another one under its name: one that was mounted there, or made anew."""
        states = [folder.stat() if folder.exists() else None for folder in self._folders]
        return [(state.st_dev, state.st_ino) if state else (0, 0) for state in states]

    def _is_material(self, path: Path) -> bool:
        """Tell whether a path may be one of the materials: hidden ones are not, nor is the index itself."""
        if path.is_relative_to(self._settings.store.resolve()):
            return False
        inside = next((path.relative_to(folder) for folder in self._folders if path.is_relative_to(folder)), path)
        return not any(part.startswith((".", "~$")) for part in inside.parts)

    def _settle(self, paths: set[Path]) -> None:
        """Wait until the files that changed stand still: one that is being copied is there before it is whole."""
        before = None
        for _ in range(_PATIENCE):
            now = {path: _state(path) for path in paths}
            if now == before or self._stopped.wait(self._quiet):
                return
            before = now

    def _refresh(self) -> None:
        """Bring the index up to date and say what came of it."""
        try:
            before = Index.latest(self._settings.store)
            with progress_on(sys.stderr) as progress:
                report = build_index(
                    [],
                    self._settings.store,
                    choice=self._settings.embedding,
                    wait=True,
                    scheduler=self._settings.scheduler,
                    server=self._settings.server,
                    progress=progress,
                )
        except (CorpusError, StoreError, OSError) as error:
            self._say(f"The index is as it was: {error}")
        except Exception:
            number = secrets.token_hex(4)
            _log.exception("refresh %s failed", number)
            self._say(f"The refresh failed; the index is as it was. (Error {number})")
        else:
            if report.generation != before:
                for line in report_lines(report):
                    self._say(line)

    def _say_missing(self, present: Sequence[Path]) -> None:
        missing = [str(folder) for folder in self._folders if folder not in present]
        self._say(f"{', '.join(missing)} is not there: is it mounted? The index is as it was, and is watched for it.")
        while not self._stopped.wait(self._quiet):
            if all(folder.exists() for folder in self._folders):
                self._say("The folders are there again.")
                self._refresh()
                return


def _state(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def _say(line: str) -> None:
    sys.stderr.write(f"aide-memoire: {line}\n")
    sys.stderr.flush()
