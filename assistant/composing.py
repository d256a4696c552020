"""Quotes become an answer: in an order that reads well, numbered, with the words that join them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from corpus import Location, Passage
from index import Hit

from .answers import Citation, Introduction, Searched
from .extracting import Quote
from .phrases import phrases_for
from .plurals import counted
from .quoting import Stretch
from .replies import Line, Reply, Section

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


def cite(number: int, words: Stretch, sha256: str, introduction: Stretch | None = None) -> Citation:
    """Return the citation of some words."""
    return Citation(
        number=number,
        quote=words.text,
        passage_id=words.passage.id,
        source=words.passage.source,
        title=words.passage.title,
        location=_placed(words.passage, words.start, words.end),
        start=words.start,
        end=words.end,
        sha256=sha256,
        introduction=_introduction(introduction) if introduction else None,
    )


def _introduction(words: Stretch) -> Introduction:
    place = words.passage.locate_range(words.start, words.end)
    return Introduction(words.text, words.passage.id, place, words.start, words.end)


def _placed(passage: Passage, start: int, end: int) -> Location:
    """Return where a quote stands, its speaker that of the document where the passage names none.

    What stands beside the text, a comment or a message quoted, need not be by who speaks in the text.
    """
    location = passage.locate_range(start, end)
    if location.part in _BY_OTHERS:
        return location
    return replace(location, speaker=location.speaker or passage.metadata.get("speaker") or None)


def composed(reply: Reply, language: str, hash_of: Callable[[str], str]) -> tuple[str, tuple[Citation, ...]]:
    """Return the text of an answer and its citations: each quote in quotation marks, with its speaker and its number.

    `hash_of` returns the hash of a source's bytes.
    """
    citations: list[Citation] = []
    parts = []
    for section in reply.sections:
        first = len(citations) + 1
        citations += [
            cite(number, line.words, hash_of(line.words.passage.source), line.introduction)
            for number, line in enumerate(section.lines, first)
        ]
        parts.append("\n".join(_section(section, citations[first - 1 :], language)))
    return "\n\n".join(parts), tuple(citations)


def _section(section: Section, citations: Sequence[Citation], language: str) -> Iterator[str]:
    if section.heading:
        yield section.heading
    for place, (line, citation) in enumerate(zip(section.lines, citations, strict=True), 1):
        if section.numbered:
            yield f"{place}. {_line(line, citation, language)}"
        else:
            yield ("\n" if place > 1 else "") + _line(line, citation, language)
    if section.footing:
        yield section.footing


def refusal_text(language: str, searched: Searched, *, unnamed: Sequence[str], reasons: Sequence[str] = ()) -> str:
    """Return what a refusal says: that there is no answer and why, what is nowhere named, what was searched and what not."""
    phrases = phrases_for(language)
    parts = [phrases.not_answered, *reasons]
    if unnamed:
        parts.append(phrases.not_named.format(names=", ".join(f"“{name}”" for name in unnamed)))
    parts.append(_counting(phrases.searched, (searched.documents, searched.passages), language))
    if searched.where:
        where = ", ".join(f"{name}={value}" for name, value in searched.where.items())
        parts.append(_counting(phrases.left_out, searched.left_out, language, where=where))
    if searched.unread:
        more = "…" if len(searched.unread) > 5 else ""
        sources = ", ".join(skipped.source for skipped in searched.unread[:5])
        parts.append(phrases.unread.format(sources=sources + more))
    return " ".join(parts)


def _counting(phrase: str, counts: tuple[int, int], language: str, **others: str) -> str:
    """Return a phrase with how many documents and passages are meant."""
    documents, passages = counts
    return phrase.format(
        documents=counted(documents, "document", language), passages=counted(passages, "passage", language), **others
    )


def _line(line: Line, citation: Citation, language: str) -> str:
    lead = line.before or _lead(citation.location, language)
    return f"{lead}{quoted(citation.quote)}{line.after} [{citation.number}]"


def _lead(location: Location, language: str) -> str:
    """Return the words before a quote: who said it, and that it is a comment on the document."""
    phrases = phrases_for(language)
    if location.part == "comment":
        return phrases.comment_by.format(speaker=location.speaker) if location.speaker else phrases.comment
    return phrases.speaker.format(speaker=location.speaker) if location.speaker else ""


def quoted(text: str) -> str:
    """Return a quote in quotation marks, its own where it begins with one."""
    return as_shown(text) if text[:1] in _MARKS else f"“{as_shown(text)}”"


def as_shown(quote: str) -> str:
    """Return a quote as it stands in an answer's text.

    A number in brackets there is always a citation of ours; one in a document is set in wide brackets.
    """
    return _OWN_NUMBER.sub("［\\1］", quote)
