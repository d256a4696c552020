"""Answers, passages and documents told to another program's language model: as Markdown in which nothing links or loads.

Each source and passage stands with its id, so that the model can ask for more of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus import Passage
from index import Hit

from .answers import Answer, Citation, Context, SourceState
from .remarks import remarks
from .rendering import location_label, unlinked


def answer_told(answer: Answer) -> str:
    """Return an answer with its numbered sources, a refusal with the closest passages, as such."""
    return unlinked("\n".join(_answer(answer)))


def hits_told(hits: Sequence[Hit]) -> str:
    """Return passages, best first, each with its place and its id."""
    if not hits:
        return "No passage was found: use other words, or fewer filters."
    return unlinked(
        "\n\n".join(f"{rank}. {_place(hit.passage)}\n{hit.passage.text}" for rank, hit in enumerate(hits, 1))
    )


def context_told(context: Context) -> str:
    """Return a passage among its neighbours, each with its place and its id."""
    return unlinked("\n\n".join(f"{_place(passage)}\n{passage.text}" for passage in context.passages))


def sources_told(sources: Sequence[SourceState], of: int) -> str:
    """Return documents, one a line, and of how many these are."""
    return unlinked("\n".join([f"{len(sources)} of {of} documents", *(_source(source) for source in sources)]))


def _answer(answer: Answer) -> Iterator[str]:
    yield from remarks(answer)
    yield answer.text
    yield from (f"({note.text})" for note in answer.notes)
    if answer.citations:
        yield "\nSources:"
        yield from (f"[{citation.number}] {_cited(citation)}" for citation in answer.citations)
    if answer.closest:
        yield "\nClosest, but not an answer:"
        yield from (f"– “{citation.quote}” {_cited(citation)}" for citation in answer.closest)


def _cited(citation: Citation) -> str:
    heading = citation.location.heading[-1:] if citation.location.heading[-1:] != (citation.title,) else ()
    parts = [citation.title, *heading, location_label(citation.location), citation.source]
    return _named(parts, citation.passage_id)


def _place(passage: Passage) -> str:
    speaker = passage.location.speaker or passage.metadata.get("speaker", "")
    return _named([passage.title, speaker, location_label(passage.location), passage.source], passage.id)


def _named(parts: Sequence[str], passage_id: str) -> str:
    return f"{_line(parts)} (passage {passage_id})"


def _line(parts: Sequence[str]) -> str:
    """Return parts as one line, whatever line breaks a title or a file's name brings."""
    return " · ".join(dict.fromkeys(" ".join(part.split()) for part in parts if part))


def _source(source: SourceState) -> str:
    about = [source.title, source.kind, source.date, source.language, f"{source.passages} passages"]
    if source.state == "skipped":
        about = ["could not be read", source.detail]
    elif source.state == "partial":
        about.append(source.detail)
    return f"- {_line([source.source, *about])}"
