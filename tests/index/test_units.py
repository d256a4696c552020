"""Units: every character of a passage is in one, and the model reads each to its end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import Location, Passage
from corpus.documents import Anchor, BlockKind, Span
from index.embedder import Embedder
from index.units import Unit, UnitSize, context_of, units_of

ENGLISH = "The working group adopted eighteen recommendations after two days of careful discussion in Astana. "
RUSSIAN = "Рабочая группа приняла восемнадцать рекомендаций после двух дней внимательного обсуждения в Астане. "
KAZAKH = "Жұмыс тобы Астанада екі күндік мұқият талқылаудан кейін он сегіз ұсыным қабылдады. "
AWKWARD = {
    "english": ENGLISH * 16,
    "russian": RUSSIAN * 16,
    "kazakh": KAZAKH * 16,
    "one russian sentence": RUSSIAN.replace(".", ",") * 16,
    "a word of 5,000 letters": "w" * 5_000,
    "a russian word of 5,000 letters": "щ" * 5_000,
    "no blanks": "https://example.org/" + "page-and-section.html?a=1&b=2," * 60,
    "no blanks in russian": "совет,право;закон/" * 100,
    "words joined by dots": "antidisestablishmentarianism." * 60,
    "cut words": "xkcdqwrtz" * 9 + "-" + "unbelievably-" * 90,
    "emoji": "👩‍⚖️🇰🇿🎉" * 300,
    "chinese": "会议开始了" * 200,
    "numbers": "1234567890" * 9 + " 3.14159265358979" * 80,
    "lines": "a\nб\nқ\n" * 300,
    "combining marks": "e\u0301\u0302\u0303" * 400,
    "tabs": "рабочая\tгруппа\t" * 100,
}

any_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400)
pieces = st.sampled_from(["слово", "word", "қарар", ".", ",", " ", "\n", "-", "🎉", "会", "pneumonoultra", "#", "8"])
joined = st.lists(pieces, min_size=1, max_size=500).map("".join)
texts = (any_text | joined).map(str.strip).filter(bool)


def passage(text: str, *, title: str = "", heading: tuple[str, ...] = (), **location: str) -> Passage:
    anchors = (Anchor(0, Location(heading=heading, **location)),)  # type: ignore[arg-type]
    return Passage("id", "a.md", title, text, 0, len(text), (Span(0, len(text), BlockKind.PARAGRAPH, anchors),))


def units(text: str, embedder: Embedder, **described: str) -> tuple[Unit, ...]:
    return units_of([passage(text, **described)], embedder)[0]  # type: ignore[arg-type]


def assert_covered_and_read(text: str, embedder: Embedder, title: str) -> None:
    found = units(text, embedder, title=title)
    held = [offset for unit in found for offset in range(unit.start, unit.end) if not text[offset].isspace()]
    assert held == [offset for offset, letter in enumerate(text) if not letter.isspace()]
    counts = [len(starts) for starts in embedder.token_starts([unit.text for unit in found])]
    assert max(counts) <= embedder.token_limit


@pytest.mark.parametrize("title", ["", "Human rights and the rule of law in the region: report of the session " * 5])
@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_every_character_is_in_one_unit_that_the_model_reads_whole(text: str, title: str, embedder: Embedder) -> None:
    assert_covered_and_read(text.strip(), embedder, title)


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_a_model_that_reads_little_gets_units_that_fit(text: str, random_embedder: Embedder) -> None:
    assert_covered_and_read(text.strip(), random_embedder, "Итоги рабочей группы конференции")


@given(text=texts, title=st.sampled_from(["", "Итоги", "A title"]))
@example(text="ab" * 40 + ",", title="Итоги")
@settings(max_examples=150)
def test_any_text_is_covered_by_units_that_the_model_reads_whole(text: str, title: str, embedder: Embedder) -> None:
    assert_covered_and_read(text, embedder, title)


@given(text=texts)
@settings(max_examples=150)
def test_any_text_is_covered_by_units_that_a_small_model_reads_whole(text: str, random_embedder: Embedder) -> None:
    assert_covered_and_read(text, random_embedder, "Title")


@given(text=texts)
@settings(max_examples=50)
def test_units_are_in_order_and_verbatim(text: str, embedder: Embedder) -> None:
    found = units(text, embedder)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(unit.text == text[unit.start : unit.end] for unit in found)


def test_a_long_sentence_is_divided_between_words(embedder: Embedder) -> None:
    text = (RUSSIAN.replace(".", ",") * 10).strip()
    starts = [unit.start for unit in units(text, embedder)]
    assert len(starts) > 2
    assert all(text[start - 1] == " " for start in starts[1:])


def test_short_sentences_are_put_together_and_a_long_one_stands_alone(embedder: Embedder) -> None:
    found = units("Yes. No. Perhaps. " + ENGLISH.strip(), embedder)
    assert [unit.text for unit in found] == ["Yes. No. Perhaps.", ENGLISH.strip()]


def test_the_first_unit_alone_carries_title_and_headings(embedder: Embedder) -> None:
    first, *others = units_of([passage(ENGLISH * 3, title="Report", heading=("Findings",))], embedder)[0]
    assert first.text.startswith("Report › Findings\nThe working group")
    assert others
    assert not any("Findings" in unit.text for unit in others)


def test_a_long_title_leaves_room_for_the_text(embedder: Embedder) -> None:
    title = "A title that goes on and on and says the same again and again " * 20
    (found,) = units("The decision was taken.", embedder, title=title)
    context, text = found.text.split("\n")
    assert text == "The decision was taken."
    assert title.startswith(context)
    assert len(embedder.token_starts([context])[0]) == UnitSize().context


def test_a_unit_is_named_by_the_hash_of_what_is_embedded(embedder: Embedder) -> None:
    first, second = units_of([passage("Yes.", title="A"), passage("Yes.", title="B")], embedder)
    assert first[0].key != second[0].key
    assert units("Yes.", embedder, title="A")[0].key == first[0].key


def test_no_passages_have_no_units(embedder: Embedder) -> None:
    assert units_of([], embedder) == []


def test_context_is_title_headings_and_voice_each_once() -> None:
    made = passage("Text.", title="Forum", heading=("Forum", "Day 1"), speaker="Dana")
    assert context_of(made) == "Forum › Day 1 › Dana"


def test_where_nobody_speaks_the_documents_speaker_or_author_is_the_voice() -> None:
    made = passage("Text.", title="Forum")
    assert context_of(made) == "Forum"
    spoken = Passage("id", "a", "Forum", "T", 0, 1, made.spans, metadata={"speaker": "Dana", "author": "Erlan"})
    written = Passage("id", "a", "Forum", "T", 0, 1, made.spans, metadata={"author": "Erlan"})
    assert (context_of(spoken), context_of(written)) == ("Forum › Dana", "Forum › Erlan")
