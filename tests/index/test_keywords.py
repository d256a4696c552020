"""Keywords: passages that hold a question's words, by BM25."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import Corrupt
from index.keywords import Entry, Keywords, write_keywords
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
    entries = (Entry(row, terms(text, lang), terms(title, lang)) for row, (lang, title, text) in enumerate(TEXTS))
    write_keywords(tmp_path / "keywords", entries)
    return Keywords(tmp_path / "keywords")


def rows(keywords: Keywords, question: str, limit: int = 10, language: str = "") -> list[int]:
    return [row for row, _ in keywords.search(question, limit=limit, language=language)]


def test_words_are_found_in_any_inflection(keywords: Keywords) -> None:
    assert rows(keywords, "a lawyer's independence")[0] == 0
    assert rows(keywords, "защита ребёнка, детям")[0] == 2
    assert rows(keywords, "құқық", language="kk") == [3]


def test_a_word_that_may_be_russian_or_kazakh_finds_both(keywords: Keywords) -> None:
    assert set(rows(keywords, "адвокат")) == {2, 3}


def test_a_word_of_the_text_counts_more_than_one_of_the_title(keywords: Keywords) -> None:
    assert rows(keywords, "lawyers") == [0, 1]


def test_results_are_best_first_and_limited(keywords: Keywords) -> None:
    found = keywords.search("children lawyers protection", limit=10)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert keywords.search("children lawyers protection", limit=1) == found[:1]


@pytest.mark.parametrize("question", ["", "?!", "xyzzy", '"', "text:lawyers AND (", "* OR *", "a" * 5_000, "[1 TO 2]"])
def test_a_question_that_matches_nothing_or_looks_like_a_query_is_answered_plainly(
    keywords: Keywords, question: str
) -> None:
    assert set(rows(keywords, question)) <= {0, 1}


def test_a_question_of_thousands_of_words_is_answered(keywords: Keywords) -> None:
    question = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(5_000))
    assert rows(keywords, question + " moratorium") == [1]


def test_frequency_counts_passages_whose_text_or_title_holds_a_stem(keywords: Keywords) -> None:
    assert keywords.frequency(["lawyer"]) == 1
    assert keywords.frequency(terms("children", "en")) == 1
    assert keywords.frequency(["report"]) == 3
    assert keywords.frequency(["xyzzy"]) == 0
    assert keywords.size == len(TEXTS)


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    write_keywords(tmp_path / "keywords", [])
    empty = Keywords(tmp_path / "keywords")
    assert (empty.size, empty.search("lawyers", limit=5)) == (0, [])


def test_a_damaged_index_says_so(tmp_path: Path) -> None:
    write_keywords(tmp_path / "keywords", [Entry(0, ["a"], [])])
    (tmp_path / "keywords" / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(Corrupt, match="keywords cannot be opened"):
        Keywords(tmp_path / "keywords")
