"""What the tools return beside their text, field by field: the schemas that a client is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from corpus import Passage
from index import Hit

from ..answers import Answer, Context, SourceState
from ..rendering import visible

Place = Annotated[
    dict[str, Any],
    Field(description="Where it stands, as far as known: page, slide, heading, paragraph, speaker, start (seconds)."),
]


class CitationForm(TypedDict):
    """One verbatim quote and where it stands."""

    number: Annotated[int, Field(description="The n of [n] in the answer's text.")]
    quote: Annotated[str, Field(description="The document's own words, character for character.")]
    passage_id: Annotated[str, Field(description="Give it to read_passage to see what stands around the quote.")]
    source: Annotated[str, Field(description="The file, relative to the folder of the materials.")]
    title: str
    location: Place


class AnswerForm(TypedDict):
    """An answer, or a refusal with the closest passages."""

    question: str
    answered: Annotated[bool, Field(description="False where the materials do not answer the question.")]
    kind: str
    text: Annotated[str, Field(description="The answer; [n] stands for citation number n.")]
    citations: list[CitationForm]
    notes: Annotated[list[str], Field(description="What else is to be known of the answer, as that a model wrote it.")]
    closest: Annotated[list[CitationForm], Field(description="For a refusal: the nearest passages, no answer.")]
    searched: Annotated[dict[str, Any], Field(description="How much was searched, and in which part of the materials.")]
    model: Annotated[str, Field(description="What wrote the answer: 'extractive' quotes and writes nothing itself.")]
    generation: Annotated[str, Field(description="The index that answered.")]


class PassageForm(TypedDict):
    """A passage of a document."""

    passage_id: str
    source: str
    title: str
    text: str
    location: Place
    metadata: Annotated[
        dict[str, str], Field(description="What the document says of itself: speaker, session, event, …")
    ]


class HitsForm(TypedDict):
    """Passages, best first."""

    passages: list[PassageForm]


class ContextForm(TypedDict):
    """A passage among its neighbours in the document's order."""

    passages: list[PassageForm]
    position: Annotated[int, Field(description="Which of them was asked for, from 0.")]


class SourceForm(TypedDict):
    """A document."""

    source: str
    title: str
    kind: str
    state: Annotated[str, Field(description="indexed, partial (some of it could not be read) or skipped")]
    date: str
    language: str
    pages: int | None
    passages: int
    detail: Annotated[str, Field(description="Why it, or a part of it, could not be read.")]


class SourcesForm(TypedDict):
    """Documents, and of how many."""

    sources: list[SourceForm]
    total: Annotated[int, Field(description="How many there are that `contains` keeps.")]


def answer_form(answer: Answer) -> dict[str, Any]:
    """Return an answer in the form that is documented for clients."""
    searched = answer.searched
    return {
        "question": answer.question,
        "answered": answer.answered,
        "kind": answer.kind,
        "text": answer.text,
        "citations": [_named(citation.as_dict()) for citation in answer.citations],
        "notes": [note.text for note in answer.notes],
        "closest": [_named(citation.as_dict()) for citation in answer.closest],
        "searched": {
            "documents": searched.documents,
            "passages": searched.passages,
            "question": searched.question,
            "within": searched.within,
            "unread": [visible(skipped.source) for skipped in searched.unread],
        },
        "model": answer.model,
        "generation": answer.generation,
    }


def hits_form(hits: Sequence[Hit]) -> dict[str, Any]:
    """Return passages found; how well each matches is not told."""
    return {"passages": [_passage(hit.passage) for hit in hits]}


def context_form(context: Context) -> dict[str, Any]:
    """Return a passage among its neighbours."""
    return {"passages": [_passage(passage) for passage in context.passages], "position": context.position}


def sources_form(sources: Sequence[SourceState], total: int) -> dict[str, Any]:
    """Return documents."""
    names = SourceForm.__annotations__
    return {"sources": [_named({name: getattr(one, name) for name in names}) for one in sources], "total": total}


def _passage(passage: Passage) -> dict[str, Any]:
    return _named(
        {
            "passage_id": passage.id,
            "source": passage.source,
            "title": passage.title,
            "text": passage.text,
            "location": passage.location.as_dict(),
            "metadata": {name: visible(value) for name, value in passage.metadata.items()},
        }
    )


def _named(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields without the letters in names and titles that draw nothing: text was read without them."""
    return fields | {name: visible(fields[name]) for name in ("source", "title", "detail") if name in fields}
