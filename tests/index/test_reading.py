"""What the index keeps of a file that was read, and of the files inside it."""

from __future__ import annotations

from typing import NoReturn

from corpus import Document, Location, Skipped
from corpus.documents import Anchor, Block, BlockKind
from index.embedder import Embedder
from index.reading import documents_of

HASH = "a" * 64


def document(source: str, text: str, *children: Document | Skipped) -> Document:
    block = Block(BlockKind.PARAGRAPH, text, (Anchor(0, Location(paragraph=1)),))
    return Document(source, "text", HASH, "A title", (block,), date="2025-05-14", language="en", children=children)


def no_model() -> NoReturn:
    raise AssertionError


def test_a_document_comes_with_its_passages_and_their_units(random_embedder: Embedder) -> None:
    (read,) = documents_of(
        document("a.txt", "Five countries agreed."), HASH, {"event": "Forum"}, lambda: random_embedder
    )
    record = read.record
    assert (record.source, record.title, record.sha256, record.passages) == ("a.txt", "A title", HASH, 1)
    assert record.overrides == {"event": "Forum"}
    (passage,), (units,) = read.passages, read.units
    assert passage.passage.text == "Five countries agreed."
    assert passage.units == tuple((unit.start, unit.end, unit.key) for unit in units)
    assert [unit.text for unit in units] == ["A title\nFive countries agreed."]
    assert "countri" in passage.text_terms


def test_a_file_that_was_not_read_is_kept_with_its_reason_and_needs_no_model() -> None:
    (read,) = documents_of(Skipped("a.pdf", "damaged", "Save it again."), HASH, {}, no_model)
    assert (read.record.skipped, read.record.sha256) == (Skipped("a.pdf", "damaged", "Save it again."), HASH)
    assert not read.passages
    assert not read.units


def test_files_inside_a_file_follow_it_under_its_name(random_embedder: Embedder) -> None:
    inside = (document("mail.eml/a.txt", "An attachment."), Skipped("mail.eml/b.bin", "unsupported", "No reader."))
    read = documents_of(
        document("mail.eml", "See the files.", *inside), HASH, {"event": "Forum"}, lambda: random_embedder
    )
    assert [one.record.source for one in read] == ["mail.eml", "mail.eml/a.txt", "mail.eml/b.bin"]
    assert [one.record.parent for one in read] == ["", "mail.eml", "mail.eml"]
    assert [dict(one.record.overrides) for one in read] == [{"event": "Forum"}, {}, {}]
    assert [one.record.sha256 for one in read] == [HASH, HASH, ""]


def test_a_document_without_text_needs_no_model() -> None:
    archive = Document("files.zip", "zip", HASH, "Files", ())
    (read,) = documents_of(archive, HASH, {}, no_model)
    assert read.record.passages == 0
