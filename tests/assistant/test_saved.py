"""A conversation is read back as it was saved, and nothing else is taken for one."""

from __future__ import annotations

import json

import pytest

from assistant import Answer, Citation
from assistant.answers import Introduction, Searched
from assistant.errors import BadConversation
from assistant.saved import read_conversation, saved
from corpus import Location, Skipped

PLACE = Location(page=3, page_label="iii", heading=("A", "B"), paragraph=4, speaker="Әлия")
CITATION = Citation(
    1, "quote", "p1", "a.pdf", "A", PLACE, 0, 5, "0" * 64, Introduction("above:", "p0", Location(), 0, 6)
)
SEARCHED = Searched(
    2, 9, (Skipped("b.pdf", "damaged", "broken"),), "And why?", {"speaker": "Әлия"}, (1, 4), "B 2010", True
)
ANSWER = Answer("Why?", True, "“quote” [1]", (CITATION,), SEARCHED, generation="g1", kind="list", items=1)
REFUSAL = Answer("Who?", False, "No.", (), Searched(2, 9), closest=(CITATION,), kind="refusal")


def test_a_conversation_comes_back_whole() -> None:
    content = json.dumps(saved([ANSWER, REFUSAL]))
    assert read_conversation(content) == (ANSWER, REFUSAL)
    assert read_conversation(content.encode()) == (ANSWER, REFUSAL)


def test_what_a_later_version_adds_is_passed_over() -> None:
    later = saved([ANSWER]) | {"about": "x"}
    later["conversation"][0]["more"] = 1
    later["conversation"][0]["citations"][0]["more"] = 1
    assert read_conversation(json.dumps(later)) == (ANSWER,)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "the whole"),
        ("{}", "conversation: Field required"),
        ('{"conversation": [{}]}', r"conversation\.0\.question: Field required"),
        (json.dumps(saved([ANSWER])).replace('"page": 3', '"page": "x"'), r"citations\.0\.location\.page"),
        (json.dumps(saved([ANSWER])).replace('"start": 0', '"start": null'), r"citations\.0\..*start"),
        (b"\xff\xfe\xfa", "it is not JSON"),
    ],
)
def test_what_is_no_conversation_says_where(content: str | bytes, fault: str) -> None:
    with pytest.raises(BadConversation, match=fault):
        read_conversation(content)
