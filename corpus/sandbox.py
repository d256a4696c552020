"""Readers run in processes of their own: whatever a file does to its reader, it costs that file alone.

As many processes as there are cores share the files, where these are worth it; outcomes keep the order of the files.
A process is started for its first file, reads many, and is replaced when it died, when a limit ended it, and now and
then. It is started fresh, from the interpreter and not as a copy of this process, so that it holds nothing of the
program's memory, and a script needs no main guard. `confinement` says what it gives up.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from .discovery import Found
from .documents import Document, Skipped
from .errors import CorpusError, Reason, Refused, Unreadable
from .exchange import names_of, outcome_of, pack, receive, send, skipped_of
from .limits import DEFAULT_LIMITS, PICTURE_LIMITS, SCAN_LIMITS, Limits
from .loading import TOO_MUCH_MEMORY, with_children
from .picturing import Picture, Wanted, picture_of
from .scanning import Scan, scan_of
from .worker import LOADER, request_message, start_message

_Seen = TypeVar("_Seen")

_AHEAD = 3  # outcomes that wait for each process: enough to keep it busy, little enough to hold in memory
_FILES_EACH = 400  # libraries leak; a start costs as much as a few files
_MOST_PROCESSES = 4  # each may take as much memory as a reader may
_BYTES_EACH = 1_000_000  # of files, from which on another process shortens the reading by more than its start takes
_SECONDS_TO_START = 60
_ENVIRONMENT = (
    *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    *("SYSTEMROOT", "PATHEXT"),
)
_CODE = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from corpus.worker import serve; serve()"
_SUSPECT = frozenset({Reason.CRASHED.value, Reason.TOO_MUCH_MEMORY.value})
_BROKEN = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


def load_many(
    found: Sequence[Found], *, limits: Limits = DEFAULT_LIMITS, workers: int | None = None
) -> Generator[Document | Skipped, None, None]:
    """Yield the outcome for each file in the order given, read in `workers` processes, a few files ahead.

    Without a number there is one for each core, at most four, and fewer for files that are soon read.
    Never raises for what a file contains; raises CorpusError when no process can be started at all.
    """
    with Sandbox(limits=limits, workers=workers or processes_for(found)) as sandbox:
        yield from sandbox.load_many(found)


def picture(found: Found, wanted: Wanted, *, limits: Limits = PICTURE_LIMITS) -> Picture | Skipped:
    """Return one page of a file, drawn in a process of its own, or why there is none; never raises for what it contains."""
    with contextlib.closing(_Reader(limits, LOADER)) as reader:
        return reader.look(found, wanted, lambda reply: picture_of(reply, limits))


def scan(found: Found, wanted: Wanted, *, limits: Limits = SCAN_LIMITS) -> Scan | Skipped:
    """Return the words that recognition reads on one page of a file, or why there are none; otherwise as `picture`."""
    with contextlib.closing(_Reader(limits, LOADER)) as reader:
        return reader.look(found, replace(wanted, recognised=True), scan_of)


def processes_for(found: Sequence[Found]) -> int:
    """Return in how many processes it is worth while to read these files here."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    shares = 1 + sum(file.size for file in found) // _BYTES_EACH
    return max(1, min(_MOST_PROCESSES, cores, len(found), shares))


class Sandbox:
    """Reading processes and the files they are given; a context manager, at whose end they are gone."""

    def __init__(self, *, limits: Limits = DEFAULT_LIMITS, workers: int = 1, loader: str = LOADER) -> None:
        self._readers = [_Reader(limits, loader) for _ in range(workers)]
        self._free: SimpleQueue[_Reader] = SimpleQueue()
        for reader in self._readers:
            self._free.put(reader)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="read")

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for reader in self._readers:
            reader.stop()
        self._threads.shutdown()
        for reader in self._readers:
            reader.close()

    def load_many(self, found: Iterable[Found]) -> Iterator[Document | Skipped]:
        """Yield the outcome for each file in the order given."""
        rest = iter(found)
        waiting: deque[Future[Document | Skipped]] = deque()
        waiting.extend(self._threads.submit(self._load, file) for file in islice(rest, len(self._readers) * _AHEAD))
        while waiting:
            outcome = waiting.popleft().result()
            waiting.extend(self._threads.submit(self._load, file) for file in islice(rest, 1))
            yield outcome

    def _load(self, found: Found) -> Document | Skipped:
        reader = self._free.get()
        try:
            return reader.load(found)
        finally:
            self._free.put(reader)


class _Reader:
    """One process after the other, and the folder that is theirs alone."""

    def __init__(self, limits: Limits, loader: str) -> None:
        self._limits = limits
        self._loader = loader
        self._folder = tempfile.TemporaryDirectory(prefix="aide-memoire-", ignore_cleanup_errors=True)
        self._process: _Process | None = None
        self._closed = False

    def stop(self) -> None:
        """End what is under way, from another thread, and start nothing more."""
        self._closed = True
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """End the process and remove the folder."""
        self._end()
        self._folder.cleanup()

    def load(self, found: Found) -> Document | Skipped:
        return with_children(found, Path(self._folder.name), self._load_one)

    def look(self, found: Found, wanted: Wanted, taken: Callable[[dict[str, Any]], _Seen]) -> _Seen | Skipped:
        """Return what is wanted of one page of a file, as `taken` makes it of the reply, or why there is nothing."""
        try:
            reply = self._running().ask(request_message(found, Path(self._folder.name), inside=False, wanted=wanted))
            return skipped_of(reply, found.source) if "reason" in reply else taken(reply)
        except CorpusError as error:
            return Skipped(found.source, error.reason.value, error.detail)
        except _BROKEN:
            return Skipped(found.source, Reason.CRASHED.value, _CRASHED)

    def _load_one(self, found: Found, folder: Path, *, inside: bool) -> tuple[Document | Skipped, list[str]]:
        """Return an outcome and the names of the files inside; what an earlier file may have caused is tried again."""
        worn = self._process is not None
        outcome, names = self._ask(found, folder, inside=inside)
        if worn and isinstance(outcome, Skipped) and outcome.reason in _SUSPECT:
            self._end()
            outcome, names = self._ask(found, folder, inside=inside)
        if isinstance(outcome, Skipped) and outcome.reason in _SUSPECT:
            self._end()
        return outcome, names

    def _ask(self, found: Found, folder: Path, *, inside: bool) -> tuple[Document | Skipped, list[str]]:
        process = self._running()
        try:
            reply = process.ask(request_message(found, folder, inside=inside))
            return outcome_of(reply, found.source), names_of(reply["children"], self._limits.members)
        except CorpusError as error:
            self._end()
            return Skipped(found.source, error.reason.value, error.detail), []
        except _BROKEN:
            self._end()
            return Skipped(found.source, Reason.CRASHED.value, _CRASHED), []

    def _running(self) -> _Process:
        if self._process and self._process.asked >= _FILES_EACH:
            self._end()
        if self._closed:
            raise _not_started()
        if self._process is None:
            self._process = _Process(self._limits, self._loader, self._folder.name)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.end()


_CRASHED = "The file stopped its reader: open it in its own program and save it again."


class _Process:
    """One reading process; any way in which it fails to answer becomes an error with a reason."""

    def __init__(self, limits: Limits, loader: str, folder: str) -> None:
        self._limits = limits
        self._late = False
        self.asked = 0
        self._child = subprocess.Popen(  # noqa: S603 - the interpreter itself, and nothing from outside
            [sys.executable, "-I", "-S", "-c", _CODE, json.dumps(_search_path())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(folder),
            cwd=folder,
            start_new_session=True,
        )
        try:
            self._exchange(start_message(limits, loader), _SECONDS_TO_START)
        except (CorpusError, *_BROKEN) as error:
            self.end()
            raise _not_started() from error

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the reply to a request; CorpusError when the process died over it, or had to be ended."""
        self.asked += 1
        return self._exchange(request, self._limits.seconds)

    def _exchange(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        end = time.monotonic() + self._limits.seconds_in_all
        reply = self._wait(seconds, message)
        while reply.get("busy"):
            reply = self._wait(min(seconds, end - time.monotonic()))
        return reply

    def _wait(self, seconds: float, message: dict[str, Any] | None = None) -> dict[str, Any]:
        watch = threading.Timer(max(seconds, 0), self._stop_late)
        watch.daemon = True
        watch.start()
        requests, replies = self._child.stdin, self._child.stdout
        try:
            if message and requests:
                send(requests, pack(message))
            return receive(replies, self._limits.output_bytes) if replies else {}
        except OverflowError:
            raise Refused(
                Reason.TOO_LARGE, "The file unfolds to more text than is read: split it into parts."
            ) from None
        except (EOFError, OSError):
            raise self._death() from None
        finally:
            watch.cancel()

    def _stop_late(self) -> None:
        self._late = True
        self.kill()

    def kill(self) -> None:
        """End the process with the programs that it started."""
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._child.kill()
            elif self._child.returncode is None:
                os.killpg(self._child.pid, signal.SIGKILL)

    def _death(self) -> CorpusError:
        """Return what the way it died says; the kernel's killer of processes sends SIGKILL, its clock SIGXCPU."""
        self.kill()
        code = self._child.wait()
        if self._late or code == -getattr(signal, "SIGXCPU", 0):
            seconds = self._limits.seconds
            detail = f"The file takes too long to read (more than {seconds:g} s): split it, or save it again."
            return Refused(Reason.TIMED_OUT, detail)
        if code == -getattr(signal, "SIGKILL", 0):
            return Refused(Reason.TOO_MUCH_MEMORY, TOO_MUCH_MEMORY)
        return Unreadable(Reason.CRASHED, _CRASHED)

    def end(self) -> None:
        """End the process and what it started."""
        self.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()


def _search_path() -> list[str]:
    """Return where this process finds modules, which the other shall find too, and nowhere else."""
    return [str(Path(__file__).resolve().parents[1]), *(str(Path(entry).resolve()) for entry in sys.path)]


def _environment(folder: str) -> dict[str, str]:
    """Return what a reader may know of this process: where programs are and which language is spoken; no secrets."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**kept, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder), "OMP_THREAD_LIMIT": "1"}


def _not_started() -> CorpusError:
    detail = "The process that reads files cannot be started: check that Python may start processes here."
    return CorpusError(Reason.CRASHED, detail)
