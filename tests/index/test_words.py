"""Words: how text is cut into them, what counts, and which forms of a word are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import is_light, is_stop_word, kazakh_stem, language_of, question_terms, terms, words

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@pytest.mark.parametrize(
    "forms",
    [
        "кітап кітаптар кітаптарды кітаптың кітапта кітаппен кітаптарымыз кітаптарымыздан",
        "конференция конференцияның конференцияда конференциядан конференцияға конференцияны",
        "адвокат адвокаттар адвокаттардың адвокаттарға адвокатпен",
        "ұсыным ұсынымдар ұсынымдарды ұсынымдардың ұсынымдармен",
        "мемлекет мемлекеттік мемлекеттің мемлекетке мемлекеттер",
        "қоғам қоғамдық қоғамның қоғамға",
        "бала балалар балалардың балаларға баланың",
        "дәрігер дәрігерлер дәрігерлердің",
    ],
)
def test_inflected_kazakh_words_have_one_stem(forms: str) -> None:
    assert len({kazakh_stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("кітап", "мектеп"), ("қоғам", "қоныс"), ("мемлекет", "мекеме"), ("адвокат", "адам")]
)
def test_different_kazakh_words_keep_different_stems(one: str, other: str) -> None:
    assert kazakh_stem(one) != kazakh_stem(other)


@given(st.text(st.sampled_from("абдеклмнртыіңғқаеуөүсп"), min_size=1, max_size=24))
def test_a_kazakh_stem_begins_its_word_and_keeps_four_letters(word: str) -> None:
    stem = kazakh_stem(word)
    assert word.startswith(stem)
    assert len(stem) >= min(len(word), 4)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "recommend recommended recommending recommends"),
        ("en", "lawyer lawyers lawyer's lawyers’"),
        ("ru", "рекомендация рекомендации рекомендаций рекомендациями"),
        ("ru", "ребёнка ребенка РЕБЁНКА"),
        ("ru", "конференция конференцию конференции"),
    ],
)
def test_inflected_english_and_russian_words_have_one_stem(language: str, forms: str) -> None:
    assert len({tuple(terms(form, language)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The UN's report", ["the", "un", "report"]),
        ("the State’s duty", ["the", "state", "duty"]),
        ("don't", ["don", "t"]),
        ("1,234.5 and 3.14", ["1,234.5", "and", "3.14"]),
        ("In 2014, it ended.", ["in", "2014", "it", "ended"]),
        ("№5 2014ж.", ["no", "5", "2014", "ж"]),
        ("A/HRC/14/10", ["a", "hrc", "14", "10"]),
        ("co-operation under_scored", ["co", "operation", "under", "scored"]),
        ("«Ёлка» ещё", ["елка", "еще"]),
        ("Пирами́да Со́лнца", ["пирамида", "солнца"]),
        ("ﬁne ⅓ Ⅳ", ["fine", "1", "3", "iv"]),
        ("ҚҰҚЫҚ", ["құқық"]),
        ("?! – …", []),
        ("", []),
    ],
)
def test_words_are_folded_and_cut(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(any_text)
def test_words_hold_no_blanks_and_are_found_again_in_themselves(text: str) -> None:
    for word in words(text):
        assert word
        assert word.split() == [word]
        assert words(word) == [word]


@given(any_text, st.sampled_from(["en", "ru", "kk", "de", ""]))
def test_every_word_has_one_stem_without_blanks(text: str, language: str) -> None:
    stems = terms(text, language)
    assert len(stems) == len(words(text))
    assert all(stem.split() == [stem] for stem in stems)


@given(any_text, st.sampled_from(["en", "ru", "kk", ""]))
def test_a_question_made_of_a_passages_words_finds_its_stems(text: str, language: str) -> None:
    held = set(terms(text, language))
    assert all(held.intersection(stems) for _, stems in question_terms(text, language))


def test_a_russian_question_finds_words_of_russian_and_of_kazakh_texts() -> None:
    found = dict(question_terms("адвокаттар правах"))
    assert set(terms("правах", "ru")) & set(found["правах"])
    assert set(terms("адвокаттардың", "kk")) & set(found["адвокаттар"])


def test_a_question_keeps_the_words_that_carry_meaning_each_once() -> None:
    found = question_terms("What did the Minister say about lawyers and the lawyers of the Minister?", "en")
    assert found == [("minister", ["minist"]), ("lawyers", ["lawyer"])]


@pytest.mark.parametrize("question", ["Who is it?", "Что это?", "Бұл кім?"])
def test_a_question_of_stop_words_alone_keeps_them(question: str) -> None:
    assert [word for word, _ in question_terms(question)] == words(question)


def test_a_question_without_words_has_no_terms() -> None:
    assert question_terms("?!") == []


@pytest.mark.parametrize(
    ("text", "language"), [("Who spoke?", "en"), ("Кто выступал?", "ru"), ("Кім сөйледі?", "kk"), ("2014", "en")]
)
def test_letters_tell_the_language_of_a_question(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("language", ["en", "ru", ""])
def test_a_kazakh_paragraph_of_a_document_in_another_language_is_stemmed_as_kazakh(language: str) -> None:
    stems = terms("Балалардың құқықтары туралы есеп тыңдалды.", language)
    assert dict(question_terms("балаларға арналған құқықтар", "kk"))["балаларға"][0] in stems


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_kazakh_name_does_not_make_a_russian_paragraph_kazakh(language: str) -> None:
    text = "На встрече в Қызылорде обсуждались рекомендации рабочей группы о защите прав детей"
    assert terms("рекомендация", "ru")[0] in terms(text, language)


def test_latin_words_in_a_kazakh_text_are_stemmed_as_english() -> None:
    assert terms("lawyers құқықтар", "kk") == ["lawyer", "құқық"]


def test_grammar_is_told_from_meaning() -> None:
    assert all(map(is_stop_word, ["the", "который", "және"]))
    assert not any(map(is_stop_word, ["lawyer", "право", "құқық"]))


@pytest.mark.parametrize("word", ["said", "recommend", "conference", "говорил", "конференции", "айтты", "қатысты"])
def test_words_that_say_how_a_question_is_put_weigh_less(word: str) -> None:
    assert is_light(word)


@pytest.mark.parametrize("word", ["torture", "lawyers", "пытки", "адвокат", "құқық", "2014"])
def test_words_that_say_what_a_question_is_about_weigh_in_full(word: str) -> None:
    assert not is_light(word)
