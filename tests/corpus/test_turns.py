"""Speaker turns: which documents are transcripts, and who says what."""

from corpus.documents import Anchor, Block, BlockKind, Location
from corpus.turns import attribute


def paragraphs(*texts: str) -> list[Block]:
    return [Block(BlockKind.PARAGRAPH, text) for text in texts]


def spoken(blocks: tuple[Block, ...]) -> list[tuple[str | None, str]]:
    return [(block.location.speaker, block.text) for block in blocks if block.kind is BlockKind.TURN]


def test_names_before_a_colon_become_speakers() -> None:
    blocks = attribute(
        paragraphs(
            "Dana Serik: Welcome.", "Ivan Petrov: Thank you.", "Dana Serik: Any questions?", "Ivan Petrov: None."
        )
    )
    assert spoken(blocks) == [
        ("Dana Serik", "Welcome."),
        ("Ivan Petrov", "Thank you."),
        ("Dana Serik", "Any questions?"),
        ("Ivan Petrov", "None."),
    ]


def test_a_note_is_not_a_speaker() -> None:
    blocks = paragraphs("Note: bring a badge.", "Note: no food.", "Date: today.", "Date: now.", "Some text here.")
    assert attribute(blocks) == tuple(blocks)


def test_a_programme_with_recurring_labels_is_no_transcript() -> None:
    blocks = paragraphs("Hall: B2", "Floor: Second", "Hall: A1", "Floor: First", "Hall: C", "Floor: Third")
    assert attribute(blocks) == tuple(blocks)


def test_one_speaker_alone_makes_no_transcript() -> None:
    blocks = paragraphs("Warning signs: they differ.", "Warning signs: they recur.", "Text.", "More text.")
    assert attribute(blocks) == tuple(blocks)


def test_a_paragraph_without_a_name_goes_on_with_the_turn_but_an_aside_does_not() -> None:
    blocks = attribute(
        paragraphs("АННА: Добрый день.", "Начнём.", "[ Аплодисменты ]", "ОЛЕГ: Спасибо.", "АННА: Да.", "ОЛЕГ: Нет.")
    )
    assert [block.location.speaker for block in blocks] == ["АННА", "АННА", None, "ОЛЕГ", "АННА", "ОЛЕГ"]


def test_headings_that_are_names_become_speakers() -> None:
    names = [Block(BlockKind.HEADING, f"{name}:", level=3) for name in ("Асель", "Moderator", "Асель", "Moderator")]
    texts = paragraphs("Сәлем.", "Hello.", "Рақмет.", "Goodbye.")
    blocks = attribute([block for pair in zip(names, texts, strict=True) for block in pair])
    assert [name for name, _ in spoken(blocks)] == ["Асель", "Moderator", "Асель", "Moderator"]


def test_lines_of_one_paragraph_can_be_turns() -> None:
    blocks = attribute(paragraphs("[P1] Are we on?\n[P2] Yes.\n[P1] Good.\n[P2] Start."))
    assert spoken(blocks) == [("P1", "Are we on?"), ("P2", "Yes."), ("P1", "Good."), ("P2", "Start.")]


def test_offsets_lose_what_the_text_lost() -> None:
    long = Block(
        BlockKind.PARAGRAPH, "ANNA: page one. Page two.", (Anchor(0, Location(page=1)), Anchor(16, Location(page=2)))
    )
    blocks = attribute([long, *paragraphs("OLEG: Yes.", "ANNA: No.", "OLEG: Fine.")])
    assert blocks[0].text[blocks[0].anchors[1].offset :] == "Page two."
    assert [anchor.location.page for anchor in blocks[0].anchors] == [1, 2]


def test_turns_that_a_reader_found_are_left_alone() -> None:
    blocks = [Block(BlockKind.TURN, "A: x."), *paragraphs("A: x.", "B: y.", "A: x.", "B: y.")]
    assert attribute(blocks) == tuple(blocks)


def test_marks_of_another_voice_make_turns_whose_speaker_may_not_be_known() -> None:
    blocks = attribute(
        paragraphs(
            "Hall B",
            ">> Welcome.",
            "Take a seat.",
            "[laughter]",
            ">>Anna: Thank you.",
            ">> Yes.",
            ">> Anna: We begin.",
            ">> Oleg: And I.",
            ">> Oleg: Again.",
        )
    )
    assert [(block.kind, block.location.speaker, block.text) for block in blocks] == [
        (BlockKind.PARAGRAPH, None, "Hall B"),
        (BlockKind.TURN, None, "Welcome."),
        (BlockKind.TURN, None, "Take a seat."),
        (BlockKind.PARAGRAPH, None, "[laughter]"),
        (BlockKind.TURN, "Anna", "Thank you."),
        (BlockKind.TURN, None, "Yes."),
        (BlockKind.TURN, "Anna", "We begin."),
        (BlockKind.TURN, "Oleg", "And I."),
        (BlockKind.TURN, "Oleg", "Again."),
    ]


def test_a_mark_or_two_make_no_transcript_and_are_not_shown() -> None:
    blocks = attribute(paragraphs(">> Сәлем!", "Text.", ">> Hi."))
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.PARAGRAPH, "Сәлем!"),
        (BlockKind.PARAGRAPH, "Text."),
        (BlockKind.PARAGRAPH, "Hi."),
    ]


def test_anchors_keep_to_their_characters_when_a_mark_goes() -> None:
    anchors = (Anchor(0, Location(page=1)), Anchor(9, Location(page=2)))
    (block,) = attribute([Block(BlockKind.PARAGRAPH, ">> First second.", anchors)])
    assert block.text == "First second."
    assert [(anchor.offset, anchor.location.page) for anchor in block.anchors] == [(0, 1), (6, 2)]


def test_a_comment_on_a_transcript_is_nobodys_turn() -> None:
    comment = Block(BlockKind.PARAGRAPH, "Anna: is that so?", (Anchor(0, Location(part="comment", speaker="Dana")),))
    turns = paragraphs("ANNA: Hello.", "OLEG: Thanks.", "ANNA: Yes.", "OLEG: No.")
    blocks = attribute([*turns[:1], comment, *turns[1:]])
    assert blocks[1] == comment
    assert [name for name, _ in spoken(blocks)] == ["ANNA", "OLEG", "ANNA", "OLEG"]


def test_a_phrase_before_a_colon_is_said_by_who_speaks() -> None:
    texts = ("Anna: We begin.", "Oleg: Yes.", "Anna: It is so.", "Oleg: So the hope is gone.")
    blocks = attribute(
        paragraphs(*texts, "So the hope is: now we take the exercise, and we go through it step by step.")
    )
    assert spoken(blocks)[-1] == (
        "Oleg", "So the hope is: now we take the exercise, and we go through it step by step.",
    )  # fmt: skip


def test_where_headings_or_capitals_name_the_speakers_other_labels_are_words() -> None:
    names = [Block(BlockKind.HEADING, f"{name}:", level=3) for name in ("Асель", "Moderator", "Асель", "Moderator")]
    texts = paragraphs("[laughs] Сәлем.", "Hello.", "Proposal: that we meet.", "Goodbye.")
    blocks = attribute([block for pair in zip(names, texts, strict=True) for block in pair])
    assert spoken(blocks) == [
        ("Асель", "[laughs] Сәлем."),
        ("Moderator", "Hello."),
        ("Асель", "Proposal: that we meet."),
        ("Moderator", "Goodbye."),
    ]
    said = ("ANNA: Hello.", "OLEG (chat): Proposal: none.", "Proposal: that we meet.", "ANNA: Yes.", "OLEG (chat): No.")
    assert spoken(attribute(paragraphs(*said)))[1:3] == [
        ("OLEG (chat)", "Proposal: none."), ("OLEG (chat)", "Proposal: that we meet."),
    ]  # fmt: skip
