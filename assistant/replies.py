"""What an answer is made of before it is written: sections of quotes with the words of ours that join them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .quoting import Stretch


class Kind(StrEnum):
    """The shape of an answer."""

    FACT = "fact"
    LIST = "list"
    COUNT = "count"
    ATTRIBUTION = "attribution"
    RESPONSE = "response"
    COMPARISON = "comparison"
    SUMMARY = "summary"
    DEFINITION = "definition"
    YES_NO = "yes_no"
    GENERATED = "generated"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Line:
    """One quote, what of ours stands before and after it, and the sentence that introduces the list it is an item of."""

    words: Stretch
    before: str = ""
    after: str = ""
    introduction: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Quotes below a heading of ours, and a last line of ours; `numbered` gives each quote a number of the list."""

    lines: tuple[Line, ...] = ()
    heading: str = ""
    footing: str = ""
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer's sections, or for a refusal none: then `reasons` say why, and `closest` is what lies nearest.

    `items` is how many of the first quotes are the items of a list, None where the answer is none. `within` names the part
    of the materials that was looked in because the question names it, `widened` says that all were, for nothing was there.
    """

    kind: Kind
    sections: tuple[Section, ...] = ()
    items: int | None = None
    reasons: tuple[str, ...] = ()
    closest: tuple[Stretch, ...] = ()
    within: str = ""
    widened: bool = False
