"""Why a file or a part of it could not be read, in the visitor's language.

The readers write whole sentences, which stand in the index as they were written; `details.toml` has each of them, with fields
for what it names, in Russian and Kazakh. What is none of these stays English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .wording import ENGLISH, Words

_FIELD = re.compile(r"\{(\w+)\}")
# Detail may be several sentences, so that no field goes on beyond the end of one.
_NAMED, _AGAIN = r"(?P<{}>(?:(?!\.\s).)+?)", r"(?P={})"

_LISTS = frozenset({"pages", "needed"})  # fields that the readers fill with "3–5 and 9"


@dataclass(frozen=True, slots=True)
class _Saying:
    """One sentence, or part of one: what it looks like in English, and how it is said in other languages."""

    english: re.Pattern[str]
    said: dict[str, str]


def in_words(detail: str, words: Words) -> str:
    """Return why something could not be read in the visitor's language; what is not known stays English."""
    if words.language == ENGLISH.language:
        return detail
    for saying in _table()["sentence"]:
        detail = saying.english.sub(_told(saying, words), detail)
    return detail


def _told(saying: _Saying, words: Words) -> Callable[[re.Match[str]], str]:
    def tell(found: re.Match[str]) -> str:
        fields = {name: _named(name, text, words) for name, text in found.groupdict().items()}
        return _FIELD.sub(lambda field: fields[field[1]], saying.said[words.language])

    return tell


def _named(field: str, text: str, words: Words) -> str:
    """Return what a sentence names in a field, several things one by one."""
    if field in _LISTS:
        return text.replace(" and ", f" {words('and')} ")
    return "; ".join(_part(one, words) for one in text.split("; "))


def _part(text: str, words: Words) -> str:
    for saying in _table()["part"]:
        if found := saying.english.fullmatch(text):
            return _FIELD.sub(lambda field: found[field[1]], saying.said[words.language])
    return text


@cache
def _table() -> dict[str, list[_Saying]]:
    told = tomllib.loads(files(__package__).joinpath("details.toml").read_text(encoding="utf-8"))
    return {kind: [saying for entry in entries for saying in _sayings(entry)] for kind, entries in told.items()}


def _sayings(entry: dict[str, Any]) -> Iterator[_Saying]:
    """Yield what a row of the table holds, once for each English form."""
    forms = [entry["en"]] if isinstance(entry["en"], str) else entry["en"]
    said = {language: text for language, text in entry.items() if language != ENGLISH.language}
    return (_Saying(_pattern(form), said) for form in forms)


def _pattern(form: str) -> re.Pattern[str]:
    """Return what finds a sentence, whatever its fields hold; a field that stands there twice holds the same."""
    pieces, seen = [], set[str]()
    for place, piece in enumerate(_FIELD.split(form)):
        if place % 2 == 0:
            pieces.append(re.escape(piece))
            continue
        pieces.append((_AGAIN if piece in seen else _NAMED).format(piece))
        seen.add(piece)
    return re.compile(rf"(?<!\S){''.join(pieces)}(?!\S)", re.DOTALL)
