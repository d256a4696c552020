"""Answers as data, and the promise behind every one of them: its citations can be checked, whatever the documents hold."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant import Answer, Assistant, AssistantError, Citation, Settings
from assistant.answers import Searched
from corpus import Location, Skipped
from index import StoreError

Verify = Callable[[Assistant, Answer, Path], None]

PEOPLE = ("Ingrid Solheim", "Amara Diallo", "Вера Лужина", "Павел Чернов", "Ержан Қоңыратбай", "Әйгерім Сәрсен")
SUBJECTS = {
    "en": ("the water tax", "a school garden", "legal aid in 2021", "the pumping station", "Rule 48"),
    "ru": ("налог на воду", "школьный сад", "юридическую помощь в 2021 году", "насосную станцию", "правило 48 часов"),
    "kk": ("су салығы", "мектеп бағы", "2021 жылғы заң көмегі", "сорғы бекеті", "48 сағат ережесі"),
}
SENTENCES = {
    "en": (
        "{person} presented {subject} to 312 delegates on 14 May 2022.",
        "It costs 2.4 million crowns a year, i.e. not more than the old road.",
        "“I shall not support {subject}. It helps nobody,” said {person}, who chaired the session.",
        "They decided that {subject} would not be abolished before 2030!",
        "Was {subject} ever discussed?",
        'According to {person}, "{subject}" means the right of every person to be heard.',
    ),
    "ru": (
        "{person} представила {subject} 14 мая 2022 г. в присутствии 312 делегатов.",
        "Это стоит 2,4 млн крон в год, т.е. не больше прежнего.",
        "«Я не поддержу {subject}. От этого никому не легче», – сказал докладчик {person}.",
        "Они решили, что {subject} отменят не раньше 2030 года!",
    ),
    "kk": (
        "{person} 2022 жылғы 14 мамырда 312 делегатқа {subject} туралы айтты.",
        "Ол жылына 2,4 млн крон тұрады, т.б. шығындар жоқ.",
        "«Мен оны қолдамаймын. Бұдан ешкімге пайда жоқ», – деді {person}.",
    ),
}
QUESTIONS = {
    "en": (
        "Who presented {subject}?",
        "What did {person} say about {subject}?",
        "When was {subject} presented?",
        "How much does {subject} cost?",
        "What is {subject}?",
        "Which measures were adopted?",
        "What did {person} recommend?",
    ),
    "ru": ("Кто представил {subject}?", "Что сказала {person}?", "Сколько стоит {subject}?", "Какие меры приняты?"),
    "kk": ("{subject} туралы кім айтты?", "{person} не деді?", "{subject} қанша тұрады?", "Қандай шаралар қабылданды?"),
}
languages = st.sampled_from(("en", "ru", "kk"))
odd = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="[]"), min_size=1, max_size=60)


@st.composite
def sentences(draw: st.DrawFn, language: str) -> str:
    template = draw(st.sampled_from(SENTENCES[language]))
    return template.format(person=draw(st.sampled_from(PEOPLE)), subject=draw(st.sampled_from(SUBJECTS[language])))


@st.composite
def blocks(draw: st.DrawFn, language: str) -> str:
    """Draw a paragraph, a heading, a list, a table, a photo's credit or a paragraph of any characters."""
    several = draw(st.lists(sentences(language), min_size=1, max_size=4))
    shapes = (
        " ".join(several),
        "\n".join(several),
        f"## {several[0]}",
        "The following was adopted:\n\n" + "\n".join(f"- {sentence}" for sentence in several),
        "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(several, 1)),
        "| Name | Subject |\n| --- | --- |\n" + "\n".join(f"| {sentence} | 48 |" for sentence in several),
        f"Photo: {draw(st.sampled_from(PEOPLE))}",
        draw(odd),
    )
    return draw(st.sampled_from(shapes))


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, str]:
    """Draw the ending of a file's name and its text."""
    language = draw(languages)
    kind = draw(st.sampled_from(("md", "txt")))
    return kind, "\n\n".join([*draw(st.lists(blocks(language), min_size=1, max_size=8)), draw(sentences(language))])


@st.composite
def questions(draw: st.DrawFn) -> str:
    language = draw(languages)
    template = draw(st.sampled_from(QUESTIONS[language]))
    return template.format(person=draw(st.sampled_from(PEOPLE)), subject=draw(st.sampled_from(SUBJECTS[language])))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(documents(), min_size=1, max_size=4), st.lists(questions(), min_size=8, max_size=12, unique=True))
def test_every_citation_of_every_answer_can_be_checked(
    verify: Verify, made: Sequence[tuple[str, str]], asked: Sequence[str]
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "materials")
        folder.mkdir()
        for number, (kind, text) in enumerate(made):
            (folder / f"{number}.{kind}").write_text(text, encoding="utf-8")
        with Assistant.build(folder, store=Path(scratch, "store")) as assistant:
            for question in asked:
                verify(assistant, assistant.ask(question), folder)


@settings(max_examples=60, deadline=None)
@given(questions() | odd)
@example("Which measures did the Forum adopt?")
@example("Что предлагает Вера Лужина?")
@example("Жайлау қауымдастығы қашан құрылды?")
def test_any_question_gets_checkable_citations_or_a_refusal_with_none(
    verify: Verify, forum: Assistant, forum_folder: Path, question: str
) -> None:
    if question.strip():
        answer = forum.ask(question)
        verify(forum, answer, forum_folder)
        assert answer.question == question.strip()
        assert answer.searched.question
        assert answer.generation == forum.generation


def test_an_answer_as_json_has_the_documented_fields(forum: Assistant) -> None:
    shown = json.loads(json.dumps(forum.ask("When did the Lakeside Forum take place?").as_dict()))

    assert set(shown) == {
        "question", "answered", "kind", "text", "items", "citations", "searched", "notes", "model",
        "generation",
    }  # fmt: skip
    assert set(shown["searched"]) == {
        "documents",
        "passages",
        "unread",
        "question",
        "within",
        "widened",
        "where",
        "left_out",
        "older_index",
        "closest",
    }
    assert shown["answered"] is True
    assert shown["model"] == "extractive"
    fields = {"number", "quote", "passage_id", "source", "title", "location", "start", "end", "sha256", "introduction"}
    assert [set(citation) for citation in shown["citations"]] == [fields] * len(shown["citations"]) != []


def test_a_refusal_as_json_shows_its_closest_passages_and_the_unread_files_apart() -> None:
    near = Citation(1, "Near.", "id", "a.txt", "A", Location(page=3, heading=("H",)), 0, 5, "0" * 64)
    unread = Skipped("b.pdf", "encrypted", "It has a password.")
    refusal = Answer("Why?", False, "No.", (), Searched(1, 2, (unread,), "Why?"), closest=(near,))

    searched = refusal.as_dict()["searched"]

    assert refusal.as_dict()["citations"] == []
    assert searched["unread"] == [{"source": "b.pdf", "reason": "encrypted", "detail": "It has a password."}]
    assert searched["closest"] == [near.as_dict()]
    assert near.as_dict()["location"] == {"page": 3, "heading": ("H",)}


def test_faults_of_a_question_and_faults_of_a_store_are_different_errors(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as fault:
        Assistant.open(settings=Settings(store=tmp_path / "nothing"))
    assert not isinstance(fault.value, AssistantError)
