"""What kind of line a line is."""

import pytest

from corpus.readers.lines import is_credit, is_list_item, is_short, labelled, without_bullet


@pytest.mark.parametrize(
    "line", ["- item", "• пункт", "1. First", "12) twelfth", "(a) letter", "б) буква", "2.1 Scope"]
)
def test_list_items_are_known_by_their_mark(line: str) -> None:
    assert is_list_item(line)


@pytest.mark.parametrize(
    "line", ["А. С. Пушкин", "— Да, — сказал он.", "2024 was a good year", "-5 degrees", "I. Newton"]
)
def test_initials_years_and_direct_speech_are_no_list_items(line: str) -> None:
    assert not is_list_item(line)


def test_bullets_go_and_numbers_stay() -> None:
    assert without_bullet("•  пункт") == "пункт"
    assert without_bullet("1. First") == "1. First"


@pytest.mark.parametrize(
    "line", ["Photo: A. Person", "Фото: пресс-служба", "Сурет: Баспасөз қызметі", "Photo credit: UN"]
)
def test_photo_credits_are_known(line: str) -> None:
    assert is_credit(line)


def test_a_sentence_about_photos_is_no_credit() -> None:
    assert not is_credit("Photos of the victims were shown.")


def test_titles_are_short_and_without_a_final_mark() -> None:
    assert is_short("Opening session")
    assert not is_short("The session was opened.")
    assert not is_short("The session, which opened late,")
    assert not is_short("word " * 40)


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("Session: Opening", ("Session", "Opening")),
        ("Баяндамашы: Асель Н.", ("Баяндамашы", "Асель Н.")),
        ("https://example.org", None),
        ("He said one thing and then added more to it: nothing", None),
        ("Title:", None),
    ],
)
def test_labels_are_short_and_have_a_value(line: str, pair: tuple[str, str] | None) -> None:
    assert labelled(line) == pair
