"""What passes between a build and its workers arrives as it was sent."""

from __future__ import annotations

from corpus import Document, Location, Skipped
from corpus.documents import Anchor, Block, BlockKind
from index.embedder import Embedder
from index.parcels import packed, packed_documents, unpacked, unpacked_documents
from index.reading import documents_of

HASH = "b" * 64


def block(text: str, **place: object) -> Block:
    return Block(BlockKind.TURN, text, (Anchor(0, Location(heading=("Day 1",), **place)),))  # type: ignore[arg-type]


def test_documents_arrive_as_they_were_read(random_embedder: Embedder) -> None:
    blocks = (
        block("Салем, we met at 9.5 and went on.", speaker="Aigerim", start=0.125, end=7.75),
        block("A second turn \U0001f600.", page=3, page_label="iii", confidence=0.5),
    )
    child = Document("a.eml/b.txt", "text", HASH, "Title", (block("One more."),), pages=2, unread=("Page 2.",))
    document = Document(
        "a.eml", "eml", HASH, "Title", blocks, language="en", metadata={"speaker": "A"}, origins={"title": "text"},
        children=(child, Skipped("a.eml/c.bin", "unsupported", "No reader.")),
    )  # fmt: skip
    files = [
        documents_of(document, HASH, {"event": "Форум"}, lambda: random_embedder),
        documents_of(Skipped("d.pdf", "damaged", "Save it again."), HASH, {}, lambda: random_embedder),
    ]
    assert unpacked_documents(packed_documents(files)) == [
        [type(read)(read.record, list(read.passages), list(read.units)) for read in file] for file in files
    ]


def test_half_a_surrogate_pair_and_zeros_pass() -> None:
    assert unpacked(packed(["half \ud83d of a pair", "nul \0"])) == ["half \ud83d of a pair", "nul \0"]
