"""Untrusted text shown as Markdown, HTML and terminal text."""

from __future__ import annotations

import itertools
import re
import unicodedata
from html import unescape
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.rendering import Chip, cleaned, clock, html, location_label, markdown, terminal, unlinked, visible
from corpus import Location

CHIPS = {1: Chip("#cite-a-0-5", 'Source 1: "A" <b>, page 3'), 12: Chip("#cite-b-1-2", "Source 12")}
MARKDOWN = MarkdownIt("gfm-like", {"html": True, "breaks": True, "linkify": False})
INERT_TAGS = {"p", "br"}

WRAPPERS = [
    "{}",
    "a {} b",
    "> {}",
    "# {}",
    "- {}",
    "1. {}",
    "    {}",
    "\t{}",
    "| {} |\n|---|\n| x |",
    "{}\n===",
    "```\n{}\n```",
]
PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<p>x'></iframe>",
    "<style>*{background:url(//evil.example)}</style>",
    "<!-- comment -->",
    "<![CDATA[x]]>",
    "<?php x ?>",
    "</div></span></p>",
    "![x](https://evil.example/x.png)",
    "[x](https://evil.example)",
    "[x](javascript:alert(1))",
    "[x]: https://evil.example 'y'\n\n[x]",
    "<https://evil.example>",
    "https://evil.example/?q=1",
    "www.evil.example",
    "someone@evil.example",
    "**bold** __bold__ *it* _it_ ~~gone~~",
    "`code` ``code``",
    "$$x^2$$ \\(y\\) \\[z\\]",
    "---",
    "[^1]: note",
    "- [x] done",
    "&lt;script&gt;&#60;b&#62;&amp;",
    "\\<b\\>",
    ":smile:",
    '" onmouseover="alert(1)',
    "x\u202egnp.exe\u200b\U000e0041",
]
HOSTILE = [wrapper.format(payload) for wrapper, payload in itertools.product(WRAPPERS, PAYLOADS)]


def elements(markup: str) -> list[ElementTree.Element]:
    """Parse as a browser would and return the elements of the body."""
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    return [element for element in tree.iter() if element is not tree]


def words(text: str) -> str:
    """Return the text without spaces, which rendering may change."""
    return re.sub(r"\s+", "", visible(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_of_hostile_text_is_only_paragraphs_that_read_the_same(text: str) -> None:
    rendered = MARKDOWN.render(markdown(text))
    assert {element.tag for element in elements(rendered)} <= INERT_TAGS
    assert all(not element.attrib for element in elements(rendered))
    assert words("".join(html5lib.parseFragment(rendered).itertext())) == words(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_html_of_hostile_text_is_only_text_between_tags_and_in_attributes(text: str) -> None:
    [between] = elements(f"<p>{html(text)}</p>")
    assert (between.tag, list(between)) == ("p", [])
    assert between.text == visible(text)
    [inside] = elements(f'<p title="{html(text)}"></p>')
    assert inside.attrib == {"title": visible(text)}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_around_a_chip_leaves_one_link_and_it_is_ours(text: str) -> None:
    rendered = MARKDOWN.render(markdown(f"{text} [1] {text}", {1: CHIPS[1]}))
    links = [element for element in elements(rendered) if element.tag not in INERT_TAGS]
    assert [(link.tag, link.attrib["href"], link.text) for link in links] == [("a", "#cite-a-0-5", "1")]


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_markdown_of_any_text_is_only_paragraphs_that_read_the_same(text: str) -> None:
    rendered = MARKDOWN.render(markdown(text))
    assert {element.tag for element in elements(rendered)} <= INERT_TAGS
    assert words("".join(html5lib.parseFragment(rendered).itertext())) == words(text)


@given(st.text(st.sampled_from("[]()!<>*_`#-+.|~=\\ \n\tx1:/$&;\"'@{}^")))
@settings(max_examples=500, deadline=None)
def test_markdown_of_any_punctuation_is_only_paragraphs(text: str) -> None:
    assert {element.tag for element in elements(MARKDOWN.render(markdown(text)))} <= INERT_TAGS


@settings(deadline=None)
@given(st.text())
def test_html_of_any_text_reads_back_as_what_is_visible_of_it(text: str) -> None:
    assert unescape(html(text)) == visible(text)
    assert not set("<>\"'") & set(html(text))


@settings(deadline=None)
@given(st.text())
def test_a_terminal_gets_no_control_character_but_line_feed_and_tab(text: str) -> None:
    for shown in (terminal(text), terminal(f"\x1b[31m{text}\x1b]0;title\x07")):
        assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in "\n\t"]


def test_a_terminal_gets_the_words_without_the_escape_sequences_around_them() -> None:
    link = "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\"
    text = f"\x1b[1;31mred\x1b[0m {link} \x1bPq\x1b\\\x9b31m\x07bell\r\nend\x00"
    assert terminal(text) == "red link bell\nend"


def test_no_invisible_character_of_all_unicode_survives() -> None:
    invisible = [0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    invisible += [*range(0xFE00, 0xFE10), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0200)]
    assert visible("".join(map(chr, invisible))) == ""


def test_letters_marks_and_signs_of_the_three_languages_survive() -> None:
    text = "Ұлт пен мәдениет, ё́лка, naïve — “x” «y» № 5 … €10 ½ ☑ 日本"
    assert visible(text) == text


def test_line_ends_of_every_kind_become_line_feeds() -> None:
    assert visible("a\r\nb\rc\u2028d\u2029e\x85f\x0bg\x0ch") == "a\nb\nc\nd\ne\nf\ng\nh"


def test_a_marker_becomes_a_chip_only_where_a_source_has_its_number() -> None:
    rendered = MARKDOWN.render(markdown("One [1], twelve [12], none [2], [1234] and [ 1].", CHIPS))
    assert [link.text for link in elements(rendered) if link.tag == "a"] == ["1", "12"]
    assert "[2], [1234] and [ 1]." in unescape(rendered)


def test_a_chip_leads_to_its_address_and_says_its_label_whatever_is_in_it() -> None:
    [link] = [e for e in elements(MARKDOWN.render(markdown("[1]", CHIPS))) if e.tag == "a"]
    assert link.attrib == {"class": "cite", "href": "#cite-a-0-5", "title": 'Source 1: "A" <b>, page 3'}


def test_a_chip_stays_on_the_line_of_the_word_before_it() -> None:
    assert "One\u00a0<a" in MARKDOWN.render(markdown("One [1] two", CHIPS))
    assert "<p><a" in MARKDOWN.render(markdown("[1] two", CHIPS))


def test_markdown_keeps_paragraphs_and_single_line_ends() -> None:
    assert MARKDOWN.render(markdown("one\ntwo\n\n\n\n   three")) == "<p>one<br />\ntwo</p>\n<p>three</p>\n"


def test_markdown_of_nothing_is_nothing() -> None:
    assert markdown(" \n\t ") == ""


def test_cleaned_keeps_our_markup_and_drops_whatever_could_act() -> None:
    ours = '<header><h2 tabindex="-1">T</h2></header><p class="turn cited">a <mark>b</mark> &lt;i&gt;</p>'
    assert cleaned(ours) == ours
    assert cleaned('<p onclick="x()" style="a"><img src="x"><script>y</script><a href="/">z</a></p>') == "<p>z</p>"


@pytest.mark.parametrize(
    ("location", "language", "label"),
    [
        (Location(page=12), "en", "p. 12"),
        (Location(page=12, page_label="ix", paragraph=3), "en", "p. 12 (ix)"),
        (Location(page=12, page_label="12"), "en", "p. 12"),
        (Location(page=12), "ru", "стр. 12"),
        (Location(page=12), "kk", "12-бет"),
        (Location(page=12), "fr", "p. 12"),
        (Location(start=845.9, end=900, speaker="A", paragraph=4), "en", "00:14:05"),
        (Location(start=0.0), "ru", "00:00:00"),
        (Location(paragraph=3), "en", "paragraph 3"),
        (Location(paragraph=3), "ru", "абзац 3"),
        (Location(paragraph=3), "kk", "3-абзац"),
        (Location(heading=("A",)), "en", ""),
        (Location(slide=3, paragraph=9), "en", "slide 3"),
        (Location(slide=3, part="notes"), "ru", "слайд 3, заметки докладчика"),
        (Location(slide=3, part="notes"), "kk", "3-слайд, баяндамашының жазбалары"),
        (Location(sheet="Budget", cells="A2:F2"), "en", "sheet Budget, A2:F2"),
        (Location(sheet="Бюджет", cells="A2:F2"), "ru", "лист Бюджет, A2:F2"),
        (Location(sheet="Бюджет", cells="A2:F2"), "kk", "Бюджет парағы, A2:F2"),
        (Location(sheet="Budget", cells="B2", part="comment"), "en", "sheet Budget, B2, comment"),
        (Location(sheet="Budget"), "en", "sheet Budget"),
        (Location(cells="A2:F2", paragraph=2), "en", "A2:F2"),
        (Location(slide=3, part="notes"), "en", "slide 3, speaker notes"),
        (Location(page=2, part="comment"), "en", "p. 2, comment"),
        (Location(paragraph=4, part="quoted"), "en", "paragraph 4, quoted message"),
    ],
)
def test_a_location_is_told_in_few_words(location: Location, language: str, label: str) -> None:
    assert location_label(location, language) == label


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "00:00:00"), (3661.99, "01:01:01"), (-1, "00:00:00"), (360000, "100:00:00")]
)
def test_a_time_is_hours_minutes_and_seconds(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


AUTOLINK = re.compile(
    r"(?:https?|ftp)://|www\.|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE
)  # what GitHub makes a link of, section 6.9


@pytest.mark.parametrize("text", HOSTILE)
def test_unlinked_text_links_and_loads_nothing_where_it_is_shown_as_markdown(text: str) -> None:
    rendered = MARKDOWN.render(unlinked(f"{text} [1]"))
    found = elements(rendered)
    assert not {element.tag for element in found} & {"a", "img", "script", "iframe", "style", "svg", "input"}
    assert not [name for element in found for name in element.attrib if name.startswith(("on", "src", "href"))]
    assert not AUTOLINK.search(unlinked(text))
    assert "[1]" in "".join(html5lib.parseFragment(rendered).itertext())


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("[]()!<>`\\ \nx1:/.wW@^")))
def test_no_punctuation_makes_a_link_of_unlinked_text(text: str) -> None:
    assert not {element.tag for element in elements(MARKDOWN.render(unlinked(text)))} & {"a", "img"}


def test_ordinary_text_stays_as_it_is_when_links_are_taken_from_it() -> None:
    text = "Farida Nurmat: “48 hours – a compromise of 2021 (no. 7), 3.5 %!” [1]\n\n1. “Қазақша” [2]"
    assert unlinked(text) == text
