"""What a language model writes, or fails to write, reaches every door alike: the command line and the HTTP interface."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from assistant.api import create_api
from assistant.cli import app
from tests.assistant.generating.test_writing import GOOD, QUESTION, Ask
from tests.scripted_server import Act, ScriptedServer

FAILURES = {
    "unreachable": Act(status=500),
    "silent": Act(),
    "broken_off": Act(("The repair of",), cut=True),
    "too_long": Act(("x" * 1_000_000,)),
    "unsupported": Act(("It costs 9 million euros [1].",)),
}


@pytest.fixture
def environment(server: ScriptedServer, forum_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDE_MEMOIRE_STORE", str(forum_store))
    monkeypatch.setenv("AIDE_MEMOIRE_MODEL_URL", server.address)
    monkeypatch.setenv("AIDE_MEMOIRE_MODEL_KEY", "a key")


@pytest.mark.usefixtures("environment")
def test_the_command_line_shows_what_the_model_wrote_and_says_so(server: ScriptedServer) -> None:
    server.acts["good"] = Act(GOOD)
    done = CliRunner().invoke(app, ["ask", QUESTION, "--model", "good"])
    assert done.exit_code == 0
    assert "will cost 4.2 million crowns. [1]" in done.stdout
    assert "Written by a language model (good)" in done.stdout
    assert "a key" not in done.output


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("reason", FAILURES)
def test_the_command_line_quotes_where_the_model_fails(server: ScriptedServer, reason: str) -> None:
    server.acts["fails"] = FAILURES[reason]
    done = CliRunner().invoke(app, ["ask", QUESTION, "--model", "fails", "--json"])
    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (answer["answered"], answer["model"], answer["notes"][0]["kind"]) == (True, "extractive", reason)


@pytest.mark.usefixtures("environment")
def test_the_models_command_says_what_answers(server: ScriptedServer) -> None:
    server.acts |= {"good": Act(GOOD), "down": Act(status=500)}
    found = CliRunner().invoke(app, ["models", "--model", "good", "--json"])
    assert found.exit_code == 0
    assert json.loads(found.stdout)["model"]["reachable"] is True
    lost = CliRunner().invoke(app, ["models", "--model", "down"])
    assert lost.exit_code == 1
    assert lost.stdout.startswith("not reachable  down: ")


@pytest.mark.parametrize("reason", [None, *FAILURES])
def test_the_http_interface_gives_the_same(server: ScriptedServer, written: Ask, reason: str | None) -> None:
    server.acts["over-http"] = FAILURES[reason] if reason else Act(GOOD)
    with TestClient(create_api(written("over-http")), base_url="http://127.0.0.1") as client:
        answer = client.post("/v1/ask", json={"question": QUESTION}).json()
        assert answer["notes"][0]["kind"] == (reason or "generated")
        assert "4.2 million crowns" in answer["text"]
        streamed = client.post("/v1/ask", json={"question": QUESTION, "stream": True}).text
        assert "4.2 million" in streamed
