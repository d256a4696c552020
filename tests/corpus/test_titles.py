"""The title of a document: stated, shown at its top, or its file's name."""

import pytest

from corpus.documents import Anchor, Block, BlockKind, Location
from corpus.titles import find_title

PROSE = (
    "The delegates of the five states met for the third time to speak about the rivers that cross their borders. " * 3
)


def heading(text: str, level: int = 1) -> Block:
    return Block(BlockKind.HEADING, text, level=level)


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


def title_of(source: str, blocks: list[Block], stated: str = "") -> str:
    return find_title(source, blocks, stated)[0]


def test_a_stated_title_comes_first() -> None:
    assert title_of("a.pdf", [heading("Heading")], "Stated title") == "Stated title"


@pytest.mark.parametrize(
    "stated",
    ["", "Untitled", "Microsoft Word - final_v3.doc", "report.docx", "rivers", "Документ1", "PowerPoint Presentation"],
)
def test_leftovers_of_programs_are_no_titles(stated: str) -> None:
    assert title_of("rivers.pdf", [heading("Rivers forum")], stated) == "Rivers forum"


def test_the_outermost_heading_at_the_top_is_the_title() -> None:
    assert title_of("a.md", [heading("← Back", 4), heading("Rivers forum", 1)]) == "Rivers forum"


def test_a_heading_below_prose_is_a_sections() -> None:
    assert title_of("rivers_2024.txt", [paragraph(PROSE), heading("Background")]) == "Rivers 2024"


def test_a_short_first_line_is_a_title_where_there_is_no_heading() -> None:
    assert title_of("a.txt", [paragraph("5 May 2024"), paragraph("Rivers forum"), paragraph(PROSE)]) == "Rivers forum"


def test_a_file_name_is_made_readable() -> None:
    assert title_of("day-1/2024-12-10_opening-speech.en.vtt", []) == "2024-12-10 opening speech"


def test_a_title_page_gives_the_title_with_the_heading_below_it() -> None:
    page = (Anchor(0, Location(page=1)),)
    top = [
        Block(BlockKind.TABLE_ROW, "United Bodies | A/1/2", page),
        Block(BlockKind.HEADING, "Report of the working group*", page, level=2),
        Block(BlockKind.HEADING, "Ruritania", page, level=3),
        Block(BlockKind.FOOTNOTE, "* " + PROSE, page),
        Block(BlockKind.HEADING, "Contents", page, level=3),
    ]
    assert title_of("report.pdf", top, "United Bodies") == "Report of the working group: Ruritania"


def test_a_title_with_a_colon_is_one_and_a_time_is_none() -> None:
    assert title_of("a.md", [heading("Sources: who pays for water")], "") == "Sources: who pays for water"
    assert title_of("a.md", [heading("Time: 13:00", 1), heading("Rivers: a future", 2)]) == "Rivers: a future"


def test_a_numbered_heading_is_a_sections() -> None:
    assert title_of("a.txt", [paragraph("Minutes of the board"), heading("1. Roll call")]) == "Minutes of the board"


@pytest.mark.parametrize(
    ("blocks", "stated", "origin"),
    [
        ([heading("Rivers")], "Stated title", "properties"),
        ([heading("Rivers")], "", "first page"),
        ([], "", "file name"),
    ],
)
def test_a_title_says_where_it_was_found(blocks: list[Block], stated: str, origin: str) -> None:
    assert find_title("day-1/rivers_forum.txt", blocks, stated)[1] == origin


def test_a_heading_on_the_second_page_is_no_title() -> None:
    first, second = ((Anchor(0, Location(page=number)),) for number in (1, 2))
    blocks = [
        Block(BlockKind.HEADING, "Accept push", first, level=2),
        Block(BlockKind.PARAGRAPH, "Anna Sarsen", first),
        Block(BlockKind.HEADING, "Use cases", second, level=1),
    ]
    assert title_of("a.pdf", blocks) == "Accept push"


@pytest.mark.parametrize("letterhead", ["UNITED", "United Nations", "Part 01"])
def test_a_letterhead_is_no_title(letterhead: str) -> None:
    assert title_of("a.pdf", [heading(letterhead), heading("Ruritania ∗", 2)]) == "Ruritania"


def test_a_line_above_a_heading_of_few_words_is_completed_by_it() -> None:
    page = (Anchor(0, Location(page=1)),)
    top = [
        Block(BlockKind.PARAGRAPH, "Report of the working group on the review", page),
        Block(BlockKind.HEADING, "Ruritania ∗", page, level=2),
        Block(BlockKind.PARAGRAPH, PROSE, page),
    ]
    assert title_of("report.pdf", top) == "Report of the working group on the review: Ruritania"
    assert title_of("report.pdf", [Block(BlockKind.PARAGRAPH, "Who pays?", page), *top[1:]]) == "Ruritania"


def test_a_letter_is_named_by_what_it_is_and_not_by_whom_it_goes_to() -> None:
    letter = ["Министру культуры и информации", "Асановой Д.К.", "Жалоба", PROSE]
    assert title_of("a.docx", [paragraph(text) for text in letter]) == "Жалоба"
    letter = ["Қала әкіміне", "Тұрғындардың ашық хаты", PROSE]
    assert title_of("a.docx", [paragraph(text) for text in letter]) == "Тұрғындардың ашық хаты"


def test_a_line_that_begins_within_a_sentence_is_no_title() -> None:
    assert title_of("dns_talk.pdf", [paragraph("service.proto.name priority weight"), paragraph(PROSE)]) == "Dns talk"
