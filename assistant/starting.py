"""Starter questions: drawn from what the materials say, and offered only when the assistant can answer them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from corpus import Passage
from index import Index

_TRIED = 30
_SAMPLED = 160
_PERSON = re.compile(
    r"\b([A-Z][a-zà-ž’'-]+ (?:[A-Z]\. )?[A-Z][a-zà-ž’'-]+), (?:the |an? )?(?:[A-Z]?[a-z]+ ){0,3}"
    r"(?:minister|commissioner|representative|director|head|chair|president|judge|professor|ombudsman|coordinator|adviser|"
    r"secretary|rapporteur|prosecutor|ambassador|advocate|lawyer|expert|fellow|officer|manager)\b",
    re.IGNORECASE,
)
_HEADING_LENGTH = range(14, 50)
_UNSUITED = re.compile(
    r"[\d:?;–—]|^(?:what|who|why|how|when|where|which|annex|introduction|thanks|that|other|about|notes?|contents|"
    r"что|кто|как|почему)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?<=\s)[^\W\d_a-zа-яёәғқңөұүһі]\w+")
# Names and headings stand in them as they stand in the materials: no form declines what may be in another language.
_WHO = {"en": "Who is {}?", "ru": "Кто это – {}?", "kk": "{} деген кім?"}
_SPEAKING = {"en": "What did {} say?", "ru": "О чём говорит {}?", "kk": "{} не туралы айтты?"}
_SECTION = {
    "en": "What is said in the section “{}”?",
    "ru": "Что говорится в разделе «{}»?",
    "kk": "«{}» бөлімінде не айтылған?",
}
_ABOUT = "What is said about {}?"


def starter_questions(index: Index, answerable: Callable[[str], bool], *, limit: int, language: str = "") -> list[str]:
    """Return up to `limit` questions of different kinds that the index answers, in a fixed order.

    They are in `language`, as far as the materials can be asked so; the others, and without a language all, are in those
    of the materials.
    """
    passages = [passage for passage in index.sample(_SAMPLED) if passage.language in _SPEAKING]
    chosen = _Chosen(answerable, limit)
    if language in _SPEAKING:
        # What stands in that language goes first.
        chosen.take(_candidates([sorted(passages, key=lambda passage: passage.language != language)], language))
    chosen.take(_candidates([[p for p in passages if p.language == own] for own in _languages(passages)]))
    return chosen.questions


class _Chosen:
    """Questions chosen so far: those that can be answered, no two of one subject."""

    def __init__(self, answerable: Callable[[str], bool], limit: int) -> None:
        self.questions: list[str] = []
        self._about: set[str] = set()
        self._answerable = answerable
        self._limit = limit

    def take(self, candidates: Iterable[str]) -> None:
        """Choose from these, as long as there is room."""
        for question in islice(dict.fromkeys(candidates), _TRIED):
            if len(self.questions) == self._limit:
                return
            subject = _SUBJECT.findall(question)
            if not self._about.intersection(subject) and self._answerable(question):
                self.questions.append(question)
                self._about.update(subject)


def _languages(passages: Sequence[Passage]) -> list[str]:
    return list(dict.fromkeys(passage.language for passage in passages))


def _candidates(groups: Sequence[Sequence[Passage]], language: str = "") -> Iterator[str]:
    """Yield questions on groups of passages, in a language or in that of each passage, the kinds taking turns."""
    kinds = [kind(group, language) for kind in (people, topics, speakers) for group in groups]
    return (question for question in chain.from_iterable(zip_longest(*kinds)) if question)


def people(passages: Sequence[Passage], language: str = "") -> Iterator[str]:
    """Yield a question about each person whom English passages name with an office."""
    english = (passage for passage in passages if passage.language == "en")
    found = (match.group(1) for passage in english for match in _PERSON.finditer(passage.text))
    return (_WHO[language or "en"].format(name) for name in dict.fromkeys(found) if name == name.title())


def speakers(passages: Sequence[Passage], language: str = "") -> Iterator[str]:
    """Yield a question about what each speaker said."""
    found: dict[str, str] = {}
    for passage in passages:
        if speaker := passage.location.speaker or passage.metadata.get("speaker"):
            found.setdefault(str(speaker).split(",")[0], passage.language)
    return (_SPEAKING[language or own].format(name) for name, own in found.items())


def topics(passages: Sequence[Passage], language: str = "") -> Iterator[str]:
    """Yield a question about each heading that names a topic, quoted unless both are English."""
    for passage in passages:
        heading = re.sub(r"^[\dIVX.()\s]+", "", passage.heading[-1]).strip(" .:") if len(passage.heading) > 1 else ""
        if len(heading) in _HEADING_LENGTH and not heading.isupper() and not _UNSUITED.search(heading):
            asked = language or passage.language
            plain = asked == passage.language == "en"
            yield _ABOUT.format(_within(heading)) if plain else _SECTION[asked].format(heading)


def _within(heading: str) -> str:
    """Return a heading as it stands in a sentence: "Drafting Committee" is a name, "Changes since the first version" none."""
    return heading if _SUBJECT.search(heading) else heading[:1].lower() + heading[1:]
