"""Placing: the headings above each block and its number."""

from corpus.documents import Anchor, Block, BlockKind, Location
from corpus.structure import place


def heading(text: str, level: int) -> Block:
    return Block(BlockKind.HEADING, text, level=level)


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


def test_a_block_stands_below_all_the_headings_above_it() -> None:
    blocks = place([heading("Report", 1), heading("Findings", 2), paragraph("Text")])
    assert blocks[2].location.heading == ("Report", "Findings")


def test_a_heading_has_only_its_ancestors_in_its_path() -> None:
    blocks = place([heading("Report", 1), heading("First", 2), heading("Second", 2), heading("Annex", 1)])
    assert [block.location.heading for block in blocks] == [(), ("Report",), ("Report",), ()]


def test_a_higher_heading_closes_the_lower_ones() -> None:
    blocks = place([heading("A", 1), heading("B", 3), heading("C", 2), paragraph("Text")])
    assert blocks[3].location.heading == ("A", "C")


def test_paragraphs_are_counted_without_headings() -> None:
    blocks = place([paragraph("One"), heading("Between", 1), paragraph("Two")])
    assert [block.location.paragraph for block in blocks] == [1, None, 2]


def test_a_comment_has_the_number_of_the_paragraph_it_stands_at() -> None:
    comment = Block(BlockKind.PARAGRAPH, "Really?", (Anchor(0, Location(part="comment")),))
    blocks = place([comment, paragraph("One"), comment, comment, paragraph("Two")])
    assert [block.location.paragraph for block in blocks] == [None, 1, 1, 1, 2]


def test_every_anchor_is_placed_and_keeps_its_page() -> None:
    anchors = (Anchor(0, Location(page=1)), Anchor(3, Location(page=2)))
    placed = place([heading("H", 1), Block(BlockKind.PARAGRAPH, "abcdef", anchors)])[1]
    assert [(a.location.page, a.location.heading, a.location.paragraph) for a in placed.anchors] == [
        (1, ("H",), 1),
        (2, ("H",), 1),
    ]


def test_a_slide_without_title_does_not_stand_below_the_slide_before() -> None:
    def on(slide: int, block: Block) -> Block:
        return Block(block.kind, block.text, (Anchor(0, Location(slide=slide)),), block.level)

    blocks = place([on(1, heading("Opening", 1)), on(1, paragraph("Welcome")), on(2, paragraph("Map"))])
    assert [block.location.heading for block in blocks] == [(), ("Opening",), ()]
