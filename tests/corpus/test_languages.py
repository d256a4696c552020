"""Which language a text is in, down to one sentence."""

import pytest

from corpus.languages import language_code, language_of

PROSE = "The delegates of the five states met for the third time to speak about the rivers that cross their borders."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PROSE, "en"),
        ("Участники конференции обсудили меры по защите прав человека и предотвращению пыток.", "ru"),
        ("Конференцияға қатысушылар адам құқықтарын қорғау жөніндегі шараларды талқылады.", "kk"),
        (
            "Конференциянын катышуучулары адам укуктарын коргоону талкуулашты, өлкөнүн өкүлдөрү сүйлөдү.",
            "ky",
        ),
        ("Учасники конференції обговорили заходи із захисту прав людини та її основних свобод.", "uk"),
        ("Les participants de la conférence ont discuté des mesures de protection des droits de l'homme.", "fr"),
        ("Konferansa katılanlar insan haklarının korunmasına yönelik önlemleri görüştü.", "tr"),
        ("会议的参加者讨论了保护人权的措施，并通过了一份关于共享数据的声明。", "zh"),
        ("ok", ""),
        ("123 456 789 2024 — 10", ""),
    ],
)
def test_the_language_is_told(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("The secretariat reports once a year.", "en"),
        ("National human rights institutions", "en"),
        ("Заседание закрывается в 18 часов.", "ru"),
        ("Выступление Председателя Комитета", "ru"),
        ("Жиналыс сағат он сегізде жабылады.", "kk"),
        ("Балалар кітапхана ашты, бәрі қуанды.", "kk"),
        ("Баяндама мен есеп талданады.", "kk"),
    ],
)
def test_english_russian_and_kazakh_are_told_apart_on_one_sentence(sentence: str, code: str) -> None:
    assert language_of(sentence) == code


@pytest.mark.parametrize(
    "sentence",
    ["Омбудсмен Әлия Сәрсен открыла форум в Алматы.", "Депутат Мәжіліса Қайрат Бекенов поддержал проект закона."],
)
def test_a_russian_sentence_with_kazakh_names_is_russian(sentence: str) -> None:
    assert language_of(sentence) == "ru"


def test_rarer_languages_are_told_in_longer_texts() -> None:
    bulgarian = "Заседанието приключва в осемнадесет часа и докладът беше приет от комисията с мнозинство. "
    mongolian = "Хурал орой зургаан цагт өндөрлөж, илтгэлийг хороо олонхийн саналаар баталлаа. "
    assert (language_of(bulgarian * 4), language_of(mongolian * 4)) == ("bg", "mn")


def test_addresses_say_nothing_of_the_language() -> None:
    assert language_of("https://example.org/a-very-long-path/of-english-words anna.sarsen@example.org") == ""


@pytest.mark.parametrize(("tag", "code"), [("en-GB", "en"), (" KK ", "kk"), ("ru_RU", "ru"), ("english", ""), ("", "")])
def test_a_language_tag_becomes_a_code(tag: str, code: str) -> None:
    assert language_code(tag) == code
