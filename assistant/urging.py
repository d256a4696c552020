"""A recommendation says what should be, not what is: it answers what was urged, and only then how things are."""

from __future__ import annotations

import re

from corpus import BlockKind
from index import Index

from .extracting import Extract, Quote, preferring
from .register import makers_of
from .reviewed import RECOMMENDS

_LESS = -0.5
_URGES = re.compile(
    rf"{RECOMMENDS.pattern}|\b(?:urg(?:e|ed|es|ing)|call(?:ed|s|ing)? (?:on|upon|for)|propos|suggest|demand|request|advis)|"
    r"призва|призыв|предлож|предлаг|требова|советова|шақыр|талап",
    re.IGNORECASE,
)


def factual(index: Index, found: Extract) -> Extract:
    """Return the quotes with what others recommended behind the statements, unless recommendations are asked for."""
    if asks_what_was_urged(found.asked.text):
        return found
    return preferring(found, lambda quote: _LESS if is_urged(quote) else 0.0)


def asks_what_was_urged(question: str) -> bool:
    """Tell whether a question is about what somebody recommended, asked or called for."""
    return _URGES.search(question) is not None


def is_urged(quote: Quote) -> bool:
    """Tell whether a quote is an item of a list with those in brackets who make it, "Abolish the tax (Norland)", or such a list."""
    lead, begins, _ = quote.text.partition(":\n")
    if begins and RECOMMENDS.search(lead):
        return True
    spans = quote.hit.passage.spans
    listed = any(span.kind is BlockKind.LIST_ITEM and span.start <= quote.start < span.end for span in spans)
    return listed and quote.text.rstrip(" ;.,").endswith(")") and bool(makers_of(quote.text))
