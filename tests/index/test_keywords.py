"""Keywords: passages that hold a question's words, by BM25F."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import Corrupt
from index.keywords import Keywords, write_keywords
from index.postings import Entry
from index.words import terms

TEXTS = (
    ("en", "Report", "The Minister spoke about lawyers and their independence."),
    ("en", "Lawyers", "The delegation of Norway recommended a moratorium."),
    ("ru", "Итоги", "Адвокаты просили о защите детей в суде."),
    ("kk", "Қорытынды", "Адвокаттардың құқықтары туралы есеп тыңдалды."),
    ("en", "Report", "Children need protection; children need schools."),
    ("en", "Report", ""),
)


@pytest.fixture
def keywords(tmp_path: Path) -> Keywords:
    return made(tmp_path, [entry(text, lang, title, document) for document, (lang, title, text) in enumerate(TEXTS)])


def entry(text: str, language: str = "en", title: str = "", document: int = 0, *, aside: bool = False) -> Entry:
    return Entry(document, terms(text, language), terms(title, language), aside)


def made(folder: Path, entries: Sequence[Entry]) -> Keywords:
    write_keywords(folder / "keywords", entries)
    return Keywords([folder / "keywords"])


def rows(keywords: Keywords, question: str, limit: int = 10, language: str = "") -> list[int]:
    return [row for row, _ in keywords.search(question, limit=limit, language=language)]


def test_words_are_found_in_any_inflection(keywords: Keywords) -> None:
    assert rows(keywords, "a lawyer's independence")[0] == 0
    assert rows(keywords, "защите суда")[0] == 2
    assert rows(keywords, "құқық", language="kk") == [3]


def test_a_word_that_may_be_russian_or_kazakh_finds_both(keywords: Keywords) -> None:
    assert set(rows(keywords, "адвокат")[:2]) == {2, 3}


def test_a_word_of_the_text_counts_more_than_one_of_the_title(keywords: Keywords) -> None:
    assert rows(keywords, "lawyers")[:2] == [0, 1]


def test_results_are_best_first_and_limited(keywords: Keywords) -> None:
    found = keywords.search("children lawyers protection", limit=10)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert keywords.search("children lawyers protection", limit=1) == found[:1]


@pytest.mark.parametrize("question", ["", "?!", "xyzzy", '"', "text:lawyers AND (", "* OR *", "a" * 5_000, "[1 TO 2]"])
def test_a_question_that_matches_nothing_or_looks_like_a_query_is_answered_plainly(
    keywords: Keywords, question: str
) -> None:
    assert set(rows(keywords, question, limit=2)) <= {0, 1}


def test_a_question_of_thousands_of_words_is_answered(keywords: Keywords) -> None:
    question = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(5_000))
    assert rows(keywords, question + " moratorium") == [1]


def test_frequency_counts_passages_whose_text_or_title_holds_a_stem(keywords: Keywords) -> None:
    assert keywords.frequency(["lawyer"]) == 1
    assert keywords.frequency(terms("children", "en")) == 1
    assert keywords.frequency(["report"]) == 3
    assert keywords.frequency(["xyzzy"]) == 0
    assert keywords.size == len(TEXTS)


def test_a_passage_is_found_through_what_its_document_is_about(tmp_path: Path) -> None:
    texts = [
        (0, "Fyodor Shalyapin was born in Kazan."),
        (0, "Shalyapin sang in Milan, and Shalyapin sang in Paris."),
        (0, "Shalyapin had nine children. Shalyapin left Russia."),
        (0, "The voice of the singer was a high bass."),
        (1, "The voice of the people is heard at elections."),
        (1, "Elections were held in spring."),
    ]
    keywords = made(tmp_path, [entry(text, document=document) for document, text in texts])
    assert rows(keywords, "What voice had Shalyapin?")[0] == 3
    assert 5 not in rows(keywords, "What voice had Shalyapin?")


def test_a_list_of_references_stands_below_the_passage_it_is_beside(tmp_path: Path) -> None:
    texts = [("Glaciers of Almaty. Glaciers of the Alps.", True), ("The glaciers lose a third of their ice.", False)]
    keywords = made(tmp_path, [entry(text, aside=aside) for text, aside in texts])
    assert rows(keywords, "glaciers") == [1, 0]


def test_a_derived_word_finds_the_word_it_comes_from(tmp_path: Path) -> None:
    keywords = made(tmp_path, [entry("Правление приняло устав.", "ru"), entry("Здание построили в мае.", "ru")])
    assert rows(keywords, "постройка") == [1]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who wants a moratorium on the death penalty?", 0),
        ("What did President Tokayev say?", 1),
        ("What did Toqaev say?", 1),
        ("Кто защищает свободу слова?", 2),
        ("Что сказал Назарбаев?", 3),
        ("Журналистер бостандығы", 2),
    ],
)
def test_a_question_finds_texts_in_another_language(tmp_path: Path, question: str, found: int) -> None:
    keywords = made(
        tmp_path,
        [
            entry("Норвегия просит ввести мораторий на смертную казнь.", "ru"),
            entry("Затем слово взял Токаев.", "ru"),
            entry("Journalists defend the freedom of expression.", "en"),
            entry("The chair thanked Mr Nazarbayev.", "en"),
        ],
    )
    assert rows(keywords, question, language="kk" if question.startswith("Ж") else "")[0] == found


def test_a_word_of_the_questions_own_language_stands_above_its_translation(tmp_path: Path) -> None:
    keywords = made(tmp_path, [entry("Пытки запрещены.", "ru"), entry("Torture is forbidden.", "en")])
    assert rows(keywords, "torture") == [1, 0]
    assert rows(keywords, "пытки") == [0, 1]


def test_a_word_that_stands_nowhere_is_known_by_its_translations(tmp_path: Path) -> None:
    keywords = made(tmp_path, [entry("Адвокаты и Токаев", "ru")])
    assert keywords.translated(["lawyer"]) == terms("адвокат", "ru")
    assert keywords.translated(["tokayev"]) == terms("Токаев", "ru")
    assert keywords.translated(["xyzzy"]) == []


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    write_keywords(tmp_path / "keywords", [])
    empty = Keywords([tmp_path / "keywords"])
    assert (empty.size, empty.search("lawyers", limit=5)) == (0, [])


def test_a_damaged_index_says_so(tmp_path: Path) -> None:
    made(tmp_path, [Entry(0, ["a"], [])]).close()
    (tmp_path / "keywords" / "postings.sqlite").write_bytes(b"SQLite format 3" + bytes(5_000))
    with pytest.raises(Corrupt, match=r"postings\.sqlite cannot be read.*--full"):
        Keywords([tmp_path / "keywords"])
    (tmp_path / "keywords" / "postings.sqlite").unlink()
    with pytest.raises(Corrupt, match=r"postings\.sqlite is missing.*--full"):
        Keywords([tmp_path / "keywords"])
