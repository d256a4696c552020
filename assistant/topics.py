"""What a topic is called otherwise: "death penalty" is also "capital punishment", "executions" and "moratorium".

`topics.txt` holds a topic a line: what asks for it, in English, Russian and Kazakh, then after a bar what else speaks of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index import Index

_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_AND = frozenset("and or и или және мен пен".split())
_ROOT, _DERIVED = 5, 3  # letters that derivations share at least, and by which they differ
# What is said of nearly every topic and narrows none.
_PLAIN = frozenset(
    "a an the of and or on in to for with by other general issue issues question questions topic right rights freedom freedoms "
    "human treatment people persons person matters "
    "и или в на по о об право права прав свобода свободы вопрос вопросы "
    "және мен құқық құқығы құқықтары бостандық мәселе мәселесі".split()
)


@dataclass(frozen=True, slots=True)
class Notion:
    """One thing that a topic is about: what it is called, as it can be shown, with the stems of each name.

    A word of the question that the table does not know is `rough`: its derivations count too.
    """

    names: tuple[tuple[str, tuple[str, ...]], ...]
    rough: bool = False

    def name_in(self, text: str, stems: Sequence[str]) -> str:
        """Return the first name that stands whole in a text, its stems given in order, "" where none does."""
        held = set(stems)
        found = next(
            (name for name, form in self.names if held.issuperset(form) and _stands(name, form, text, stems)), ""
        )
        if found or not self.rough:
            return found
        roots = tuple(form[0][: max(_ROOT, len(form[0]) - _DERIVED)] for _, form in self.names if len(form[0]) > _ROOT)
        return self.names[0][0] if roots and any(stem.startswith(roots) for stem in held) else ""


def notions_of(index: Index, words: str) -> list[list[Notion]]:
    """Return what a topic is about, "children and women" as two alternatives, each a list of what must be spoken of.

    Each part that the table knows goes by all its names, each other word that means something by its own.
    """
    joined = re.sub(r"\s[-–—]\s|[,;/]", " and ", words)
    stems = Index.stems(joined, index.language(words))
    meaning = {stem: term for term in index.terms(words) if not term.light for stem in term.stems}
    alternatives: list[list[Notion]] = [[]]
    position = 0
    while position < len(stems):
        row, length = _longest(joined, stems, position)
        stem = stems[position]
        if row is not None:
            alternatives[-1].append(row.notion)
        elif stem in _AND:
            alternatives.append([])
        elif stem in meaning and stem not in _plain_stems():
            term = meaning[stem]
            alternatives[-1].append(Notion(tuple((term.word, (form,)) for form in term.stems), rough=True))
        position += max(length, 1)
    return [list(dict.fromkeys(notions)) for notions in alternatives if notions]


@dataclass(frozen=True, slots=True)
class _Row:
    asks: tuple[tuple[str, tuple[str, ...]], ...]
    notion: Notion


def _longest(words: str, stems: Sequence[str], at: int) -> tuple[_Row | None, int]:
    """Return the row one of whose asking names begins at a place of a topic, and how many words it has; the longest wins."""
    best: tuple[_Row | None, int] = (None, 0)
    for row in _rows():
        for name, form in row.asks:
            there = tuple(stems[at : at + len(form)])
            if len(form) > best[1] and there == form and _stands(name, form, words, there):
                best = (row, len(form))
    return best


@cache
def _rows() -> tuple[_Row, ...]:
    text = (files(__package__) / "topics.txt").read_text(encoding="utf-8")
    return tuple(_row(line) for line in text.splitlines() if line and not line.startswith("#"))


def _row(line: str) -> _Row:
    asking, _, speaking = line.partition("|")
    asks, names = _listed(asking), _listed(speaking)
    return _Row(_named(asks), Notion(_named([*asks, *names])))


def _named(names: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, form) for name in names for form in _forms(name))


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",")]


def _forms(name: str) -> list[tuple[str, ...]]:
    """Return the stems of a name as each language that writes it so has them."""
    languages = ("ru", "kk") if _CYRILLIC.match(name) else ("en",)
    return list(dict.fromkeys(tuple(Index.stems(name, language)) for language in languages))


@cache
def _plain_stems() -> frozenset[str]:
    return frozenset(stem for word in _PLAIN for language in ("en", "ru", "kk") for stem in Index.stems(word, language))


def _stands(name: str, form: Sequence[str], text: str, stems: Sequence[str]) -> bool:
    """Tell whether a name's stems stand in a row in a text; of one word the letters too: minors are no minorities."""
    if len(form) > 1:
        return any(tuple(stems[at : at + len(form)]) == form for at in range(len(stems) - len(form) + 1))
    ending = "{0,4}" if _CYRILLIC.match(name) else "{0,2}"
    return re.search(rf"\b{re.escape(name[:-1])}\w{ending}\b", text, re.IGNORECASE) is not None
