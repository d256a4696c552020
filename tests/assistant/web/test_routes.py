"""What the page's script asks the server about answers, conversations and filters."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.answers import Answer, Citation, FilterValue, Searched
from assistant.errors import BadQuestion, NoPicture
from assistant.saved import read_conversation, saved
from assistant.web.routes import add_answers, add_originals
from assistant.web.shelf import Shelf, Shelves
from assistant.web.wording import Words
from corpus import Location

CITATION = Citation(1, "quote", "p1", "a.pdf", "A", Location(page=3), 0, 5, "0" * 64)
ANSWER = Answer("Why?", True, "“quote” [1]", (CITATION,), Searched(1, 1), generation="g1")


class Stub:
    """Knows no source, and two values to filter by; of its passages it offers this file, but for one that has changed."""

    def original(self, passage_id: str) -> Path | None:
        if passage_id == "changed":
            raise NoPicture("changed", "The file has changed.")
        return Path(__file__) if passage_id == "p1" else None

    def source(self, _: str) -> None:
        return None

    def follow_ups(self, given: Answer, limit: int = 3) -> list[str]:
        if given.question == "slow":
            time.sleep(2)
        return [f"After {given.question}"]

    def facets(self, where: Mapping[str, str] | None = None) -> list[FilterValue]:
        if "colour" in (where or {}):
            raise BadQuestion("There is no filter by “colour”.")
        return [FilterValue("kind", "docx", "docx", 3), FilterValue("language", "kk", "kk", 2)]


@pytest.fixture
def shelves() -> Shelves:
    return Shelves(Shelf(4), Shelf(4))


@pytest.fixture
def client(shelves: Shelves) -> TestClient:
    app = FastAPI()
    add_answers(app, Stub(), shelves, lambda _: Words("ru"))  # type: ignore[arg-type] # all that is asked of it
    add_originals(app, Stub(), lambda _: Words("ru"))  # type: ignore[arg-type] # all that is asked of it
    return TestClient(app)


def test_a_file_is_saved_and_never_shown(client: TestClient) -> None:
    reply = client.get("/passages/p1/original")
    assert reply.content == Path(__file__).read_bytes()
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"] == 'attachment; filename="test_routes.py"'
    assert reply.headers["cache-control"] == "no-store"


def test_a_file_that_is_not_offered_is_not_there_and_of_a_changed_one_the_page_says_so(client: TestClient) -> None:
    assert client.get("/passages/p2/original").status_code == 404
    changed = client.get("/passages/changed/original")
    assert changed.status_code == 409
    assert re.search("[а-я]", changed.text)


def test_an_answer_is_had_as_data_and_as_text_by_its_name(client: TestClient, shelves: Shelves) -> None:
    told = client.get(f"/answers/{shelves.answers.put(ANSWER)}")
    assert told.headers["Cache-Control"] == "no-store"
    assert told.json()["answer"] == json.loads(json.dumps(ANSWER.as_dict()))
    assert told.json()["copy"].endswith("[1] A · стр. 3 · a.pdf\n")
    assert "[^1]: “quote”" in told.json()["copy_markdown"]
    assert client.get("/answers/another").status_code == 404


def test_while_many_are_being_tried_no_questions_are_offered(client: TestClient, shelves: Shelves) -> None:
    address = f"/answers/{shelves.answers.put(replace(ANSWER, question='slow'))}/follow-ups"
    with ThreadPoolExecutor(3) as pool:
        offered = [reply.json() for reply in pool.map(client.get, [address] * 3)]
    assert sorted(offered) == [[], ["After slow"], ["After slow"]]
    assert client.get(address).json() == ["After slow"]


def test_questions_to_go_on_with_belong_to_an_answer(client: TestClient, shelves: Shelves) -> None:
    assert client.get(f"/answers/{shelves.answers.put(ANSWER)}/follow-ups").json() == ["After Why?"]
    assert client.get("/answers/another/follow-ups").json() == []


def test_a_saved_conversation_is_taken_back_under_a_name(client: TestClient, shelves: Shelves) -> None:
    given = client.post("/conversations", json=saved([ANSWER]))
    assert shelves.conversations.get(given.json()["name"]) == (ANSWER,)


def test_a_conversation_is_a_file_to_download_in_each_form(client: TestClient, shelves: Shelves) -> None:
    name = shelves.conversations.put(ANSWER)
    for form, suffix, begins in (("markdown", "md", b"## Why"), ("docx", "docx", b"PK"), ("json", "json", b"{")):
        file = client.get(f"/conversations/{name}/export?form={form}")
        assert file.headers["Content-Disposition"] == f'attachment; filename="aide-memoire-g1.{suffix}"'
        assert file.headers["Cache-Control"] == "no-store"
        assert file.content.startswith(begins)
    assert read_conversation(client.get(f"/conversations/{name}/export?form=json").content) == (ANSWER,)
    assert client.get(f"/conversations/{name}/export?form=exe").status_code == 404
    assert client.get("/conversations/another/export?form=json").status_code == 404


def test_what_is_no_conversation_is_refused(client: TestClient) -> None:
    refused = client.post("/conversations", content=b'{"conversation": [1]}')
    assert refused.status_code == 400
    assert "This is no saved conversation: conversation.0" in refused.text


def test_values_to_filter_by_are_called_by_their_names(client: TestClient) -> None:
    assert client.get("/facets?speaker=x").json() == [
        {"field": "kind", "value": "docx", "label": "Word", "passages": 3},
        {"field": "language", "value": "kk", "label": "Қазақша", "passages": 2},
    ]
    assert client.get("/facets?colour=red").status_code == 400
