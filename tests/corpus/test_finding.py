"""Where a quote stands in a text that has it in other lines, or only a part of it."""

from __future__ import annotations

import pytest

from corpus.finding import stretch_of


@pytest.mark.parametrize(
    ("text", "quote", "shown"),
    [
        ("It was  noted by\nthe com-\nmission.", "noted by the commission", "noted by\nthe com-\nmission"),
        ("Eﬃcient ﬁnance", "efficient finance", "Eﬃcient ﬁnance"),
        ("Kumdala 18", "District: Kumdala | Advocates: 18", "Kumdala 18"),
        ("Before. It begins on this page", "It begins on this page and goes on", "It begins on this page"),
        (
            "the end of a very long quotation. More",
            "Here stands the end of a very long quotation.",
            "the end of a very long quotation",
        ),
        ("Nothing of it", "something else", ""),
        ("Съезд открыл Ёлкин", "СЪЕЗД ОТКРЫЛ", "Съезд открыл"),
        ("anything", "", ""),
    ],
)
def test_letters_alone_decide_where_a_quote_stands(text: str, quote: str, shown: str) -> None:
    stretch = stretch_of(text, quote)
    assert text[stretch.start : stretch.stop] == shown


def test_of_two_places_that_after_the_given_words_is_taken() -> None:
    text = "The first was noted. The second was noted."
    assert stretch_of(text, "was noted", "The second ").start == text.rindex("was noted")
    assert stretch_of(text, "was noted", "The first ").start == text.index("was noted")
