"""What speaks for a sentence, and when a question is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.support import (
    Evidence,
    Shape,
    covered,
    fits,
    is_statement,
    is_supported,
    missing_names,
    named_in,
    shape_of,
    suits,
    voice_in,
    years_in,
)
from corpus import BlockKind
from index import Term

share = st.floats(0, 1)
evidences = st.builds(
    Evidence,
    similarity=st.floats(-0.2, 1),
    own=share,
    around=share,
    passage=share,
    shaped=st.booleans(),
    states=st.booleans(),
    kind=st.sampled_from((-1.0, 0.0, 1.0)),
    voiced=st.booleans(),
)


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
        ("Why did the catch fall?", Shape.ANYTHING),
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
    ("text", "kind", "expected"),
    [
        ("The Forum adopted three measures.", BlockKind.PARAGRAPH, True),
        ("Было принято решение о трёх мерах.", BlockKind.PARAGRAPH, True),
        ("Has the Forum adopted three measures?", BlockKind.PARAGRAPH, False),
        ("“Has the Forum adopted three measures?”", BlockKind.PARAGRAPH, False),
        ("Thank you.", BlockKind.TURN, False),
        ("Ingrid Solheim, River Council", BlockKind.PARAGRAPH, False),
        ("Repair of both pumping stations", BlockKind.LIST_ITEM, True),
    ],
)
def test_only_what_states_something_is_a_statement(text: str, kind: BlockKind, expected: bool) -> None:
    assert is_statement(text, kind) is expected


def test_a_footnote_is_worth_less_and_an_item_more_where_a_list_is_asked_for() -> None:
    assert suits(Shape.LIST, "See p. 4.", BlockKind.FOOTNOTE) < suits(Shape.LIST, "So it was.", BlockKind.PARAGRAPH)
    assert suits(Shape.LIST, "So it was.", BlockKind.PARAGRAPH) < suits(Shape.LIST, "Repair it.", BlockKind.LIST_ITEM)
    assert suits(Shape.DATE, "Panel | 14:30", BlockKind.TABLE_ROW) > suits(Shape.DATE, "Panel", BlockKind.TABLE_ROW)


TERMS = (Term("trout", ("trout",), 1, 4.0), Term("catch", ("catch", "catches"), 3, 1.0))


@pytest.mark.parametrize(
    ("stems", "expected"), [(set(), 0), ({"trout"}, 0.8), ({"catches"}, 0.2), ({"trout", "catch", "bay"}, 1)]
)
def test_a_question_is_covered_by_the_weight_of_its_words(stems: set[str], expected: float) -> None:
    assert covered(TERMS, stems) == pytest.approx(expected)


def test_a_question_without_words_is_covered_by_nothing() -> None:
    assert covered((), {"trout"}) == 0


@given(evidences, share, share, st.booleans(), share)
def test_more_support_never_turns_an_answer_into_a_refusal(
    evidence: Evidence, unnamed: float, absent: float, known: bool, more: float
) -> None:
    assume(is_supported(evidence, unnamed=unnamed, absent=absent, known=known))
    for name in ("similarity", "own", "around"):
        stronger = replace(evidence, **{name: getattr(evidence, name) + more})
        assert is_supported(stronger, unnamed=unnamed, absent=absent, known=known)
    assert is_supported(evidence, unnamed=unnamed * more, absent=absent * more, known=known)


@given(st.booleans())
def test_a_question_with_no_word_in_the_materials_is_refused_and_one_wholly_held_is_answered(known: bool) -> None:
    evidence = Evidence(0.15, own=0, around=0, passage=1, shaped=True, states=True, kind=0, voiced=False)

    assert not is_supported(evidence, unnamed=0.5, absent=1, known=known)
    assert is_supported(replace(evidence, similarity=0.8, own=1, around=1), unnamed=0, absent=0, known=known)


@given(evidences)
def test_a_sentence_with_the_words_asked_for_ranks_above_the_same_one_without(evidence: Evidence) -> None:
    assume(evidence.own <= 0.9)

    assert replace(evidence, own=evidence.own + 0.1).score > evidence.score
    assert replace(evidence, similarity=evidence.similarity + 0.1).score > evidence.score
    assert replace(evidence, voiced=True).score > replace(evidence, voiced=False).score
    assert replace(evidence, states=True).score > replace(evidence, states=False).score


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Ingrid Solheim say in 2022?", {"ingrid", "solheim", "2022"}),
        ("Что сказала Вера Лужина?", {"вера", "лужина"}),
        ("What was decided about trout?", set()),
        ("Where is it?", set()),
        ("How much are 2.4 million crowns?", {"2.4"}),
    ],
)
def test_names_and_numbers_are_what_no_answer_may_lack(question: str, names: set[str]) -> None:
    assert named_in(question) == names


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
