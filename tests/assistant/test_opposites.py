"""Texts that say the opposite of what is asked."""

from __future__ import annotations

import pytest

from assistant.opposites import contradicts, denies, is_denied, opposed


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("What was not decided in Bergen?", "In Bergen the Council decided on the fishing quota.", "en"),
        ("What wasn't decided in Bergen?", "In Bergen the Council decided on the fishing quota.", "en"),
        ("Who never signed?", "The treaty was signed by both ministers.", "en"),
        ("Who spoke in the southern hall?", "Ms Dahl spoke in the northern hall.", "en"),
        ("Who opened the second session?", "The first session was opened by Ms Dahl.", "en"),
        ("Which waste is harmful?", "Glass is a harmless waste.", "en"),
        ("What is the unknown value?", "The value is known to be 4.", "en"),
        ("What is used for printing?", "Lead is not used for printing any more.", "en"),
        ("Какие меры не были приняты?", "Были приняты три меры.", "ru"),
        ("Кто сидел в северном зале?", "В южном зале сидела А. Дал.", "ru"),
        ("Кто открыл второе заседание?", "Первое заседание открыла А. Дал.", "ru"),
        ("Кім қатысқан емес?", "Оған барлық делегат қатысты.", "kk"),
        ("Солтүстік залда кім сөйледі?", "Оңтүстік залда А. Дал сөйледі.", "kk"),
    ],
)
def test_the_opposite_is_told(question: str, text: str, language: str) -> None:
    assert contradicts(text, question, language)


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("Who opened the first session?", "The first session was opened by Ms Dahl, the second by Mr Lund.", "en"),
        ("Who bought the mill?", "The mill was sold to Nils Aker.", "en"),
        ("Was the quota raised or lowered?", "The quota was lowered.", "en"),
        ("Was it adopted, yes or no?", "It was adopted.", "en"),
        ("Could you not tell me who spoke?", "Ms Dahl spoke.", "en"),
        ("What is not allowed?", "Smoking is forbidden.", "en"),
        ("What is not known?", "The date is unknown, and nobody has asked for it.", "en"),
        ("What tells self from non-self?", "The cells tell self from non-self by their receptors.", "en"),
        ("What is used for printing?", "Ink is used for printing, lead is not used.", "en"),
        ("Не подскажете, кто выступал?", "Выступала А. Дал.", "ru"),
        ("Что не разрешено?", "Курение запрещено.", "ru"),
        ("Ирония дегеніміз не?", "Ирония – кекесін.", "kk"),
        ("Кім қатысқан емес?", "Л. Лунд қатыспады.", "kk"),
    ],
)
def test_what_merely_differs_does_not_contradict(question: str, text: str, language: str) -> None:
    assert not contradicts(text, question, language)


def test_a_question_denies_alone_where_the_text_has_no_such_word() -> None:
    assert denies("What did they not sign?", "They signed the treaty.")
    assert not denies("What did they not sign?", "They refused to sign the protocol.")
    assert not denies("What did they sign?", "They signed the treaty.")


def test_a_word_is_denied_only_where_the_text_says_it_nowhere_else() -> None:
    assert is_denied("What is exported?", "Timber is not exported.", "en")
    assert not is_denied("What is exported?", "Timber is not exported, fish is exported.", "en")
    assert not is_denied("What is not exported?", "Timber is not exported.", "en")


def test_the_words_with_opposites_are_named() -> None:
    assert opposed("Where did the imports rise?", "In Bergen exports fall.", "en") == {"imports", "rise"}
    assert opposed("What is legal?", "It is illegal.", "en") == {"legal"}
    assert opposed("What is dishonest?", "It is honest.", "en") == {"dishonest"}
