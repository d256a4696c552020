"""Starter questions: each can be answered, no two are alike, and they do not change from visit to visit."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.starting import starter_questions
from index import Index


@pytest.fixture(scope="module")
def sample(sample_store: Path, forum_index: Index) -> Assistant:
    opened = Index.open(sample_store, embedder=forum_index.embedder)
    return Assistant(opened, Settings(store=sample_store))


@pytest.mark.parametrize("limit", [1, 4, 8])
def test_starters_are_answerable_different_and_at_most_so_many(forum: Assistant, sample: Assistant, limit: int) -> None:
    for assistant in (forum, sample):
        starters = assistant.starters(limit)

        assert 1 <= len(starters) <= limit
        assert len(set(starters)) == len(starters)
        assert all(assistant.ask(question).answered for question in starters)


def test_the_sample_offers_as_many_as_the_page_shows(sample: Assistant) -> None:
    assert len(sample.starters()) == 4


def test_starters_keep_their_order_and_fewer_are_the_first_of_more(sample: Assistant) -> None:
    assert sample.starters(8) == sample.starters(8)
    assert sample.starters(8)[:4] == sample.starters(4)


def test_no_starter_is_offered_that_cannot_be_answered(forum_index: Index) -> None:
    assert starter_questions(forum_index, lambda _: False, limit=4) == []


def test_starters_ask_after_people_or_topics_of_the_materials(forum: Assistant) -> None:
    named = ("Solheim", "Berg", "Diallo", "Holm", "Лужина", "Қоңыратбай", "Opening", "Results")

    assert all(any(name in question for name in named) for question in forum.starters(8))
