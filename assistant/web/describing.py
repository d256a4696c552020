"""What is said of a source, in the visitor's language: its kind, the place in it, who speaks, its date."""

from __future__ import annotations

from collections.abc import Callable

from ..answers import Citation, SourceState
from ..rendering import location_label
from .dates import date
from .materials import kind_name
from .wording import Words

FindSource = Callable[[str], SourceState | None]


def nothing_known(_: str) -> SourceState | None:
    """Know of no source."""
    return None


def title_of(citation: Citation) -> str:
    """Return the title of a citation's document, its file where it has none."""
    return citation.title or citation.source


def details(citation: Citation, words: Words, source: FindSource = nothing_known) -> str:
    """Return "PDF · p. 12 · Farida Nurmat · 7 May 2025", of which what is not known is left out."""
    state = source(citation.source)
    parts = (
        kind(state.kind, words) if state else "",
        location_label(citation.location, words.language),
        citation.location.speaker or "",
        date(state.date, words) if state else "",
    )
    return " · ".join(part for part in parts if part)


def kind(name: str, words: Words) -> str:
    """Return what readers call a kind of file, as the beginning of a line: "Word" for docx."""
    called = kind_name(name, words)
    return called[:1].upper() + called[1:]
