"""Who speaks in a quote: as the turn, the document or the words beside it say, and nobody where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.quoting import Stretch
from assistant.speakers import Speaker, speaker_of
from corpus import BlockKind, Location, Passage
from corpus.documents import Anchor, Span
from index import Index


@pytest.fixture(scope="module")
def opened(harbour: object, harbour_files: Path, forum_index: Index) -> Index:
    return Index.open(harbour_files.parent / "harbour-store", embedder=forum_index.embedder)


def stretch(opened: Index, words: str) -> Stretch:
    """Return the stretch of the report that holds some words, from the beginning of their paragraph to their end."""
    for row, passage in opened.passages.many(opened.passages.rows_of("report.md")).items():
        for span in passage.spans:
            text = passage.text[span.start : span.end]
            if words in text and span.kind is not BlockKind.HEADING:
                return Stretch(passage, row, span.start, span.start + text.index(words) + len(words))
    raise AssertionError(words)


@pytest.mark.parametrize(
    ("words", "name", "role"),
    [
        ("said the Commissioner in her speech", "Ilse Varga", "Commissioner"),
        ("noted that the pier needs constant repair", "Ilse Varga", ""),
        ("said Mr Dunmore", "Peter Dunmore", "Mr Dunmore"),
    ],
)
def test_the_speaker_is_told_by_the_words_beside_or_elsewhere(opened: Index, words: str, name: str, role: str) -> None:
    found = speaker_of(opened, stretch(opened, words))

    assert found is not None
    assert (found.name, found.role) == (name, role)
    assert (found.link is not None) == bool(role)


def test_nobody_speaks_where_the_text_gives_the_words_to_none(opened: Index) -> None:
    assert speaker_of(opened, stretch(opened, "adopted by consensus")) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("49. Norway praised the cooperation of the board.", "Norway"),
        ("The delegation of Chad thanked all.", "Chad"),
        ("Rain fell in Norway.", ""),
    ],
)
def test_a_paragraph_of_a_report_is_of_the_state_it_begins_with(opened: Index, text: str, name: str) -> None:
    span = Span(0, len(text), BlockKind.PARAGRAPH, (Anchor(0, Location()),))
    passage = Passage("id", "report.md", "A", text, 0, len(text), (span,))

    assert speaker_of(opened, Stretch(passage, 0, 0, len(text))) == (Speaker(name) if name else None)
