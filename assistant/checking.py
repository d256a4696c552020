"""Whether a sentence that a language model wrote is borne out by what it cites: word by word, where words can prove it.

A hard fact (a number with its unit, a date, a name, a State, words in quotation marks) must stand in a sentence of the cited
passages that speaks of the same things: at least part of the words around the fact stand around it there too. What is
negated must be negated there, and the other way round. Of the other words, most must stand in the passages. Each check can
only find fault; that nothing is found does not make a sentence true, but each of its facts has then been seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

from corpus import sentence_spans
from index import Index

from .quantities import Day, Quantity, days, quantities
from .states import states_in

LEAST_WORDS_HELD = 0.5  # of a sentence's words, in the passages it cites
_LEAST_CONTEXT = 0.4  # of the words around a fact, in the sentence that holds it
_AROUND = 3  # words on each side
_NEGATED = 4  # words before which a negation has its object, or after it in Kazakh
_SHORTEST_NAME = 3
_KEPT = 512  # passages whose analysis is remembered

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_QUOTED = re.compile(r"[“«„\"]([^“”«»„\"]{2,})[”»“\"]")
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot cant hardly не нет ни без нельзя никогда никто ничто никакой "
    "никаких никакого емес жоқ ешкім ештеңе ешқандай ешқашан".split()
)
_AFTER_ITS_OBJECT = frozenset("емес жоқ".split())
_NEGATION_STEMS = frozenset(stem for word in _NEGATIONS for stem in Index.stems(word, ""))
# Words with which a sentence begins without naming anything.
_OPENERS = frozenset(
    "according overall additionally furthermore moreover however therefore thus finally first second third also both several "
    "various participants speakers delegates документ согласно однако кроме также итак сондай сонымен алайда".split()
)


class Kind(Enum):
    """What is not borne out."""

    QUOTE = "quote"
    NUMBER = "number"
    UNIT = "unit"
    DATE = "date"
    STATE = "state"
    NAME = "name"
    NEGATION = "negation"
    WORDS = "words"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Fault:
    """What of a sentence the cited passages do not bear out, in the sentence's own words."""

    kind: Kind
    words: str


def faults(
    sentence: str, passages: Sequence[str], language: str = "en", *, context: Sequence[str] = ()
) -> tuple[Fault, ...]:
    """Return what of a sentence the passages it cites do not bear out, () where everything that can be checked stands there.

    `language` is the sentence's, as an ISO 639-1 code; `context` what each passage stands under, such as its title and
    speaker, which may be said with any of its sentences. Of a sentence in another script than the passages, only numbers,
    dates and States are checked, and the fault LANGUAGE says that its words could not be.
    """
    said = _Sentence(_bare(sentence), language)
    under = context or [""] * len(passages)
    sources = [
        part for passage, above in zip(passages, under, strict=True) for part in _sentences(passage, language, above)
    ]
    if not sources:
        return (Fault(Kind.WORDS, sentence),)
    same_script = any(source.cyrillic == said.cyrillic for source in sources)
    found = [*_quotes(sentence, passages), *_hard_facts(said, sources, same_script=same_script)]
    if same_script:
        found += [*_names(said, sources), *_negations(said, sources), *_words(said, sources)]
    else:
        found.append(Fault(Kind.LANGUAGE, sentence))
    return tuple(dict.fromkeys(found))


def held(
    sentence: str, passages: Sequence[str], language: str = "en", *, context: Sequence[str] = ()
) -> tuple[float, float]:
    """Return which share of a sentence's words stands in one sentence of the passages, and which in all of them together.

    Words that carry no meaning of their own do not count; a sentence of none has all. The arguments are those of `faults`.
    """
    said = _Sentence(_bare(sentence), language)
    under = context or [""] * len(passages)
    sources = [
        part.stems
        for passage, above in zip(passages, under, strict=True)
        for part in _sentences(passage, language, above)
    ]
    words = [word.stem for word in said.words if word.carries]
    if not words or not sources:
        return (1.0, 1.0) if sources else (0.0, 0.0)
    everywhere = frozenset().union(*sources)
    nearest = max(sum(word in stems for word in words) for stems in sources)
    return nearest / len(words), sum(word in everywhere for word in words) / len(words)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    stem: str
    start: int
    end: int

    @property
    def carries(self) -> bool:
        """Whether it carries meaning: neither a little word nor a negation."""
        return (
            len(self.text) >= _SHORTEST_NAME
            and self.text.lower() not in _NEGATIONS
            and not Index.is_stop_word(self.text)
        )


class _Sentence:
    """A sentence taken apart, each part when it is first asked for."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.cyrillic = _CYRILLIC.search(text) is not None

    @cached_property
    def words(self) -> tuple[_Word, ...]:
        found = list(_TOKEN.finditer(self.text))
        return tuple(_Word(m.group(), _stem(m.group(), self.language), m.start(), m.end()) for m in found)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)

    @cached_property
    def quantities(self) -> list[Quantity]:
        return quantities(self.text)

    @cached_property
    def days(self) -> list[Day]:
        return days(self.text)

    @cached_property
    def states(self) -> list[tuple[str, int, int]]:
        return [(mention.state, mention.start, mention.end) for mention in states_in(self.text)]

    def around(self, start: int, end: int) -> list[str]:
        """Return the stems of the words that carry meaning next to a stretch of the sentence."""
        before = [word.stem for word in self.words if word.end <= start and word.carries][-_AROUND:]
        after = [word.stem for word in self.words if word.start >= end and word.carries][:_AROUND]
        return [stem for stem in (*before, *after) if not stem[0].isdigit()]

    def speaks_of(self, stems: Sequence[str]) -> bool:
        """Tell whether enough of some stems stand in the sentence."""
        return sum(stem in self.stems for stem in stems) >= _LEAST_CONTEXT * len(stems)

    @cached_property
    def negated(self) -> list[tuple[str, ...]]:
        """For each negation, the stems that it may deny."""
        found = []
        for place, word in enumerate(self.words):
            lowered = word.text.lower()
            if lowered in _NEGATIONS or lowered.replace("’", "'").endswith("n't"):
                before = self.words[max(place - _NEGATED, 0) : place] if lowered in _AFTER_ITS_OBJECT else ()
                after = () if lowered in _AFTER_ITS_OBJECT else self.words[place + 1 : place + 1 + _NEGATED]
                found.append(tuple(near.stem for near in (*before, *after) if near.carries))
        return found


def _hard_facts(said: _Sentence, sources: Sequence[_Sentence], *, same_script: bool) -> Iterator[Fault]:
    def among(holding: Iterable[_Sentence], start: int, end: int) -> bool:
        context = said.around(start, end) if same_script else ()
        return any(source.speaks_of(context) for source in holding)

    in_dates = [range(day.start - 3, day.end + 3) for day in said.days]
    for day in said.days:
        if not among([s for s in sources if any(day.fits(other) for other in s.days)], day.start, day.end):
            yield Fault(Kind.DATE, said.text[day.start : day.end])
    for number in said.quantities:
        holding = [s for s in sources if any(number.same_number(other) for other in s.quantities)]
        in_date = any(number.start in stretch or number.end in stretch for stretch in in_dates)
        if not holding or not (in_date or among(holding, number.start, number.end)):
            yield Fault(Kind.NUMBER, said.text[number.start : number.end])
        elif number.unit and not among([s for s in holding if _measured(number, s)], number.start, number.end):
            yield Fault(Kind.UNIT, f"{said.text[number.start : number.end]} ({number.unit})")
    for state, start, end in said.states:
        if not among([s for s in sources if any(state == other for other, _, _ in s.states)], start, end):
            yield Fault(Kind.STATE, said.text[start:end])


def _measured(number: Quantity, source: _Sentence) -> bool:
    """Tell whether a source gives a number the same unit; one that stands in an enumeration has that of its end."""
    same = [other for other in source.quantities if number.same_number(other)]
    if any(other.unit == number.unit for other in same):
        return True
    ends = [other.end for other in source.quantities if other.unit == number.unit]
    return any(not other.unit and any(end > other.end for end in ends) for other in same)


def _quotes(sentence: str, passages: Sequence[str]) -> Iterator[Fault]:
    folded = [_folded(passage) for passage in passages]
    for quoted in _QUOTED.findall(sentence):
        if not any(_folded(quoted).strip(" .,;:!?…") in passage for passage in folded):
            yield Fault(Kind.QUOTE, quoted)


def _names(said: _Sentence, sources: Sequence[_Sentence]) -> Iterator[Fault]:
    in_states = [range(start, end) for _, start, end in said.states]
    for place, word in enumerate(said.words):
        if not word.text[0].isupper() or any(word.start in stretch for stretch in in_states) or not word.carries:
            continue
        if word.text.isascii() and any(word.start <= day.start < word.end for day in said.days):
            continue
        if place == 0 and (word.text.lower() in _OPENERS or word.text.lower().endswith("ly")):
            continue
        holding = [source for source in sources if _holds_name(source, word)]
        if not any(source.speaks_of(said.around(word.start, word.end)) for source in holding):
            yield Fault(Kind.NAME, word.text)


def _holds_name(source: _Sentence, name: _Word) -> bool:
    """Tell whether a sentence holds a name, inflected or not."""
    if name.stem in source.stems:
        return True
    begins = name.text.lower().replace("ё", "е")[: max(len(name.text) - 2, _SHORTEST_NAME + 1)]
    return len(begins) > _SHORTEST_NAME and any(
        word.text.lower().replace("ё", "е").startswith(begins) for word in source.words
    )


def _negations(said: _Sentence, sources: Sequence[_Sentence]) -> Iterator[Fault]:
    nearest = _nearest(said, sources)
    for denied in said.negated:
        if not any(_denies(source, denied) for source in nearest):
            yield Fault(Kind.NEGATION, " ".join(denied))
    for source in nearest[:1]:
        for denied in source.negated:
            if denied and said.speaks_of(denied) and not _denies(said, denied):
                yield Fault(Kind.NEGATION, " ".join(denied))
        if len(said.negated) > len(source.negated) and said.stems <= source.stems | _NEGATION_STEMS:
            yield Fault(Kind.NEGATION, said.text)


def _denies(source: _Sentence, denied: Collection[str]) -> bool:
    return any(not denied or not set(denied).isdisjoint(others) for others in source.negated)


def _nearest(said: _Sentence, sources: Sequence[_Sentence]) -> list[_Sentence]:
    """Return the two sentences that share most words with one, best first."""
    words = {word.stem for word in said.words if word.carries}
    return sorted(sources, key=lambda source: -len(words & source.stems))[:2]


def _words(said: _Sentence, sources: Sequence[_Sentence]) -> Iterator[Fault]:
    held = frozenset().union(*(source.stems for source in sources))
    words = [word for word in said.words if word.carries]
    missing = [word.text for word in words if word.stem not in held]
    if words and len(missing) > (1 - LEAST_WORDS_HELD) * len(words):
        yield Fault(Kind.WORDS, " ".join(missing))


@lru_cache(_KEPT)
def _sentences(passage: str, language: str, context: str) -> tuple[_Sentence, ...]:
    text, above = _bare(passage), f"{_bare(context)} – " if context else ""
    return tuple(_Sentence(above + text[start:end], language) for start, end in sentence_spans(text))


def _bare(text: str) -> str:
    """Return a text without the numbers of citations, in the form in which texts are compared."""
    return unicodedata.normalize("NFKC", re.sub(r"\s*\[\d{1,3}\]", "", text))


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")))


def _stem(word: str, language: str) -> str:
    stems = Index.stems(word, language)
    return stems[0] if stems else word.lower()
