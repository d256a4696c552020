"""An assistant whose vectors are on a Chroma server, a real one: what is said while it is down, and that it comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant import Assistant, Settings, newest
from assistant.assistant import build_report
from assistant.cli import app
from assistant.web import Limits
from assistant.web.chat import Conversation, converse
from index import StoreError
from tests.chroma_servers import ChromaServer, chroma

QUESTION = "Who bought the mill of Greystone?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma(tmp_path_factory.mktemp("chroma") / "data") as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, server: ChromaServer) -> Settings:
    (tmp_path / "materials").mkdir()
    return Settings(store=tmp_path / "store", chroma=server.place.url)


@pytest.fixture
def build(tmp_path: Path, settings: Settings) -> Callable[[str], str]:
    """A function that indexes a text that names a buyer, and returns the generation."""

    def run(buyer: str) -> str:
        text = f"The mill\n\nThe mill of Greystone was bought by {buyer} in May.\n"
        (tmp_path / "materials" / "mill.txt").write_text(text, encoding="utf-8")
        return build_report(tmp_path / "materials", settings=settings).generation

    return run


@contextmanager
def down(server: ChromaServer) -> Iterator[None]:
    server.kill()
    try:
        yield
    finally:
        server.start()


def test_a_server_that_is_down_is_said_and_afterwards_the_same_assistant_answers(
    build: Callable[[str], str], settings: Settings, server: ChromaServer, caplog: pytest.LogCaptureFixture
) -> None:
    build("Nils Aker")
    with Assistant.open(settings=settings) as assistant:
        with down(server):
            with pytest.raises(StoreError, match=server.place.url) as told:
                assistant.ask(QUESTION)
            assert told.value.passing
            conversation = Conversation()
            for _ in converse(assistant, QUESTION, conversation, Limits()):
                pass
            shown = conversation.exchanges[0].shown
            assert "do not answer at the moment" in shown
            assert server.place.url not in shown
            assert server.place.url in caplog.text
            asked = CliRunner().invoke(
                app, ["ask", QUESTION, "--store", str(settings.store)], env={"AIDE_MEMOIRE_CHROMA": settings.chroma}
            )
            assert asked.exit_code == 1
            assert asked.stderr.startswith(f"aide-memoire: The Chroma server at {settings.chroma} does not answer")
            assert len(asked.stderr.splitlines()) == 1
        assert "Nils Aker" in assistant.ask(QUESTION).text


def test_a_newer_index_that_the_server_keeps_back_is_served_once_it_answers(
    build: Callable[[str], str], settings: Settings, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build("Nils Aker")
    clock = [1_000.0]
    monkeypatch.setattr(newest.time, "monotonic", lambda: clock[0])
    with Assistant.open(settings=settings) as assistant:
        second = build("Olga Brandt")
        with down(server):
            assert assistant.generation == first
            assert "cannot be opened" in assistant.notice
            assert server.place.url in assistant.notice
        clock[0] += 29
        assert assistant.generation == first
        clock[0] += 2
        assert assistant.generation == second
        assert assistant.notice == ""
        assert "Olga Brandt" in assistant.ask(QUESTION).text
