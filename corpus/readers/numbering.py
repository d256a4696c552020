"""The numbers that Word computes for its lists: "3.", "(b)", "IV.", "2.1.".

A paragraph names a list (`numId`) and a level; numbering.xml says how each level counts and looks (ECMA-376, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .wordml import Element, W, value

_LEVELS = 9
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"  # without ё, й, ъ, ы and ь
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts: `pattern` is "%1.%2." and the like, `style` "decimal", "lowerRoman" and so on."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    legal: bool = False


@dataclass(frozen=True, slots=True)
class _List:
    """One list: the definition whose counters it shares, its levels, and where it starts anew."""

    definition: str
    levels: dict[int, _Level]
    restarts: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    lists: dict[str, _List] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    @classmethod
    def from_xml(cls, root: Element) -> Numbering:
        """Return the lists that the root element of numbering.xml defines."""
        definitions = {item.get(f"{W}abstractNumId"): item for item in root.findall(f"{W}abstractNum")}
        lists = {}
        for item in root.findall(f"{W}num"):
            definition = value(item, "abstractNumId") or ""
            levels = _levels(definitions[definition].findall(f"{W}lvl")) if definition in definitions else {}
            restarts: dict[int, int] = {}
            for override in item.findall(f"{W}lvlOverride"):
                levels |= _levels(override.findall(f"{W}lvl"))
                start = value(override, "startOverride")
                if start is not None:
                    restarts[_number(override.get(f"{W}ilvl"), 0)] = _number(start, 1)
            lists[item.get(f"{W}numId") or ""] = _List(definition, levels, restarts)
        return cls(lists)

    def label(self, name: str, level: int) -> str:
        """Count one more item of list `name` at `level` (from 0) and return its number, "" for a bullet."""
        found = self.lists.get(name)
        if found is None or not 0 <= level < _LEVELS:
            return ""
        counts = self._counts.setdefault(found.definition, [None] * _LEVELS)
        if name not in self._begun:
            self._begun.add(name)
            for restarted in found.restarts:
                counts[restarted] = None
        start = found.restarts.get(level, found.levels.get(level, _Level()).start)
        before = counts[level]
        counts[level] = start if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        return _shown(found, level, counts)


def _shown(found: _List, level: int, counts: list[int | None]) -> str:
    own = found.levels.get(level, _Level())
    if own.style in ("bullet", "none") and not re.search(r"%\d", own.pattern):
        return ""

    def number(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        other = found.levels.get(index, _Level())
        count = counts[index] if counts[index] is not None else other.start
        return written(count or 0, "decimal" if own.legal else other.style)

    return re.sub(r"%([1-9])", number, own.pattern).strip()


def _levels(items: Iterable[Element]) -> dict[int, _Level]:
    return {
        _number(item.get(f"{W}ilvl"), 0): _Level(
            start=_number(value(item, "start"), 1),
            style=value(item, "numFmt") or "decimal",
            pattern=value(item, "lvlText") or "",
            legal=item.find(f"{W}isLgl") is not None,
        )
        for item in items
    }


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.lstrip("-").isdecimal() else default


def written(count: int, style: str) -> str:
    """Return `count` in a number format of ECMA-376, 17.18.59; a format that is not known here reads as decimal."""
    formats: dict[str, Callable[[int], str]] = {
        "decimalZero": lambda number: f"{number:02}",
        "lowerLetter": lambda number: _letters(number, "abcdefghijklmnopqrstuvwxyz"),
        "upperLetter": lambda number: _letters(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "russianLower": lambda number: _letters(number, _RUSSIAN),
        "russianUpper": lambda number: _letters(number, _RUSSIAN.upper()),
        "lowerRoman": _roman,
        "upperRoman": lambda number: _roman(number).upper(),
        "none": lambda _: "",
    }
    return formats.get(style, str)(count) if count > 0 else str(count)


def _letters(count: int, alphabet: str) -> str:
    """Return a, b, … z, aa, bb, …: Word repeats the letter."""
    times, index = divmod(count - 1, len(alphabet))
    return alphabet[index] * min(times + 1, 20)


def _roman(count: int) -> str:
    written_so_far = ""
    for amount, letters in _ROMAN:
        times, count = divmod(count, amount)
        written_so_far += letters * min(times, 20)
    return written_so_far
