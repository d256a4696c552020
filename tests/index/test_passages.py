"""The file of documents, passages and units: what is written comes back, and filters choose by what is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import Location, Passage, Skipped
from corpus.documents import Anchor, BlockKind, Span
from index.errors import Corrupt
from index.passages import DocumentRecord, PassageRecord, Passages, PassageWriter, Words


def record(source: str, number: int, text: str, *, speaker: str | None = None, **metadata: str) -> PassageRecord:
    head = Span(0, 1, BlockKind.HEADING, (Anchor(0, Location()),))
    body = Span(1, len(text), BlockKind.TURN, (Anchor(0, Location(speaker=speaker, page=number)),))
    passage = Passage(f"{source}-{number}", source, "T", text, 0, len(text), (head, body), "en", metadata)
    return PassageRecord(passage, tuple(text.lower().split()), ("t",), ((0, 1, f"{text}-0"), (1, 2, "shared")))


ASTANA = [record("a.md", 1, "One two", session="Утро"), record("a.md", 2, "Three", speaker="Әлия Сәрсен")]
BRIEF = [
    replace(record("b.md", 1, "Four", session="Evening"), aside=True),
    record("b.md", 2, "Five", speaker="Иванов Б."),
]
DOCUMENTS = [
    DocumentRecord("a.md", "Астана форумы", "markdown", "2024-12-10", "kk", None, "aa", 2, {"event": "Форум 100%"}),
    DocumentRecord(
        "b.md",
        "Brief",
        "pdf",
        "2025-01-02",
        "en",
        3,
        "bb",
        2,
        {"speaker": "Dana"},
        ("Page 2 is a scan.",),
        origins={"title": "first page"},
        overrides={"speaker": "Dana"},
    ),
    DocumentRecord("c.pdf", sha256="cc", reason="empty", detail="The file is empty."),
]


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Passages]:
    writer = PassageWriter(tmp_path / "passages.sqlite")
    for document, records in zip(DOCUMENTS, [ASTANA, BRIEF, []], strict=True):
        writer.add(document, records)
    writer.close()
    passages = Passages(tmp_path / "passages.sqlite")
    yield passages
    passages.close()


def test_documents_come_back_as_they_were_written(written: Passages) -> None:
    assert written.documents() == DOCUMENTS
    assert written.document("b.md") == DOCUMENTS[1]
    assert written.document("nobody") is None


def test_a_skipped_file_keeps_its_reason() -> None:
    assert DOCUMENTS[2].skipped == Skipped("c.pdf", "empty", "The file is empty.")
    assert DOCUMENTS[0].skipped is None


def test_passages_come_back_with_words_and_units(written: Passages) -> None:
    assert written.records("a.md") == ASTANA
    assert written.records("c.pdf") == []
    assert written.many([3, 0]) == {0: ASTANA[0].passage, 3: BRIEF[1].passage}
    assert written.many([]) == {}
    assert written.count() == 4


def test_rows_are_found_by_id_source_and_unit(written: Passages) -> None:
    assert written.row_of("b.md-1") == 2
    assert written.row_of("nobody") is None
    assert (written.rows_of("b.md"), written.rows_of("c.pdf")) == (range(2, 4), range(0))
    assert written.rows_by_key(["Three-0", "shared", "nobody"]) == {"Three-0": [1], "shared": [0, 1, 2, 3]}
    assert written.units([1, 3]) == {1: [(0, 1, "Three-0"), (1, 2, "shared")], 3: [(0, 1, "Five-0"), (1, 2, "shared")]}
    assert written.keys() == {"One two-0", "Three-0", "Four-0", "Five-0", "shared"}


def test_words_are_listed_in_the_order_of_the_index(written: Passages) -> None:
    assert list(written.words())[1:3] == [
        Words("a.md", ["three"], ["t"], turn=True),
        Words("b.md", ["four"], ["t"], aside=True, turn=True),
    ]


def test_the_rows_of_each_document_and_the_speakers_of_turns_are_listed(written: Passages) -> None:
    assert written.rows_by_source() == {"a.md": range(2), "b.md": range(2, 4)}
    assert written.speakers() == [(1, "Әлия Сәрсен"), (3, "Иванов Б.")]


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(Corrupt, match=r"gone\.sqlite is missing"):
        Passages(tmp_path / "gone.sqlite")


def test_a_file_that_is_damaged_says_so(tmp_path: Path) -> None:
    (tmp_path / "passages.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(Corrupt, match="cannot be read"):
        Passages(tmp_path / "passages.sqlite").documents()


def test_reading_leaves_the_file_as_it_is(written: Passages, tmp_path: Path) -> None:
    before = (tmp_path / "passages.sqlite").read_bytes()
    written.documents()
    written.speakers()
    assert (tmp_path / "passages.sqlite").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["passages.sqlite"]
