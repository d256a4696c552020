"""The shapes of what is asked and answered over HTTP, as the OpenAPI document describes them.

Replies are written by the assistant's own `as_dict`; a test compares its fields with these.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _whole(text: str) -> str:
    """Return a text, which must be one: JSON can name halves of characters, which no encoding can write."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("a character is cut in half")
    return text


Text = Annotated[str, AfterValidator(_whole)]
Where = dict[Text, Text]
_WHERE = Field(
    None,
    description="Keep to passages with these fields, as `--where` does: speaker, session, date, language, document, …",
    examples=[{"speaker": "nurmat"}],
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EarlierTurn(_Strict):
    """An earlier question of the conversation and what it was answered with."""

    question: Text
    answer: Text = ""


class AskRequest(_Strict):
    """A question; with `stream` the reply comes as server-sent events."""

    question: Text = Field(examples=["What is the 48-hour rule in Tauly?"])
    where: Where | None = _WHERE
    history: list[EarlierTurn] = Field([], description="The turns before it, oldest first.")
    stream: bool = False


class SearchRequest(_Strict):
    """What to look for."""

    query: Text = Field(examples=["bus without a driver"])
    limit: int = Field(8, ge=1, le=200)
    where: Where | None = _WHERE


class IntroductionShape(_Strict):
    """The sentence that introduces a quote, or tells who it is about."""

    quote: str
    passage_id: str
    location: dict[str, Any]
    start: int
    end: int


class CitationShape(_Strict):
    """A verbatim quote and where it stands."""

    number: int
    quote: str
    passage_id: str
    source: str
    title: str
    location: dict[str, Any]
    start: int
    end: int
    sha256: str
    introduction: IntroductionShape | None


class UnreadShape(_Strict):
    """A file that could not be read."""

    source: str
    reason: str
    detail: str


class CountShape(_Strict):
    """Documents and passages."""

    documents: int
    passages: int


class SearchedShape(_Strict):
    """What an answer was looked for in."""

    documents: int
    passages: int
    unread: list[UnreadShape]
    question: str
    within: str
    widened: bool
    older_index: str
    where: dict[str, str]
    left_out: CountShape
    closest: list[CitationShape]


class NoteShape(_Strict):
    """What is to be said of how an answer came about."""

    kind: str
    text: str


class AnswerShape(BaseModel):
    """An answer, or a refusal: `answered` false, no citations, the closest passages in `searched.closest`."""

    question: str
    answered: bool
    kind: str
    text: str
    items: int | None
    citations: list[CitationShape]
    searched: SearchedShape
    notes: list[NoteShape]
    model: str
    generation: str
    ms: dict[str, float] = Field(description="Milliseconds of each stage: understand, search, compose, total.")


class HitShape(_Strict):
    """A passage that was found."""

    rank: int
    score: float
    passage_id: str
    source: str
    title: str
    text: str
    location: dict[str, Any]
    metadata: dict[str, str]


class SourceShape(_Strict):
    """A file of the materials and its state."""

    source: str
    title: str
    kind: str
    state: str
    date: str
    language: str
    pages: int | None
    passages: int
    reason: str
    detail: str
    metadata: dict[str, str]
    origins: dict[str, str]


class PassageShape(_Strict):
    """A passage, verbatim; `start` and `end` are its offsets in the text of its document."""

    passage_id: str
    text: str
    language: str
    location: dict[str, Any]
    start: int
    end: int


class ContextShape(_Strict):
    """A passage among its neighbours, in document order; `position` is its index among them."""

    title: str
    source: str
    position: int
    pictured: bool = Field(description="Whether its pages can be shown as pictures.")
    passages: list[PassageShape]


class StateShape(_Strict):
    """That the server runs."""

    status: str = Field(examples=["ok"])


class ReadyShape(_Strict):
    """That questions can be asked, and of which index."""

    status: str = Field(examples=["ready"])
    generation: str
