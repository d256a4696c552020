"""Whom a quote means that begins with a pronoun: the name in the sentence before it, shown in brackets of ours."""

from __future__ import annotations

import re

from .quoting import Stretch, sentences_of
from .states import states_in

_PRONOUN = re.compile(
    r"[\s\"“«„(]*(?P<word>he|she|they|his|her|their|он|она|они|его|её|ее|их|ол|олар|оның|олардың)\b", re.IGNORECASE
)
_MANY = frozenset("they their они их олар олардың".split())
_WORD = r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w'’-]+"
_CAPITALS = re.compile(rf"\b{_WORD}(?:\s+{_WORD})+")
_NO_PERSON = re.compile(
    r"\b(?:The|This|United|National|Human|Ministry|Committee|Council|Convention|Government|State|Republic|Office|Act)\b"
)


def referent(words: Stretch) -> str:
    """Return the words "[he – Anna Sarsen] " for a quote that begins with a pronoun whose name stands before it, else ""."""
    begins = _PRONOUN.match(words.text)
    if begins is None:
        return ""
    sentences = [one for one in sentences_of(words.passage) if one.end <= words.start]
    if not sentences:
        return ""
    before = words.passage.text[sentences[-1].start : sentences[-1].end]
    if words.passage.locate(words.start).speaker:
        return ""
    name = _states(before) if begins["word"].lower() in _MANY else _only_person(before)
    return f"[{begins['word'].lower()} – {name}] " if name else ""


def _only_person(text: str) -> str:
    """Return the person that a sentence names, "" where it names none or several."""
    runs = (" ".join(run.group().split()[-2:]) for run in _CAPITALS.finditer(text))
    found = {name for name in runs if not _NO_PERSON.search(name) and not states_in(name)}
    return found.pop() if len(found) == 1 else ""


def _states(text: str) -> str:
    """Return the States that a sentence names, where it names several."""
    names = list(dict.fromkeys(text[mention.start : mention.end] for mention in states_in(text)))
    return ", ".join(names) if len(names) > 1 else ""
