"""Plain text: paragraphs, headings, list items, captions."""

import time
from pathlib import Path

import pytest

from corpus.documents import BlockKind, Reading
from corpus.readers.plain import read

SEED = Path(__file__).parents[4] / "shared" / "seed" / "materials" / "astana-2024.txt"


def blocks(tmp_path: Path, text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in reading(tmp_path, text).blocks]


def reading(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "file.txt"
    path.write_text(text, encoding="utf-8")
    return read(path)


def test_a_short_first_line_is_the_title(tmp_path: Path) -> None:
    assert blocks(tmp_path, "Water for all\n\nThe forum met in Almaty.") == [
        (BlockKind.HEADING, "Water for all"),
        (BlockKind.PARAGRAPH, "The forum met in Almaty."),
    ]


def test_a_sentence_first_is_no_title(tmp_path: Path) -> None:
    assert blocks(tmp_path, "The forum met.\n\nIt was long.")[0] == (BlockKind.PARAGRAPH, "The forum met.")


def test_a_quote_and_the_line_that_says_whose_it_is_stay_together(tmp_path: Path) -> None:
    text = 'Some words first.\n\n"We will protect every river,"\nsaid the Minister.\n\n«Мы справимся»,\nсказал министр.'
    assert [text for _, text in blocks(tmp_path, text)][1:] == [
        '"We will protect every river," said the Minister.',
        "«Мы справимся», сказал министр.",
    ]


def test_credits_and_the_picture_descriptions_above_them_are_captions(tmp_path: Path) -> None:
    text = "Title here\n\na woman at a desk\nPhoto: Press service\nShe spoke first.\nФото: Пресс-служба"
    assert blocks(tmp_path, text)[1:] == [
        (BlockKind.CAPTION, "a woman at a desk"),
        (BlockKind.CAPTION, "Photo: Press service"),
        (BlockKind.PARAGRAPH, "She spoke first."),
        (BlockKind.CAPTION, "Фото: Пресс-служба"),
    ]


def test_a_date_line_stays_a_paragraph_and_dates_the_file(tmp_path: Path) -> None:
    found = reading(tmp_path, "Forum news\n\n5 марта 2024 года\na hall\nPhoto: Someone\n\nText follows here.")
    assert found.properties == {"date": "5 марта 2024 года"}
    assert found.blocks[1].kind is BlockKind.PARAGRAPH


def test_hard_wrapped_lines_are_joined_and_paragraphs_kept_apart(tmp_path: Path) -> None:
    first = (
        "The delegates of the region met again this year. They\n"
        "spoke of the rivers that cross their borders, and of\n"
        "the glaciers that feed them."
    )
    second = "On the second day they signed a statement on sharing\nthe data of all measuring stations."
    assert [text for _, text in blocks(tmp_path, f"{first}\n\n{second}")] == [
        first.replace("\n", " "),
        second.replace("\n", " "),
    ]


def test_lines_that_each_end_a_sentence_are_blocks_of_their_own(tmp_path: Path) -> None:
    long = (
        "This line is a whole paragraph of its own, and it goes on for a good while so that nothing was wrapped. " * 3
    )
    assert len(blocks(tmp_path, f"{long}\n{long}\n{long}")) == 3


def test_list_items_keep_numbers_and_lose_bullets(tmp_path: Path) -> None:
    text = "The forum asked for three things.\n\n1. Clean water\n2) Open data\n- Fair prices\n• Әділ баға"
    assert blocks(tmp_path, text)[1:] == [
        (BlockKind.LIST_ITEM, "1. Clean water"),
        (BlockKind.LIST_ITEM, "2) Open data"),
        (BlockKind.LIST_ITEM, "Fair prices"),
        (BlockKind.LIST_ITEM, "Әділ баға"),
    ]


def test_clear_headings_are_found_and_doubtful_ones_stay_text(tmp_path: Path) -> None:
    body = "A paragraph that is quite a bit longer than the heading above it, as paragraphs are."
    text = (
        f"== Начало ==\n{body}\n\nOPENING SESSION\n\n{body}\n\n2. Main findings\n\n{body}\n\nA doubtful line\n\n{body}"
    )
    kinds = {text: kind for kind, text in blocks(tmp_path, text)}
    assert kinds["Начало"] is kinds["OPENING SESSION"] is kinds["2. Main findings"] is BlockKind.HEADING
    assert kinds["A doubtful line"] is BlockKind.PARAGRAPH


def test_labelled_lines_stay_on_their_lines(tmp_path: Path) -> None:
    text = "Meeting of the board\nDate: 5 May 2024\nRoom: B2\n\nThe board met."
    assert blocks(tmp_path, text)[1] == (BlockKind.PARAGRAPH, "Date: 5 May 2024\nRoom: B2")


def test_a_hundred_thousand_labelled_lines_are_read_in_seconds(tmp_path: Path) -> None:
    assert len(blocks(tmp_path, "Name: x\n" * 100_000)) == 1


def test_each_mark_of_a_change_of_speaker_begins_a_paragraph(tmp_path: Path) -> None:
    assert blocks(tmp_path, ">> Hello, everyone.\n>> Hi.") == [
        (BlockKind.PARAGRAPH, ">> Hello, everyone."),
        (BlockKind.PARAGRAPH, ">> Hi."),
    ]


def test_tags_that_name_the_speaker_make_turns(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        'Дебаты о реках\n<SPEAKER ID="1" NAME="Әсел Сәрсен">\nБастаймыз.\n<P>\nЕкінші мәселе.\n'
        '<SPEAKER ID=2 LANGUAGE="RU" NAME="Иван Петров">\nСпасибо.\n\n(applause)',
    )
    assert [(block.kind, block.location.speaker, block.text) for block in found.blocks] == [
        (BlockKind.HEADING, None, "Дебаты о реках"),
        (BlockKind.TURN, "Әсел Сәрсен", "Бастаймыз."),
        (BlockKind.TURN, "Әсел Сәрсен", "Екінші мәселе."),
        (BlockKind.TURN, "Иван Петров", "Спасибо."),
        (BlockKind.PARAGRAPH, None, "(applause)"),
    ]


def test_a_heading_above_a_mark_names_the_speaker_and_any_other_is_a_heading(tmp_path: Path) -> None:
    found = reading(tmp_path, "== Anna Sarsen\n\n >> We begin.\n\n== Part two\n\nAll is said.")
    assert [(block.kind, block.location.speaker, block.text) for block in found.blocks] == [
        (BlockKind.TURN, "Anna Sarsen", "We begin."),
        (BlockKind.HEADING, None, "Part two"),
        (BlockKind.TURN, "Anna Sarsen", "All is said."),
    ]


@pytest.mark.parametrize(
    "text", ["word " * 4_000_000, "a" * 20_000_000, "слово. " * 3_000_000, "e\u0301\u0301" + "\u0301" * 10**6]
)
def test_one_line_of_many_megabytes_takes_seconds(tmp_path: Path, text: str) -> None:
    started = time.perf_counter()
    found = reading(tmp_path, text)
    assert [len(block.text) for block in found.blocks] == [len(text.strip())]
    assert time.perf_counter() - started < 10


def test_line_ends_of_three_systems_in_one_file_all_end_lines(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes("Первый абзац закончен.\r\n\r\nВторой абзац закончен.\r\rТретий.\n\nТөртінші.".encode())
    assert [block.text for block in read(path).blocks] == [
        "Первый абзац закончен.",
        "Второй абзац закончен.",
        "Третий.",
        "Төртінші.",
    ]


def test_rules_and_tags_alone_on_a_line_are_not_text(tmp_path: Path) -> None:
    assert blocks(tmp_path, "One paragraph here.\n\n-----\n\n<P>\nAnother one here.") == [
        (BlockKind.PARAGRAPH, "One paragraph here."),
        (BlockKind.PARAGRAPH, "Another one here."),
    ]


def test_an_empty_file_has_no_blocks(tmp_path: Path) -> None:
    assert blocks(tmp_path, "\n \n") == []


@pytest.mark.skipif(not SEED.exists(), reason="the first conference's page is not beside this checkout")
def test_the_first_conference_reads_as_a_person_reads_it() -> None:
    found = read(SEED)
    quotes = [block for block in found.blocks if block.text.endswith("said the Ombudsman in his speech.")]
    captions = [block.text for block in found.blocks if block.kind is BlockKind.CAPTION]
    assert found.blocks[0].kind is BlockKind.HEADING
    assert found.properties["date"] == "December 10, 2024"
    assert quotes[0].text.startswith('"I would like')
    assert "a man wearing a suit and tie" in captions
    assert sum("Photo:" in caption for caption in captions) == 5
