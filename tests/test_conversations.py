"""Many visitors at once over the page's own protocol: each has a conversation of its own. `make load` holds a hundred."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.conversations import Visit, converse, judge, statements_store
from benchmarks.processes import serving
from benchmarks.statements import MOST, conversation, figure, figures_in, speaker
from benchmarks.visitor import wait_for

VISITORS, TURNS = 8, 3


@pytest.mark.slow
def test_no_conversation_has_anything_of_another(tmp_path: Path) -> None:
    store = statements_store(tmp_path, VISITORS, TURNS)
    with serving("--store", str(store), "--port", "0") as (_, address, _):
        wait_for(address)
        visits = converse(address, VISITORS, TURNS)

    assert [visit.faults for visit in visits] == [[]] * VISITORS
    assert [(len(visit.seconds), visit.crossed, visit.amiss) for visit in visits] == [(TURNS, 0, 0)] * VISITORS


def test_what_belongs_to_another_conversation_or_is_not_answered_is_counted() -> None:
    turns = list(conversation(3, 2))
    own = [("user", turns[0].question), ("assistant", figure(3, 0)), ("user", turns[1].question)]
    for last, crossed, amiss in [(figure(3, 1), 0, 0), (figure(4, 1), 1, 1), ("Nothing.", 0, 1)]:
        visit = Visit()
        judge(visit, [*own, ("assistant", last)], turns)
        assert (visit.crossed, visit.amiss) == (crossed, amiss)


def test_questions_in_another_order_or_of_another_are_no_conversation_of_ones_own() -> None:
    turns = list(conversation(3, 2))
    shown = [("user", turns[1].question), ("user", turns[0].question), ("assistant", figure(3, 1))]
    visit = Visit()
    judge(visit, shown, turns)
    assert (visit.crossed, visit.amiss) == (0, 1)


def test_only_the_first_question_names_the_speaker_and_no_two_figures_are_the_same() -> None:
    asked = list(conversation(7, 20))
    assert [speaker(7) in turn.question for turn in asked] == [True, *[False] * 19]
    figures = [figure(number, theme) for number in range(MOST) for theme in range(20)]
    assert len({speaker(number) for number in range(MOST)}) == MOST
    assert len(set(figures)) == len(figures)
    assert figures_in(f"There are {figures[0]}, and {figures[-1]}.") == {figures[0], figures[-1]}
