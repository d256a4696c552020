"""What recognition read, laid over the picture of a page."""

from __future__ import annotations

import re

import pytest

from assistant.recognised import PageWord, PageWords
from assistant.web.scans import UNSURE, overlay
from assistant.web.wording import Words

BOX = (0.1, 0.2, 0.35, 0.225)
HOSTILE = '"><script>alert(1)</script>'


def test_each_word_has_its_place_and_the_unsure_ones_their_confidence() -> None:
    read = PageWords(3, (PageWord("sure", UNSURE, BOX), PageWord("unsure", UNSURE - 0.01, BOX)), (BOX,))
    markup = overlay(read)
    place = "left:10.000%;top:20.000%;width:25.000%;height:2.500%"
    assert markup.count(f'class="line" style="{place}"') == 1
    assert markup.count(f'class="word" style="{place}"') == 1
    assert markup.count(f'class="word unsure" style="{place}"') == 1
    assert "“unsure”: read with 74 % confidence" in markup
    assert "“sure”" not in markup


@pytest.mark.parametrize(
    ("language", "said", "none"),
    [
        ("en", "2 words read from the image; unsure: 1", "No words are recognised on this page."),
        ("ru", "С изображения прочитано 2 слова; неуверенно: 1", "На этой странице слова не распознаны."),
        ("kk", "Суреттен 2 сөз оқылды; сенімсіз: 1", "Бұл беттен сөздер танылмады."),
    ],
)
def test_what_was_read_is_said_in_the_visitors_language(language: str, said: str, none: str) -> None:
    read = PageWords(1, (PageWord("a", 0.9, BOX), PageWord("b", 0.1, BOX)), ())
    assert said in overlay(read, Words(language))
    assert none in overlay(PageWords(1, (), ()), Words(language))


def test_words_are_text_whatever_they_are() -> None:
    markup = overlay(PageWords(1, (PageWord(HOSTILE, 0.1, BOX),), ()))
    assert set(re.findall(r"<(\w+)", markup)) == {"div", "span", "small", "p"}
