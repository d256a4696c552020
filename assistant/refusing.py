"""When the best sentence is an answer and when it is merely the nearest text: every threshold of refusing in one place.

What speaks for the best quotes is weighed along a line, one for each sort of question: in a language that the embedding
model knows, in one that it reads letter by letter, and of many words. What contradicts the question, or lacks the year that
it asks for, hardly answers. A question of many words asks for several things, which no one sentence holds: its words are
looked for in the best quotes together. `benchmarks/fit_support.py` fits the lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from operator import mul

from .asking import Asked
from .extracting import Quote
from .opposites import contradicts
from .settling import is_yes_or_no
from .support import covered

_MANY_WORDS = 12  # of a question that carry meaning: above 97 % of those that ask for one thing have fewer
_TOGETHER = 6  # passages whose best quotes may answer such a question together
_LEAST_HELD = 0.4  # of the weight of a question of few words
_YEAR_ASKED = re.compile(r"\b(?:what|which) (?:years?|decade)\b|\bв каком году\b|\bқай жылы\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)\d{3,4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Refusing:
    """A line through what speaks for the best quotes: answered where the sum is above 0.

    `together` is the share of the question's weight that the best quotes hold as a whole, `contrary` says that the best one
    contradicts the question. `benchmarks/fit_support.py` fits the weights by logistic regression; what the sets hardly try, or
    what no fit may weigh against, is set by hand: `complete`, for questions such as "Who is …?" that are little more than a
    name, `silent`, and `contrary`.
    """

    similarity: float
    own: float
    around: float
    together: float
    complete: float
    strangers: float
    absent: float
    silent: float
    unshaped: float
    contrary: float
    bias: float


# For text the embedding model knows, for text it reads letter by letter, and for questions of many words in the former.
KNOWN = Refusing(
    similarity=5.7, own=1.55, around=2.3, together=0.0, complete=0.5, strangers=-0.95, absent=0.0, silent=-4.0,
    unshaped=-3.2, contrary=-8.0, bias=-4.4,
)  # fmt: skip
STRANGE = Refusing(
    similarity=0.0, own=0.0, around=5.0, together=0.0, complete=1.0, strangers=-1.0, absent=-2.6, silent=-2.0,
    unshaped=-2.0, contrary=-1.0, bias=-1.3,
)  # fmt: skip
MANY_WORDS = Refusing(
    similarity=16.1, own=0.0, around=16.9, together=3.6, complete=0.0, strangers=0.0, absent=-4.9, silent=-2.0,
    unshaped=0.0, contrary=0.0, bias=-11.1,
)  # fmt: skip
LINES: Mapping[str, Refusing] = {"KNOWN": KNOWN, "STRANGE": STRANGE, "MANY_WORDS": MANY_WORDS}


def line_for(asked: Asked) -> str:
    """Return the name of the line that a question is weighed along."""
    if not asked.known:
        return "STRANGE"
    return "MANY_WORDS" if has_many_words(asked) else "KNOWN"


def has_many_words(asked: Asked) -> bool:
    """Tell whether a question has so many words that no one sentence can be expected to hold them."""
    return len(asked.terms) >= _MANY_WORDS


def features_of(asked: Asked, quotes: Sequence[Quote]) -> tuple[float, ...]:
    """Return what a line weighs for quotes, best first, in the order of its fields, without the bias.

    Where yes or no is asked for, a sentence that says the opposite settles it.
    """
    best = quotes[0]
    evidence, language = best.evidence, best.hit.passage.language
    lacks_year = _YEAR_ASKED.search(asked.text) is not None and set(_YEAR.findall(best.text)) <= set(asked.years)
    return (
        evidence.similarity,
        evidence.own,
        evidence.around,
        together(asked, quotes),
        float(evidence.complete),
        float(evidence.strangers),
        evidence.absent,
        float(evidence.silent),
        max(-evidence.shaped, float(lacks_year)),
        float(not is_yes_or_no(asked.text) and contradicts(best.text, asked.text, language)),
    )


def together(asked: Asked, quotes: Sequence[Quote]) -> float:
    """Return the share of a question's weight that the best quotes hold together, one for each passage, 0 to 1."""
    held: dict[int, frozenset[str]] = {}
    for quote in quotes:
        held.setdefault(quote.hit.row, quote.own | quote.frame)
        if len(held) == _TOGETHER:
            break
    return covered(asked, frozenset().union(*held.values()))


def is_ruled_out(asked: Asked, best: Quote) -> bool:
    """Tell whether the best quote is no answer whatever speaks for it: its passage, with all it stands under, is about others.

    It holds little of what is asked, or none of the names in the question. Where names are inflected beyond recognition
    that is no proof, and a question of many words has other things to be told by.
    """
    evidence = best.evidence
    unnamed = 0 < len(asked.names) == evidence.strangers
    return line_for(asked) == "KNOWN" and (unnamed or evidence.around < _LEAST_HELD)


def is_answer(asked: Asked, quotes: Sequence[Quote]) -> bool:
    """Tell whether the best of some quotes, with the others, is an answer rather than merely the nearest text."""
    if is_ruled_out(asked, quotes[0]):
        return False
    weights: tuple[float, ...] = astuple(LINES[line_for(asked)])
    return sum(map(mul, weights, features_of(asked, quotes)), weights[-1]) > 0
