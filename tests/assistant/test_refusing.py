"""When a question is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking import Asked, understand
from assistant.extracting import Quote
from assistant.refusing import features_of, is_answer, is_ruled_out, line_for, together
from assistant.support import Evidence
from corpus import BlockKind, Location, Passage
from corpus.documents import Anchor, Span
from index import Hit, Term

QUESTION = "What is the catch of trout?"
TEXT = "The catch of trout is small."
TERMS = (Term("trout", ("trout",), 1, 4.0), Term("catch", ("catch", "catches"), 3, 1.0))
SURE = Evidence(
    known=True, similarity=0.8, own=1, around=1, strangers=0, absent=0, complete=True, passage=1, shaped=1, states=True,
    kind=0, voiced=False,
)  # fmt: skip
NEAR = replace(SURE, similarity=0.15, own=0, around=0, absent=1, complete=False)
share = st.floats(0, 1)
evidences = st.builds(
    replace,
    st.just(SURE),
    known=st.booleans(),
    similarity=st.floats(-0.2, 1),
    own=share,
    around=share,
    absent=share,
    complete=st.booleans(),
    shaped=st.sampled_from((-1.0, -0.5, 0.0, 1.0)),
    silent=st.booleans(),
)


def asking(question: str = QUESTION, terms: tuple[Term, ...] = TERMS, *, known: bool = True) -> Asked:
    return understand(question, terms, known=known)


def long_question(words: int = 14) -> Asked:
    terms = tuple(Term(f"word{number}", (f"word{number}",), 1, 1.0) for number in range(words))
    return asking(f"Which of {' '.join(term.word for term in terms)} is meant?", terms)


def quote(evidence: Evidence, text: str = TEXT, *, row: int = 0, own: frozenset[str] = frozenset()) -> Quote:
    spans = (Span(0, len(text), BlockKind.PARAGRAPH, (Anchor(0, Location(paragraph=1)),)),)
    passage = Passage(str(row), "a.txt", "A report", text, 0, len(text), spans, "en", {})
    return Quote(Hit(passage, 1.0, evidence.similarity, row), 0, len(text), evidence, own)


@pytest.mark.parametrize("known", [True, False])
def test_a_question_with_no_word_in_the_materials_is_refused_and_one_wholly_held_is_answered(known: bool) -> None:
    asked = asking(known=known)

    assert not is_answer(asked, [quote(replace(NEAR, known=known))])
    assert is_answer(asked, [quote(replace(SURE, known=known))])


@given(evidences, share)
def test_more_support_never_turns_an_answer_into_a_refusal(evidence: Evidence, more: float) -> None:
    asked = asking(known=evidence.known)
    answered = is_answer(asked, [quote(evidence)])
    better = [replace(evidence, **{name: getattr(evidence, name) + more}) for name in ("similarity", "own", "around")]
    better += [replace(evidence, absent=evidence.absent * more, silent=False), replace(evidence, shaped=1.0)]

    assert all(is_answer(asked, [quote(stronger)]) >= answered for stronger in better)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What was not the catch of trout?", "The catch of trout was small."),
        ("What is the first catch of trout?", "The second catch of trout is small."),
        ("In what year was the catch of trout small?", "The catch of trout was small after the war."),
    ],
)
def test_a_quote_that_contradicts_or_lacks_the_year_is_no_answer(question: str, text: str) -> None:
    unsure = replace(SURE, similarity=0.6, own=0.8, complete=False)

    assert is_answer(asking("What was the catch of trout?"), [quote(unsure, text)])
    assert not is_answer(asking(question), [quote(unsure, text)])


def test_a_sentence_that_says_the_opposite_settles_a_question_for_yes_or_no() -> None:
    text = "The catch of trout was small."

    assert features_of(asking("What was not the catch of trout?"), [quote(SURE, text)])[9] == 1
    assert features_of(asking("Was the catch of trout large?"), [quote(SURE, text)])[9] == 0


def test_a_year_is_given_only_by_one_that_the_question_does_not_name() -> None:
    asked = asking("In what year after 1950 was the catch of trout small?")
    unshaped = [features_of(asked, [quote(SURE, f"It was small in {year}.")])[8] for year in ("1950", "1951")]

    assert unshaped == [1.0, 0.0]


@given(evidences)
def test_text_that_holds_none_of_the_names_is_no_answer_however_near_it_is(evidence: Evidence) -> None:
    terms = (*TERMS, Term("norland", ("norland",), 2, 3.0))
    asked = asking("What is the catch of trout in Norland?", terms)
    near = replace(evidence, known=True, similarity=1.0, own=1.0, around=1.0)

    assert is_ruled_out(asked, quote(replace(near, strangers=1)))
    assert not is_answer(asked, [quote(replace(near, strangers=1))])
    assert not is_ruled_out(asked, quote(near))


def test_a_question_of_many_words_is_answered_by_what_its_quotes_hold_together() -> None:
    asked = long_question()
    halves = [frozenset(f"word{number}" for number in range(7)), frozenset(f"word{number}" for number in range(7, 14))]
    unsure = replace(SURE, similarity=0.45, own=0.3, around=0.3, complete=False)
    first, second, again = (
        quote(unsure, own=halves[0]),
        quote(unsure, row=1, own=halves[1]),
        quote(unsure, own=halves[1]),
    )

    assert line_for(asked) == "MANY_WORDS"
    assert together(asked, [first]) == together(asked, [first, again]) == pytest.approx(0.5)
    assert together(asked, [first, second]) == pytest.approx(1)
    assert is_answer(asked, [first, second])
    assert not is_answer(asked, [quote(replace(unsure, similarity=0.2, around=0.1, absent=0.3), own=halves[0])])


def test_a_question_is_weighed_along_the_line_of_its_sort() -> None:
    assert line_for(asking()) == "KNOWN"
    assert line_for(asking(known=False)) == "STRANGE"
    assert line_for(long_question(8)) == "KNOWN"
