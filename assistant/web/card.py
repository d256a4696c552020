"""The card that a chip shows before it is followed: the quote, and where it stands."""

from __future__ import annotations

from textwrap import shorten

from ..answers import Citation, Context
from ..rendering import html
from .describing import FindSource, details, nothing_known, title_of
from .wording import ENGLISH, Words

LONGEST = 420


def card(context: Context, start: int, end: int, words: Words = ENGLISH, source: FindSource = nothing_known) -> str:
    """Return the card for characters `start` to `end` of the cited passage, as HTML; offsets are drawn in to its limits."""
    passage = context.passages[context.position]
    start = min(max(start, 0), max(len(passage.text) - 1, 0))
    end = min(max(end, start + 1), len(passage.text))
    quote, place = passage.text[start:end], passage.locate_range(start, end)
    cited = Citation(0, quote, passage.id, context.source, context.title, place, start, end, "")
    more = details(cited, words, source)
    lines = f"<b>{html(title_of(cited))}</b>" + (f"<small>{html(more)}</small>" if more else "")
    return f"<blockquote>{html(shorten(quote, LONGEST, placeholder=' …'))}</blockquote><p>{lines}</p>"


def no_card(words: Words = ENGLISH) -> str:
    """Return the card of a passage that is no longer in the materials, as HTML."""
    return f"<p><b>{html(words('source_gone'))}</b></p>"
