"""Words that contradict each other: the sentence nearest to a question may say the very opposite of what it asks.

Meaning as a cosine hardly tells "inside" from "outside", nor "was" from "was not". Here a text contradicts a question where
one of them denies what the other does not, where the text has the opposite of a word of the question, or another word of a
kind of which one excludes the rest: another ordinal, month, colour. `opposites.txt` holds these words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from index import Index

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_KAZAKH_LETTER = re.compile(r"[әғқңөұүһі]")
# "inexact" is the opposite of "exact"; with a prefix such as "re" a word is merely another one.
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "anti", "не", "бес")
_ENDINGS = (("ful", "less"), ("less", "ful"))
_SHORTEST = 4  # letters of a word that a prefix may turn to its opposite
_DENIES = (
    r"not|never|nor|neither|none|nobody|nothing|nowhere|without|cannot|no(?! (?:longer|more|later|less|fewer) than)|"
    r"не(?=\s+\w)|нет|ни|без|никогда|никто|никого|ничего|нигде|нельзя"
)
_DENIES_IN_KAZAKH = r"емес|жоқ|ешқашан|ешкім|ештеңе"  # "не" is "what" there
_ENDS_IN_NOT = r"\w+n['’]t"
_DENYING = re.compile(rf"\b(?:{_DENIES}|{_DENIES_IN_KAZAKH}|{_ENDS_IN_NOT})\b", re.IGNORECASE)
_DENYING_IN_KAZAKH = re.compile(rf"\b(?:{_DENIES_IN_KAZAKH})\b", re.IGNORECASE)
# What denies without a "not" of its own; of a Kazakh verb it is a syllable.
_LACKING = re.compile(
    rf"\b(?:{_DENIES}|{_DENIES_IN_KAZAKH}|{_ENDS_IN_NOT}|fail\w*|refus\w*|lack\w*|den(?:y|ied|ies|ial)|reject\w*|forb[ai]d\w*|"
    r"prohibit\w*|bann?(?:ed|ing|s)?|unable|impossib\w+|exclu\w+|except|instead|unlike|hardly|rarely|seldom|avoid\w*|prevent\w*|"
    r"absen[ct]\w*|oppos\w+|non|отказ\w*|отсутств\w*|лиш\w+|кроме|невозможн\w*|запре[тщ]\w*|откло\w*|исключ\w*|вместо|"
    r"тыйым|бас тарт\w*|қарсы|\w{2,}[мбп][ае](?:ды|ді|ған|ген|йды|йді|йтын|йтін|у|с|й|са|се)\w*)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^\W*(?:(?:can|could|would|will|wo|do)(?:n['’]?t| not) you|(?:can|could|would) you not|не (?:мог|подскаж|скаж|знае)\w*)\b",
    re.IGNORECASE,
)
_OR_NOT = re.compile(r"\b(?:or|или|әлде)\s+(?:not?|нет|не|жоқ)\b", re.IGNORECASE)  # as in "yes or no", "was it or not"
_NON = re.compile(r"\bnon\b", re.IGNORECASE)
_DENIED = re.compile(
    rf"(?:\b(?:not|never|non|cannot|не)|{_ENDS_IN_NOT})\b\W+(?P<words>\w+(?:\W+\w+){{0,2}})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Opposites:
    """Stems by the stems of their opposites, and by those of other words of their kind."""

    pairs: Mapping[str, frozenset[str]]
    kinds: Mapping[str, frozenset[str]]


def contradicts(text: str, question: str, language: str) -> bool:
    """Tell whether a text in a language, an ISO 639-1 code, says the opposite of what a question is about.

    What a question denies is the same as its opposite: "forbidden" answers what is not allowed.
    """
    turned = opposed(question, text, language)
    if _is_negative(question):
        return denies(question, text) and not turned
    asked, said = Index.stem_set(question, language), Index.stem_set(text, language)
    kinds = (_opposites().kinds.get(stem, frozenset()) for stem in asked - said)
    return (
        bool(turned) or is_denied(question, text, language) or any(not kind.isdisjoint(said - asked) for kind in kinds)
    )


def denies(question: str, text: str) -> bool:
    """Tell whether a question denies something ("What was not …?") while the text denies nothing."""
    return _is_negative(question) and _LACKING.search(text) is None


def is_denied(question: str, text: str, language: str) -> bool:
    """Tell whether a text only denies a word that the question does not: "is not used" where it is asked what is used."""
    if _is_negative(question) or _NON.search(question):
        return False
    asked = {_stem(word, language) for word in _WORD.findall(question) if len(word) >= _SHORTEST}
    stretches = [_WORD.findall(match["words"]) for match in _DENIED.finditer(text)]
    denied = {_stem(words[place], language) for words in stretches if words for place in (0, -1)} & asked
    return bool(denied) and denied.isdisjoint(Index.stem_set(_DENIED.sub(" ", text), language))


def opposed(question: str, text: str, language: str) -> set[str]:
    """Return the words of a question in whose place a text has their opposites; a question with both means neither."""
    asked, said = Index.stem_set(question, language), Index.stem_set(text, language)
    others, pairs = said - asked, _opposites().pairs
    return {
        word
        for word in _WORD.findall(question.lower())
        if (stem := _stem(word, language)) not in said
        and not (others.isdisjoint(pairs.get(stem, ())) and others.isdisjoint(_turned(word, language)))
    }


def _is_negative(question: str) -> bool:
    denying = _DENYING_IN_KAZAKH if Index.language(question) == "kk" else _DENYING
    return denying.search(_OR_NOT.sub("", _POLITE.sub("", question))) is not None


def _turned(word: str, language: str) -> set[str]:
    """Return the stems of what a word becomes with, or without, a prefix or an ending that turns it to its opposite."""
    with_prefix = [prefix + word for prefix in _PREFIXES if len(word) >= _SHORTEST]
    without = [word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix)]
    endings = [word.removesuffix(one) + other for one, other in _ENDINGS if word.endswith(one)]
    turned = (*with_prefix, *(rest for rest in without if len(rest) >= _SHORTEST), *endings)
    return {_stem(word, language) for word in turned}


def _stem(word: str, language: str) -> str:
    return Index.stem(word, language) or word


@lru_cache(maxsize=1)
def _opposites() -> Opposites:
    """Read the file; it takes some 10 ms, once, at the first question that needs it."""
    pairs: defaultdict[str, set[str]] = defaultdict(set)
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for line in (files(__package__) / "opposites.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            _put(kinds, line.removeprefix("=").split())
        elif not line.startswith("#"):
            for pair in line.split(","):
                _put(pairs, pair.split())
    return Opposites(_frozen(pairs), _frozen(kinds))


def _put(found: defaultdict[str, set[str]], words: Collection[str]) -> None:
    """Note of each word that the others exclude it, stemmed by the rules of each language that it may be of."""
    for language in _languages(" ".join(words)):
        stems = {_stem(word, language) for word in words}
        for stem in stems:
            found[stem] |= stems - {stem}


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {stem: frozenset(others) for stem, others in found.items()}


def _languages(words: str) -> Iterator[str]:
    """Yield the languages that words may be of by their letters: Cyrillic without Kazakh ones may be of either."""
    if not _CYRILLIC.search(words):
        yield "en"
        return
    yield "kk"
    if not _KAZAKH_LETTER.search(words):
        yield "ru"
