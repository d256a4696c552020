"""What somebody said in all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Settings

SPEECH = """---
title: On lighthouses
speaker: {speaker}
---

# On lighthouses

A text made up for a test; no lighthouse is meant.

Elin Berg has directed the Lighthouse Society since 2017.

## Keepers

Nine keepers of lighthouses on the northern coast have no pension, and two of them have no winter coat.

The society pays for coats, and the keepers ask that the harbours pay for the pensions of the keepers.

## Lamps

The lamps of the lighthouses burn oil that is brought by boat, and in storms no boat comes for weeks.

We ask that lamps be lit by the wind, which blows most when the boats of the harbours stay away.

## Ships

Forty ships of other countries were warned by the lighthouses last winter, and none of them paid for it.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("lighthouses")
    (folder / "berg.md").write_text(SPEECH.format(speaker="Dr Elin Berg"), encoding="utf-8")
    other = SPEECH.replace("Elin Berg", "Olav Vang").format(speaker="Olav Vang").replace("lighthouse", "ferry")
    (folder / "vang.md").write_text(other, encoding="utf-8")
    with Assistant.build(folder, settings=Settings(store=folder.parent / "lighthouses-store")) as assistant:
        yield assistant


@pytest.mark.parametrize(
    "question",
    [
        "What did Dr Berg say?",
        "What did Elin Berg talk about?",
        "О чём говорит Elin Berg?",
        "Elin Berg не туралы айтты?",
    ],
)
def test_a_speech_is_told_by_the_sentences_that_carry_it(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.answered
    assert "Dr Elin Berg" in answer.text.splitlines()[0]
    assert len(answer.citations) >= 3
    assert {citation.source for citation in answer.citations} == {"berg.md"}
    assert not any("has directed" in citation.quote for citation in answer.citations)


def test_what_was_said_on_something_is_not_the_whole_speech(assistant: Assistant) -> None:
    answer = assistant.ask("What did Elin Berg say about pensions?")
    assert "pension" in answer.citations[0].quote


def test_of_one_who_did_not_speak_nothing_is_told(assistant: Assistant) -> None:
    assert not assistant.ask("What did Ragnhild Moe say?").answered
