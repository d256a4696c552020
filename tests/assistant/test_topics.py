"""What a topic is called otherwise: by the table, in three languages, and that words are not taken for what they resemble."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.topics import notions_of
from index import Index


@pytest.fixture(scope="module")
def opened(sample_store: Path, forum_index: Index) -> Index:
    return Index.open(sample_store, embedder=forum_index.embedder)


def names(opened: Index, topic: str, text: str, language: str = "en") -> list[list[str]]:
    """Return, for each alternative of a topic, the names of its notions that stand in a text."""
    stems = Index.stems(text, language)
    return [[notion.name_in(text, stems) for notion in notions] for notions in notions_of(opened, topic)]


@pytest.mark.parametrize("topic", ["the death penalty", "смертной казни", "өлім жазасы"])
def test_a_topic_is_found_by_its_other_names_whatever_language_asks(opened: Index, topic: str) -> None:
    assert names(opened, topic, "Commute all sentences and halt executions") == [["execution"]]
    assert names(opened, topic, "Strengthen the executive") == [[""]]


def test_what_is_joined_by_and_is_asked_for_by_either(opened: Index) -> None:
    found = names(opened, "children and prisons", "Give every detainee a lawyer")

    assert [list(filter(None, held)) for held in found] == [[], ["detainees"]]


def test_minors_are_no_minorities(opened: Index) -> None:
    assert names(opened, "minorities", "Protect minors from forced marriage") == [[""]]
    assert names(opened, "minorities", "Protect every minority") == [["minority"]]


def test_a_word_that_the_table_does_not_know_counts_with_its_derivations(opened: Index) -> None:
    assert names(opened, "interpreters", "Pay for interpretation in court") == [["interpreters"]]
    assert names(opened, "interpreters", "Record every interrogation") == [[""]]


def test_plain_words_are_no_topic_of_their_own(opened: Index) -> None:
    assert len(notions_of(opened, "the right to education")[0]) == 1
    assert notions_of(opened, "the rights of persons") == []
