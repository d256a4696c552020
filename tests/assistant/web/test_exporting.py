"""Answers as text to keep elsewhere."""

from __future__ import annotations

from dataclasses import replace

from markdown_it import MarkdownIt

from assistant.answers import Answer, Citation, Searched
from assistant.web.exporting import markdown_text, plain_text
from corpus import Location

ONE = Citation(1, "first  quote", "p1", "a.pdf", "A", Location(page=3), 0, 11, "0" * 64)
TWO = replace(ONE, number=2, quote="second", source="b.pdf", title="B")
ANSWER = Answer("Why?", True, "“first” [1] and “second” [2], not [7].", (ONE, TWO), Searched(1, 1))


def test_a_copy_has_the_question_the_answer_and_each_place() -> None:
    assert plain_text([ANSWER]) == (
        "Why?\n\n“first” [1] and “second” [2], not [7].\n\n[1] A · p. 3 · a.pdf\n[2] B · p. 3 · b.pdf\n"
    )


def test_footnotes_are_numbered_through_several_answers() -> None:
    shown = markdown_text([ANSWER, replace(ANSWER, citations=(TWO,))])
    assert "“first”[^1] and “second”[^2], not \\[7\\]." in shown
    assert "“first” \\[1\\] and “second”[^3]," in shown
    assert "\n[^1]: “first quote” – A · p. 3 · a.pdf\n" in shown
    assert shown.endswith("[^3]: “second” – B · p. 3 · b.pdf\n")


def test_what_is_quoted_is_no_markup() -> None:
    hostile = "<b>x</b> [click](javascript:1) ![i](http://e) `code` *a* | $x$ ~~b~~\n- item\n1. one\n# head\n+ plus"
    shown = markdown_text([Answer(hostile, True, hostile + " [1]", (replace(ONE, quote=hostile),), Searched(1, 1))])
    kinds = {token.type for token in MarkdownIt("commonmark").enable("table").parse(shown)}
    assert kinds == {"heading_open", "inline", "heading_close", "paragraph_open", "paragraph_close"}
    inline = {child.type for token in MarkdownIt("commonmark").parse(shown) for child in token.children or ()}
    assert inline == {"text", "softbreak"}


def test_a_refusal_is_kept_as_one() -> None:
    refused = Answer("Why?", False, "The materials do not answer this.", (), Searched(1, 1), closest=(ONE,))
    assert plain_text([refused]) == "Why?\n\nThe materials do not answer this.\n"
    assert "first" not in markdown_text([refused])
