"""What a question gets back: an Answer with its Citations, or a refusal that says what was searched.

A refusal is an Answer with `answered` False and no citations; the closest passages stand in `closest`, as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus import Location, Passage, Skipped

EXTRACTIVE = "extractive"


@dataclass(frozen=True, slots=True)
class Introduction:
    """The sentence above a list that says what its items are, as "95. The following recommendations enjoy the support …:"."""

    quote: str
    passage_id: str
    location: Location
    start: int
    end: int

    def as_dict(self) -> dict[str, Any]:
        """Return the introduction as documented for `ask --json`."""
        return {
            "quote": self.quote,
            "passage_id": self.passage_id,
            "location": self.location.as_dict(),
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """One verbatim quote and where it stands.

    `number` is the [n] in the answer's text; `start` and `end` are the quote's offsets in the text of the passage
    `passage_id`; `source` is the file's path relative to the indexed folder and `sha256` the hash of its bytes.
    `introduction` is the sentence that introduces the list which the quote is an item of, or that tells who "the Ombudsman"
    is who says it, where the answer rests on it too.
    """

    number: int
    quote: str
    passage_id: str
    source: str
    title: str
    location: Location
    start: int
    end: int
    sha256: str
    introduction: Introduction | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the citation as documented for `ask --json`."""
        return {
            "number": self.number,
            "quote": self.quote,
            "passage_id": self.passage_id,
            "source": self.source,
            "title": self.title,
            "location": self.location.as_dict(),
            "start": self.start,
            "end": self.end,
            "sha256": self.sha256,
            "introduction": self.introduction.as_dict() if self.introduction else None,
        }


@dataclass(frozen=True, slots=True)
class Searched:
    """What an answer was looked for in: counts, the files that could not be read, and the question as understood.

    `where` is the filter, `left_out` how many documents and passages it left out of the search. `within` names the part of
    the materials that the question itself names and that was therefore looked in, such as "Kazakhstan 2010"; `widened` says
    that nothing was found there, and everything was searched after it. `older_index` is when the index that was searched was
    made, where the newest one is damaged and this one answers in its place.
    """

    documents: int
    passages: int
    unread: tuple[Skipped, ...] = ()
    question: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[int, int] = (0, 0)
    within: str = ""
    widened: bool = False
    older_index: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said of how an answer came about: `kind` for code, `text` in the language of the question.

    The kinds are those of a language model: "generated" (it wrote the answer), "dropped" or "marked" (sentences that the
    sources do not bear out), "links", "translated", and why it did not answer: "unreachable", "slow",
    "broken_off", "silent", "too_long", "unsupported", "no_answer".
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question.

    `text` is plain text with [n] markers, n being the number of a citation. `closest` holds, for a refusal, the
    passages nearest to the question, shown as such and never as an answer. `model` is "extractive" or the name of the
    language model; `generation` the index the answer rests on. `kind` is the shape of the answer ("fact", "list", "count",
    "attribution", "response", "comparison", "summary", "definition", "yes_no", "refusal", or "generated" for one that a
    language model wrote); of a list the first `items` citations are its items, one each. `notes` say what else is to be known
    of it.
    """

    question: str
    answered: bool
    text: str
    citations: tuple[Citation, ...]
    searched: Searched
    model: str = EXTRACTIVE
    generation: str = ""
    closest: tuple[Citation, ...] = ()
    kind: str = "fact"
    items: int | None = None
    notes: tuple[Note, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as documented for `ask --json`."""
        return {
            "question": self.question,
            "answered": self.answered,
            "kind": self.kind,
            "text": self.text,
            "items": self.items,
            "citations": [citation.as_dict() for citation in self.citations],
            "searched": {
                "documents": self.searched.documents,
                "passages": self.searched.passages,
                "unread": [
                    {"source": skipped.source, "reason": skipped.reason, "detail": skipped.detail}
                    for skipped in self.searched.unread
                ],
                "question": self.searched.question,
                "within": self.searched.within,
                "widened": self.searched.widened,
                "older_index": self.searched.older_index,
                "where": dict(self.searched.where),
                "left_out": {"documents": self.searched.left_out[0], "passages": self.searched.left_out[1]},
                "closest": [citation.as_dict() for citation in self.closest],
            },
            "notes": [{"kind": note.kind, "text": note.text} for note in self.notes],
            "model": self.model,
            "generation": self.generation,
        }


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer's text while it is being written; the pieces in order make up `Answer.text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of the conversation and the text it was answered with."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """One file of the indexed folder: what it is and whether it could be read.

    `state` is "indexed", "partial" (some of it could not be read) or "skipped"; `detail` says why. `metadata` holds what
    else is known of it, `origins` where each field was found.
    """

    source: str
    title: str
    kind: str
    state: str
    date: str = ""
    language: str = ""
    pages: int | None = None
    passages: int = 0
    reason: str = ""
    detail: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """A cited passage among its neighbours, in document order; `position` is its index in `passages`.

    `pictured` says that the pages of the source can be shown as pictures, `offered` that its file may be downloaded.
    """

    title: str
    source: str
    passages: tuple[Passage, ...]
    position: int
    pictured: bool = False
    offered: bool = False


@dataclass(frozen=True, slots=True)
class FilterValue:
    """A value that a filter can have: `label` is what readers call it, `passages` how many it would keep."""

    field: str
    value: str
    label: str
    passages: int
