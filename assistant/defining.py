"""Definitions: the sentence that says what a thing is, or who somebody is, or what an abbreviation stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from enum import Enum

from index import Hit, Index

from .asking import Asked
from .extracting import Extract, Quote
from .programme import is_entry
from .quoting import Stretch, reach, sentences_of
from .replies import Kind, Line, Reply, Section

_HITS = 60
_WEAKEST = 0.6  # of how surely a sentence defines
_SURE = 0.9  # a second sentence is quoted only where it surely defines, and is of another document
_SAME = 0.5  # of the words of two sentences: they say the same
_LONGEST = 7  # words of what is to be defined
_MOST_BEFORE = 4  # words between the beginning of a sentence or a comma and its subject
_THING = re.compile(
    r"^\W*(?:and\s+)?(?:what(?:['’]s| is| are| was| were)\s+(?:meant by\s+|the (?:meaning|definition) of\s+)?|define\s+|"
    r"(?:what|how) (?:does|do|did|is|are)\s+(?=.+\b(?:mean|stand for|refer to|defined)\W*$)|"
    r"(?:а\s+)?что (?:такое|значит|означает|понимается под)\s+|как (?:расшифровывается|определяется)\s+)"
    r"(?:the\s+|an?\s+)?(?P<name>.+?)(?:\s+(?:mean|stand for|refer to|defined))?\W*$|"
    r"^(?P<kk>.+?)\s+(?:дегеніміз|деген(?: сөз)?)\s+не\W*$|^(?P<kk2>.+?)\s+нені білдіреді\W*$",
    re.IGNORECASE,
)
_ROLE = re.compile(r"^\W*(?:and\s+)?who(?:['’]s| is| was)\s+the\s+(?P<name>(?-i:[A-Z]).+?)\W*$", re.IGNORECASE)
_PERSON = re.compile(
    r"^\W*(?:and\s+)?(?:who(?:['’]s| is| was)\s+|кто так(?:ой|ая)\s+|кто\s+(?=(?-i:[А-ЯЁӘҒҚҢӨҰҮҺІ])))"
    r"(?P<name>(?-i:[^\W\d_a-zа-яё]).+?)\W*$|^(?P<kk>(?-i:[А-ЯЁӘҒҚҢӨҰҮҺІ]).+?)\s+(?:деген\s+)?кім\W*$",
    re.IGNORECASE,
)
_SHORT_NAME = re.compile(r"[^\W\d_a-zа-яёәғқңөұүһі]{2,6}")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_CAPITAL = r"(?-i:[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])"
_BRACKETS = r"[\"”»’']?\s*(?:\([^()]{2,60}\)\s*)?"
# What follows the thing, with how surely it is then defined; the first that fits counts.
_AFTER = (
    (1.0, rf"{_BRACKETS}\s*(?:shall mean|means?|refers? to|denotes?|stands? for|is defined as|is understood)\b"),
    (
        1.0,
        rf"{_BRACKETS}\s*(?:is|are|was|were)\s+(?:an?|the|one of|any|where|when)\s+(?!(?:first|last|only|same|most)\b)",
    ),
    (0.9, rf"{_BRACKETS}\s*(?:[—–-]\s*)?(?:это|является|представляет собой|означает|понимается)\b"),
    (0.9, rf"{_BRACKETS}\s*(?:дегеніміз|деп аталады|деп түсін\w+)\b"),
    (0.7, rf"{_BRACKETS}\s*[—–]\s+(?:бұл\s+)?(?=[^\W\d_])"),
    (0.6, rf"{_BRACKETS}\s*,\s+(?:an?|which (?:is|was)|котор(?:ый|ая|ое)|that is)\s"),
)
_BEFORE = (
    (0.9, r"\b(?:call(?:s|ed)?\s+(?:it|this|them|that)|known as|so-called|referred to as|называ\w+\s+(?:это|его|её)?|"
     r"так называем\w+)\s+(?:the\s+|an?\s+)?[\"“«„]?$"),
    (0.9, r"\bby\s+[\"“«„]?$(?=.*\bmeans?\b)|\bпод\s+[\"“«„]?$"),
)  # fmt: skip
_OF_PERSON_AFTER = (
    (1.0, rf"\s*(?:\([^()]*\)\s*)?(?:is|was)\s+(?:the\s+|an?\s+)?{_CAPITAL}?\w+\s+(?:of|at|for|in|and)\b"),
    (0.9, rf"\s*,\s+(?:the\s+|an?\s+)?(?:\w+\s+)?{_CAPITAL}[\w'’-]+"),
    (0.8, r"\s*,\s+(?:[^\W\d_]+\s+){1,2}(?:of|at|for)\s"),
    (0.7, r"\s*,\s+(?:the\s+|an?\s+)[^\W\d_]{4,}|\s*\([^()]{6,60}\)|\s+[—–]\s+\w+"),
    (0.7, r"\s+(?:chairs?|leads?|heads?|directs?|coordinates?|возглавля\w+|руковод\w+|басқар\w+)\b"),
)
_OF_PERSON_BEFORE = (
    (0.8, rf"(?:^|[\s,(“«\"])(?!Mr|Ms|Mrs|Dr|The|In|At){_CAPITAL}[\w'’-]+"
     rf"(?:\s+(?:of|for|and|the|{_CAPITAL}[\w'’-]+)){{0,5}},?\s+$"),
)  # fmt: skip


_OF_ROLE_AFTER = ((0.9, rf",?\s+{_CAPITAL}[\w'’-]+\s+{_CAPITAL}[\w'’-]+"),)
_OF_ROLE_BEFORE = ((0.9, rf"{_CAPITAL}[\w'’-]+\s+{_CAPITAL}[\w'’-]+,\s+(?:the\s+)?$"),)


class _Sought(Enum):
    """What is to be said: what a thing is, who a person is, or which person holds an office."""

    THING = "thing"
    PERSON = "person"
    ROLE = "role"


_AROUND = {
    _Sought.THING: (_AFTER, _BEFORE),
    _Sought.PERSON: (_OF_PERSON_AFTER, _OF_PERSON_BEFORE),
    _Sought.ROLE: (_OF_ROLE_AFTER, _OF_ROLE_BEFORE),
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be defined: its name as the question has it, and the stems that each of its words may have.

    `letters` are the abbreviations that it may be, its own and those that translate it.
    """

    name: str
    words: tuple[Set[str], ...]
    sought: _Sought
    letters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    strength: float
    score: float
    words: Stretch


def defined(index: Index, asked: Asked, where: Mapping[str, str] | None) -> Reply | None:
    """Return the sentence that defines what a question asks the meaning of, None where none does or it asks for none."""
    wanted = _wanted(index, asked)
    if wanted is None:
        return None
    hits = index.search(wanted.name, limit=_HITS, where=where)
    found = [one for hit in hits for one in _definitions(hit, wanted)]
    found.sort(key=lambda one: (-one.strength, -one.score, one.words.start))
    if not found:
        return None
    best = found[0]
    second = next((one for one in found if one.words.passage.source != best.words.passage.source), None)
    lines = [best, second] if second is not None and second.strength >= _SURE and not _alike(best, second) else [best]
    return Reply(Kind.DEFINITION, (Section(tuple(Line(one.words) for one in lines)),))


def stating(index: Index, found: Extract) -> Extract:
    """Return the quotes of a question what something is without titles and headings, and without those that do not name it."""
    wanted = _wanted(index, found.asked) if _THING.match(found.asked.text) else None
    if wanted is None:
        return found
    named = frozenset(stem for term in index.terms(wanted.name) for stem in term.stems) | {wanted.name.lower()}
    quotes = [quote for quote in found.quotes if quote.evidence.states and _ends(quote.text)]
    return replace(found, quotes=tuple(quote for quote in quotes if _names(quote, named)))


def _names(quote: Quote, stems: Set[str]) -> bool:
    """Tell whether the quoted words themselves name what is asked about, not only what they stand under."""
    return not stems.isdisjoint(Index.stem_set(quote.text, quote.hit.passage.language))


def _ends(text: str) -> bool:
    """Tell whether a text ends as a sentence does, not as a title."""
    return text.rstrip("\"'”»’ ")[-1:] in tuple(".!;:…)]|")


def _wanted(index: Index, asked: Asked) -> _Wanted | None:
    """Return what a question wants defined, None for another question."""
    person, role = _PERSON.match(asked.text), _ROLE.match(asked.text)
    found = role or person or _THING.match(asked.text)
    name = next((group for group in found.groups() if group), "").strip(" \"“”«»'") if found else ""
    stems = {term.word: frozenset(term.stems) for term in index.terms(name)} if name else {}
    tokens = [token.lower().replace("ё", "е") for token in _TOKEN.findall(name)]
    if not stems or len(tokens) > _LONGEST:
        return None
    language = index.language(asked.text)
    words = tuple(stems.get(token) or Index.stem_set(token, language) for token in tokens)
    letters = [name, *(stem.upper() for stem in sorted(words[0]))] if _SHORT_NAME.fullmatch(name) else []
    sought = _Sought.ROLE if role else _Sought.PERSON if person else _Sought.THING
    return _Wanted(name, words, sought, tuple(dict.fromkeys(letters)))


def _definitions(hit: Hit, wanted: _Wanted) -> Iterator[_Found]:
    passage = hit.passage
    sentences = sentences_of(passage)
    for sentence in sentences:
        text = passage.text[sentence.start : sentence.end]
        strength = _strength(text, wanted, passage.language)
        if strength >= _WEAKEST and not (is_entry(text) or text.rstrip().endswith("?")):
            start, end = reach(sentence, sentences, passage)
            yield _Found(strength, hit.score, Stretch(passage, hit.row, start, end))


def _strength(text: str, wanted: _Wanted, language: str) -> float:
    """Return how surely a sentence defines, 0 where it does not."""
    if spelled := max((_spelled_out(text, letters) for letters in wanted.letters), default=0.0):
        return spelled
    places = _places(text, wanted, language)
    return max((_around(text[:start], text[end:], wanted.sought) for start, end in places), default=0.0)


def _around(before: str, after: str, sought: _Sought) -> float:
    """Return how surely what stands before and after a name says what it means."""
    behind, ahead = _AROUND[sought]
    following = next((weight for weight, words in behind if re.match(words, after, re.IGNORECASE)), 0.0)
    leading = next((weight for weight, words in ahead if re.search(words, before, re.IGNORECASE)), 0.0)
    return max(following if sought is not _Sought.THING or _is_subject(before) else 0.0, leading)


def _is_subject(before: str) -> bool:
    """Tell whether what follows is the subject of its sentence: only a few words, or a clause of its own, stand before it."""
    clause = re.split(r"[,:;—–(]\s*", before)[-1]
    words = _TOKEN.findall(clause)
    return len(words) <= _MOST_BEFORE and not re.search(
        r"\b(?:of|in|for|to|by|on|with|from|at|under)\s*$|\b(?:of|for) (?:the|an?)\s*$", clause
    )


def _places(text: str, wanted: _Wanted, language: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of what is wanted stand in a row."""
    if text.isascii():  # to stem a sentence as a whole takes a tenth of the time, and most do not hold the words
        held = Index.stem_set(text, language)
        if any(words.isdisjoint(held) for words in wanted.words if max(map(len, words), default=0) > 1):  # but "s"
            return
    tokens = list(_TOKEN.finditer(text))
    stems = [Index.stem(token.group(), language) for token in tokens]
    size = len(wanted.words)
    for at in range(len(tokens) - size + 1):
        if all(stem in words for stem, words in zip(stems[at : at + size], wanted.words, strict=True)):
            yield tokens[at].start(), tokens[at + size - 1].end()


def _spelled_out(text: str, name: str) -> float:
    """Return how surely a text spells out an abbreviation: beside it in brackets, or merely in capital letters."""
    for match in re.finditer(rf"\(\s*(?:the\s+)?[\"“«]?{re.escape(name)}[\"”»]?\s*\)", text):
        if _initials(text[: match.start()], len(name)) == name:
            return 1.0
    if bracket := re.search(rf"\b{re.escape(name)}\s*\(([^()]{{6,120}})\)", text):
        letters = _initials(bracket[1], len(name))
        return 1.0 if letters == name else 0.0
    capital = rf"{_CAPITAL}[\w'’-]+"
    runs = re.finditer(rf"{capital}(?:\s+(?:(?:of|the|for|and|on|in|по|и|в)\s+)*{capital})+", text)
    return 0.8 if any(_holds_initials(run.group(), name) for run in runs) else 0.0


def _initials(text: str, count: int) -> str:
    """Return the first letters of the last so many words of a text that are more than a little word, as capitals."""
    little = {"of", "the", "for", "and", "on", "in", "to", "по", "и", "в", "на", "мен", "және"}
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() not in little]
    return "".join(word[0] for word in words[-count:]).upper()


def _holds_initials(name: str, letters: str) -> bool:
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name) if word[0].isupper())
    return initials.startswith(letters)


def _alike(one: _Found, other: _Found) -> bool:
    first, second = set(one.words.text.lower().split()), set(other.words.text.lower().split())
    return len(first & second) > _SAME * min(len(first), len(second))
