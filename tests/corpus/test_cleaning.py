"""Cleaning: what is dropped, what is kept, and that anchors stay on their characters."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning import clean, clean_block, clean_text
from corpus.documents import Anchor, Block, BlockKind, Location

INVISIBLE = "\u200b\u200e\u202e\u2066\u00ad\ufeff\ufe0f\U000e0041\x00\x08\x9f"


def test_invisible_characters_are_dropped() -> None:
    assert clean_text("hu".join(INVISIBLE) + "man") == "hu" * (len(INVISIBLE) - 1) + "man"


def test_text_is_composed() -> None:
    assert clean_text("Андре\u0438\u0306 cafe\u0301") == "Андре\u0439 caf\u00e9"


def test_blanks_become_one_space_and_line_breaks_stay() -> None:
    assert clean_text(" 10\u00a0\t декабря \r\n\n 2024\u2028года ") == "10 декабря\n2024\nгода"


def test_private_characters_of_symbol_fonts_are_not_text() -> None:
    assert clean_text("\uf0b7 first\uf02asecond") == "first second"


def test_ligatures_are_spelt_out() -> None:
    assert clean_text("ef\ufb01cient o\ufb03ce \ufb02oor") == "efficient office floor"


def test_every_character_is_cleaned_alike_in_clean_and_in_unclean_surroundings() -> None:
    for point in range(0x110000):
        character = chr(point)
        if character not in "\n\r\v\f\x85\u2028\u2029":
            unclean = clean_text(f"\u200ba{character}b")
            assert clean_text(f"a{character}b") == unclean, hex(point)


def test_quotation_marks_dashes_and_letters_stay_as_they_are() -> None:
    text = "«Адам құқықтары» — “rights” – ‘law’ … № 5 ½ ʼ 中文"
    assert clean_text(text) == text


def test_blocks_without_text_are_left_out() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, " \u200b\n"), Block(BlockKind.PARAGRAPH, "kept"))
    assert [block.text for block in clean(blocks)] == ["kept"]


def test_anchors_follow_their_words() -> None:
    text = "  first\u00a0 \u200bline \ufb01nds  second page"
    anchors = tuple(
        Anchor(offset, Location(page=page))
        for page, offset in enumerate((0, text.index("line"), text.index("second")), start=1)
    )
    cleaned = clean_block(Block(BlockKind.PARAGRAPH, text, anchors))
    assert cleaned.text == "first line finds second page"
    assert [cleaned.text[anchor.offset :].split()[0] for anchor in cleaned.anchors] == ["first", "line", "second"]


def test_an_anchor_left_without_text_gives_way_to_the_next() -> None:
    anchors = (Anchor(0, Location(page=1)), Anchor(2, Location(page=2)), Anchor(4, Location(page=3)))
    cleaned = clean_block(Block(BlockKind.PARAGRAPH, "ab\u200b\u200bcd", anchors))
    assert cleaned.anchors == (Anchor(0, Location(page=1)), Anchor(2, Location(page=3)))


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@given(st.text())
def test_cleaned_text_is_composed_trimmed_and_free_of_controls(text: str) -> None:
    cleaned = clean_text(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert not any(unicodedata.category(char) in ("Cc", "Cs") and char != "\n" for char in cleaned)


@given(
    st.text(alphabet=st.characters(categories=["L", "N", "P"], max_codepoint=0x4FF).filter(lambda c: c.isprintable()))
)
def test_no_visible_letter_is_lost(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=6))
def test_anchors_stay_ascending_inside_the_text_and_begin_at_zero(pieces: list[str]) -> None:
    offsets = [sum(len(piece) for piece in pieces[:number]) for number in range(len(pieces))]
    anchors = tuple(Anchor(offset, Location(start=float(offset))) for offset in offsets)
    cleaned = clean_block(Block(BlockKind.TURN, "".join(pieces), anchors))
    moved = [anchor.offset for anchor in cleaned.anchors]
    assert moved[0] == 0
    assert moved == sorted(set(moved))
    assert moved[-1] <= max(len(cleaned.text) - 1, 0)


@given(
    st.lists(st.sampled_from(["Сәлем", "hello\u00a0", " \ufb01ne", "\u200bdone ", "e\u0301nd"]), min_size=1, max_size=8)
)
def test_each_anchor_points_at_its_own_word(pieces: list[str]) -> None:
    text = " ".join(pieces)
    offsets = [len(" ".join(pieces[:number])) + (number > 0) for number in range(len(pieces))]
    anchors = tuple(Anchor(offset, Location(paragraph=number)) for number, offset in enumerate(offsets))
    cleaned = clean_block(Block(BlockKind.TURN, text, anchors))
    for anchor in cleaned.anchors:
        assert anchor.location.paragraph is not None
        assert cleaned.text[anchor.offset :].startswith(clean_text(pieces[anchor.location.paragraph]))


@pytest.mark.parametrize(
    "text", ["\u00a0" * 10**6 + "x", "e" + "\u0301" * 10**6, "\u202ea\u202c " * 10**6, " \n" * 10**6, "\ud800" * 10**6]
)
def test_a_million_marks_or_blanks_take_seconds(text: str) -> None:
    started = time.perf_counter()
    clean_text(text)
    assert time.perf_counter() - started < 5


def test_text_from_right_to_left_keeps_its_order_and_loses_only_its_direction_marks() -> None:
    assert clean_text("\u202b\u200fשלום\u202c עולם\u200e 12") == "שלום עולם 12"


def test_half_a_character_is_shown_as_one_that_cannot_be() -> None:
    assert clean_text("a\ud83db\0c") == "a\ufffdbc"
