"""What a question asks for: its shape, names, voice and years, and the words an answer may lack."""

from __future__ import annotations

import pytest

from assistant.asking import (
    Shape,
    fits,
    missing_names,
    names_in,
    shape_of,
    short_names_in,
    understand,
    voice_in,
    years_in,
)
from index import Term


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("Who opened the Forum?", Shape.NAME),
        ("Кто открыл форум?", Shape.NAME),
        ("Форумды кім ашты?", Shape.NAME),
        ("When did the Forum take place?", Shape.DATE),
        ("In which year was the union founded?", Shape.DATE),
        ("Когда откроется школьный сад?", Shape.DATE),
        ("Қауымдастық қашан құрылды?", Shape.DATE),
        ("How many delegates were there?", Shape.NUMBER),
        ("Сколько хозяйств в союзе?", Shape.NUMBER),
        ("Қанша шаруашылық кіреді?", Shape.NUMBER),
        ("Where did the Forum take place?", Shape.PLACE),
        ("In which hall is the panel?", Shape.PLACE),
        ("Где откроется сад?", Shape.PLACE),
        ("Форум қайда өтті?", Shape.PLACE),
        ("Which measures were adopted?", Shape.LIST),
        ("What did the union recommend to the government?", Shape.LIST),
        ("Какие меры приняты?", Shape.LIST),
        ("Қандай ұсыныстар айтылды?", Shape.LIST),
        ("What is a paralegal?", Shape.DEFINITION),
        ("Что такое капельное орошение?", Shape.DEFINITION),
        ("Why did the catch fall?", Shape.REASON),
        ("What was the purpose of the Forum?", Shape.REASON),
        ("Почему упал улов?", Shape.REASON),
        ("Форум не үшін өтті?", Shape.REASON),
        ("What is the title of the report?", Shape.TITLE),
        ("What was the Forum called?", Shape.TITLE),
        ("Как называлась конференция?", Shape.TITLE),
        ("What happens when the lake rises?", Shape.ANYTHING),
        ("How did the mayor describe who came?", Shape.ANYTHING),
        ("According to the report, where was the catch sold?", Shape.PLACE),
        ("What time limit was set?", Shape.ANYTHING),
    ],
)
def test_a_question_asks_for_a_shape_of_thing(question: str, shape: Shape) -> None:
    assert shape_of(question) is shape


@pytest.mark.parametrize(
    ("shape", "text", "expected"),
    [
        (Shape.NAME, "It was opened by Ingrid Solheim.", True),
        (Shape.NAME, "It was opened late in the evening.", False),
        (Shape.NAME, "Форум открыла Вера Лужина.", True),
        (Shape.DATE, "It took place on 12 May.", True),
        (Shape.DATE, "It took place at 14:30.", True),
        (Shape.DATE, "Сад откроется в сентябре.", True),
        (Shape.DATE, "Көктемде, сәуірде отырғызылады.", True),
        (Shape.DATE, "It took place in the town.", False),
        (Shape.NUMBER, "There were nine countries.", True),
        (Shape.NUMBER, "There were 214 delegates.", True),
        (Shape.NUMBER, "There were many delegates.", False),
        (Shape.PLACE, "It took place in Ardenfels.", True),
        (Shape.PLACE, "It took place late.", False),
        (Shape.REASON, "It fell because the lake is warmer.", True),
        (Shape.REASON, "Улов упал, потому что озеро теплее.", True),
        (Shape.REASON, "It fell by half.", False),
        (Shape.TITLE, "It is entitled Clear Water.", True),
        (Shape.TITLE, "It has nine pages.", False),
        (Shape.ANYTHING, "Late.", True),
    ],
)
def test_a_text_holds_the_shape_asked_for_or_not(shape: Shape, text: str, expected: bool) -> None:
    assert fits(shape, text, set()) is expected


def test_a_name_or_year_of_the_questions_own_is_no_answer_to_it() -> None:
    assert not fits(Shape.NAME, "Greystone was full.", {"greystone"})
    assert not fits(Shape.DATE, "The catch of 2022 was small.", {"2022"})
    assert fits(Shape.DATE, "The catch of 2022 was that of 1954.", {"2022"})


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Ingrid Solheim of Norland say in 2022?", [{"ingrid", "solheim"}, {"norland"}]),
        ("Что сказала Вера Лужина?", [{"вера", "лужина"}]),
        ("What was decided about trout?", []),
        ("Where is it?", []),
    ],
)
def test_each_name_of_a_question_is_a_set_of_its_words(question: str, names: list[set[str]]) -> None:
    words = {word.strip("?").lower() for word in question.split()}

    assert names_in(question, words) == names
    assert names_in(question, set()) == []


def test_abbreviations_are_words_in_capitals() -> None:
    assert short_names_in("What did the UNDP and ПРООН do in a SCHOOL of the UN?") == {"undp", "проон", "school", "un"}
    assert short_names_in("What did Ingrid say?") == set()


def term(word: str, frequency: int = 1, *, light: bool = False) -> Term:
    return Term(word, (word,), frequency, 1.0, light)


def optional(question: str, *terms: Term) -> set[str]:
    return set(understand(question, terms, known=True).optional)


def test_an_answer_may_lack_the_kind_of_thing_asked_for_where_the_materials_know_it() -> None:
    assert optional("Which bodies organised it?", term("bodies"), term("organised")) == {"bodies"}
    assert optional("Which hotel housed them?", term("hotel", 0), term("housed")) == set()


def test_an_answer_may_lack_what_says_how_the_question_is_put() -> None:
    assert optional("When was the trout counted?", term("trout"), term("said", light=True)) == {"said"}


def test_a_question_put_in_such_words_alone_is_about_those_the_materials_hold() -> None:
    forum, held, date = term("forum", light=True), term("held", 0, light=True), term("date", light=True)

    assert optional("On which date was the forum held?", date, forum, held) == {"held", "date"}
    assert optional("What is the date?", date) == set()


def test_a_missing_name_is_written_as_the_question_writes_it() -> None:
    question = "What did Anna Dahl say about Norland in 2019?"

    assert missing_names(question, {"anna", "dahl", "2019"}) == ["Anna Dahl", "2019"]
    assert missing_names(question, {"dahl"}) == ["Dahl"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Tomas Berg say about the lake?", {"tomas", "berg"}),
        ("What does Dr Amara Diallo propose?", {"amara", "diallo"}),
        ("Что предложила Вера Лужина?", {"вера", "лужина"}),
        ("What was said about the lake?", set()),
        ("Who is Tomas Berg?", set()),
    ],
)
def test_the_voice_asked_for_is_the_name_without_its_role(question: str, words: set[str]) -> None:
    assert voice_in(question) == words


@pytest.mark.parametrize(
    ("question", "years"),
    [("And in 2014 or 1999?", ["2014", "1999"]), ("What is 20145?", []), ("2021 жылы не болды?", ["2021"])],
)
def test_years_are_four_digits_of_this_age(question: str, years: list[str]) -> None:
    assert years_in(question) == years


def test_a_year_is_no_word_among_others_unless_there_are_no_others() -> None:
    year, trout, happened = term("2022"), term("trout"), term("happened", light=True)

    assert understand("What became of the trout in 2022?", (trout, year), known=True).terms == (trout,)
    assert understand("What happened in 2022?", (happened, year), known=True).terms == (happened, year)
