"""Quotes become an answer: in an order that reads well, numbered, with the words that join them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus import Location, Passage
from index import Hit

from .answers import Citation, Searched
from .extracting import Quote
from .phrases import phrases_for

_JOINED = 650  # two quotes of one passage become one up to this length; else the better one stands alone
_OWN_NUMBER = re.compile(r"\[(\d+)\]")
_MARKS = "\"“”«»„'‘"
_BY_OTHERS = frozenset({"comment", "quoted"})


def one_a_passage(quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes with those of one passage joined, so that no passage is cited under two numbers."""
    kept: dict[int, Quote] = {}
    for quote in quotes:
        earlier = kept.get(quote.hit.row)
        if earlier is None:
            kept[quote.hit.row] = quote
            continue
        start, end = min(quote.start, earlier.start), max(quote.end, earlier.end)
        if end - start <= _JOINED and _one_block(quote.hit, start, end):
            kept[quote.hit.row] = replace(earlier, start=start, end=end)
    return list(kept.values())


def numbered_items(quotes: Sequence[Quote]) -> bool:
    """Tell whether quotes are items of lists or rows of tables, which are cited one by one."""
    return len(quotes) > 1 and all(quote.evidence.kind > 0 for quote in quotes)


def _one_block(hit: Hit, start: int, end: int) -> bool:
    return any(span.start <= start and end <= span.end for span in hit.passage.spans)


def cite(number: int, quote: Quote, sha256: str) -> Citation:
    """Return the citation of a quote."""
    passage = quote.hit.passage
    return Citation(
        number=number,
        quote=quote.text,
        passage_id=passage.id,
        source=passage.source,
        title=passage.title,
        location=_placed(passage, quote.start, quote.end),
        start=quote.start,
        end=quote.end,
        sha256=sha256,
    )


def _placed(passage: Passage, start: int, end: int) -> Location:
    """Return where a quote stands, its speaker that of the document where the passage names none.

    What stands beside the text, a comment or a message quoted, need not be by who speaks in the text.
    """
    location = passage.locate_range(start, end)
    if location.part in _BY_OTHERS:
        return location
    return replace(location, speaker=location.speaker or passage.metadata.get("speaker") or None)


def answer_text(citations: Sequence[Citation], language: str) -> str:
    """Return the text of an answer: each quote in quotation marks with its speaker and its number."""
    return "\n\n".join(_line(citation, language) for citation in citations)


def refusal_text(language: str, searched: Searched, *, unnamed: Sequence[str]) -> str:
    """Return what a refusal says: that there is no answer, what is nowhere named, what was searched and what was not."""
    phrases = phrases_for(language)
    parts = [phrases.not_answered]
    if unnamed:
        parts.append(phrases.not_named.format(names=", ".join(f"“{name}”" for name in unnamed)))
    parts.append(phrases.searched.format(documents=searched.documents, passages=searched.passages))
    if searched.where:
        where = ", ".join(f"{name}={value}" for name, value in searched.where.items())
        documents, passages = searched.left_out
        parts.append(phrases.left_out.format(where=where, documents=documents, passages=passages))
    if searched.unread:
        more = "…" if len(searched.unread) > 5 else ""
        sources = ", ".join(skipped.source for skipped in searched.unread[:5])
        parts.append(phrases.unread.format(sources=sources + more))
    return " ".join(parts)


def _line(citation: Citation, language: str) -> str:
    return f"{_lead(citation.location, language)}{_quoted(citation.quote)} [{citation.number}]"


def _lead(location: Location, language: str) -> str:
    """Return the words before a quote: who said it, and that it is a comment on the document."""
    phrases = phrases_for(language)
    if location.part == "comment":
        return phrases.comment_by.format(speaker=location.speaker) if location.speaker else phrases.comment
    return phrases.speaker.format(speaker=location.speaker) if location.speaker else ""


def _quoted(text: str) -> str:
    # A number in brackets in the text shown is always a citation of ours; one in a document is set in wide brackets.
    shown = _OWN_NUMBER.sub("［\\1］", text)
    return shown if text[:1] in _MARKS else f"“{shown}”"
