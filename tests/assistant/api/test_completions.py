"""The conference as a model: what OpenAI's clients send and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import openai
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openai.types.chat import ChatCompletionChunk

from assistant import Assistant
from assistant.api import ApiKeys, ApiLimits, create_api
from assistant.api.completions import MODEL, safe_markdown
from assistant.api.keys import add_key

QUESTION = "Who said that we drink from the same lake?"
Over = Callable[..., TestClient]
Running = Callable[[FastAPI], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def server(forum: Assistant, tmp_path_factory: pytest.TempPathFactory, running: Running) -> Iterator[tuple[str, str]]:
    """The address of a running server over the forum, and a key for it."""
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    key = add_key(path, "test")
    app = create_api(forum, keys=ApiKeys(path), limits=ApiLimits(often=0))
    with running(app) as address:
        yield f"{address}/v1", key


@pytest.fixture(scope="module")
def client(server: tuple[str, str]) -> Iterator[openai.OpenAI]:
    """OpenAI's own client."""
    with openai.OpenAI(base_url=server[0], api_key=server[1], max_retries=0) as made:
        yield made


def asked(question: str) -> list[Any]:
    return [{"role": "system", "content": "Say only yes."}, {"role": "user", "content": question}]


def test_openais_client_gets_an_answer_with_its_citations_as_annotations(
    client: openai.OpenAI, forum: Assistant
) -> None:
    done = client.chat.completions.create(
        model=MODEL, messages=asked(QUESTION), temperature=0.2, max_tokens=50, seed=1, tools=[], user="u"
    )
    answer = forum.ask(QUESTION)
    (choice,) = done.choices
    assert choice.finish_reason == "stop"
    content = choice.message.content or ""
    assert content.startswith(answer.text)
    assert content.endswith("report.md")
    cited = [annotation.url_citation for annotation in choice.message.annotations or []]
    assert [content[one.start_index : one.end_index] for one in cited] == [f"[{c.number}]" for c in answer.citations]
    assert [one.title for one in cited] == [citation.title for citation in answer.citations]
    extra = cited[0].model_extra or {}
    assert extra["citation"]["quote"] == answer.citations[0].quote
    assert cited[0].url.endswith(f"/v1/passages/{answer.citations[0].passage_id}")


def test_openais_client_reads_a_stream_whose_pieces_are_the_whole(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model=MODEL, messages=asked(QUESTION)).choices[0].message
    chunks: list[ChatCompletionChunk] = list(
        client.chat.completions.create(model=MODEL, messages=asked(QUESTION), stream=True)
    )
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    assert [delta.role for delta in deltas if delta.role] == ["assistant"]
    assert chunks[-1].choices[0].finish_reason == "stop"
    annotations = (deltas[-1].model_extra or {})["annotations"]
    assert annotations == [annotation.model_dump() for annotation in whole.annotations or []]
    assert len({chunk.id for chunk in chunks}) == 1


def test_openais_client_lists_the_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]


def test_openais_client_raises_its_own_errors(client: openai.OpenAI, server: tuple[str, str]) -> None:
    with pytest.raises(openai.NotFoundError, match="There is no such model here; the one there is: aide-memoire"):
        client.chat.completions.create(model="gpt-4o", messages=asked(QUESTION))
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model=MODEL, messages=asked(""))
    assert refused.value.code == "bad_question"
    with (
        openai.OpenAI(base_url=server[0], api_key="wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError),
    ):
        stranger.models.list()


def test_the_messages_before_are_the_conversation(over: Over, scripted: Any) -> None:  # noqa: ANN401 - a double
    messages = [
        {"role": "developer", "content": "Be brief."},
        {"role": "assistant", "content": "Welcome!"},
        {"role": "user", "content": [{"type": "text", "text": "Who"}, {"type": "text", "text": "spoke?"}]},
        {"role": "assistant", "content": "“Anna spoke.” [1]\n\n[1] Minutes · p. 3 · minutes.pdf"},
        {"role": "tool", "content": "42", "tool_call_id": "a"},
        {"role": "user", "content": "When did she?"},
    ]
    body = {"model": MODEL, "messages": messages, "where": {"kind": "pdf"}, "tool_choice": "required", "n": 2}
    assert over().post("/v1/chat/completions", json=body).status_code == 200
    question, history, where = scripted.asked[0]
    assert question == "When did she?"
    assert [(turn.question, turn.answer) for turn in history] == [("Who\nspoke?", "“Anna spoke.” [1]")]
    assert where == {"kind": "pdf"}


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        ([], 422),
        ([{"role": "system", "content": "x"}], 400),
        ([{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Anna"}], 400),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://a.example"}}]}], 400),
        ([{"role": "wizard", "content": "x"}], 422),
        ([{"role": "user", "content": "x" * 1_000_001}], 413),
    ],
)
def test_a_conversation_that_ends_in_no_question_is_refused(over: Over, messages: list[Any], status: int) -> None:
    reply = over().post("/v1/chat/completions", json={"model": MODEL, "messages": messages})
    assert reply.status_code == status
    assert set(reply.json()["error"]) == {"code", "message"}


@pytest.mark.parametrize("stream", [True, False])
def test_nothing_in_a_quote_becomes_an_image_a_link_or_html(over: Over, stream: bool) -> None:
    body = {"model": MODEL, "messages": [{"role": "user", "content": "Who?"}], "stream": stream}
    text = over().post("/v1/chat/completions", json=body).text
    for live in ("![", "](", " <img"):
        assert live not in text
    assert "evil.example" in text


def test_only_what_markdown_would_act_on_is_changed() -> None:
    plain = "A “quote” [1], a [note] (see p. 3), 2 > 1, wow! [2] and a_b*c."
    assert safe_markdown(plain) == plain
    assert safe_markdown("![x](y) [x](y) <b>") == "!\\[x]\\(y) [x]\\(y) \\<b>"


def test_a_fault_in_the_middle_of_a_stream_is_an_error_of_the_client(forum: Assistant, server: tuple[str, str]) -> None:
    assert forum.generation
    with openai.OpenAI(base_url=server[0], api_key=server[1], max_retries=0) as made, pytest.raises(openai.APIError):
        list(made.chat.completions.create(model=MODEL, messages=asked(" "), stream=True))
