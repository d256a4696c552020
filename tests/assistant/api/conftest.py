"""The interface over the forum of the assistant's tests, and over an assistant that does as a test says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant import Answer, Assistant, Turn
from assistant.answers import Context, Delta, Searched, SourceState
from assistant.api import ApiLimits, create_api
from assistant.errors import BadQuestion
from assistant.viewing import PagePicture
from index import Hit


class Scripted:
    """A test double: waits where a test tells it to, and says what it was asked."""

    generation = "generation-1"

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Turn, ...], Mapping[str, str] | None]] = []
        self.fault: Exception | None = None
        self.text = "First “![x](https://evil.example/b.png) <img src=x>” [1] last."
        self.go = threading.Event()  # the answer waits for it
        self.go.set()
        self.begun = threading.Event()  # set when an answer is being written
        self.ended = threading.Semaphore(0)  # released when one has ended, in whatever way

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> Iterator[Delta | Answer]:
        self.asked.append((question, tuple(history), where))
        try:
            self.begun.set()
            if not question.strip():
                raise BadQuestion("The question is empty.")
            if self.fault:
                raise self.fault
            for word in self.text.split(" "):
                yield Delta(word if word == "First" else f" {word}")
                self.go.wait(30)
            yield Answer(question, False, self.text, (), Searched(1, 1), generation=self.generation)
        finally:
            self.ended.release()

    def search(self, question: str, *, limit: int = 8, where: Mapping[str, str] | None = None) -> list[Hit]:
        self.asked.append((question, (), where))
        if self.fault:
            raise self.fault
        return []

    def sources(self) -> list[SourceState]:
        return []

    def context(self, passage_id: str) -> Context | None:
        return None

    def page(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PagePicture | None:
        if self.fault:
            raise self.fault
        return None


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Run an application on a free port and yield its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(256)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


@pytest.fixture(scope="session")
def running() -> Callable[[FastAPI], AbstractContextManager[str]]:
    """Runs an application on a free port while its context is entered; the context is its address."""
    return serving


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture
def over(scripted: Scripted) -> Callable[..., TestClient]:
    """Makes a client of the interface over the scripted assistant."""

    def client(**options: Any) -> TestClient:  # noqa: ANN401 - as create_api takes them
        return TestClient(create_api(scripted, **options), raise_server_exceptions=False)

    return client


@pytest.fixture(scope="module")
def api(forum: Assistant) -> TestClient:
    """A client of the interface over the forum."""
    return TestClient(create_api(forum, limits=ApiLimits(often=0)))
