"""Starter questions: each can be answered, no two are alike, and they do not change from visit to visit."""

from __future__ import annotations

import re
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


@pytest.mark.parametrize(
    ("language", "form"),
    [
        ("en", r"Who is .+\?|What did .+ say\?|What is said (?:about .+|in the section “.+”)\?"),
        ("ru", r"Кто это – .+\?|О чём говорит .+\?|Что говорится в разделе «.+»\?"),
        ("kk", r".+ деген кім\?|.+ не туралы айтты\?|«.+» бөлімінде не айтылған\?"),
    ],
)
def test_starters_in_a_language_are_asked_in_it_and_answered(
    forum: Assistant, sample: Assistant, language: str, form: str
) -> None:
    for assistant in (forum, sample):
        starters = assistant.starters(language=language)
        assert len(starters) == 4
        assert all(re.fullmatch(form, question) for question in starters), starters
        assert all(assistant.ask(question).answered for question in starters)


def test_what_cannot_be_asked_in_a_language_is_asked_in_that_of_the_materials(forum_index: Index) -> None:
    def latin(question: str) -> bool:
        return re.search("[А-я]", question) is None

    starters = starter_questions(forum_index, latin, limit=4, language="ru")
    assert starters == starter_questions(forum_index, latin, limit=4)
    assert starters


def test_headings_of_another_language_are_quoted_as_they_stand(sample: Assistant) -> None:
    assert "Что говорится в разделе «Психиатрические больницы»?" in sample.starters(language="ru")
    english = sample.starters(limit=40, language="en")
    assert all("“" in question for question in english if re.search("section .*[А-я]", question))
