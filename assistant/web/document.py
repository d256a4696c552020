"""A document's own page: what is known of it, its sections and its passages, each a way into its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from corpus import BlockKind, Passage

from ..answers import SourceState
from ..rendering import html, location_label
from .dates import date
from .materials import kind_name, state_name, why
from .replying import passage_address
from .wording import ENGLISH, LANGUAGES, Words

PASSAGES_AT_ONCE = 50
_EXCERPT = 180
_FIELDS = ("event", "session", "speaker", "role", "organisation", "author", "symbol", "version")


def document(state: SourceState, passages: Sequence[Passage], words: Words = ENGLISH) -> str:
    """Return the page of a document with its first passages, as HTML."""
    file = f'<p class="file">{html(state.source)}</p>' if state.title and state.title != state.source else ""
    about = f'<button type="button" class="about" data-source="{html(state.source)}">' if passages else ""
    about = f"{about}{html(words('ask_about_document'))}</button>" if about else ""
    return (
        f'<article class="one" data-source="{html(state.source)}">{_back(words)}'
        f'<h2 tabindex="-1">{html(state.title or state.source)}</h2>{file}'
        f"{_facts(state, words)}{about}{_sections(passages, words)}{_passages(passages, words)}</article>"
    )


def passage_rows(passages: Sequence[Passage], start: int, words: Words = ENGLISH) -> str:
    """Return the rows of the passages from number `start` on, so many as are shown at once, as HTML."""
    rows = "".join(_passage(passage, words) for passage in passages[start : start + PASSAGES_AT_ONCE])
    after = start + PASSAGES_AT_ONCE
    if after >= len(passages):
        return rows
    more = html(words("more_passages"))
    return f'{rows}<li class="more"><button type="button" data-start="{after}">{more}</button></li>'


def no_document(words: Words = ENGLISH) -> str:
    """Return the page for a document that is not in the index, as HTML."""
    return f'<article class="one">{_back(words)}<h2 tabindex="-1">{html(words("document_gone"))}</h2></article>'


def _back(words: Words) -> str:
    return f'<button type="button" class="back">{html(words("all_documents"))}</button>'


def _facts(state: SourceState, words: Words) -> str:
    facts = [
        ("column_kind", kind_name(state.kind, words)),
        ("column_date", date(state.date, words)),
        ("column_language", LANGUAGES.get(state.language, state.language)),
        ("column_pages", "" if state.pages is None else words.number(state.pages)),
        ("column_passages", words.number(state.passages) if state.passages else ""),
        *((f"field_{name}", state.metadata.get(name, "")) for name in _FIELDS),
        ("column_state", state_name(state.state, words)),
    ]
    rows = "".join(f"<div><dt>{html(words(name))}</dt><dd>{html(value)}</dd></div>" for name, value in facts if value)
    reason = why(state.reason, state.detail, words)
    return f"<dl>{rows}</dl>{f'<p class=why>{html(reason)}</p>' if reason else ''}"


def _sections(passages: Sequence[Passage], words: Words) -> str:
    rows = "".join(
        f'<li class="depth-{min(depth, 4)}"><a href="{html(_address(passage))}">{html(heading)}</a></li>'
        for heading, depth, passage in _headings(passages)
    )
    return f"<h3>{html(words('document_sections'))}</h3><ul class='sections'>{rows}</ul>" if rows else ""


def _headings(passages: Sequence[Passage]) -> Iterator[tuple[str, int, Passage]]:
    """Yield each heading once, with its depth and the first passage under it, in the order of the document."""
    seen: set[tuple[str, ...]] = set()
    for passage in passages:
        for depth in range(1, len(passage.heading) + 1):
            path = passage.heading[:depth]
            if path not in seen:
                seen.add(path)
                yield path[-1], depth, passage


def _passages(passages: Sequence[Passage], words: Words) -> str:
    if not passages:
        return ""
    rows = passage_rows(passages, 0, words)
    return f"<h3>{html(words('document_passages'))}</h3><ol class='passages'>{rows}</ol>"


def _passage(passage: Passage, words: Words) -> str:
    location = passage.location
    place = " · ".join(filter(None, (location_label(location, words.language), location.speaker or "")))
    return (
        f'<li><a href="{html(_address(passage))}"><small>{html(place)}</small><span>{_excerpt(passage)}</span></a></li>'
    )


def _excerpt(passage: Passage) -> str:
    """Return the beginning of a passage as HTML, a heading that it begins with apart from its text."""
    first = passage.spans[0] if passage.spans else None
    if first is None or first.kind is not BlockKind.HEADING or first.end >= len(passage.text):
        return html(shorten(passage.text, _EXCERPT, placeholder=" …"))
    heading, text = passage.text[first.start : first.end], passage.text[first.end :]
    return f"<b>{html(heading)}</b>{html(shorten(text, _EXCERPT, placeholder=' …'))}"


def _address(passage: Passage) -> str:
    """Return the address that opens a passage with all of it marked."""
    return passage_address(passage.id, 0, len(passage.text))
