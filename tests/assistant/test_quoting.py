"""How far a quote reaches: whole sentences, whole quotations, the sentence a pronoun leans on, the list a colon opens."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import quoting
from assistant.quoting import reach, sentences_of
from corpus import BlockKind, Location, Passage
from corpus.documents import BLOCK_SEPARATOR, Anchor, Span

PARAGRAPH, LIST_ITEM = BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
HEADING, CAPTION, TURN = BlockKind.HEADING, BlockKind.CAPTION, BlockKind.TURN
UNQUOTABLE = {HEADING, CAPTION}
LONG = "The committee of the valley met in the town hall of Ardenfels to hear the report of its chemist. "
PIECES = (
    LONG,
    LONG * 8,
    "He agreed. ",
    "They did not, because the river, which rises in the north, had flooded the fields in May. ",
    "“We shall answer for it. ",
    "No town can clean it alone,” ",
    "said Tomas Berg, mayor of Ardenfels. ",
    "«Мы ответим за озеро вместе. Никто не справится один», ",
    "– сказал мэр. ",
    "Ол келді. ",
    'The "Rule of 48" is old. ',
    'An odd quote " and an odd bracket “. ',
    "The Forum adopted: ",
    "\n",
    "Yes. ",
)
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80
)
stripped = texts.map(str.strip).filter(bool)
blocks = st.lists(st.tuples(st.sampled_from(list(BlockKind)), stripped), min_size=1, max_size=8)


def passage_of(*blocks: tuple[BlockKind, str]) -> Passage:
    spans: list[Span] = []
    text = ""
    for kind, words in blocks:
        text += BLOCK_SEPARATOR if text else ""
        spans.append(Span(len(text), len(text) + len(words), kind, (Anchor(0, Location()),)))
        text += words
    return Passage("id", "a.txt", "A", text, 0, len(text), tuple(spans))


def quoted(passage: Passage, beginning: str, *, listing: bool = False) -> str:
    """Return what is quoted for the sentence that begins with these words."""
    sentences = sentences_of(passage)
    wanted = next(s for s in sentences if passage.text[s.start : s.end].startswith(beginning))
    start, end = reach(wanted, sentences, passage, listing=listing)
    return passage.text[start:end]


def is_quotable(passage: Passage, start: int, end: int) -> bool:
    held = [span for span in passage.spans if span.start < end and start < span.end]
    return bool(held) and not any(span.kind in UNQUOTABLE for span in held)


@given(blocks)
def test_sentences_are_the_words_of_quotable_blocks_in_order(made: Sequence[tuple[BlockKind, str]]) -> None:
    passage = passage_of(*made)
    sentences = sentences_of(passage)

    said = "".join("".join(passage.text[s.start : s.end].split()) for s in sentences)
    assert said == "".join("".join(text.split()) for kind, text in made if kind not in UNQUOTABLE)
    assert all(one.end <= other.start for one, other in pairwise(sentences))
    for sentence in sentences:
        span = passage.spans[sentence.block]
        first, last = sentence.group
        assert span.start <= first <= sentence.start < sentence.end <= last <= span.end


@given(blocks, st.booleans())
def test_a_quote_holds_its_sentence_and_stays_within_quotable_text_and_the_ceiling(
    made: Sequence[tuple[BlockKind, str]], listing: bool
) -> None:
    passage = passage_of(*made)
    sentences = sentences_of(passage)
    for sentence in sentences:
        start, end = reach(sentence, sentences, passage, listing=listing)

        assert 0 <= start <= sentence.start < sentence.end <= end <= len(passage.text)
        assert is_quotable(passage, start, end)
        in_block = end <= passage.spans[sentence.block].end
        ceiling = quoting._LONGEST if in_block else quoting._LONGEST_LIST + sentence.start - start
        assert end - start <= max(ceiling, sentence.end - sentence.start)
        assert start in {other.start for other in sentences}
        assert end in {other.end for other in sentences}


@given(blocks)
def test_a_sentence_takes_no_list_along_unless_a_colon_or_the_question_asks_for_it(
    made: Sequence[tuple[BlockKind, str]],
) -> None:
    passage = passage_of(*made)
    sentences = sentences_of(passage)
    for sentence in sentences:
        start, end = reach(sentence, sentences, passage)
        if end > passage.spans[sentence.block].end:
            assert passage.text[start : passage.spans[sentence.block].end].rstrip().endswith(":")


@pytest.mark.parametrize(
    ("before", "leaning"),
    [
        ("Judge Anna Dahl opened the second day in the great hall.", "She thanked the interpreters and the drivers."),
        ("The ministry closed the old pumping station in March.", "This saved the valley four million crowns."),
        ("Судья Анна Даль открыла второй день в большом зале.", "Она поблагодарила переводчиков и водителей."),
        ("Судья Анна Дал екінші күнді үлкен залда ашты.", "Ол аудармашылар мен жүргізушілерге алғыс айтты."),
    ],
)
def test_a_sentence_that_begins_with_a_pronoun_is_quoted_with_the_one_before(before: str, leaning: str) -> None:
    passage = passage_of(
        (PARAGRAPH, f"The hall was full that morning. {before} {leaning} Then lunch was served at noon.")
    )

    assert quoted(passage, leaning) == f"{before} {leaning}"


def test_a_chain_of_pronouns_is_followed_to_the_name() -> None:
    said = "Judge Anna Dahl opened the second day. She thanked the interpreters. She then gave the floor to the mayor."
    passage = passage_of((PARAGRAPH, said))

    assert quoted(passage, "She then") == said


def test_a_pronoun_at_the_head_of_a_block_does_not_reach_into_the_block_before() -> None:
    passage = passage_of(
        (PARAGRAPH, "Judge Anna Dahl opened the second day of the meeting."),
        (PARAGRAPH, "They sat in the great hall until late in the evening."),
    )

    assert quoted(passage, "They") == "They sat in the great hall until late in the evening."


@pytest.mark.parametrize(
    "said",
    [
        "“We drink from the same lake. No town can clean it alone,” said Tomas Berg, the mayor of the town.",
        "“We drink from the same lake. No town can clean it alone,”\nsaid Tomas Berg, the mayor of the town.",
        "«Мы пьём из одного озера. Никто не очистит его один», – сказал Томас Берг, мэр этого города.",
        "«Біз бір көлден су ішеміз. Оны ешкім жалғыз тазарта алмайды», – деді қала әкімі Томас Берг.",
        '"We drink from the same lake. No town can clean it alone," said Tomas Berg, the mayor of the town.',
    ],
)
@pytest.mark.parametrize("position", [0, 1])
def test_a_sentence_of_a_quotation_is_quoted_whole_with_who_said_it(said: str, position: int) -> None:
    passage = passage_of(
        (PARAGRAPH, f"The mayor of the town spoke first of all. {said} The hall rose and applauded him.")
    )
    sentences = sentences_of(passage)

    start, end = reach(sentences[1 + position], sentences, passage)

    assert passage.text[start:end] == said


def test_a_quotation_longer_than_a_quote_may_be_is_quoted_in_part() -> None:
    passage = passage_of((PARAGRAPH, "“" + LONG * 12 + "He was right,” said the mayor of the whole valley."))
    sentences = sentences_of(passage)

    start, end = reach(sentences[3], sentences, passage)

    assert start > 0
    assert end < len(passage.text)


def test_a_sentence_too_short_to_understand_takes_the_next_one_along() -> None:
    passage = passage_of((TURN, "The screen reader first. It fails at seven of the twelve tasks. We shall repair it."))

    assert quoted(passage, "The screen") == "The screen reader first. It fails at seven of the twelve tasks."


def test_a_sentence_long_enough_to_understand_is_quoted_alone() -> None:
    passage = passage_of((PARAGRAPH, LONG + "The old mill at Greystone was sold to a family of bakers."))

    assert quoted(passage, "The committee") == LONG.strip()


LIST = ((LIST_ITEM, "Measure every well twice a year."), (LIST_ITEM, "Publish the results on a map."))


def test_a_sentence_that_ends_in_a_colon_brings_its_list() -> None:
    passage = passage_of((PARAGRAPH, LONG + "The Forum adopted these measures:"), *LIST, (PARAGRAPH, "It then rose."))

    assert quoted(passage, "The Forum") == "The Forum adopted these measures:\n\n" + "\n\n".join(
        text for _, text in LIST
    )


@pytest.mark.parametrize("listing", [True, False])
def test_a_sentence_before_a_list_brings_it_only_for_a_question_that_asks_for_a_list(listing: bool) -> None:
    passage = passage_of((PARAGRAPH, "The Forum adopted two measures on its last day."), *LIST)

    assert ("Publish" in quoted(passage, "The Forum", listing=listing)) is listing


def test_a_heading_ends_the_list_that_a_quote_takes_along() -> None:
    passage = passage_of((PARAGRAPH, "The Forum adopted these measures:"), LIST[0], (HEADING, "Costs"), LIST[1])

    assert quoted(passage, "The Forum").endswith(LIST[0][1])


def test_a_list_too_long_to_quote_is_cut_after_an_item() -> None:
    items = [(LIST_ITEM, f"Item {number}: {LONG.strip()}") for number in range(40)]
    passage = passage_of((PARAGRAPH, "The Forum adopted these measures:"), *items)

    quote = quoted(passage, "The Forum")

    assert quote.startswith("The Forum adopted these measures:\n\nItem 0")
    assert quote.endswith(LONG.strip())
    assert len(quote) < len(passage.text)


def test_an_item_of_a_list_is_quoted_by_itself() -> None:
    passage = passage_of((PARAGRAPH, "The Forum adopted these measures:"), *LIST)

    assert quoted(passage, "Publish", listing=True) == LIST[1][1]


def test_headings_captions_and_nothing_else_are_never_sentences() -> None:
    passage = passage_of(*((kind, f"These words are a {kind.value}.") for kind in BlockKind))

    kinds = [passage.spans[sentence.block].kind for sentence in sentences_of(passage)]

    assert kinds == [kind for kind in BlockKind if kind not in UNQUOTABLE]
