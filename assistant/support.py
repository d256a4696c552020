"""How well a sentence supports an answer: every weight of ranking in one place.

A question's words weigh by their rarity in the corpus. A sentence is scored by meaning (cosine to its unit), by the share
of that weight it holds itself, by the share its surroundings add, and by whether it has the shape of what is asked for: a
name for "who", a date for "when", a number for "how many". Whether the best one answers is told by `refusing.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Set
from dataclasses import dataclass
from itertools import islice

from corpus import BlockKind

from .asking import LONGEST_SHORT_NAME, Asked, Shape, counts, fits

_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_CONTENT_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
_LONG_NAME = re.compile(  # as _NAME, with the little words that stand inside a name
    r"[^\W\d_a-zа-яёәғқңөұүһі][^\W\d_]+(?:[ -](?:(?:of|the|for|and|on|in|to|по|и|в|для) )*[^\W\d_a-zа-яёәғқңөұүһі][\w.'’-]+)+"
)
_LISTED = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})


def is_statement(text: str, kind: BlockKind) -> bool:
    """Tell whether a sentence states something: not a question, a courtesy, nor a fragment such as a name or a title."""
    bare = text.strip("\"'“”«»„ ")
    if bare.endswith("?") or next(islice(_CONTENT_WORD.finditer(bare), 2, None), None) is None:
        return False
    return kind in _LISTED or bare[-1:] in ".!…:;)]" or len(bare) > 100


# How surely an answer holds what is asked for: nearly every gold sentence of the question sets holds the number, while a
# date may be told in words ("after the conquest").
_NEEDED = {Shape.NUMBER: 1.0, Shape.DATE: 0.5}
_COUNTED = 2.0  # for "312 people", where it is asked how many people


def shaped(asked: Asked, text: str) -> float:
    """Return 1 for a text that holds what is asked for, 0 or less for one that does not: -1 where it cannot do without.

    A text that counts the very things that are to be counted gets more.
    """
    if asked.shape is Shape.NUMBER and counts(asked.text, text):
        return _COUNTED
    held = fits(asked.shape, text, {term.word for term in asked.terms})
    return 1.0 if held else -_NEEDED.get(asked.shape, 0.0)


def suits(shape: Shape, text: str, kind: BlockKind) -> float:
    """Return what a sentence's kind of block is worth for a question, from -1 for a footnote to 1 for a programme's row."""
    if kind is BlockKind.FOOTNOTE:
        return -1.0
    timed = shape is Shape.DATE and kind is BlockKind.TABLE_ROW and _CLOCK.search(text) is not None
    return 1.0 if timed or (shape is Shape.LIST and kind in _LISTED) else 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much in a sentence's score."""

    similarity: float
    own: float
    around: float
    passage: float
    shape: float
    strangers: float = -0.15
    statement: float = 0.35
    kind: float = 0.25
    voiced: float = 0.3
    silent: float = -0.5


# For text the embedding model knows, and for text it reads letter by letter, where its cosine says nothing.
KNOWN_WEIGHTS = Weights(similarity=1.0, own=0.8, around=0.5, passage=0.5, shape=0.2)
STRANGE_WEIGHTS = Weights(similarity=0.2, own=1.0, around=0.65, passage=0.75, shape=0.45)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a sentence: cosine, shares of the question's weight in it and around it, its passage's score.

    `known` says whether the embedding model knows the question's language. `strangers` counts the question's names that
    its passage does not hold, `absent` is the share of the weight in words that no passage holds. The sentence is `complete`
    where every word of the question stands in it, even the optional ones; `voiced` where it is of a turn of the speaker
    asked about, `silent` where it does not even name that speaker.
    """

    known: bool
    similarity: float
    own: float
    around: float
    strangers: int
    absent: float
    complete: bool
    passage: float
    shaped: float
    states: bool
    kind: float
    voiced: bool
    silent: bool = False

    @property
    def score(self) -> float:
        """The sum that ranks sentences of one question."""
        weights = KNOWN_WEIGHTS if self.known else STRANGE_WEIGHTS
        return (
            weights.similarity * self.similarity
            + weights.own * self.own
            + weights.around * (self.around - self.own)
            + weights.strangers * self.strangers
            + weights.passage * self.passage
            + weights.shape * self.shaped
            + weights.statement * self.states
            + weights.kind * self.kind
            + weights.voiced * self.voiced
            + weights.silent * self.silent
        )


def held_in(asked: Asked, stems: Set[str], text: str) -> frozenset[str]:
    """Return the words of a question that a text holds: by its stems, or as the initials of a name it spells out."""
    found = frozenset([term.word for term in asked.terms if not stems.isdisjoint(term.stems)])
    missing = asked.short_names - found
    return found | (missing & _initials(text)) if missing else found


def _initials(text: str) -> set[str]:
    """Return the initials of the names in a text, and of each run of words within them, in lower case."""
    found = set()
    for name in _LONG_NAME.finditer(text):
        letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name.group()) if word[0].isupper()).lower()
        found |= {
            letters[start:end]
            for start in range(len(letters))
            for end in range(start + 2, min(start + LONGEST_SHORT_NAME, len(letters)) + 1)
        }
    return found


def strangers(asked: Asked, held: Collection[str]) -> int:
    """Return how many names of a question are none of a text's: no word of them is held, or one stands in no passage."""
    nowhere = {term.word for term in asked.terms if not term.frequency} - set(held)
    return sum(name.isdisjoint(held) or not name.isdisjoint(nowhere) for name in asked.names)


def absent(asked: Asked, held: Collection[str]) -> float:
    """Return the share of the question's weight whose words stand in no passage, optional ones left out, 0 to 1."""
    total = sum(term.weight for term in asked.terms)
    nowhere = (t.weight for t in asked.terms if not t.frequency and t.word not in held and t.word not in asked.optional)
    return sum(nowhere) / total if total else 0.0


def covered(asked: Asked, held: Collection[str]) -> float:
    """Return the share of the question's weight whose words are held, 0 to 1; an optional word that is not is not missed."""
    found = missed = 0.0
    for term in asked.terms:
        if term.word in held:
            found += term.weight
        elif term.word not in asked.optional:
            missed += term.weight
    return found / (found + missed) if found else 0.0
