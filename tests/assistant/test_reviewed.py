"""What a question about recommendations asks: who recommends, to whom, of which year, on what."""

from __future__ import annotations

import pytest

from assistant.register import Response
from assistant.reviewed import Aim, review_in


@pytest.mark.parametrize(
    ("question", "aim", "makers", "receivers", "topic"),
    [
        ("What did Norway recommend to Chad in 2014?", Aim.ITEMS, ["Norway"], ["Chad"], ""),
        ("What did Norway and Iran recommend to Chad?", Aim.ITEMS, ["Norway", "Iran"], ["Chad"], ""),
        ("What did Ardenia recommend to Norland in 2010?", Aim.ITEMS, ["Ardenia"], ["Norland"], ""),
        ("How many recommendations did Norway make to Chad?", Aim.COUNT, ["Norway"], ["Chad"], ""),
        (
            "Which recommendations on prisons did Chad receive from Peru in 2010?",
            Aim.ITEMS,
            ["Peru"],
            ["Chad"],
            "prisons",
        ),
        ("Which States recommended that Chad end torture?", Aim.ITEMS, [], ["Chad"], "end torture"),
        ("Did Chad accept Norway's recommendation on schools?", Aim.RESPONSE, ["Norway"], ["Chad"], "schools"),
        ("Что рекомендовала Норвегия Казахстану в 2014 году?", Aim.ITEMS, ["Норвегия"], ["Казахстану"], ""),
        ("Which recommendations concern schools in Chad 2014?", Aim.ITEMS, [], ["Chad"], "schools"),
        ("Какие рекомендации касаются школ в Чаде?", Aim.ITEMS, [], ["Чаде"], "школ"),
        ("What did Norway recommend in the review of Chad?", Aim.ITEMS, ["Norway"], ["Chad"], ""),
        ("Сколько рекомендаций получил Казахстан?", Aim.COUNT, [], ["Казахстан"], ""),
        ("Норвегия Қазақстанға не ұсынды?", Aim.ITEMS, ["Норвегия"], ["Қазақстанға"], ""),
    ],
)
def test_the_sides_of_a_question_are_told_apart(
    question: str, aim: Aim, makers: list[str], receivers: list[str], topic: str
) -> None:
    review = review_in(question)

    assert review is not None
    assert (review.aim, review.topic) == (aim, topic)
    assert [party.name for party in review.makers] == makers
    assert [party.name for party in review.receivers] == receivers


def test_a_quoted_recommendation_asks_for_its_maker_or_for_the_response() -> None:
    who = review_in('Which State made this recommendation to Chad in 2010: "To open more schools in all districts"?')
    how = review_in("How did Chad respond to Peru's recommendation “to open more schools in all districts”?")

    assert who is not None
    assert how is not None
    assert (who.aim, who.quoted, who.years) == (Aim.MAKER, "To open more schools in all districts", ("2010",))
    assert (how.aim, [party.name for party in how.makers]) == (Aim.RESPONSE, ["Peru"])


@pytest.mark.parametrize(
    ("question", "response"),
    [
        ("Which recommendations did Chad reject in 2014?", Response.REJECTED),
        ("Какие рекомендации Казахстан принял?", Response.ACCEPTED),
        ("Which recommendations did Chad receive?", None),
    ],
)
def test_recommendations_can_be_asked_for_by_how_they_were_answered(question: str, response: Response | None) -> None:
    review = review_in(question)

    assert review is not None
    assert review.response is response


@pytest.mark.parametrize(
    ("question", "every"),
    [
        ("What recommendations did the working groups adopt?", True),
        ("List the recommendations.", True),
        ("What did the round table recommend?", True),
        ("Какие рекомендации приняла рабочая группа?", True),
        ("Перечислите рекомендации участников конференции", True),
        ("Что рекомендовал круглый стол?", True),
        ("Жұмыс тобы қандай ұсыныстар қабылдады?", True),
        ("Which recommendation was left out because two harbours could not agree?", False),
        ("Which recommendations speak of lighthouses?", False),
        ("Какие рекомендации приняла рабочая группа по маякам?", False),
        ("What did the harbour master recommend?", False),
    ],
)
def test_all_recommendations_are_asked_for_where_nothing_tells_some_from_others(question: str, every: bool) -> None:
    review = review_in(question)
    assert review is not None
    assert review.asks_all is every


def test_a_question_about_something_else_is_none_about_recommendations() -> None:
    assert review_in("Who opened the conference?") is None
