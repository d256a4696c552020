"""What a search gives: passages with their scores, and the words of the question with their weights."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question; `score` is 0 to 1 and compares hits of one search only.

    `similarity` is the cosine of the question to the passage's nearest unit, and `row` the passage's place in the index.
    """

    passage: Passage
    score: float
    similarity: float
    row: int

    @property
    def source(self) -> str:
        """The passage's file."""
        return self.passage.source


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question: its possible stems, in how many passages it stands, and how much it weighs.

    A `light` word says how the question is put ("recommend", "spoke", "conference") rather than what it is about.
    """

    word: str
    stems: tuple[str, ...]
    frequency: int
    weight: float
    light: bool = False
