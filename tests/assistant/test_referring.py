"""A quote never begins with "she" and no she: the sentence before is quoted too, or the name stands in brackets."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.quoting import Stretch
from assistant.referring import referent
from corpus import BlockKind, Location, Passage
from corpus.documents import Anchor, Span


def last(before: str, quote: str, *, speaker: str | None = None) -> Stretch:
    """Return a quote that stands as an item of a list below a sentence."""
    text = f"{before}\n\n{quote}"
    anchors = (Anchor(0, Location(speaker=speaker)),)
    spans = (
        Span(0, len(before), BlockKind.PARAGRAPH, anchors),
        Span(len(before) + 2, len(text), BlockKind.LIST_ITEM, anchors),
    )
    return Stretch(Passage("id", "a.txt", "A", text, 0, len(text), spans), 0, len(before) + 2, len(text))


@pytest.mark.parametrize(
    ("before", "quote", "expected"),
    [
        ("The pier was opened by Ilse Varga.", "She proposed a lighthouse.", "[she – Ilse Varga] "),
        ("Причал открыла Вера Лужина.", "Она предложила маяк.", "[она – Вера Лужина] "),
        ("Айлақты Айна Сәрсен ашты.", "Ол маяк ұсынды.", "[ол – Айна Сәрсен] "),
        ("Norway and Chad agreed.", "They asked for a lighthouse.", "[they – Norway, Chad] "),
    ],
)
def test_the_name_a_pronoun_stands_for_is_shown_in_brackets(before: str, quote: str, expected: str) -> None:
    assert referent(last(before, quote)) == expected


@pytest.mark.parametrize(
    ("before", "quote"),
    [
        ("Ilse Varga met Peter Dunmore.", "She proposed a lighthouse."),
        ("The pier was opened.", "She proposed a lighthouse."),
        ("The pier was opened by Ilse Varga.", "The board proposed a lighthouse."),
        ("Norway agreed.", "They asked for a lighthouse."),
    ],
)
def test_nothing_is_guessed_where_several_or_none_may_be_meant(before: str, quote: str) -> None:
    assert referent(last(before, quote)) == ""


def test_a_turn_has_its_speaker_before_it_already(harbour: Assistant) -> None:
    assert referent(last("The pier was opened by Ilse Varga.", "She proposed it.", speaker="Peter Dunmore")) == ""


def test_the_paragraph_before_is_quoted_where_a_paragraph_begins_with_a_pronoun(harbour: Assistant) -> None:
    answer = harbour.ask("Who proposed a new lighthouse on the northern rock?")

    assert "Ilse Varga" in answer.citations[0].quote
    assert "She proposed" in answer.citations[0].quote
