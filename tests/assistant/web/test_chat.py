"""A conversation and how it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest

from assistant.answers import Answer, Citation, Context, Delta, FilterValue, Searched, SourceState, Turn
from assistant.errors import BadQuestion
from assistant.web import Limits
from assistant.web.chat import Conversation, converse, stop
from corpus import Location


class Echo:
    """Answers with the number of turns it was given; fails as the question says."""

    generation = "1"

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> Iterator[Delta | Answer]:
        """Yield a piece, then the answer or the fault."""
        yield Delta("part ")
        if question == "bad":
            raise BadQuestion("The question is empty: write one.")
        if question == "fault":
            raise RuntimeError("secret")
        yield Answer(question, True, f"part {len(history)} [1]", (CITATION,), Searched(1, 1))

    def sources(self) -> list[SourceState]:
        """Return nothing."""
        return []

    def source(self, name: str) -> SourceState | None:
        """Return nothing."""
        return None

    def facets(self, where: Mapping[str, str] | None = None) -> list[FilterValue]:
        """Return nothing."""
        return []

    def context(self, passage_id: str) -> Context | None:
        """Return nothing."""
        return None

    def follow_ups(self, given: Answer, limit: int = 3) -> list[str]:
        """Return nothing."""
        return []

    def starters(self, limit: int = 4, *, language: str = "") -> list[str]:
        """Return nothing."""
        return []


CITATION = Citation(
    1, "the quote", "id-1", "a.vtt", "A <title>", Location(start=65.0, speaker="B & C"), 4, 13, "0" * 64
)


def last(conversation: Conversation) -> str:
    """Return the newest message."""
    return conversation.messages()[-1]["content"]


def converse_all(question: str, conversation: Conversation, limits: Limits | None = None) -> None:
    """Ask and let the whole reply arrive."""
    list(converse(Echo(), question, conversation, limits or Limits()))


def test_the_question_is_shown_before_any_answer() -> None:
    conversation = Conversation()
    next(converse(Echo(), "*hello*", conversation, Limits()))
    (message,) = conversation.messages()
    assert message["role"] == "user"
    assert message["content"].startswith("&#42;hello&#42;\n\n<button")
    assert conversation.busy


def test_a_conversation_goes_back_to_a_question_that_is_asked_anew() -> None:
    conversation = Conversation()
    for question in ("one", "two", "three"):
        converse_all(question, conversation)
    conversation.back_to("no such number")
    assert len(conversation.turns()) == 3
    conversation.back_to(conversation.exchanges[1].number)
    assert [turn.question for turn in conversation.turns()] == ["one"]


def test_a_conversation_is_what_the_page_shows_and_another_one_is_not_known() -> None:
    conversation = Conversation()
    for question in ("one", "two", "three"):
        converse_all(question, conversation)
    first, second, _ = (exchange.number for exchange in conversation.exchanges)
    assert conversation.up_to(second)
    assert [turn.question for turn in conversation.turns()] == ["one", "two"]
    assert not conversation.up_to("no such number")
    assert [exchange.number for exchange in conversation.exchanges] == [first, second]
    assert conversation.up_to("")
    assert conversation.exchanges == []


def test_a_saved_conversation_takes_the_place_of_the_one_before() -> None:
    conversation = Conversation()
    converse_all("one", conversation)
    saved = [Answer(name, True, f"said {name}", (), Searched(1, 1)) for name in ("a", "b", "c")]
    conversation.restore(saved, Limits(turns=2), write=lambda answer: f"written {answer.question}")
    assert conversation.turns() == (Turn("b", "said b"), Turn("c", "said c"))
    assert last(conversation) == "written c"
    converse_all("two", conversation)
    assert conversation.turns()[-1].answer == "part 2 [1]"


def test_answered_questions_are_the_history_of_the_next() -> None:
    conversation = Conversation()
    for question in ("one", "fault", "two"):
        converse_all(question, conversation)
    assert conversation.turns() == (Turn("one", "part 0 [1]"), Turn("two", "part 1 [1]"))
    assert not conversation.busy


def test_only_the_newest_turns_are_kept() -> None:
    conversation = Conversation()
    for number in range(5):
        converse_all(str(number), conversation, Limits(turns=3))
    assert [turn.question for turn in conversation.turns()] == ["2", "3", "4"]


def test_a_fault_shows_a_number_that_the_log_repeats_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    conversation = Conversation()
    converse_all("fault", conversation)
    number = last(conversation).rpartition("Error ")[2].partition(")")[0]
    assert f"question {number} failed" in caplog.text
    assert "secret" not in last(conversation)
    assert not conversation.busy


def test_a_question_that_cannot_be_taken_says_why() -> None:
    conversation = Conversation()
    converse_all("bad", conversation)
    assert "The question is empty: write one." in last(conversation)


def test_stopping_keeps_what_was_written_and_nothing_later_changes_it() -> None:
    conversation = Conversation()
    events = converse(Echo(), "one", conversation, Limits())
    next(events)
    next(events)
    stop(conversation)
    shown = last(conversation)
    assert shown.startswith("part\n\n")
    assert "Stopped." in shown
    assert list(events) == []
    assert last(conversation) == shown
    assert conversation.turns() == ()


def test_stopping_when_nothing_runs_changes_nothing() -> None:
    conversation = Conversation()
    stop(conversation)
    converse_all("one", conversation)
    before = conversation.messages()
    stop(conversation)
    assert conversation.messages() == before


def test_a_reply_that_is_dropped_halfway_leaves_the_conversation_free() -> None:
    conversation = Conversation()
    events = converse(Echo(), "one", conversation, Limits())
    next(events)
    next(events)
    events.close()  # type: ignore[attr-defined] # a generator
    assert not conversation.busy


def test_a_question_is_asked_within_its_filter() -> None:
    asked: list[Mapping[str, str] | None] = []

    class Filtered(Echo):
        def stream(
            self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
        ) -> Iterator[Delta | Answer]:
            """Note the filter."""
            asked.append(where)
            yield from super().stream(question, history=history, where=where)

    list(converse(Filtered(), "one", Conversation(), Limits(), where={"speaker": "Әлия"}))
    assert asked == [{"speaker": "Әлия"}]
