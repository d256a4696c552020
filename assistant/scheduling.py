"""Answers from programmes: who speaks in a session, when and where it is, and what somebody speaks about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from index import Index

from .asking import Asked, Shape
from .naming import is_named
from .phrases import phrases_for
from .programme import Role, Slot, slots_of
from .quoting import Stretch
from .replies import Kind, Line, Reply, Section

_SOURCES = 40  # passages searched for programmes, where the question names no event
_SHORTEST = 5  # letters of a title that is looked for without quotation marks
_SPEAKS = re.compile(
    r"\b(?:spe[ao]k|spoke|present|g[ai]ve|talk|moderat|chair|lecture|keynote|deliver)|\bвыступ|\bдоклад|\bпредстав|\bрассказ|\bвед[ёеу]т|"
    r"\bмодер|\bпредседат|баянда|сөйле|жүргіз",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:talk|presentation|lecture|keynote|session|paper)s?\b|\bдоклад|\bвыступлени|\bо ч[её]м (?:рассказ|говор|выступ)|баяндама|"
    r"\bсессия",
    re.IGNORECASE,
)
_TITLES = frozenset("professor prof dr judge mr mrs ms sir профессор судья доктор г н госпожа господин судья".split())
_QUOTED = re.compile(r"[\"“«„](.+)[\"”»]")
_ROLES = {Shape.NAME: (Role.SPEAKER,), Shape.DATE: (Role.TIME, Role.DATE), Shape.PLACE: (Role.PLACE,)}
_NAME = re.compile(r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w'’.-]*(?:\s+\([^)]*\))?(?:\s+[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w'’.-]*)+")


def scheduled(index: Index, asked: Asked, where: Mapping[str, str] | None) -> Reply | None:
    """Return what a programme says of the session or speaker a question names, or that it says nothing; None for others."""
    roles = _ROLES.get(asked.shape)
    if where or not (_SPEAKS.search(asked.text) or roles):
        return None
    language = index.language(asked.text)
    events = [(source, name) for source, name in _events(index) if _holds(asked.text, name)]
    sources = [source for source, _ in events] or _found(index, asked)
    slots = [slot for source in sources for slot in slots_of(index, source)]
    named = _titled(asked.text, slots)
    if named and roles and (asked.shape is not Shape.NAME or _SPEAKS.search(asked.text)):
        return _told(named, roles)
    moment = roles is not None and asked.shape is not Shape.NAME and _SPEAKS.search(asked.text) is not None
    if not (_TALK.search(asked.text) or moment) or _QUOTED.search(asked.text) or asked.shape is Shape.NAME:
        return None
    spoken = [slot for slot in slots if _speaks_in(asked.text, slot)]
    if spoken:
        return _told(spoken, roles) if roles else _talks(spoken)
    return _silent(index, asked, events, slots, language) if _TALK.search(asked.text) else None


def _events(index: Index) -> Iterable[tuple[str, str]]:
    """Yield each document with the name of its event: what its title says before a colon."""
    for record in index.documents():
        if record.passages and ":" in record.title:
            yield record.source, record.title.partition(":")[0]


def _found(index: Index, asked: Asked) -> list[str]:
    hits = index.search(asked.text, limit=_SOURCES)
    return list(dict.fromkeys(hit.source for hit in hits))


def _titled(question: str, slots: Sequence[Slot]) -> list[Slot]:
    """Return the entries whose title a question names, whole or up to its colon; of several titles the longest."""
    quoted = _QUOTED.search(question)
    sizes = [(_named_size(question, quoted[1] if quoted else "", slot.title), slot) for slot in slots]
    best = max((size for size, _ in sizes), default=0)
    return [slot for size, slot in sizes if size == best] if best else []


def _named_size(question: str, quoted: str, title: str) -> int:
    for name in (title, title.partition(":")[0]):
        folded = _folded(name)
        if folded and (folded == _folded(quoted) or (len(folded) >= _SHORTEST and _holds(question, name))):
            return len(folded)
    return 0


def _speaks_in(question: str, slot: Slot) -> bool:
    """Tell whether a question holds all words of the name of one of an entry's speakers."""
    words = set(_folded(question).split())
    names = (set(_folded(name).split()) - _TITLES for name in re.split(r"[;,:.]|\band\b|\bи\b", slot.speakers))
    return any(len(name) > 1 and name <= words for name in names)


def _told(slots: Sequence[Slot], roles: Sequence[Role]) -> Reply | None:
    """Return the words that tell what is asked for, each below its title where they do not hold it."""
    lines: dict[tuple[int, int, int], Line] = {}
    for slot in slots:
        for role in roles:
            if (words := slot.words.get(role)) is not None:
                lines.setdefault(words.place, Line(words, before=_before(slot, words), after=_under(slot)))
    return Reply(Kind.FACT, (Section(tuple(lines.values())),)) if lines else None


def _talks(slots: Sequence[Slot]) -> Reply:
    lines = []
    for slot in slots:
        words = slot.words[Role.SPEAKER]
        lines.append(Line(words, before=_before(slot, words), after=_under(slot)))
    return Reply(Kind.LIST, (Section(tuple(lines), numbered=len(lines) > 1),), items=len(lines))


def _before(slot: Slot, words: Stretch) -> str:
    return "" if _holds(words.text, slot.title) else f"{slot.title} – "


def _under(slot: Slot) -> str:
    return f" – {slot.under}" if slot.under else ""


def _silent(
    index: Index, asked: Asked, events: Sequence[tuple[str, str]], slots: Sequence[Slot], language: str
) -> Reply | None:
    """Return a refusal where a question names an event and somebody who does not speak at it."""
    if not (events and slots):
        return None
    phrases = phrases_for(language)
    bare = asked.text
    for _, event in events:
        bare = re.sub(re.escape(event), " ", bare, flags=re.IGNORECASE)
    name = next((found.group() for found in _NAME.finditer(bare)), "")
    if not name or any(is_named(index, source, name) for source, _ in events):
        return None
    reasons = [phrases.not_in.format(maker=name, reports="; ".join(f"“{event}”" for _, event in events))]
    elsewhere = _elsewhere(index, name) - {source for source, _ in events}
    others = [event for source, event in _events(index) if source in elsewhere]
    if others:
        reasons.append(phrases.named_in.format(maker=name, reports="; ".join(f"“{event}”" for event in others)))
    return Reply(Kind.REFUSAL, reasons=tuple(reasons))


def _elsewhere(index: Index, name: str) -> set[str]:
    words = frozenset(_folded(name).split())
    hits = index.search(name, limit=_SOURCES, names=words, speaker=words)
    return {hit.source for hit in hits if words <= set(_folded(f"{hit.passage.title} {hit.passage.text}").split())}


def _holds(text: str, name: str) -> bool:
    return bool(_folded(name)) and f" {_folded(name)} " in f" {_folded(text)} "


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold().replace("ё", "е")).strip()
