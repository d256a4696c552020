"""How many: who took part, whichever way that is said, and things that a sentence names one by one without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index import Hit, Index, Term

from .asking import Asked, Shape, counts
from .extracting import Extract, Quote
from .phrases import phrases_for
from .quoting import Stretch, reach, sentences_of
from .replies import Kind, Line, Reply, Section
from .settling import asked_share

_ATTENDED = re.compile(
    r"\bhow many (?:people|persons|participants|delegates|attendees|guests|countries|states|delegations)\b.*"
    r"\b(?:attend|particip|t(?:ake|aken|aking|ook) part|present|gather|came|come|there|spoke|speak|statements)|"
    r"\bсколько (?:человек|людей|участников|делегатов|гостей|стран|государств|делегаций)\b.*"
    r"\b(?:участв|присутств|собрал|приехал|приняло|было)|"
    r"\bсколько (?:участвовал|собралось|было)\w* (?:человек|людей|участников|делегатов|гостей)|"
    r"\b(?:қанша|неше) (?:адам|қатысушы|делегат|қонақ)\b.*\b(?:қатыс|жинал|келді|болды)",
    re.IGNORECASE,
)
_WORDS = "people participants delegates took part attended участвовали приняли участие человек участников қатысты қатысушы адам"
_STATES_WORDS = "delegations made statements during the dialogue States took part делегаций выступили"
_PEOPLE = re.compile(
    r"(?:\d[\d ,]*|\b(?:hundreds?|thousands?|dozens?|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|сто|двести|триста|\w+десят|жүз|мың))\s+(?:\w+\s+){0,2}?"
    r"(?:people|persons|participants|delegates|attendees|guests|человек|людей|участник\w*|делегат\w*|гост\w+|адам|қатысушы)\b",
    re.IGNORECASE,
)
_ASKS_STATES = re.compile(
    r"\bhow many (?:countries|states|delegations)\b|\bсколько (?:стран|государств|делегаций)\b", re.IGNORECASE
)
_STATES = re.compile(
    r"\d+\s+(?:\w+\s+){0,2}?(?:delegations|States|countries|делегаци\w+|государств\w*|стран\w*)\b", re.IGNORECASE
)
_TOOK_PART = re.compile(
    r"\b(?:attend(?:ed|ing|ees?)|participat\w+|t(?:ake|ook|aking) part|gathered|were present|made statements)\b|"
    r"\b(?:участвовал|присутствовал|собрал)\w*|\bприня\w+ участие|\bқатыс(?:ты|қан|ып)\w*|\bжиналды",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"participants?|delegates?|attendees|guests|countries|states|delegations|persons|gather\w*|present|spoke|made|statements|"
    r"участник\w*|делегат\w*|гост\w+|стран\w*|государств\w*|делегаци\w+|собрал\w*|присутств\w*|қатысушы\w*|жинал\w*|келді",
    re.IGNORECASE,
)
_HITS = 20
_THING = re.compile(r"\b(?:how many|сколько|қанша|неше)\s+(?P<thing>[^\W\d_]{4,})", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:several|both|half|one)\b", re.IGNORECASE)  # words that count nothing exactly
_QUOTED = re.compile(r"[\"“«„]([^\"”»“«„]{3,160})[\"”»“]")
_FEWEST = 2  # that are counted rather than found
_LOOKED_AT = 5  # quotes
_MOST = 0.5  # of what is asked: a sentence that holds less names other things


@dataclass(frozen=True, slots=True)
class _Attendance:
    score: float
    words: Stretch


def attended(index: Index, asked: Asked, where: Mapping[str, str] | None) -> Reply | None:
    """Return the sentence that says how many people took part, or a refusal where a question has nothing else to go by.

    None for other questions, and where other words of the question may find it.
    """
    if _ATTENDED.search(asked.text) is None:
        return None
    words = _STATES_WORDS if _ASKS_STATES.search(asked.text) else _WORDS
    hits = index.search(f"{asked.text} {words}", limit=_HITS, where=where)
    particular = _particular(asked)
    found = [one for hit in hits if _is_about(index, hit, asked, particular) for one in _attendances(index, hit, asked)]
    if not found:
        return None if particular and asked.known else Reply(Kind.REFUSAL)
    best = max(found, key=lambda one: one.score)
    return Reply(Kind.FACT, (Section((Line(best.words),)),))


def _particular(asked: Asked) -> list[Term]:
    """Return the words of a question that say at what people took part, not who or that they did."""
    return [term for term in asked.terms if not (term.light or _WHO.fullmatch(term.word))]


def _is_about(index: Index, hit: Hit, asked: Asked, particular: Sequence[Term]) -> bool:
    """Tell whether a passage holds each name, year and other particular of a question."""
    passage = hit.passage
    text = f"{Index.context(passage)} {passage.metadata.get('date', '')} {passage.text}"
    stems = index.stem_set(text, passage.language)
    return all(year in text for year in asked.years) and all(not stems.isdisjoint(term.stems) for term in particular)


def _attendances(index: Index, hit: Hit, asked: Asked) -> Iterator[_Attendance]:
    """Yield the sentences of a passage that say it: that people took part, or that what is asked about had so many."""
    passage = hit.passage
    counted = _STATES if _ASKS_STATES.search(asked.text) else _PEOPLE
    particular = _particular(asked)
    sentences = sentences_of(passage)
    for sentence in sentences:
        text = passage.text[sentence.start : sentence.end]
        if counted.search(text) is None or text.rstrip().endswith("?"):
            continue
        stems = index.stem_set(text, passage.language)
        own = bool(particular) and all(not stems.isdisjoint(term.stems) for term in particular)
        if own or _TOOK_PART.search(text):
            start, end = reach(sentence, sentences, passage)
            yield _Attendance(hit.score, Stretch(passage, hit.row, start, end))


def enumerated(index: Index, found: Extract, reply: Reply) -> Reply:
    """Return a reply to how many there are: where no quote gives the number, one that names them, with how many it names."""
    asked = found.asked
    thing = _THING.search(asked.text)
    if thing is None or asked.shape is not Shape.NUMBER or _is_counted(asked, found.quotes):
        return reply
    for quote in found.quotes[:_LOOKED_AT]:
        count = len(_items(quote.text, thing["thing"].lower()))
        if count >= _FEWEST and asked_share(found, quote) >= _MOST:
            before = phrases_for(index.language(asked.text)).named_there.format(count=count)
            return Reply(Kind.COUNT, (Section((Line(quote.words, before=before),)),))
    return reply


def _is_counted(asked: Asked, quotes: Sequence[Quote]) -> bool:
    return any(counts(asked.text, _VAGUE.sub("", quote.text)) for quote in quotes[:_LOOKED_AT])


def _items(text: str, thing: str) -> set[str]:
    """Return the things that a sentence names: in quotation marks after what they are called, or called so one by one."""
    root = re.escape(thing[: max(4, len(thing) - 3)])
    called = re.search(rf"\b{root}\w*", text, re.IGNORECASE)
    if called is None:
        return set()
    quoted = {words.lower() for words in _QUOTED.findall(text[called.end() :])}
    single = re.findall(rf"\b{root.capitalize()}\w*\s+(?:of|for)\s+(?:\w+\s+)*?[A-Z]\w+(?:\s+and\s+[A-Z]\w+)?", text)
    return quoted if len(quoted) >= _FEWEST else {name.lower() for name in single}
