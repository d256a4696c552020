"""Answers as a Word document."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from docx import Document
from lxml import etree

from assistant.answers import Answer, Citation, Searched
from assistant.web.footnotes import word_document
from corpus import BlockKind, Location, discover, load_many

ONE = Citation(1, "first\u0007 <quote>", "p1", "a.pdf", "A & B", Location(page=3), 0, 11, "0" * 64)
TWO = Citation(2, "second", "p2", "b.pdf", "B", Location(), 0, 6, "0" * 64)
ANSWERS = [
    Answer("Why <here>?", True, "“first” [1] and “second” [2].\nNot [7].\n\nThe end. [1]", (ONE, TWO), Searched(1, 1)),
    Answer("Who\ud800?", False, "No answer.", (), Searched(1, 1)),
    Answer("When?", True, "“second” [2]", (TWO,), Searched(1, 1)),
]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_word_reads_questions_answers_and_refusals() -> None:
    document = Document(BytesIO(word_document(ANSWERS)))
    assert [(p.style.name, p.text) for p in document.paragraphs] == [  # type: ignore[union-attr] # each has a style
        ("Heading 1", "Why <here>?"),
        ("Normal", "“first” and “second”.\nNot [7]."),
        ("Normal", "The end."),
        ("Heading 1", "Who?"),
        ("Refusal", "No answer."),
        ("Heading 1", "When?"),
        ("Normal", "“second”"),
    ]


def test_footnotes_run_through_all_answers_and_each_has_its_quote_and_place() -> None:
    with zipfile.ZipFile(BytesIO(word_document(ANSWERS))) as archive:
        parts = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
    referred = [mark.get(f"{W}id") for mark in parts["word/document.xml"].iter(f"{W}footnoteReference")]
    assert referred == ["1", "2", "1", "3"]
    notes = {note.get(f"{W}id"): "".join(note.itertext()) for note in parts["word/footnotes.xml"]}
    assert notes["1"] == " “first <quote>” – A & B · p. 3 · a.pdf"
    assert notes["3"] == " “second” – B · b.pdf"
    assert set(notes) == {"-1", "0", "1", "2", "3"}


def test_our_own_reader_finds_the_footnotes(tmp_path: Path) -> None:
    (tmp_path / "answers.docx").write_bytes(word_document(ANSWERS))
    (document,) = load_many(discover([tmp_path]))
    notes = [block.text for block in document.blocks if block.kind is BlockKind.FOOTNOTE]  # type: ignore[union-attr] # it is read
    assert len(notes) == 3
    assert "A & B · p. 3 · a.pdf" in notes[0]


def test_the_same_answers_make_the_same_bytes() -> None:
    assert word_document(ANSWERS) == word_document(ANSWERS)
