"""Starter questions: drawn from what the materials say, and offered only when the assistant can answer them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
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
_SPEAKING = {"en": "What did {} say?", "ru": "О чём говорит {}?", "kk": "{} не туралы айтты?"}
_ABOUT = {"en": "What is said about {}?", "ru": "Что говорится о разделе «{}»?", "kk": "«{}» туралы не айтылған?"}
_WHO = "Who is {}?"


def starter_questions(index: Index, answerable: Callable[[str], bool], *, limit: int) -> list[str]:
    """Return up to `limit` questions of different kinds and languages that the index answers, in a fixed order."""
    passages = index.sample(_SAMPLED)
    languages = list(dict.fromkeys(passage.language for passage in passages if passage.language in _SPEAKING))
    kinds = [
        kind([p for p in passages if p.language == language])
        for kind in (people, topics, speakers)
        for language in languages
    ]
    candidates = dict.fromkeys(question for question in chain.from_iterable(zip_longest(*kinds)) if question)
    questions: list[str] = []
    about: set[str] = set()
    for question in islice(candidates, _TRIED):
        subject = _SUBJECT.findall(question)
        if not about.intersection(subject) and answerable(question):
            questions.append(question)
            about.update(subject)
        if len(questions) == limit:
            break
    return questions


def people(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield a question about each person whom English passages name with an office."""
    found = (match.group(1) for passage in passages for match in _PERSON.finditer(passage.text))
    return (_WHO.format(name) for name in dict.fromkeys(found) if name == name.title())


def speakers(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield a question about what each speaker said."""
    found = {
        str(speaker).split(",")[0]: passage.language
        for passage in passages
        if (speaker := passage.location.speaker or passage.metadata.get("speaker"))
    }
    return (_SPEAKING[language].format(name) for name, language in found.items())


def topics(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield a question about each heading that names a topic."""
    for passage in passages:
        heading = re.sub(r"^[\dIVX.()\s]+", "", passage.heading[-1]).strip(" .:") if len(passage.heading) > 1 else ""
        if len(heading) in _HEADING_LENGTH and not heading.isupper() and not _UNSUITED.search(heading):
            named = _SUBJECT.search(
                heading
            )  # "Drafting Committee" is a name, "Changes since the first version" is none
            topic = heading if named else heading[:1].lower() + heading[1:]
            yield _ABOUT[passage.language].format(topic)
