"""How the page takes an opinion."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.answers import Answer, Searched
from assistant.feedback import Opinions
from assistant.web.opinions import add_opinions
from assistant.web.shelf import Shelf, Shelves

ANSWER = Answer("Why?", True, "Because.", (), Searched(1, 1))


def client(opinions: Opinions | None) -> tuple[TestClient, str]:
    """Return a client and the name of an answer."""
    shelves = Shelves(Shelf(4), Shelf(4), opinions)
    app = FastAPI()
    add_opinions(app, shelves)
    return TestClient(app), shelves.answers.put(ANSWER)


def test_an_opinion_of_an_answer_at_hand_is_kept(tmp_path: Path) -> None:
    page, name = client(Opinions(tmp_path))
    told = {"answer": name, "helpful": False, "reason": "wrong", "with_question": True}
    assert page.post("/opinions", json=told).status_code == 204
    assert page.post("/opinions", json={"answer": name, "helpful": True}).status_code == 204
    first, second = Opinions(tmp_path).all()
    assert (first.helpful, first.reason, first.question) == (False, "wrong", "Why?")
    assert (second.helpful, second.reason, second.question) == (True, "", "")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"answer": "x"}', 400),
        (b'{"answer": "x", "helpful": "perhaps"}', 400),
        (b'{"answer": "x", "helpful": true}', 404),
    ],
)
def test_what_is_no_opinion_of_an_answer_at_hand_is_not_kept(tmp_path: Path, told: bytes, status: int) -> None:
    page, _ = client(Opinions(tmp_path))
    assert page.post("/opinions", content=told).status_code == status
    assert Opinions(tmp_path).all() == []


def test_where_opinions_are_not_asked_for_none_is_taken() -> None:
    page, name = client(None)
    assert page.post("/opinions", json={"answer": name, "helpful": True}).status_code == 404


def test_a_folder_that_cannot_be_written_to_is_said_to_the_visitor(tmp_path: Path) -> None:
    page, name = client(Opinions(tmp_path / "none"))
    assert page.post("/opinions", json={"answer": name, "helpful": True}).status_code == 503
