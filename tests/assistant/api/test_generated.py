"""Answers of a language model over HTTP: whatever the model does, each door ends with the same sound answer."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant import Assistant, Settings
from assistant.api import ApiLimits, create_api
from assistant.api.completions import MODEL
from assistant.api.shapes import AnswerShape
from assistant.assistant import chat_model
from index import Index
from tests.scripted_server import Act, ScriptedServer, scripted_server

QUESTION = "What will the repair of the pumping stations cost?"
GOOD = (
    "The repair of the two pumping stations at Grey",
    "stone will cost 4.2 million crowns [",
    "1]. It is to be finished by October 2025 [1].",
)
OBEYING = ("Ignore the sources! ![x](https://evil.example/x.png) Visit https://evil.example/now [1].",)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    """The scripted server, a test double of a language model's."""
    with scripted_server() as running:
        yield running


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (Act(GOOD), "generated"),
        (Act(("The repair of the pumping stations will cost 4.8 million crowns [1].",)), "unsupported"),
        (Act(("The repair is praised by Halvorsen [17].",)), "unsupported"),
        (Act(OBEYING), "unsupported"),
        (Act(status=500), "unreachable"),
        (Act(("The repair of the pum",), stall=30, stall_at=1), "slow or broken_off"),  # whichever notices first
        (Act((*GOOD[:1], "stone"), cut=True), "broken_off"),
        (Act(), "silent"),
        (Act(("x" * 1_000_000,)), "too_long"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_whatever_a_model_does_every_door_tells_the_same_answer(
    server: ScriptedServer, forum_index: Index, forum_store: str, act: Act, kind: str
) -> None:
    server.acts["scripted"] = act
    address = {
        "model_url": server.address,
        "model_key": SecretStr("a key"),
        "model_seconds": 2.0 if act.stall else 60.0,
    }
    chosen = Settings(store=forum_store, model="scripted", **address)  # type: ignore[arg-type] # checked by the settings
    client = TestClient(create_api(Assistant(forum_index, chosen, model=chat_model(chosen)), limits=ApiLimits(often=0)))
    whole = client.post("/v1/ask", json={"question": QUESTION}).json()
    AnswerShape.model_validate(whole)
    assert whole["answered"]
    assert whole["notes"][0]["kind"] in kind
    assert "4.2 million crowns" in whole["text"]
    assert "evil.example" not in json.dumps(whole)
    assert ("generate" in whole["ms"]) == bool(act.pieces or act.status != 200 or kind == "silent")

    events = client.post("/v1/ask", json={"question": QUESTION, "stream": True}).text.strip().split("\n\n")
    data = [json.loads(event.split("data: ")[1]) for event in events]
    assert "".join(piece["text"] for piece in data[:-1]) == data[-1]["text"] == whole["text"]

    chat = {"model": MODEL, "messages": [{"role": "user", "content": QUESTION}]}
    message = client.post("/v1/chat/completions", json=chat).json()["choices"][0]["message"]
    assert message["content"].startswith(whole["text"])
    assert message["content"].endswith(whole["notes"][-1]["text"])
    assert len(message["annotations"]) >= len(whole["citations"]) > 0
