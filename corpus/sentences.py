"""Where sentences begin and end, in English, Russian and Kazakh, by character offsets.

A boundary is a run of final punctuation, with its closing quotes or brackets, followed by white space and something that
can begin a sentence; or a line break. It is none after an abbreviation, an initial or the number of a list item, nor before
an opening bracket: what stands in brackets after a sentence, such as the State that made a recommendation, belongs to it.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CLOSING = "\"'”’»)\\]"
# A run of stops is tried once, from its first, and whole: a line of leaders takes no longer than its length.
_BOUNDARY = re.compile(
    rf"(?P<end>(?<![.!?…])[.!?…]++[{_CLOSING}]*+|:(?=\s*\n))"
    r"(?P<gap>\s++)(?=[\"'“‘«„—–-]*+\s?[^\W_a-zа-яёәғқңөұүһі])"
)
_LINE = re.compile(r"\n+")
_LAST_WORD = re.compile(r"[^\s\"'“‘«„(\[]+$")
_LABEL = re.compile(r"\(?(?:\d+(?:\.\d+)*|[a-zа-я]|[ivxlc]+)[.)]", re.IGNORECASE)
_ABBREVIATIONS = frozenset(
    # English
    "mr mrs ms dr prof st jr sr gen col lt sgt capt rev hon gov sen rep no nos art arts para paras p pp ch sec vol ed eds "
    "fig cf vs etc e.g i.e approx dept est inc ltd co corp al jan feb mar apr jun jul aug sept sep oct nov dec u.s u.n u.k "
    # Russian
    "г гг в вв н э н.э т.е т.д т.п т.к др пр проф акад ул д стр с п пп ст гл им руб коп тыс млн млрд см ср обл р рр "
    "напр англ лат греч нем фр род ум доц канд корп пос дер мин макс о оо изд тов гр гос "
    # Kazakh
    "ж жж б ғ ғғ т.б т.с.с қ мыс шам".split()
)  # fmt: skip


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence of `text`, in order, white space at both ends left out.

    Every character that is not white space is inside exactly one span.
    """
    return list(_spans(text))


@lru_cache(512)  # a question looks at the same passages in several ways
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in _cuts(text):
        _append_trimmed(spans, text, start, cut)
        start = cut
    _append_trimmed(spans, text, start, len(text))
    return tuple(spans)


def _cuts(text: str) -> list[int]:
    ends = [match.end("end") for match in _BOUNDARY.finditer(text) if not _is_abbreviation(text, match)]
    return sorted({*ends, *(match.start() for match in _LINE.finditer(text))})


def _is_abbreviation(text: str, match: re.Match[str]) -> bool:
    """Tell whether the full stop belongs to the word before it rather than to the sentence."""
    if match["end"] != ".":
        return False
    word_match = _LAST_WORD.search(text, max(0, match.start() - 40), match.start())
    if word_match is None:
        return False
    word = word_match.group()
    if len(word) == 1 and word.isalpha():
        return word.isupper() or word in _ABBREVIATIONS
    if word.lower() in _ABBREVIATIONS:
        return True
    return _LABEL.fullmatch(word + ".") is not None and _begins_line(text, word_match.start())


def _begins_line(text: str, offset: int) -> bool:
    while offset and text[offset - 1] in " \t":
        offset -= 1
    return not offset or text[offset - 1] == "\n"


def _append_trimmed(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
