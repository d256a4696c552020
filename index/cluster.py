"""The only file that knows Dask: files are read and texts embedded by the workers of a cluster, in the order of a build here.

What is sent is bytes, and functions of this file by their name. So many files and windows are under way that all workers
are busy, and no more. What a worker that dies was at is given to another; what took several workers along, and a cluster
that is lost, end the build.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from corpus import Found, load_many

from . import worker
from .embedder import Model, Vectors, load_embedder
from .errors import NoWorkers, StoreError
from .parcels import packed, unpacked_documents
from .reading import ReadDocument, documents_of

_Answer = Any  # a future of Dask's, whose types are told in part
_CONNECT_SECONDS = 10.0
_PATIENCE_SECONDS = 30.0  # without any worker, after which none is expected any more
_LOOK_SECONDS = 5.0  # after which it is looked whether there still are workers
_FETCH_SECONDS = 600.0  # for what is made and only comes slowly
_BATCH_FILES, _BATCH_BYTES = 32, 500_000  # read by one process: enough to make its start worth while
_BYTES_AHEAD = 256_000_000  # of files under way; a larger one goes alone
_AHEAD = 2  # batches and windows under way for each thread of a worker: one that it works at, and the next
_LATER = 4  # more windows, for workers that come later
_READ_FIRST = 1  # before embedding: then there is always something to embed
_AGAIN = "then run the command again. The index is as it was before."


def _greeted(terms: bytes) -> int:
    from distributed import get_worker

    return worker.greeted(terms, get_worker().address)


def _read(terms: bytes, files: bytes, *contents: bytes) -> bytes:
    from distributed import get_worker

    here = get_worker()  # its folder is cleared away even where it was killed
    return worker.read(terms, files, contents, here.address, here.local_directory)


def _embedded(terms: bytes, texts: bytes) -> Vectors:
    from distributed import get_worker

    return worker.embedded(terms, texts, get_worker().address)


class Cluster:
    """The workers of the scheduler at an address, who read files and embed documents; for several threads.

    `at_once` is how many windows of texts keep them busy. Raises NoWorkers when there is no scheduler or it has no workers,
    and WrongWorker or WrongModel, naming the worker, when one would make another index than this machine, then or later.
    """

    def __init__(self, address: str, model: Model) -> None:
        self._address = address
        self._embedder = cache(lambda: load_embedder(model))
        self._terms = worker.terms_of(model)
        self._client = _connected(address)
        try:
            self._threads = 1
            self._look()
            self.at_once = _AHEAD * self._threads + _LATER
            self.dimension: int = self._result(self._submit(_greeted, self._terms), "load the model")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the cluster, which goes on for others; what is under way for this build is given up."""
        with suppress(TimeoutError):  # of a scheduler that does not answer
            self._client.close(timeout=_CONNECT_SECONDS)

    def embed_documents(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield the positions of all texts and their vectors, made by one worker together."""
        future = self._submit(_embedded, self._terms, packed(list(texts)))
        yield list(range(len(texts))), self._result(future, f"embed {len(texts)} texts")

    def read(self, files: Iterable[tuple[Found, str]]) -> Generator[list[ReadDocument], None, None]:
        """Yield what becomes of each file, given with the hash under which it was found, and of those inside it, in order."""
        waiting: deque[_Batch] = deque()
        rest = _batches(files)
        self._send(rest, waiting)
        while waiting:
            batch = waiting.popleft()
            read = self._answer(batch) if batch.answer else self._read_here(batch)
            self._send(rest, waiting)
            yield from read

    def _send(self, rest: Iterator[_Batch], waiting: deque[_Batch]) -> None:
        """Give the workers as many batches as keep them busy."""
        while len(waiting) < _AHEAD * self._threads and sum(batch.size for batch in waiting) < _BYTES_AHEAD:
            batch = next(rest, None)
            if batch is None:
                return
            if batch.contents:
                told = packed(
                    [worker.told(*file, data) for file, data in zip(batch.files, batch.contents, strict=True)]
                )
                batch.answer = self._submit(_read, self._terms, told, *batch.contents, priority=_READ_FIRST)
                batch.contents.clear()
            waiting.append(batch)

    def _answer(self, batch: _Batch) -> list[list[ReadDocument]]:
        names = ", ".join(found.source for found, _ in batch.files)
        return unpacked_documents(self._result(batch.answer, f"read {names}"))

    def _read_here(self, batch: _Batch) -> list[list[ReadDocument]]:
        with closing(load_many([found for found, _ in batch.files])) as outcomes:
            return [
                documents_of(outcome, sha256, found.overrides, self._embedder)
                for outcome, (found, sha256) in zip(outcomes, batch.files, strict=True)
            ]

    def _submit(self, function: Callable[..., Any], *given: bytes, priority: int = 0) -> _Answer:
        import dask

        try:
            with dask.config.set({"distributed.admin.large-graph-warning-threshold": _BYTES_AHEAD}):
                return self._client.submit(function, *given, pure=False, priority=priority)
        except Exception as error:  # a client that lost its scheduler fails in ways of its own
            raise self._lost() from error

    def _result(self, future: _Answer, doing: str) -> Any:  # noqa: ANN401 - whatever the worker made
        """Return what a worker makes, waited for while there are workers; raises its error where that is one of ours."""
        without = 0.0
        while True:
            try:
                return future.result(timeout=_FETCH_SECONDS if future.done() else _LOOK_SECONDS)
            except StoreError:
                raise
            except Exception as error:  # what ended the worker or the cluster, or anything that failed there
                if future.status in {"error", "cancelled"}:
                    raise self._failed(error, doing) from error
            without = 0.0 if self._look() else without + _LOOK_SECONDS
            if without >= _PATIENCE_SECONDS:
                raise NoWorkers(f"The scheduler at {self._address} has lost its workers: start some, {_AGAIN}")

    def _failed(self, error: Exception, doing: str) -> StoreError:
        from distributed import CancelledError
        from distributed.scheduler import KilledWorker

        if isinstance(error, CancelledError):
            return self._lost()
        if isinstance(error, KilledWorker):
            count = error.allowed_failures + 1
            return NoWorkers(
                f"{count} workers ended, one after the other, that were to {doing}: see what they wrote, {_AGAIN}"
            )
        return NoWorkers(
            f"The workers could not {doing} ({type(error).__name__}: {error}): see what they wrote, {_AGAIN}"
        )

    def _look(self) -> int:
        """Return in how many threads workers work now; NoWorkers when the scheduler does not answer."""
        try:
            told = self._client.sync(self._client.scheduler.identity, n_workers=-1, callback_timeout=_CONNECT_SECONDS)
        except Exception as error:  # Dask's, Tornado's and the operating system's errors alike
            raise self._lost() from error
        threads: int = sum(one["nthreads"] for one in told["workers"].values())
        self._threads = threads or self._threads
        return threads

    def _lost(self) -> NoWorkers:
        return NoWorkers(f"The scheduler at {self._address} was lost: see that it runs and can be reached, {_AGAIN}")


@dataclass(slots=True)
class _Batch:
    """Files that are read together: by a worker, from their bytes, or here where there is nothing to send."""

    files: list[tuple[Found, str]] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    size: int = 0
    answer: _Answer = None

    def add(self, file: tuple[Found, str], content: bytes) -> bool:
        """Take a file; return whether the batch is full."""
        self.files.append(file)
        self.contents.append(content)
        self.size += len(content)
        return len(self.files) >= _BATCH_FILES or self.size >= _BATCH_BYTES


def _batches(files: Iterable[tuple[Found, str]]) -> Iterator[_Batch]:
    """Yield all files in order, read from the disk only when their turn comes."""
    batch = _Batch()
    for file in files:
        content = None if file[0].fault else file[0].content()
        if content is not None and not batch.add(file, content):
            continue
        if batch.files:
            yield batch
        batch = _Batch()
        if content is None:
            yield _Batch([file])
    if batch.files:
        yield batch


def _connected(address: str) -> Any:  # noqa: ANN401 - a client of Dask's, whose types are told in part
    """Return a client of the scheduler at an address that has a worker."""
    ours = "distributed" not in sys.modules
    try:
        from distributed import Client
    except ImportError as error:
        raise NoWorkers("Building with workers takes Dask: pip install 'aide-memoire[cluster]'.") from error
    if ours:  # what it logs of a lost connection is said in one sentence, and nobody else in this process listens
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        _knock(address)
        client: Any = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except Exception as error:  # Dask's and the operating system's errors alike, and those of a wrong address
        raise NoWorkers(
            f"There is no Dask scheduler at {address} ({error}): start one with `dask scheduler`, {_AGAIN}"
        ) from error
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
    except Exception as error:
        client.close(timeout=_CONNECT_SECONDS)
        raise NoWorkers(
            f"The scheduler at {address} has no workers: start some with `dask worker {address}`, {_AGAIN}"
        ) from error
    return client


def _knock(address: str) -> None:
    """See that a scheduler answers, in a thread that may be left behind: a client waits for ever for one that is none."""
    from distributed import Security
    from distributed.comm.core import connect

    heard: SimpleQueue[Exception | None] = SimpleQueue()

    async def knock() -> None:
        security: Any = Security()  # type: ignore[no-untyped-call]
        arguments = security.get_connection_args("client")
        comm: Any = await connect(address, timeout=_CONNECT_SECONDS, **arguments)  # type: ignore[no-untyped-call]
        await comm.close()

    def listen() -> None:
        try:
            asyncio.run(knock())
        except Exception as error:  # told by who waits
            heard.put(error)
        else:
            heard.put(None)

    Thread(target=listen, name="knock", daemon=True).start()
    try:
        fault = heard.get(timeout=2 * _CONNECT_SECONDS)
    except Empty:
        raise TimeoutError("what listens there does not answer as one") from None
    if fault:
        raise fault
