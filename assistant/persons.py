"""Who does something in a sentence: one who "organised" it, not "the organisers", and nobody who speaks in the third person."""

from __future__ import annotations

import re
from collections.abc import Set

from index import Index

from .extracting import Extract, Quote, preferring

_LESS, _ELSE, _TOLD = -0.5, -0.1, 0.2
_WHO_DID = re.compile(
    r"^\W*(?:and\s+|so\s+)?who\s+(?:(?:has|had|have|also|first|actually)\s+)*(?P<verb>[a-z]{4,}ed)\b", re.IGNORECASE
)
_ONE_WHO = re.compile(r"(?:ers?|ors?|i[sz]ations?)(?:['’]s?)?$", re.IGNORECASE)
_BY = re.compile(r"\s+(?:\w+\s+)?by\s", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’]s?)?")
_TITLES = r"(?:(?:mrs?|ms|dr|prof|professor|judge|minister|ambassador|г-н|г-жа|профессор|судья)\.?\s+)*"
_GOING_ON = r"(?:,|\s+(?-i:[a-zа-яёәғқңөұүһі]))"


def acting(index: Index, found: Extract) -> Extract:
    """Return the quotes of "who organised …" with those behind that speak of organisers without telling who they are."""
    asked = _WHO_DID.match(found.asked.text)
    if asked is None:
        return found
    stems = index.stem_set(asked["verb"], "en")
    return preferring(found, lambda quote: _tells_who(quote, stems))


def speaking(_: Index, found: Extract) -> Extract:
    """Return the quotes of a question for somebody's words with those behind that tell of the speaker."""
    if not found.asked.voice:
        return found
    return preferring(found, lambda quote: _LESS if _tells_of_speaker(quote) else 0.0)


def tells_of(text: str, speaker: str) -> bool:
    """Tell whether words that stand in a speaker's text tell of the speaker: "Elin Berg has directed …" by Elin Berg."""
    names = [name for name in re.findall(r"[^\W\d_]+", speaker) if name[:1].isupper() and len(name) > 1]
    if len(names) < 2:
        return False
    full = r"\s+".join(map(re.escape, names[-2:]))
    return re.match(rf"\W*{_TITLES}{full}{_GOING_ON}", text, re.IGNORECASE) is not None


def _tells_of_speaker(quote: Quote) -> bool:
    passage = quote.hit.passage
    speaker = passage.locate(quote.start).speaker or passage.metadata.get("speaker", "")
    return tells_of(quote.text, speaker)


def _tells_who(quote: Quote, stems: Set[str]) -> float:
    """Return what a quote is worth by how it speaks of a deed: "organised by …", as a deed, by those who do it, not at all."""
    words = [word for word in _WORD.finditer(quote.text) if not stems.isdisjoint(Index.stems(word.group(), "en"))]
    if any(_BY.match(quote.text, word.end()) for word in words):
        return _TOLD
    if words:
        return _LESS if all(_ONE_WHO.search(word.group()) for word in words) else 0.0
    return _ELSE
