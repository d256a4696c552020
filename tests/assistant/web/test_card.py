"""The card that a chip shows."""

from __future__ import annotations

from assistant.answers import Context, SourceState
from assistant.web.card import card, no_card
from assistant.web.wording import Words
from corpus import BlockKind, Location, Passage
from corpus.documents import Anchor, Span

TEXT = "Before. <b>It rains</b> & pours. After."
SPAN = Span(0, len(TEXT), BlockKind.PARAGRAPH, (Anchor(0, Location(page=2, speaker="Әлия")),))
PASSAGE = Passage("p1", "a.pdf", "A & B", TEXT, 0, len(TEXT), (SPAN,), "en")
CONTEXT = Context("A & B", "a.pdf", (PASSAGE,), 0)


def test_a_card_has_the_quote_and_its_place_as_text() -> None:
    shown = card(CONTEXT, 8, 32, Words("ru"), lambda name: SourceState(name, "", "pdf", "indexed", "2025-05-07"))
    assert shown == (
        "<blockquote>&lt;b&gt;It rains&lt;/b&gt; &amp; pours.</blockquote>"
        "<p><b>A &amp; B</b><small>PDF · стр. 2 · Әлия · 7 мая 2025</small></p>"
    )


def test_offsets_outside_the_passage_are_drawn_in() -> None:
    assert "<blockquote>Before." in card(CONTEXT, -5, 10_000)
    assert "<blockquote>.</blockquote>" in card(CONTEXT, 10_000, 3)


def test_a_passage_that_is_gone_has_a_card_that_says_so() -> None:
    assert no_card() == "<p><b>No longer in the materials</b></p>"
