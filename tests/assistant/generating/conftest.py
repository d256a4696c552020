"""The scripted server that the tests of generated answers share, and assistants over the forum that ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant import Assistant, Settings
from assistant.assistant import chat_model
from index import Index
from tests.scripted_server import ScriptedServer, scripted_server

Ask = Callable[..., Assistant]


@pytest.fixture(scope="session")
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as running:
        yield running


@pytest.fixture
def written(server: ScriptedServer, forum_index: Index, forum_store: Path) -> Ask:
    """Return an assistant over the forum whose model is that of the scripted server with the given name."""

    def assistant(name: str, **settings: object) -> Assistant:
        given = {"model_url": server.address, "model_key": SecretStr("a key"), **settings}
        chosen = Settings(store=forum_store, model=name, **given)  # type: ignore[arg-type]
        return Assistant(forum_index, chosen, model=chat_model(chosen))

    return assistant
