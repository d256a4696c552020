"""What speaks for a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.asking import Asked, Shape, understand
from assistant.support import Evidence, absent, covered, held_in, is_statement, shaped, strangers, suits
from corpus import BlockKind
from index import Term

share = st.floats(0, 1)
evidences = st.builds(
    Evidence,
    known=st.booleans(),
    similarity=st.floats(-0.2, 1),
    own=share,
    around=share,
    strangers=st.integers(0, 4),
    absent=share,
    complete=st.booleans(),
    passage=share,
    shaped=st.sampled_from((-1.0, -0.5, 0.0, 1.0)),
    states=st.booleans(),
    kind=st.sampled_from((-1.0, 0.0, 1.0)),
    voiced=st.booleans(),
    silent=st.booleans(),
)


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


def asking(question: str = "What is the catch of trout?", terms: tuple[Term, ...] = TERMS) -> Asked:
    return understand(question, terms, known=True)


@pytest.mark.parametrize(
    ("stems", "expected"), [(set(), 0), ({"trout"}, 0.8), ({"catches"}, 0.2), ({"trout", "catch", "bay"}, 1)]
)
def test_a_question_is_covered_by_the_weight_of_its_words(stems: set[str], expected: float) -> None:
    assert covered(asking(), held_in(asking(), stems, "")) == pytest.approx(expected)


def test_a_question_without_words_is_covered_by_nothing() -> None:
    assert covered(asking(terms=()), {"trout"}) == 0
    assert absent(asking(terms=()), set()) == 0


def test_an_optional_word_is_not_missed_and_counts_where_it_stands() -> None:
    terms = (Term("trout", ("trout",), 1, 4.0), Term("said", ("said",), 3, 1.0, light=True))

    assert covered(asking(terms=terms), {"trout"}) == 1
    assert covered(asking(terms=terms), {"said"}) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was paid by the United Nations Development Programme in Norland.", True),
        ("Платила Программа развития Организации Объединённых Наций.", False),
        ("It was paid by the Union of Northern Districts.", False),
        ("It was paid by UNDP.", False),  # told by its stem instead
    ],
)
def test_an_abbreviation_is_held_by_the_name_it_stands_for(text: str, expected: bool) -> None:
    asked = asking("What did UNDP pay?", (Term("undp", ("undp",), 1, 4.0),))

    assert held_in(asked, set(), text) == ({"undp"} if expected else set())


def test_a_name_is_a_stranger_where_none_of_its_words_is_held_or_one_stands_nowhere() -> None:
    terms = tuple(Term(word, (word,), frequency, 1.0) for word, frequency in (("anna", 2), ("dahl", 0), ("norland", 1)))
    asked = asking("What did Anna Dahl say in Norland?", terms)

    assert strangers(asked, {"anna", "norland"}) == 1
    assert strangers(asked, set()) == 2
    assert strangers(asked, {"anna", "dahl", "norland"}) == 0


def test_the_absent_are_the_words_of_no_passage() -> None:
    asked = asking(terms=(Term("trout", ("trout",), 0, 3.0), Term("catch", ("catch",), 3, 1.0)))

    assert absent(asked, set()) == pytest.approx(0.75)
    assert absent(asked, {"trout"}) == 0


def test_a_number_asked_for_must_be_there_and_a_date_should() -> None:
    assert shaped(asking("How many delegates were there?"), "There were 214.") == 1
    assert shaped(asking("How many delegates were there?"), "There were many.") == -1
    assert -1 < shaped(asking("When did it begin?"), "It began late.") < 0
    assert shaped(asking("Where did it begin?"), "It began late.") == 0


@given(evidences)
def test_a_sentence_with_the_words_asked_for_ranks_above_the_same_one_without(evidence: Evidence) -> None:
    assume(evidence.own <= 0.9)

    assert replace(evidence, own=evidence.own + 0.1).score > evidence.score
    assert replace(evidence, similarity=evidence.similarity + 0.1).score > evidence.score
    assert replace(evidence, strangers=evidence.strangers + 1).score < evidence.score
    assert replace(evidence, shaped=1.0).score >= evidence.score
    assert replace(evidence, voiced=True).score > replace(evidence, voiced=False).score
    assert replace(evidence, silent=True).score < replace(evidence, silent=False).score
    assert replace(evidence, states=True).score > replace(evidence, states=False).score
