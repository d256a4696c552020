"""Documents, passages and locations: what they say of themselves, and that they survive being written as JSON."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Anchor, Block, BlockKind, Document, Location, Passage, Span

PASSAGE = Passage(
    id="p1",
    source="talk.vtt",
    title="Talk",
    text="Opening\n\nWe begin. We go on.",
    start=10,
    end=38,
    spans=(
        Span(0, 7, BlockKind.HEADING, (Anchor(0, Location(heading=("Day 1",))),)),
        Span(
            9,
            28,
            BlockKind.TURN,
            (
                Anchor(0, Location(heading=("Day 1", "Opening"), speaker="Dana", start=1.0, end=2.5)),
                Anchor(10, Location(heading=("Day 1", "Opening"), speaker="Dana", start=2.5, end=4.0)),
            ),
            whole=False,
        ),
    ),
    language="en",
    metadata={"session": "Morning"},
)

some_text = st.text(max_size=12) | st.none()
seconds = st.none() | st.floats(0, 1e6, allow_nan=False)
locations = st.builds(
    Location,
    page=st.none() | st.integers(1, 9_999),
    page_label=some_text,
    heading=st.lists(st.text(max_size=12), max_size=3).map(tuple),
    paragraph=st.none() | st.integers(1, 9_999),
    speaker=some_text,
    start=seconds,
    end=seconds,
)


def test_a_location_under_a_heading_keeps_all_else() -> None:
    whole = Location(1, "i", ("A",), 2, "Dana", 3.0, 4.0, 5, "Sheet", "A1", "notes", 0.5)
    assert None not in asdict(whole).values()
    assert whole.under(("B", "C"), 7, None) == replace(whole, heading=("B", "C"), paragraph=7, speaker=None)


@given(locations)
def test_a_location_survives_being_written_as_json(location: Location) -> None:
    assert Location.from_dict(json.loads(json.dumps(location.as_dict()))) == location


def test_a_location_writes_only_what_is_known() -> None:
    assert Location(page=2, start=0.0).as_dict() == {"page": 2, "start": 0.0}


@given(st.integers(0, 99), st.sampled_from(list(BlockKind)), locations, st.booleans())
def test_a_span_survives_being_written_as_json(start: int, kind: BlockKind, location: Location, whole: bool) -> None:
    span = Span(start, start + 5, kind, (Anchor(0, location), Anchor(3, location)), whole)
    assert Span.from_list(json.loads(json.dumps(span.as_list()))) == span


def test_a_passage_survives_being_written_as_json() -> None:
    assert Passage.from_dict(json.loads(json.dumps(PASSAGE.as_dict()))) == PASSAGE


def test_a_passage_begins_where_its_first_block_after_the_headings_does() -> None:
    assert PASSAGE.location.start == 1.0
    assert PASSAGE.heading == ("Day 1", "Opening")


def test_a_passage_of_headings_alone_begins_at_the_first() -> None:
    lone = Passage("p", "a.md", "A", "Opening", 0, 7, PASSAGE.spans[:1])
    assert lone.heading == ("Day 1",)


@pytest.mark.parametrize(("offset", "start"), [(0, None), (6, None), (9, 1.0), (18, 1.0), (19, 2.5), (27, 2.5)])
def test_an_offset_is_located_by_the_last_anchor_before_it(offset: int, start: float | None) -> None:
    assert PASSAGE.locate(offset).start == start


@pytest.mark.parametrize("offset", [-1, 28, 1_000])
def test_an_offset_outside_the_text_is_refused(offset: int) -> None:
    with pytest.raises(ValueError, match="outside a passage of 28 characters"):
        PASSAGE.locate(offset)


def test_a_range_of_a_recording_runs_from_its_first_cue_to_its_last() -> None:
    located = PASSAGE.locate_range(9, 28)
    assert (located.start, located.end) == (1.0, 4.0)


def test_a_range_without_times_stands_where_it_begins() -> None:
    assert PASSAGE.locate_range(0, 7) == Location(heading=("Day 1",))


def test_a_documents_text_is_its_blocks_joined_by_blank_lines() -> None:
    made = Document("a.txt", "text", "", "A", (Block(BlockKind.HEADING, "A"), Block(BlockKind.PARAGRAPH, "b\nc")))
    assert made.text == "A\n\nb\nc"


def test_passages_cannot_be_altered() -> None:
    with pytest.raises(FrozenInstanceError):
        PASSAGE.text = "other"  # type: ignore[misc]
