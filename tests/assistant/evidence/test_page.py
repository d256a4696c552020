"""The readable page of a pack: nothing on it loads, links or runs but the pictures beside it."""

from __future__ import annotations

from dataclasses import replace

import html5lib
import pytest

from assistant.answers import Answer, Citation, Introduction, Note, Searched
from assistant.evidence.page import Shown, answer_page
from assistant.viewing import PagePicture
from corpus import Location

PASSAGE = "Before. The pier was closed. After."
QUOTE = "The pier was closed."
PICTURE = PagePicture(b"", 600, 800, 3, 9, ((0.1, 0.2, 0.5, 0.25),))
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "small", "h1", "h2", "h3", "p", "strong", "a", "blockquote"),
    *("mark", "figure", "img", "i", "hr"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=https://evil.example/x.png onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</style></title></mark><iframe src=javascript:alert(1)>",
    "[1](https://evil.example) \u202eabc\u200b\U000e0041",
]


def cited(text: str = PASSAGE, quote: str = QUOTE) -> Citation:
    start = text.find(quote)
    return Citation(1, quote, "p1", "a.pdf", "A", Location(page=3), start, start + len(quote), "0" * 64)


def answered(citation: Citation, text: str = f"“{QUOTE}” [1]") -> Answer:
    return Answer("What of the pier?", True, text, (citation,), Searched(1, 2), generation="g1")


def test_the_quote_is_marked_in_its_passage_and_on_its_page() -> None:
    page = answer_page(answered(cited()), [Shown(cited(), PASSAGE, "pages/001.webp", PICTURE)], "en")
    assert f"Before. <mark>{QUOTE}</mark> After." in page
    assert '<img src="pages/001.webp"' in page
    assert '<i style="left:10.000%;top:20.000%;width:40.000%;height:5.000%"></i>' in page
    assert "Page 3 of 9" in page
    assert '<a href="#source-1">[1]</a>' in page
    assert 'id="source-1"' in page


def test_that_a_model_wrote_the_answer_stands_below_it() -> None:
    answer = replace(answered(cited()), notes=(Note("generated", "A language model wrote this answer."),))
    assert "<small>A language model wrote this answer.</small>" in answer_page(answer, [Shown(cited(), PASSAGE)], "en")


def test_a_number_without_a_citation_is_no_link() -> None:
    page = answer_page(answered(cited(), "“x” [1] and [7]"), [Shown(cited(), PASSAGE)], "en")
    assert page.count("<a ") == 1
    assert "and [7]" in page


def test_the_quote_stands_alone_where_its_passage_is_not_at_hand() -> None:
    page = answer_page(answered(cited()), [Shown(cited(), "", fault="It is gone.")], "en")
    assert f"<blockquote><mark>{QUOTE}</mark></blockquote>" in page
    assert "The page is not shown: It is gone." in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_wherever_it_stands(text: str) -> None:
    introduction = Introduction(text, "p1", Location(), 0, len(text))
    place = Location(heading=(text,), speaker=text)
    citation = Citation(1, text, "p1", text, text, place, 0, len(text), text, introduction)
    searched = Searched(1, 1, question=f"{text}?", within=text)
    notes = (Note("generated", text),)
    answer = Answer(text, True, f"“{text}” [1]", (citation,), searched, model=text, generation=text, notes=notes)
    page = answer_page(answer, [Shown(citation, text, "pages/1.webp", PICTURE, text)], "en")
    elements = [one for one in html5lib.parse(page, namespaceHTMLElements=False).iter() if isinstance(one.tag, str)]
    assert {one.tag for one in elements} <= TAGS
    assert {one.attrib["src"] for one in elements if "src" in one.attrib} == {"pages/1.webp"}
    assert {one.attrib["href"] for one in elements if "href" in one.attrib} == {"#source-1"}
    assert not [name for one in elements for name in one.attrib if name.startswith("on")]
    assert not set("\u202e\u200b\U000e0041") & set(page)


@pytest.mark.parametrize(("language", "words"), [("en", "Sources"), ("ru", "Источники"), ("kk", "Дереккөздер")])
def test_words_of_ours_are_in_the_language_of_the_question(language: str, words: str) -> None:
    page = answer_page(answered(cited()), [Shown(cited(), PASSAGE)], language)
    assert f'<html lang="{language}">' in page
    assert f"<h2>{words}</h2>" in page
