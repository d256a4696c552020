"""How a reply is written: chips, sources, refusals, buttons."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers import Answer, Citation, Searched, SourceState
from assistant.web.replying import passage_address, question, reply
from assistant.web.wording import Words
from corpus import Location

CITATION = Citation(
    1, "the quote", "id-1", "a.vtt", "A <title>", Location(start=65.0, speaker="B & C"), 4, 13, "0" * 64
)
ANSWER = Answer("q", True, "Yes [1]", (CITATION,), Searched(1, 1))


def known(name: str) -> SourceState:
    """Know of every file that it is a recording of the same day."""
    return SourceState(name, "A <title>", "vtt", "indexed", "2025-05-07")


def small(*parts: str) -> str:
    return "<small>" + " ".join(f"<span>{part}</span>" for part in " ·\n".join(parts).split("\n")) + "</small>"


def test_an_answer_has_chips_and_a_list_of_its_sources() -> None:
    body, sources = reply(ANSWER).split("\n\n")
    assert body.startswith('Yes&nbsp;<a class="cite" href="&#35;cite&#45;id&#45;1&#45;4&#45;13"')
    assert sources == (
        '<ul class="sources"><li><a class="source" href="#cite-id-1-4-13"><b>1</b><span><span>A &lt;title&gt;</span>'
        "<small><span>00:01:05 ·</span> <span>B &amp; C</span></small></span></a></li></ul>"
    )


def test_a_source_says_its_kind_place_speaker_and_date_in_the_visitors_language() -> None:
    assert small("Transcript", "00:01:05", "B &amp; C", "7 May 2025") in reply(ANSWER, source=known)
    assert small("Стенограмма", "00:01:05", "B &amp; C", "7 мая 2025") in reply(ANSWER, Words("ru"), source=known)


def test_a_long_list_of_sources_is_folded_and_says_how_many() -> None:
    many = tuple(replace(CITATION, number=number) for number in range(1, 8))
    shown = reply(replace(ANSWER, citations=many))
    assert "<summary>7 sources</summary>" in shown
    assert shown.count('class="source"') == 7
    assert "<details" not in reply(replace(ANSWER, citations=many[:6]))


def test_a_refusal_lists_the_closest_passages_and_has_no_chip() -> None:
    refused = Answer("q", False, "No [1]", (), Searched(1, 1), closest=(CITATION,))
    shown = reply(refused)
    assert shown.startswith('<div class="refusal"')
    assert "Closest passages, not an answer" in shown
    assert f"<span>the quote</span>{small('A &lt;title&gt;', '00:01:05', 'B &amp; C')}" in shown
    assert 'class="cite"' not in shown
    assert "Closest" not in reply(replace(refused, closest=()))


def test_buttons_stand_below_an_answer_that_is_kept_under_a_name() -> None:
    assert "<button" not in reply(ANSWER)
    shown = reply(ANSWER, name="n-1")
    assert 'id="answer-n-1"' in shown
    assert '<button type="button" class="copy_link">Copy link</button>' in shown
    assert "unhelpful" not in shown
    assert 'class="unhelpful" value="n-1"' in reply(ANSWER, name="n-1", votes=True)
    assert 'id="answer-n-1"' in reply(Answer("q", False, "No", (), Searched(1, 1)), name="n-1")


def test_a_question_is_text_with_a_button_that_knows_its_number() -> None:
    shown = question("<b>*Why*</b>?", "n&1")
    assert shown.startswith("&#60;b&#62;&#42;Why&#42;")
    assert 'class="edit" value="n&amp;1" title="Edit and ask again"' in shown


def test_an_address_holds_any_passage_id() -> None:
    assert passage_address("a/b#c-1", 2, 3) == "#cite-a%2Fb%23c-1-2-3"


def test_a_source_without_title_is_named_by_its_file() -> None:
    assert "<span>a.vtt</span>" in reply(replace(ANSWER, citations=(replace(CITATION, title=""),)))


def test_what_was_really_searched_stands_above_the_answer_as_plain_text() -> None:
    searched = Searched(1, 1, question="What did <b>Chad</b> say?", within="Chad 2010")
    shown = reply(Answer("And Chad?", True, "words [1]", (CITATION,), searched))

    assert shown.index("Searched for") < shown.index("Searched in: Chad 2010") < shown.index("words")
    assert "<b>Chad" not in shown
