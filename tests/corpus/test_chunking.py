"""Chunking: nothing of a document is lost or invented, and every passage knows where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.chunking import DEFAULT_SIZE, PassageSize, chunk
from corpus.documents import Anchor, Block, BlockKind, Document, Location, Passage
from corpus.structure import place

SMALL = PassageSize(target=60, ceiling=110, items=60)
SENTENCES = (
    "The session was opened at 10:00. ",
    "Dr. A. B. Sarsen spoke of 3.14 million people… ",
    "«Права человека – это главное!» – сказал докладчик. ",
    "Конференцияға 12 елдің өкілдері қатысты, т.б. ",
    "会议开始了。",
    "Yes. ",
    "x" * 70 + " ",
    "👩‍⚖️🇰🇿 ",
    "\n",
)

any_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
prose = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12).map("".join)
texts = st.one_of(any_text, prose, any_text.map(lambda text: text * 9)).filter(lambda text: bool(text.strip()))
sizes = st.builds(
    lambda target, more: PassageSize(target, target + more), st.integers(5, 200), st.integers(0, 200)
) | st.just(DEFAULT_SIZE)


@st.composite
def anchored(draw: st.DrawFn, text: str, speaker: str | None) -> tuple[Anchor, ...]:
    """Draw where a text stands: on one page, or on several from some offsets on."""
    offsets = sorted({0, *draw(st.lists(st.integers(0, len(text) - 1), max_size=3))})
    first = draw(st.integers(1, 50))
    return tuple(
        Anchor(offset, Location(page=first + number, start=first + number / 4, speaker=speaker))
        for number, offset in enumerate(offsets)
    )


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    kind = draw(st.sampled_from(list(BlockKind)))
    speaker = draw(st.sampled_from([None, "Aigerim", "Болат"])) if kind is BlockKind.TURN else None
    text = draw(texts)
    level = draw(st.integers(1, 4)) if kind is BlockKind.HEADING else 0
    return Block(kind, text, draw(anchored(text, speaker)), level)


def document(made: Sequence[Block], **described: str) -> Document:
    return Document("talks/opening.md", "markdown", "", "Opening", place(made), **described)


documents = st.lists(blocks(), min_size=1, max_size=12).map(document)


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


def heading(text: str, level: int = 1) -> Block:
    return Block(BlockKind.HEADING, text, level=level)


def turn(speaker: str, text: str) -> Block:
    return Block(BlockKind.TURN, text, (Anchor(0, Location(speaker=speaker)),))


def places(whole: Document) -> list[tuple[BlockKind, Location]]:
    """Return for each character of the document's text its block's kind and its location, from the blocks alone."""
    found: list[tuple[BlockKind, Location]] = []
    for block in whole.blocks:
        if found:
            found += [found[-1]] * 2
        for offset in range(len(block.text)):
            anchor = [anchor for anchor in block.anchors if anchor.offset <= offset][-1]
            found.append((block.kind, anchor.location))
    return found


def inside(passage: Passage) -> list[int]:
    """Return the offsets of the characters of a passage that are not white space."""
    return [offset for offset, letter in enumerate(passage.text) if not letter.isspace()]


@given(documents, sizes)
def test_every_character_that_is_not_white_space_is_in_exactly_one_passage(whole: Document, size: PassageSize) -> None:
    covered = [passage.start + offset for passage in chunk(whole, size=size) for offset in inside(passage)]
    assert covered == [offset for offset, letter in enumerate(whole.text) if not letter.isspace()]


@given(documents, sizes)
def test_passages_are_verbatim_and_none_is_empty(whole: Document, size: PassageSize) -> None:
    for passage in chunk(whole, size=size):
        assert passage.text == whole.text[passage.start : passage.end]
        assert passage.text.strip()


@given(documents, sizes)
def test_spans_lie_inside_their_passage_in_order_and_hold_all_of_it(whole: Document, size: PassageSize) -> None:
    for passage in chunk(whole, size=size):
        assert passage.spans
        for span in passage.spans:
            assert 0 <= span.start < span.end <= len(passage.text)
        for left, right in pairwise(passage.spans):
            assert left.end <= right.start
        held = {offset for span in passage.spans for offset in range(span.start, span.end)}
        assert held.issuperset(inside(passage))


@given(documents, sizes)
def test_every_character_is_located_where_its_block_says(whole: Document, size: PassageSize) -> None:
    expected = places(whole)
    for passage in chunk(whole, size=size):
        for span in passage.spans:
            for offset in range(span.start, span.end):
                kind, location = expected[passage.start + offset]
                assert span.kind is kind
                if not passage.text[offset].isspace():
                    assert passage.locate(offset) == location


@given(documents, sizes)
def test_no_passage_is_longer_than_the_ceiling(whole: Document, size: PassageSize) -> None:
    assert all(len(passage.text) <= size.ceiling for passage in chunk(whole, size=size))


@given(documents, sizes)
def test_a_passage_over_the_target_is_one_block_or_part_of_one_with_its_headings(
    whole: Document, size: PassageSize
) -> None:
    for passage in chunk(whole, size=size):
        body = [span for span in passage.spans if span.kind is not BlockKind.HEADING]
        if len(passage.text) > size.target:
            introduced = len(body) > 1 and passage.text[: body[0].end].rstrip().endswith(":")
            assert len(body) <= 1 + introduced


@given(documents, sizes)
def test_a_span_is_whole_exactly_where_it_holds_its_block(whole: Document, size: PassageSize) -> None:
    texts_of_blocks = [block.text for block in whole.blocks]
    for passage in chunk(whole, size=size):
        for span in passage.spans:
            text = passage.text[span.start : span.end]
            assert not span.whole or text in texts_of_blocks
            assert span.whole or any(text in block and text != block for block in texts_of_blocks)


@given(documents, sizes)
def test_turns_of_different_speakers_never_share_a_passage(whole: Document, size: PassageSize) -> None:
    for passage in chunk(whole, size=size):
        said = [span for span in passage.spans if span.kind is not BlockKind.HEADING]
        if any(span.kind is BlockKind.TURN for span in said):
            assert len({span.location.speaker for span in said}) == 1


@given(documents, sizes)
def test_ids_are_unique_and_the_same_each_time(whole: Document, size: PassageSize) -> None:
    ids = [passage.id for passage in chunk(whole, size=size)]
    assert len(set(ids)) == len(ids)
    assert ids == [passage.id for passage in chunk(whole, size=size)]


@given(st.lists(texts, min_size=1, max_size=5), st.lists(texts, min_size=1, max_size=3), sizes)
def test_ids_below_a_heading_survive_a_paragraph_inserted_above_it(
    kept: list[str], inserted: list[str], size: PassageSize
) -> None:
    first = [heading("First section"), paragraph("It opens the report.")]
    second = [heading("Second section"), *map(paragraph, kept)]
    before = chunk(document([*first, *second]), size=size)
    after = chunk(document([*first, *map(paragraph, inserted), *second]), size=size)
    untouched = [passage for passage in before if "Second section" in (*passage.heading, *passage.text.split("\n"))]
    assert untouched
    assert [passage.id for passage in after][-len(untouched) :] == [passage.id for passage in untouched]


@given(documents, sizes)
@settings(max_examples=30)
def test_a_passage_survives_being_written_as_json(whole: Document, size: PassageSize) -> None:
    for passage in chunk(whole, size=size):
        assert Passage.from_dict(passage.as_dict()) == passage


def test_an_empty_document_has_no_passages() -> None:
    assert chunk(document([])) == []


def test_a_heading_goes_with_the_text_below_it_and_begins_a_passage() -> None:
    made = document([paragraph("Before."), heading("Findings"), paragraph("One."), paragraph("Two.")])
    assert [passage.text for passage in chunk(made)] == ["Before.", "Findings\n\nOne.\n\nTwo."]


def test_headings_that_follow_each_other_stay_together() -> None:
    made = document([heading("Report"), heading("Findings", 2), heading("First", 3), paragraph("Text.")])
    (passage,) = chunk(made)
    assert passage.heading == ("Report", "Findings", "First")


def test_a_heading_too_far_from_the_text_below_it_is_a_passage_of_its_own() -> None:
    made = document([heading("H" * 100), paragraph("P" * 60)])
    assert [passage.text[0] for passage in chunk(made, size=SMALL)] == ["H", "P"]


def test_short_paragraphs_are_put_together_up_to_the_target() -> None:
    made = document([paragraph(letter * 25) for letter in "abcd"])
    assert [passage.text.split("\n\n") for passage in chunk(made, size=SMALL)] == [
        ["a" * 25, "b" * 25],
        ["c" * 25, "d" * 25],
    ]


def test_a_paragraph_between_target_and_ceiling_is_kept_whole() -> None:
    made = document([paragraph("a" * 10), paragraph("b" * 100), paragraph("c" * 10)])
    assert [len(passage.text) for passage in chunk(made, size=SMALL)] == [10, 100, 10]


def test_a_paragraph_over_the_ceiling_is_divided_between_sentences_into_like_parts() -> None:
    sentence = "This sentence has forty-two characters so. "
    made = document([paragraph((sentence * 6).strip())])
    parts = chunk(made, size=SMALL)
    assert [passage.text for passage in parts] == [(sentence * 2).strip()] * 3
    assert not any(span.whole for passage in parts for span in passage.spans)


def test_parts_of_a_paragraph_never_share_a_passage_with_another_paragraph() -> None:
    made = document([paragraph("Ab. " * 40), paragraph("Next.")])
    assert chunk(made, size=SMALL)[-1].text == "Next."


def test_a_word_longer_than_the_ceiling_is_divided() -> None:
    parts = chunk(document([paragraph("w" * 5_000)]))
    assert "".join(passage.text for passage in parts) == "w" * 5_000
    assert max(len(passage.text) for passage in parts) <= DEFAULT_SIZE.ceiling


def test_turns_of_one_speaker_are_put_together_and_anothers_begins_a_passage() -> None:
    made = document([turn("Dana", "Good morning."), turn("Dana", "Welcome."), turn("Erlan", "Thank you.")])
    assert [(passage.location.speaker, passage.text) for passage in chunk(made)] == [
        ("Dana", "Good morning.\n\nWelcome."),
        ("Erlan", "Thank you."),
    ]


def test_a_turn_and_a_paragraph_without_a_speaker_are_kept_apart() -> None:
    made = document([turn("Dana", "Good morning."), paragraph("Applause."), turn("Dana", "Welcome.")])
    assert len(chunk(made)) == 3


def test_equal_paragraphs_have_different_ids() -> None:
    made = document([heading("A"), paragraph("Same."), heading("A"), paragraph("Same.")])
    first, second = chunk(made)
    assert first.text == second.text
    assert first.id != second.id


def test_an_id_depends_on_source_heading_and_text_and_on_nothing_else() -> None:
    made = document([heading("A"), paragraph("Text.")])
    (passage,) = chunk(made)
    (described,) = chunk(replace(made, title="Another", language="en", date="2024-12-10", sha256="00"))
    (moved,) = chunk(replace(made, source="elsewhere.md"))
    (below,) = chunk(document([heading("B"), paragraph("Text.")]))
    assert passage.id == described.id
    assert len({passage.id, moved.id, below.id}) == 3


def test_what_the_document_says_of_itself_goes_to_its_passages() -> None:
    made = replace(document([paragraph("Text.")], language="kk", date="2024-12-10"), metadata={"speaker": "Dana"})
    (passage,) = chunk(made)
    assert (passage.source, passage.title, passage.language) == ("talks/opening.md", "Opening", "kk")
    assert passage.metadata == {"speaker": "Dana", "kind": "markdown", "date": "2024-12-10"}


def test_a_part_of_a_paragraph_over_a_page_break_knows_both_pages() -> None:
    text = "First sentence is here. " * 4 + "Second page begins. " + "Last sentence is there. " * 4
    broken = text.index("Second")
    anchors = (Anchor(0, Location(page=4)), Anchor(broken, Location(page=5)))
    parts = chunk(document([Block(BlockKind.PARAGRAPH, text.strip(), anchors)]), size=SMALL)
    pages = {passage.locate(offset).page for passage in parts for offset in inside(passage)}
    assert pages == {4, 5}
    crossing = next(passage for passage in parts if passage.start <= broken < passage.end)
    assert crossing.locate(broken - crossing.start).page == 5


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_passages_of_ordinary_prose_are_of_like_length_in_any_language(language: str) -> None:
    sentence = {
        "en": "The working group adopted eighteen recommendations after two days of discussion. ",
        "ru": "Рабочая группа приняла восемнадцать рекомендаций после двух дней обсуждения. ",
        "kk": "Жұмыс тобы екі күндік талқылаудан кейін он сегіз ұсыным қабылдады, деді төраға. ",
    }[language]
    made = document([paragraph((sentence * 5).strip()) for _ in range(20)])
    lengths = [len(passage.text) for passage in chunk(made)]
    assert all(700 <= length <= DEFAULT_SIZE.target for length in lengths)


def item(text: str) -> Block:
    return Block(BlockKind.LIST_ITEM, text)


def test_a_list_keeps_the_sentence_that_introduces_it_in_every_passage_it_goes_on_in() -> None:
    made = [
        paragraph("The report was read. The following recommendations enjoy the support of Norland:"),
        *(item(f"{number}. Open a school in district number {number}.") for number in range(1, 9)),
        paragraph("The meeting closed."),
        item("A list that nothing introduces."),
    ]
    passages = chunk(document(made), size=SMALL)

    listed = [passage for passage in passages if "Open a school" in passage.text]
    assert len(listed) > 2
    for passage in listed:
        introduced = "enjoy the support of Norland:" in passage.text
        assert passage.lead == ("" if introduced else "The following recommendations enjoy the support of Norland:")
    assert all(not passage.lead for passage in passages if passage not in listed)


def test_a_list_begins_in_the_passage_of_its_introduction() -> None:
    made = [paragraph("Мыналар ұсынылды, олар бірауыздан қабылданды:"), item("Мектеп ашу."), item("Кітапхана салу.")]
    first = chunk(document(made), size=PassageSize(target=50, ceiling=110))[0]

    assert "қабылданды:" in first.text
    assert "Мектеп ашу." in first.text


def test_notes_and_comments_share_no_passage_with_the_text_or_with_one_another() -> None:
    places = [
        *(None, ("notes", None), ("notes", None), ("comment", "Dana")),
        *(("comment", "Dana"), ("comment", "Oleg"), None, None),
    ]
    made = [
        Block(BlockKind.PARAGRAPH, f"Text {number}.", (Anchor(0, Location(slide=1, part=place[0], speaker=place[1])),))
        if place
        else Block(BlockKind.PARAGRAPH, f"Text {number}.", (Anchor(0, Location(slide=1)),))
        for number, place in enumerate(places)
    ]
    passages = chunk(document(made))
    assert [passage.text.split("\n\n") for passage in passages] == [
        ["Text 0."],
        ["Text 1.", "Text 2."],
        ["Text 3.", "Text 4."],
        ["Text 5."],
        ["Text 6.", "Text 7."],
    ]
