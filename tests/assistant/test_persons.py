"""Who does something in a sentence, and whose words tell of the speaker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Settings
from assistant.persons import tells_of

MEETING = """---
title: The Harbour Meeting
speaker: Dr Elin Berg
---

# The Harbour Meeting

Elin Berg has directed the Harbour Institute in Brevik since 2017.

## Thanks

The organisers will report on the meeting of the harbours at the next meeting.

The meeting of the harbours was organised by the town of Sundal together with the Lighthouse Society.

## Requests

To the donors of the harbours: pay for rope and paint, and not only for new cranes.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("harbours")
    (folder / "meeting.md").write_text(MEETING, encoding="utf-8")
    with Assistant.build(folder, settings=Settings(store=folder.parent / "harbours-store")) as assistant:
        yield assistant


def test_who_did_something_is_told_by_the_deed_and_not_by_those_who_are_called_after_it(assistant: Assistant) -> None:
    answer = assistant.ask("Who organised the meeting of the harbours?")
    assert "organised by the town of Sundal" in answer.citations[0].quote
    assert not any("organisers" in citation.quote for citation in answer.citations)


def test_what_somebody_asked_is_not_what_the_paper_says_of_its_author(assistant: Assistant) -> None:
    answer = assistant.ask("What did Dr Berg ask of the donors?")
    assert "pay for rope and paint" in answer.citations[0].quote
    assert not any("has directed" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Elin Berg has directed the institute.", True),
        ("Dr Elin Berg, Harbour Institute.", True),
        ("Berg has directed the institute.", False),  # may be another
        ("I thank Elin Berg for the rope.", False),
        ("Elin Berg Street is closed.", False),
    ],
)
def test_words_tell_of_the_speaker_whose_full_name_they_begin_with(text: str, told: bool) -> None:
    assert tells_of(text, "Dr Elin Berg") is told
    assert not tells_of(text, "Berg")
