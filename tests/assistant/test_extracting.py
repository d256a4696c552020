"""Sentences chosen for a question: ranked, bound to its year and filters, and none said twice."""

from __future__ import annotations

import re

import pytest

from assistant.answering import understood
from assistant.extracting import Extract, Quote, choose, extract
from corpus import BlockKind
from index import Index

QUESTIONS = (
    "When did the Lakeside Forum take place?",
    "Which measures did the Forum adopt?",
    "What did Amara Diallo propose?",
    "How far did the catch of trout fall?",
    "Что предлагает Союз садоводов?",
    "Жайлау қауымдастығы қашан құрылды?",
)


def found_for(index: Index, question: str, *, where: dict[str, str] | None = None) -> Extract:
    return extract(index, understood(index, question), where=where)


def overlap(one: Quote, other: Quote) -> bool:
    return one.hit.row == other.hit.row and one.start < other.end and other.start < one.end


def kind(quote: Quote) -> BlockKind:
    return next(span.kind for span in quote.hit.passage.spans if span.start <= quote.start < span.end)


@pytest.mark.parametrize("question", QUESTIONS)
def test_candidates_are_ranked_and_each_is_verbatim_from_its_hit(forum_index: Index, question: str) -> None:
    found = found_for(forum_index, question)

    scores = [quote.evidence.score for quote in found.quotes]
    assert scores == sorted(scores, reverse=True)
    assert all(quote.hit in found.hits for quote in found.quotes)
    assert all(quote.text == quote.hit.passage.text[quote.start : quote.end] != "" for quote in found.quotes)
    assert {term.word for term in found.asked.terms} <= set(re.findall(r"\w+", question.lower()))


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_chosen_begins_with_the_best_and_repeats_nothing(forum_index: Index, question: str) -> None:
    found = found_for(forum_index, question)
    chosen = choose(found)

    assert all(quote in found.quotes for quote in chosen)
    assert found.quotes[0] in chosen
    assert not any(overlap(one, other) for one in chosen for other in chosen if one is not other)


def test_one_good_sentence_is_not_followed_by_weak_ones(forum_index: Index) -> None:
    chosen = choose(found_for(forum_index, "Since when has the Fishermen's Union kept records of the catch?"))

    assert "since 1954" in chosen[0].text
    assert all(quote.evidence.score > chosen[0].evidence.score / 2 for quote in chosen)
    assert len(chosen) <= 5


def test_a_list_is_quoted_whole_and_in_the_order_of_the_materials(forum_index: Index) -> None:
    quoted = "\n".join(quote.text for quote in choose(found_for(forum_index, "Which measures did the Forum adopt?")))

    places = [quoted.index(words) for words in ("Measure every well", "Publish the results", "Repair the two")]
    assert places == sorted(places)


def test_a_year_keeps_to_passages_that_name_it(forum_index: Index) -> None:
    found = found_for(forum_index, "What was the catch of trout in 2022?")

    assert found.hits
    assert all("2022" in hit.passage.text for hit in found.hits)


def test_a_year_may_stand_in_the_documents_date_alone(forum_index: Index) -> None:
    found = found_for(forum_index, "Who welcomed the delegates in 2023?")

    assert any("Solheim" in quote.text for quote in found.quotes)
    assert {hit.source for hit in found.hits} == {"report.md"}


def test_a_year_that_nothing_names_leaves_nothing_to_quote(forum_index: Index) -> None:
    found = found_for(forum_index, "What was the catch of trout in 1987?")

    assert found.quotes == ()
    assert choose(found) == []


def test_a_filter_keeps_to_its_passages(forum_index: Index) -> None:
    found = found_for(forum_index, "What is proposed?", where={"speaker": "Amara Diallo"})

    assert {hit.source for hit in found.hits} == {"panel.vtt"}


def test_headings_and_photo_credits_are_never_candidates(forum_index: Index) -> None:
    quotes = [
        quote for question in (*QUESTIONS, "Photo River Council") for quote in found_for(forum_index, question).quotes
    ]

    assert {kind(quote) for quote in quotes} & {BlockKind.HEADING, BlockKind.CAPTION} == set()
    assert not any(quote.text.startswith("Photo") for quote in quotes)


def test_the_voice_asked_for_outranks_another_that_uses_the_same_words(forum_index: Index) -> None:
    best = found_for(forum_index, "What did Tomas Berg say about the strips?").quotes[0]

    assert best.evidence.voiced
    assert "pay for the seeds" in best.text
