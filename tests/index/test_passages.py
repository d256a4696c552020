"""The file of documents, passages and units: what is written comes back, and filters choose by what is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import Location, Passage, Skipped
from corpus.documents import Anchor, BlockKind, Span
from index.errors import Corrupt
from index.passages import DocumentRecord, PassageRecord, Passages, PassageWriter


def record(source: str, number: int, text: str, *, speaker: str | None = None, **metadata: str) -> PassageRecord:
    head = Span(0, 1, BlockKind.HEADING, (Anchor(0, Location()),))
    body = Span(1, len(text), BlockKind.TURN, (Anchor(0, Location(speaker=speaker, page=number)),))
    passage = Passage(f"{source}-{number}", source, "T", text, 0, len(text), (head, body), "en", metadata)
    return PassageRecord(passage, tuple(text.lower().split()), ("t",), ((0, 1, f"{text}-0"), (1, 2, "shared")))


ASTANA = [record("a.md", 1, "One two", session="Утро"), record("a.md", 2, "Three", speaker="Әлия Сәрсен")]
BRIEF = [record("b.md", 1, "Four", session="Evening"), record("b.md", 2, "Five", speaker="Иванов Б.")]
DOCUMENTS = [
    DocumentRecord("a.md", "Астана форумы", "markdown", "2024-12-10", "kk", None, "aa", 2, {"event": "Форум 100%"}),
    DocumentRecord("b.md", "Brief", "pdf", "2025-01-02", "en", 3, "bb", 2, {"speaker": "Dana"}, ("Page 2 is a scan.",)),
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
    assert list(written.terms())[1:3] == [(1, ["three"], ["t"]), (2, ["four"], ["t"])]


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ({}, {0, 1, 2, 3}),
        ({"source": "a.md"}, {0, 1}),
        ({"source": "A."}, {0, 1}),
        ({"document": "астана"}, {0, 1}),
        ({"document": "АСТАНА Ф"}, {0, 1}),
        ({"language": "EN"}, {2, 3}),
        ({"date": "2024"}, {0, 1}),
        ({"date": "2024-12-10", "kind": "markdown"}, {0, 1}),
        ({"kind": "pdf", "date": "2024"}, set()),
        ({"session": "утро"}, {0}),
        ({"session": "EVE"}, {2}),
        ({"speaker": "әлия"}, {1}),
        ({"speaker": "ИВАНОВ"}, {3}),
        ({"speaker": "dana"}, {2}),
        ({"event": "форум 100%"}, {0, 1}),
        ({"event": "форум 1_0"}, set()),
        ({"event": "%"}, set()),
        ({"nothing": "x"}, set()),
        ({"it's": "x"}, set()),
        ({'a"b': "x"}, set()),
        ({"a.b[0]": "x"}, set()),
        ({"source": "' OR 1 --"}, set()),
    ],
)
def test_a_filter_keeps_passages_whose_fields_begin_with_its_values(
    written: Passages, where: dict[str, str], rows: set[int]
) -> None:
    assert written.matching(where) == rows


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
    written.matching({"speaker": "dana"})
    assert (tmp_path / "passages.sqlite").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["passages.sqlite"]
