"""A conversation and how it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest

from assistant.answers import Answer, Citation, Context, Delta, Searched, SourceState, Turn
from assistant.errors import BadQuestion
from assistant.web import Limits
from assistant.web.chat import Conversation, converse, passage_address, reply, stop, where
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

    def context(self, passage_id: str) -> Context | None:
        """Return nothing."""
        return None

    def starters(self, limit: int = 4) -> list[str]:
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
    assert conversation.messages() == [{"role": "user", "content": "&#42;hello&#42;"}]
    assert conversation.busy


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


def test_an_answer_has_chips_and_a_list_of_its_sources() -> None:
    shown = reply(Answer("q", True, "Yes [1]", (CITATION,), Searched(1, 1)))
    body, sources = shown.split("\n\n")
    assert body.startswith('Yes&nbsp;<a class="cite" href="&#35;cite&#45;id&#45;1&#45;4&#45;13"')
    assert (
        '<a class="source" href="#cite-id-1-4-13"><b>1</b><span>A &lt;title&gt; · 00:01:05 · B &amp; C</span></a>'
        in sources
    )


def test_a_refusal_lists_the_closest_passages_and_has_no_chip() -> None:
    shown = reply(Answer("q", False, "No [1]", (), Searched(1, 1), closest=(CITATION,)))
    assert shown.startswith('<div class="refusal"')
    assert "Closest passages, not an answer" in shown
    assert "<span>the quote</span>" in shown
    assert 'class="cite"' not in shown
    assert "Closest" not in reply(Answer("q", False, "No", (), Searched(1, 1)))


def test_an_address_holds_any_passage_id() -> None:
    assert passage_address("a/b#c-1", 2, 3) == "#cite-a%2Fb%23c-1-2-3"


def test_a_source_without_title_is_named_by_its_file() -> None:
    assert where(Citation(1, "q", "p", "a.txt", "", Location(), 0, 1, "")) == "a.txt"


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


def test_what_was_really_searched_stands_above_the_answer_as_plain_text() -> None:
    searched = Searched(1, 1, question="What did <b>Chad</b> say?", within="Chad 2010")
    shown = reply(Answer("And Chad?", True, "words [1]", (CITATION,), searched))

    assert shown.index("Searched for") < shown.index("Searched in: Chad 2010") < shown.index("words")
    assert "<b>Chad" not in shown
