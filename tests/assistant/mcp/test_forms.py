"""The fields that clients get: those of the schema, names without letters that draw nothing, no scores."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter

from assistant import Assistant
from assistant.answers import SourceState
from assistant.mcp import forms

HIDDEN = "a\u200bb\U000e0041c\u202e.pdf"


@pytest.mark.parametrize(
    "question", ["How many delegates did Ingrid Solheim welcome?", "Who won the chess championship?"]
)
def test_an_answer_has_the_fields_of_its_schema(forum: Assistant, question: str) -> None:
    form = forms.answer_form(forum.ask(question))
    assert set(form) == set(forms.AnswerForm.__annotations__)
    TypeAdapter(forms.AnswerForm).validate_python(form)


def test_passages_have_the_fields_of_their_schema_and_no_score(forum: Assistant) -> None:
    hits = forum.search("nitrate", limit=2)
    TypeAdapter(forms.HitsForm).validate_python(forms.hits_form(hits))
    context = forum.context(hits[0].passage.id)
    assert context
    TypeAdapter(forms.ContextForm).validate_python(forms.context_form(context))
    for passage in forms.hits_form(hits)["passages"]:
        assert set(passage) == set(forms.PassageForm.__annotations__)


def test_names_and_titles_lose_what_draws_nothing_and_quotes_stay_as_they_are(forum: Assistant) -> None:
    answer = forum.ask("How many delegates did Ingrid Solheim welcome?")
    cited = replace(answer.citations[0], source=HIDDEN, title=HIDDEN, quote=HIDDEN)
    first: dict[str, Any] = forms.answer_form(replace(answer, citations=(cited,)))["citations"][0]
    assert (first["source"], first["title"], first["quote"]) == ("abc.pdf", "abc.pdf", HIDDEN)
    state = SourceState(HIDDEN, HIDDEN, "pdf", "skipped", detail=HIDDEN)
    (source,) = forms.sources_form([state], 1)["sources"]
    assert {source["source"], source["title"], source["detail"]} == {"abc.pdf"}
