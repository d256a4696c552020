"""The part of the materials that a question names: the reports on a country, a year, a session or a document.

That sets no filter: it is looked there first, and everywhere where nothing there answers. The answer says which it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from index import Index

from .asking import Asked
from .states import Mention, state_in, states_in

_BEFORE = frozenset("in at during from of by to under per according within see в во на из от по согласно".split())
_SKIPPED = frozenset("the a an its his her their this that".split())
_WORD = re.compile(r"[^\W_]+")
_FEWEST = 2  # words of a name that is looked for: "Programme" alone names no document


@dataclass(frozen=True, slots=True)
class _Name:
    """What a document is known by, with its stems in order and as a set."""

    source: str
    text: str
    language: str
    stems: tuple[str, ...]
    held: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a question is to be looked for first: the files, all where only the year is known, and what they are called."""

    label: str
    sources: frozenset[str] = frozenset()


def scope_of(index: Index, asked: Asked) -> Scope | None:
    """Return the part of the materials that a question names, None where it names none."""
    return _document(index, asked.text) or _reports(index, asked) or _year(index, asked)


def report_label(index: Index, source: str, language: str) -> str:
    """Return what a report is called in few words: its State and year, where its title names no State its title."""
    record = index.document(source)
    if record is None:
        return source
    states = states_in(record.title)
    name = state_in(states[-1].state, language) if states else record.title or source
    return f"{name} {record.date[:4]}".strip() if states else name


def _reports(index: Index, asked: Asked) -> Scope | None:
    """Return the reports on the States that a question names, where the materials are reports on several States."""
    states = _states_of(index)
    if len(set(states.values())) < _FEWEST:
        return None
    wanted = {mention.state for mention in _asked_about(asked, states_in(asked.text), set(states.values()))}
    about = [source for source, state in states.items() if state in wanted]
    dated = [source for source in about if all(_is_of(index, source, year) for year in asked.years)]
    if not about:
        return None
    found = dated or about
    language = index.language(asked.text)
    return Scope(", ".join(report_label(index, source, language) for source in found), frozenset(found))


def _asked_about(asked: Asked, mentions: Sequence[Mention], reported: set[str]) -> Iterator[Mention]:
    """Yield the States whose reports are meant: not the one that speaks, where there is one that is spoken to."""
    about = [mention for mention in mentions if mention.state in reported]
    for mention in about:
        name = asked.text[mention.start : mention.end].lower()
        speaks = bool(asked.voice) and asked.voice <= set(_WORD.findall(name))
        if not speaks or len({other.state for other in about}) == 1:
            yield mention


def _year(index: Index, asked: Asked) -> Scope | None:
    """Return the years of a question, where documents of other years are left out by them."""
    dates = {record.date[:4] for record in index.documents() if record.passages and record.date}
    known = [year for year in asked.years if year in dates]
    return Scope(", ".join(known)) if known and len(dates) > 1 else None


def _document(index: Index, question: str) -> Scope | None:
    """Return the documents whose title, session or file name a question names after "in", "at" or the like."""
    best: tuple[int, str] = (0, "")
    found: dict[str, set[str]] = {}
    for name in _names_of(index):
        stands = name.held <= Index.stem_set(question, name.language)
        if stands and _in_a_row(question, name.stems, name.language):
            best = max(best, (len(name.stems), name.text))
            found.setdefault(name.text, set()).add(name.source)
    every = sum(record.passages > 0 for record in index.documents())
    sources = found.get(best[1], set())
    return Scope(f"“{best[1]}”", frozenset(sources)) if 0 < len(sources) < every else None


def _in_a_row(question: str, words: Sequence[str], language: str) -> bool:
    """Tell whether the words of a name stand in a row in a question, after a word such as "in"."""
    asked = Index.stems(question, language)
    plain = [word.lower() for word in _WORD.findall(question)]
    if len(plain) != len(asked):
        return False
    for at in range(1, len(asked) - len(words) + 1):
        if asked[at : at + len(words)] == list(words):
            before = at - 2 if plain[at - 1] in _SKIPPED else at - 1
            if before >= 0 and plain[before] in _BEFORE:
                return True
    return False


_NAMES: WeakKeyDictionary[Index, tuple[_Name, ...]] = WeakKeyDictionary()
_STATES: WeakKeyDictionary[Index, dict[str, str]] = WeakKeyDictionary()


def _names_of(index: Index) -> tuple[_Name, ...]:
    """Return each name of several words that a document is known by; read once for each generation."""
    if index not in _NAMES:
        _NAMES[index] = tuple(_every_name(index))
    return _NAMES[index]


def _every_name(index: Index) -> Iterator[_Name]:
    for record in index.documents():
        if record.passages:
            file = re.sub(r"[\W_]+", " ", record.source.rpartition("/")[2].rpartition(".")[0])
            titles = [record.title, record.title.partition(":")[0], re.sub(r"\s*\([^()]*\)", "", record.title)]
            for name in dict.fromkeys([*titles, record.metadata.get("session", ""), file]):
                stems = tuple(Index.stems(name, record.language))
                if len(stems) >= _FEWEST:
                    yield _Name(record.source, name, record.language, stems, frozenset(stems))


def _states_of(index: Index) -> dict[str, str]:
    """Return the State that each report is on, by file; read once for each generation."""
    if index not in _STATES:
        titled = ((record.source, states_in(record.title)) for record in index.documents() if record.passages)
        named = ((source, {mention.state for mention in mentions}) for source, mentions in titled)
        _STATES[index] = {source: min(states) for source, states in named if len(states) == 1}
    return _STATES[index]


def _is_of(index: Index, source: str, year: str) -> bool:
    record = index.document(source)
    return record is not None and year in (record.date[:4], *re.findall(r"\d{4}", f"{record.title} {source}"))
