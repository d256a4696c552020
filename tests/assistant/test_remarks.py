"""What stands above an answer says what was searched, and only where that is not plain."""

from __future__ import annotations

from assistant.answers import Answer, Searched
from assistant.remarks import remarks


def above(question: str, searched: Searched) -> list[str]:
    return list(remarks(Answer(question, False, "…", (), searched)))


def test_a_question_searched_as_it_was_asked_needs_no_remark() -> None:
    assert above("Who spoke?", Searched(1, 1, question="Who spoke?")) == []
    assert above("Who spoke?", Searched(1, 1)) == []


def test_the_question_really_searched_is_shown_in_its_language() -> None:
    assert above("And Chad?", Searched(1, 1, question="What did Chad say?")) == ["Searched for: What did Chad say?"]
    assert above("А Чад?", Searched(1, 1, question="Что сказал Чад?")) == ["Вопрос понят так: Что сказал Чад?"]
    assert above("Ал Чад?", Searched(1, 1, question="Чад не ұсынды?")) == ["Сұрақ былай түсінілді: Чад не ұсынды?"]


def test_where_it_was_looked_is_said_and_that_nothing_was_there() -> None:
    question = "What did Chad say in 2010?"

    assert above(question, Searched(1, 1, question=question, within="Chad 2010")) == ["Searched in: Chad 2010"]
    assert above(question, Searched(1, 1, question=question, within="Chad 2010", widened=True)) == [
        "Nothing found in Chad 2010; searched everywhere."
    ]
