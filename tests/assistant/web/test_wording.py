"""The page's words: every one in every language, and the language that a visitor gets."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import assistant.web
from assistant.web.wording import COOKIE, LANGUAGES, Words, words_for
from corpus.errors import Reason

FOLDER = Path(assistant.web.__file__).parent
TABLE: dict[str, dict[str, str]] = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
FORMS = {"en": {1, 2}, "ru": {1, 3}, "kk": {1}}


@pytest.mark.parametrize("name", TABLE)
def test_words_stand_in_every_language_with_the_same_gaps(name: str) -> None:
    assert list(TABLE[name]) == list(LANGUAGES)
    assert all(text.strip() == text != "" for text in TABLE[name].values())
    gaps = {frozenset(re.findall(r"\{\w+\}", form)) for text in TABLE[name].values() for form in text.split("|")}
    assert len(gaps) == 1
    for language, text in TABLE[name].items():
        assert len(text.split("|")) in FORMS[language]


def test_every_name_that_is_used_has_words_and_the_other_way_round() -> None:
    python = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    scripts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("static/*.js"))
    called = set(re.findall(r"\bwords(?:\.count)?\(\s*\"(\w+)\"", python)) | set(re.findall(r'\bsay\("(\w+)"', scripts))
    assert called
    assert called <= set(TABLE)
    named = set(re.findall(r"[\"'](\w+)[\"']", python + scripts))
    made = [
        name
        for name in TABLE
        if re.match(r"column_|state_|reason_|filter_|kind_|field_|report_|file_|(?:partial|skipped)_count", name)
    ]
    assert set(TABLE) - named - set(made) == set()


def test_every_reason_for_not_reading_a_file_has_words() -> None:
    assert {f"reason_{reason.value}" for reason in Reason} <= set(TABLE)


@pytest.mark.parametrize(
    ("language", "number", "shown"),
    [
        ("en", 1, "1 document"),
        ("en", 0, "0 documents"),
        ("en", 1_200, "1,200 documents"),
        ("ru", 21, "21 документ"),
        ("ru", 3, "3 документа"),
        ("ru", 11, "11 документов"),
        ("ru", 112, "112 документов"),
        ("ru", 2_000, "2\u00a0000 документов"),
        ("kk", 5, "5 құжат"),
    ],
)
def test_a_number_chooses_its_form(language: str, number: int, shown: str) -> None:
    assert Words(language).count("document_count", number) == shown


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("kk", "kk"),
        ("KK-Cyrl-KZ", "kk"),
        ("de-DE, de;q=0.9", "en"),
        ("de, kk;q=0.5, ru;q=0.7", "ru"),
        ("en;q=0.5, ru;q=0.5", "en"),
        ("ru;q=0, kk;q=0.1", "kk"),
        ("ru;q=0", "en"),
        ("ru;q=much", "en"),
        ("*", "en"),
    ],
)
def test_the_browser_says_which_language_it_prefers(accepted: str, language: str) -> None:
    assert words_for({}, accepted).language == language


def test_what_the_visitor_chose_goes_before_and_nothing_else_is_taken_from_the_cookie() -> None:
    assert words_for({COOKIE: "kk"}, "ru").language == "kk"
    assert words_for({COOKIE: "../kk"}, "ru").language == "ru"


def test_words_are_filled_in_and_all_of_them_go_to_the_script() -> None:
    assert Words("ru")("page_of", number=3, pages=7) == "Страница 3 из 7"
    assert set(Words("kk").all()) == set(TABLE)
    with pytest.raises(KeyError):
        Words()("nothing")
