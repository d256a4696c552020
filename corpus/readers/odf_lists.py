"""The numbers that OpenDocument lists and headings show: "3.", "(b)", "IV.", "2.1." (OpenDocument 1.3, part 3, 5.3 and 16.30).

A list style says how each level counts and looks. A list counts anew unless it says that it goes on with another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .elements import integer
from .numbering import written
from .odf import STYLE, TEXT
from .odf_styles import Styles
from .ooxml import tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

LEVELS = 10
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_PLACE = re.compile(r"%(\d{1,2})%")
_FORMATS = {
    "1": "decimal",
    "01": "decimalZero",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "а": "russianLower",
    "А": "russianUpper",
}

Counts = list[int | None]


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level counts: `pattern` is "%1%.%2%." and the like, "" for what shows no number."""

    form: str = ""
    pattern: str = ""
    start: int = 1
    synchronised: bool = False


class Lists:
    """How far each list of a file has counted."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, _Level]] = {}
        self._of_list: dict[str, Counts] = {}
        self._of_style: dict[str, Counts] = {}
        self._headings: Counts = [None] * LEVELS
        self._outline = _levels(styles.outline)

    def begin(self, element: _Element, style: str) -> Counts:
        """Return the counts of an outermost text:list: new ones, or those of the list that it goes on with."""
        continued = element.get(f"{TEXT}continue-list") or ""
        goes_on = element.get(f"{TEXT}continue-numbering") == "true"
        counts = self._of_list.get(continued) or (self._of_style.get(style) if goes_on else None)
        counts = [None] * LEVELS if counts is None else counts
        self._of_style[style] = counts
        if name := element.get(_ID):
            self._of_list[name] = counts
        return counts

    def named(self, name: str) -> Counts:
        """Return the counts of the list that a text:numbered-paragraph belongs to."""
        return self._of_list.setdefault(name, [None] * LEVELS)

    def label(self, style: str, counts: Counts, level: int, start: str | None) -> str:
        """Count one more item at `level` (from 0), from `start` where that is given, and return its number."""
        if style not in self._levels:
            self._levels[style] = _levels(self._styles.list_style(style))
        return _counted(self._levels[style], counts, level, start)

    def heading(self, level: int, start: str | None) -> str:
        """Count one more heading of a level (from 1) and return its number, "" where headings have none."""
        return _counted(self._outline, self._headings, level - 1, start)


def _counted(levels: dict[int, _Level], counts: Counts, level: int, start: str | None) -> str:
    if not 0 <= level < LEVELS:
        return ""
    own, before = levels.get(level, _Level()), counts[level]
    counts[level] = integer(start, 1) if start else own.start if before is None else before + 1
    counts[level + 1 :] = [None] * (LEVELS - level - 1)

    def number(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        other = levels.get(at, _Level())
        count = counts[at] if at < LEVELS else None
        return _written(other.start if count is None else count, other)

    return tidy(_PLACE.sub(number, own.pattern))


def _written(count: int, level: _Level) -> str:
    if level.form in ("a", "A") and not level.synchronised and count > 26:
        return _letters(count, "a" if level.form == "a" else "A")
    return written(count, _FORMATS.get(level.form, "decimal")) if level.form else ""


def _letters(count: int, first: str) -> str:
    """Return z, aa, ab, …: letters as the figures of a number."""
    found = ""
    while count > 0:
        count, index = divmod(count - 1, 26)
        found = chr(ord(first) + index) + found
    return found


def _levels(definition: _Element | None) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for element in definition if definition is not None else ():
        at = integer(element.get(f"{TEXT}level"), 0) - 1
        if 0 <= at < LEVELS and element.tag in (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style"):
            form = _form(element.get(f"{STYLE}num-format") or "")
            levels[at] = _Level(
                form=form,
                pattern=_pattern(element, at, levels) if form else "",
                start=integer(element.get(f"{TEXT}start-value"), 1),
                synchronised=element.get(f"{STYLE}num-letter-sync") == "true",
            )
    return levels


def _form(declared: str) -> str:
    """Return the kind of number by its sample: "1", "a", "I", and "а" for "а, б, .., аа, бб, ... (ru)"."""
    return declared if declared in _FORMATS else declared[:1] if declared[:1] in _FORMATS else "1" if declared else ""


def _pattern(element: _Element, at: int, levels: dict[int, _Level]) -> str:
    """Return how the number of a level looks; newer programs state it, for others it is put together."""
    stated = (value for name, value in element.attrib.items() if name.endswith("}num-list-format"))
    if found := next(stated, ""):
        return found
    shown = min(max(integer(element.get(f"{TEXT}display-levels"), 1), 1), at + 1)
    above = [other for other in range(at + 1 - shown, at) if levels.get(other, _Level()).form]
    numbers = ".".join(f"%{other + 1}%" for other in (*above, at))
    return f"{element.get(f'{STYLE}num-prefix') or ''}{numbers}{element.get(f'{STYLE}num-suffix') or ''}"
