"""What recognition read on a scanned page, laid over its picture: the quote, each word, and those that are unsure."""

from __future__ import annotations

from ..recognised import PageWord, PageWords
from ..rendering import html
from ..viewing import Mark
from .wording import ENGLISH, Words

UNSURE = 0.75  # below this confidence a word is worth comparing with the picture


def overlay(read: PageWords, words: Words = ENGLISH) -> str:
    """Return the lines of the quote, the words and a sentence on them as HTML, to lie on the page's picture."""
    lines = "".join(f'<span class="line" style="{place_of(mark)}"></span>' for mark in read.marks)
    shown = "".join(_word(word, words) for word in read.words)
    said = f'<p class="said" role="status">{html(_said(read, words))}</p>'
    return f'<div class="lines">{lines}</div><div class="words">{shown}</div>{said}'


def place_of(mark: Mark) -> str:
    """Return where a box stands on a picture, as CSS."""
    left, upper, right, lower = (100 * edge for edge in mark)
    return f"left:{left:.3f}%;top:{upper:.3f}%;width:{right - left:.3f}%;height:{lower - upper:.3f}%"


def _word(word: PageWord, words: Words) -> str:
    place = place_of(word.box)
    if word.confidence >= UNSURE:
        return f'<span class="word" style="{place}"></span>'
    percent = round(100 * word.confidence)
    label = html(words("word_read", word=word.text, percent=percent))
    return (
        f'<span class="word unsure" style="{place}" role="img" aria-label="{label}" title="{label}">'
        f"<small>{percent}\u202f%</small></span>"
    )


def _said(read: PageWords, words: Words) -> str:
    if not read.words:
        return words("scan_none")
    unsure = sum(word.confidence < UNSURE for word in read.words)
    told = [
        words.count("scan_words", len(read.words)),
        words("scan_unsure", number=words.number(unsure)) if unsure else "",
    ]
    return "; ".join(filter(None, told))
