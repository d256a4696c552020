"""Sentences: where they begin and end in three languages, and that none of their characters is lost."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.sentences import sentence_spans

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
like_prose = st.text(st.sampled_from(list("abАбёҚқ19 .!?…:;,\n\t\"'“”«»()[]–-")), max_size=200)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@given(any_text | like_prose)
@example("")
@example(" \n ")
@example("…")
@example(". . .")
def test_spans_are_in_order_and_hold_every_character_that_is_not_white_space(text: str) -> None:
    spans = sentence_spans(text)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    held = [offset for start, end in spans for offset in range(start, end)]
    assert [offset for offset in held if not text[offset].isspace()] == [
        offset for offset, letter in enumerate(text) if not letter.isspace()
    ]


@given(any_text | like_prose)
def test_a_span_neither_begins_nor_ends_with_white_space(text: str) -> None:
    assert all(sentence and sentence == sentence.strip() for sentence in sentences(text))


@given(like_prose, like_prose)
def test_a_line_break_always_ends_a_sentence(first: str, second: str) -> None:
    first, second = first.replace("\n", " "), second.replace("\n", " ")
    assert not any("\n" in sentence for sentence in sentences(f"{first}\n{second}"))


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(["We met in Astana.", "Forty states came!", "Why?", "Nobody knows…", "Now we do."], id="endings"),
        pytest.param(["Dr. Aliya Sarsen opened the forum.", "Prof. N. Khan of St. Andrews replied."], id="titles"),
        pytest.param(["See para. 5 and fig. 3 of vol. II.", "It costs approx. 3.14 dollars."], id="references"),
        pytest.param(["It is resolution No. 5 of Gen. Assembly.", "Nos. 6 and 7 follow."], id="numbers"),
        pytest.param(["The U.N. Secretary-General and the U.S. Ambassador spoke.", "So did J. R. Doe."], id="initials"),
        pytest.param(["Bread, salt, etc. were shared.", "Some, e.g. Dana, i.e. the chair, ate."], id="latin"),
        pytest.param(["She said “We agree.”", "Then they signed (all of them.)", "“So be it!”", "He left."], id="quotes"),
        pytest.param(['"Is that so?" asked the chair.', "'Yes,' said Dana."], id="asked"),
        pytest.param(["On 14 May 2024 it began.", "12 people came.", "3 left."], id="digits-begin"),
        pytest.param(["Version 2.0 is out at example.org today."], id="inside-words"),
        pytest.param(["Конференция прошла 10 декабря 2024 г. в Астане.", "В ней участвовали 12 стран."], id="ru-year"),
        pytest.param(["Слово взял А. Б. Иванов.", "Затем выступила Г. К. Сарсен."], id="ru-initials"),
        pytest.param(["Он живёт в г. Алматы, т.е. на юге.", "Это права детей, женщин и т.д. и т.п."], id="ru-short"),
        pytest.param(["См. ст. 12 и п. 3 на стр. 45.", "Там всё есть."], id="ru-references"),
        pytest.param(["«Права человека превыше всего!» – сказал он.", "«Согласны».", "Все встали."], id="ru-quotes"),
        pytest.param(["Почему?!", "Никто не знает…", "Теперь знаем."], id="ru-endings"),
        pytest.param(["Конференция 2024 ж. желтоқсанда өтті.", "Оған Ә. Қ. Серік қатысты."], id="kk-year"),
        pytest.param(["Балалар, әйелдер т.б. келді.", "Өкілдер сөйледі!", "Үкімет қолдады."], id="kk-abbreviations"),
        pytest.param(["«Бұл маңызды қадам», – деді төраға.", "Ішінде 18 ұсыным бар."], id="kk-quotes"),
    ],
)  # fmt: skip
def test_sentences_are_told_apart(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_each_line_of_a_list_is_a_sentence_and_keeps_its_label() -> None:
    items = ["1. Adopt the report.", "2) Ask the chair.", "a) Close.", "iv. Meet again.", "2.1. Prepare", "(b) Vote."]
    assert sentences("\n".join(items)) == items


def test_a_sentence_that_introduces_a_list_ends_with_its_colon() -> None:
    assert sentences("We recommend:\n- Peace\n- Law") == ["We recommend:", "- Peace", "- Law"]


def test_a_number_ends_a_sentence_that_it_does_not_begin() -> None:
    assert sentences("The vote was in 2014. Then came 2015.") == ["The vote was in 2014.", "Then came 2015."]


def test_text_without_any_punctuation_is_one_sentence() -> None:
    assert sentences("no punctuation at all") == ["no punctuation at all"]


def test_a_text_in_small_letters_is_not_torn_at_its_full_stops() -> None:
    assert sentences("see example.org. or ask.") == ["see example.org. or ask."]


@pytest.mark.parametrize(
    "text",
    [
        "The state spoke of reform. " * 40_000,
        "." * 200_000,
        "a." * 100_000,
        "?\"" * 100_000,
        "Title " + ". " * 100_000 + "12",
        ":" + " " * 200_000,
        "x " * 300_000,
    ],
    ids=["prose", "dots", "abbreviation-like", "quotes", "leaders", "blanks", "no-ends"],
)  # fmt: skip
def test_a_long_line_takes_time_in_proportion_to_its_length(text: str) -> None:
    began = time.process_time()
    sentence_spans(text)
    assert time.process_time() - began < 5.0
