"""The source panel's HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers import Context
from assistant.web.panel import missing, panel
from corpus.documents import Anchor, BlockKind, Location, Passage, Span

P, H, L, T = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TURN
Part = tuple[BlockKind, str, Location]


def passage(name: str, at: int, *parts: Part, whole: Sequence[bool] = ()) -> Passage:
    """Return a passage of these blocks that begins at character `at` of its document."""
    spans, text = [], ""
    for number, (kind, words, location) in enumerate(parts):
        text += "\n\n" if number else ""
        complete = whole[number] if whole else True
        spans.append(Span(len(text), len(text) + len(words), kind, (Anchor(0, location),), complete))
        text += words
    return Passage(name, "a/b.pdf", "Title", text, at, at + len(text), tuple(spans))


def context(*passages: Passage, position: int = 0) -> Context:
    """Return these passages of one document, the cited one at `position`."""
    return Context(passages[0].title, passages[0].source, passages, position)


def parsed(markup: str) -> ElementTree.Element:
    """Parse the panel as a browser would."""
    tree: ElementTree.Element = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    return tree


def texts(markup: str, path: str) -> list[str]:
    """Return the text of every element on the path."""
    return ["".join(element.itertext()) for element in parsed(markup).iterfind(path)]


def classed(markup: str, name: str) -> list[str]:
    """Return the text of every element that has the class."""
    return [
        "".join(element.itertext()) for element in parsed(markup).iter() if name in element.get("class", "").split()
    ]


ONE = passage("p1", 0, (H, "A heading", Location(page=3)), (P, "First words. The quote. Last words.", Location(page=3)))


def test_the_quote_is_marked_by_its_offsets_even_where_the_same_words_stand_before_it() -> None:
    twice = passage("p", 0, (P, "Yes. Again: Yes.", Location(paragraph=1)))
    markup = panel(context(twice), 12, 16)
    assert texts(markup, ".//mark") == ["Yes."]
    assert "Yes. Again: <mark>Yes.</mark>" in markup


def test_a_quote_over_several_blocks_is_marked_in_each() -> None:
    markup = panel(context(ONE), 2, 23)
    assert texts(markup, ".//mark") == ["heading", "First words."]
    assert classed(markup, "cited") == ["A heading", "First words. The quote. Last words."]


@settings(deadline=None)
@given(st.integers(-5, 60), st.integers(-5, 60))
def test_whatever_the_offsets_the_passage_is_shown_whole_and_once(start: int, end: int) -> None:
    markup = panel(context(ONE), start, end)
    assert texts(markup, ".//h3") + texts(markup, ".//div/p")[1:] == ONE.text.split("\n\n")
    assert "".join(texts(markup, ".//mark")) in ONE.text.replace("\n\n", "")


def test_the_head_names_title_place_speaker_headings_and_file() -> None:
    place = Location(start=845, end=850, speaker="Aigul", heading=("Day 2", "Panel"))
    markup = panel(context(passage("p", 0, (T, "Words.", place))), 0, 6)
    assert texts(markup, ".//h2") == ["Title"]
    assert texts(markup, ".//header/p") == ["00:14:05 · Aigul", "Day 2 → Panel", "a/b.pdf"]
    assert classed(markup, "speaker") == ["Aigul 00:14:05"]


def test_a_speaker_is_named_when_the_turn_is_another_ones() -> None:
    turns = [(T, "One.", Location(speaker="A", start=1)), (T, "Two.", Location(speaker="A", start=2))]
    turns.append((T, "Three.", Location(speaker="B", start=3)))
    markup = panel(context(passage("p", 0, *turns)), 0, 4)
    assert classed(markup, "speaker") == ["A 00:00:01", "00:00:02", "B 00:00:03"]


def test_neighbours_stand_around_the_cited_passage_in_order_with_their_pages() -> None:
    before = passage("p0", 0, (P, "Before.", Location(page=1, page_label="i")))
    cited = passage(
        "p1", 9, (P, "Cited.", Location(page=2)), (L, "item", Location(page=2)), (L, "item 2", Location(page=3))
    )
    markup = panel(context(before, cited, position=1), 0, 6)
    assert classed(markup, "page-break") == ["p. 1 (i)", "p. 2", "p. 3"]
    assert classed(markup, "paragraph") == ["Before.", "Cited."]
    assert [element.get("class") for element in parsed(markup).iterfind(".//ul/li")] == [
        "list_item",
        "page-break",
        "list_item",
    ]
    assert texts(markup, ".//mark") == ["Cited."]


def test_slides_and_sheets_are_turned_as_pages_are() -> None:
    slides = [
        (P, "Title.", Location(slide=1)),
        (P, "Said.", Location(slide=1, part="notes")),
        (P, "Next.", Location(slide=2)),
    ]
    rows = [(P, "a", Location(sheet="S", cells="A1:B1")), (P, "b", Location(sheet="S", cells="A2:B2"))]

    assert classed(panel(context(passage("p", 0, *slides)), 0, 3), "page-break") == ["slide 1", "slide 2"]
    assert classed(panel(context(passage("q", 0, *rows)), 0, 1), "page-break") == ["sheet S"]


def test_notes_and_comments_are_told_from_the_text_they_stand_beside() -> None:
    blocks = [
        (P, "Shown.", Location(slide=1)),
        (P, "Said.", Location(slide=1, part="notes")),
        (P, "Said as well.", Location(slide=1, part="notes")),
        (P, "Really?", Location(slide=1, part="comment", speaker="Dana <b>")),
        (P, "Who knows.", Location(slide=1, part="comment")),
        (P, "Shown again.", Location(slide=1)),
    ]
    markup = panel(context(passage("p", 0, *blocks)), 0, 3)
    assert classed(markup, "part") == ["speaker notes", "comment · Dana <b>", "comment"]


def test_words_that_a_neighbour_shares_with_the_cited_passage_are_shown_once() -> None:
    before = passage("p0", 0, (P, "One. Two.", Location()), whole=[False])
    cited = passage("p1", 5, (P, "Two. Three.", Location()), whole=[False])
    after = passage("p2", 10, (P, "Three. Four.", Location()), whole=[False])
    markup = panel(context(before, cited, after, position=1), 0, 4)
    assert [" ".join(text.split()) for text in classed(markup, "paragraph")] == ["One. Two. Three. Four."]
    assert texts(markup, ".//mark") == ["Two."]


def test_a_block_that_two_passages_share_becomes_one_again() -> None:
    first = passage("p0", 0, (P, "The first half", Location()), whole=[False])
    second = passage("p1", 15, (P, "and the second.", Location()), (P, "Next.", Location()), whole=[False, True])
    markup = panel(context(first, second, position=1), 0, 3)
    assert classed(markup, "paragraph") == ["The first half and the second.", "Next."]
    assert texts(markup, ".//mark") == ["and"]


def test_every_kind_of_block_is_shown() -> None:
    blocks: list[Part] = [(kind, f"some {kind.value}", Location()) for kind in BlockKind]
    markup = panel(context(passage("p", 0, *blocks)), 0, 4)
    for kind in BlockKind:
        assert classed(markup, kind.value) == [f"some {kind.value}"]


@pytest.mark.parametrize(
    "text", ["<script>x</script>", '<img src=x onerror="y">', "</div></aside>", "&lt;b&gt;", "\u202ex"]
)
def test_words_of_a_document_stay_words_wherever_they_stand(text: str) -> None:
    place = Location(page=1, page_label=text, speaker=text, start=None, heading=(text,))
    hostile = passage("p", 0, (T, f"before {text} after", place))
    shown = Context(text, text, (hostile,), 0)
    tags = {element.tag for element in parsed(panel(shown, 7, 7 + len(text))).iter()} - {"DOCUMENT_FRAGMENT"}
    assert tags <= {"header", "h2", "p", "div", "mark", "b", "span"}
    assert texts(panel(shown, 7, 7 + len(text)), ".//mark") == [text.replace("\u202e", "")]


def test_a_passage_that_is_gone_says_so() -> None:
    assert texts(missing(), ".//h2") == ["No longer in the materials"]


def test_there_is_room_for_the_page_where_it_can_be_shown() -> None:
    shown = context(passage("p", 0, (P, "Some words.", Location(page=1))))
    assert "desk" not in panel(shown, 0, 4)
    assert '<div class="desk"></div><div class="context" tabindex="0">' in panel(replace(shown, pictured=True), 0, 4)


def test_of_a_file_that_is_offered_the_panel_says_so() -> None:
    cited = context(passage("a", 0, (BlockKind.PARAGRAPH, "Words of the file.", Location())))
    assert classed(panel(cited, 0, 5), "offered") == []
    assert classed(panel(replace(cited, offered=True), 0, 5), "offered") == ["a/b.pdf"]
