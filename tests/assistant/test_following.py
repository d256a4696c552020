"""Questions to go on with after an answer."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many delegates did Ingrid Solheim welcome?", "en"),
        ("What did Amara Diallo propose?", "en"),
        ("Сколько хозяйств объединяет Союз садоводов?", "ru"),
        ("What is the Wi-Fi password?", "en"),
    ],
)
def test_each_is_answered_and_in_the_language_of_the_question(forum: Assistant, question: str, language: str) -> None:
    offered = forum.follow_ups(forum.ask(question))
    assert len(offered) <= 3
    assert len(set(offered)) == len(offered)
    assert question not in offered
    for one in offered:
        assert forum.ask(one).answered, one
        assert forum._newest.index.language(one) == language


def test_what_was_asked_of_and_who_answered_is_not_offered_again(forum: Assistant) -> None:
    answer = forum.ask("What did Amara Diallo propose?")
    offered = forum.follow_ups(answer)
    assert offered
    assert not [one for one in offered if "Diallo" in one]


def test_they_stay_within_the_filter_of_the_answer(forum: Assistant) -> None:
    answer = forum.ask("What did Amara Diallo propose?", where={"document": "panel"})
    for one in forum.follow_ups(answer):
        assert forum.ask(one, where={"document": "panel"}).answered


def test_no_more_are_offered_than_wanted(forum: Assistant) -> None:
    answer = forum.ask("What did Amara Diallo propose?")
    assert len(forum.follow_ups(answer, limit=1)) == 1
    assert forum.follow_ups(answer, limit=0) == []
