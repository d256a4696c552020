"""Where a quote stands in the text of a page, which has it in other line breaks, or only a part of it."""

from __future__ import annotations

from bisect import bisect_left
from unicodedata import normalize

from .readers.rows import CELL

_LEAST = 12  # letters: less of a quote that runs over a page break may stand anywhere
_BEFORE = 60  # letters: enough of what comes before a quote to tell it from the same words elsewhere on the page


def stretch_of(text: str, quote: str, before: str = "") -> range:
    """Return the positions in a text from the first letter of a quote to its last, none where nothing of it stands there.

    Letters and digits alone are compared, so that hyphens, line breaks and ligatures do not matter; a table's row is found
    without its headers, and of a quote that runs over a page break the part on this page. Of several places the one is
    taken that comes after the text `before`.
    """
    letters, places = _letters(text)
    start, length = _find(letters, *(_letters(_without_headers(part))[0] for part in (quote, before)))
    return range(places[start], places[start + length - 1] + 1) if length else range(0)


def _letters(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of a text without case and accents, and where each stands in it."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in normalize("NFKD", character).casefold():
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def _without_headers(quote: str) -> str:
    """Return the row of a table as the page shows it: "Kumdala 18" for "District: Kumdala | Advocates: 18"."""
    if CELL not in quote:
        return quote
    return " ".join(cell.partition(": ")[2] or cell for cell in quote.split(CELL))


def _find(letters: str, wanted: str, before: str) -> tuple[int, int]:
    """Return where `wanted` begins in `letters` and how much of it stands there: all, or its beginning or its end."""
    if wanted in letters:
        leads = range(min(len(before), _BEFORE) + 1)  # how much of what comes before stands there too
        lead = bisect_left(leads, True, key=lambda length: before[len(before) - length :] + wanted not in letters) - 1
        return letters.index(before[len(before) - lead :] + wanted) + lead, len(wanted)
    lengths = range(1, len(wanted))
    first = bisect_left(lengths, True, key=lambda length: wanted[:length] not in letters)
    last = bisect_left(lengths, True, key=lambda length: wanted[-length:] not in letters)
    if max(first, last) < _LEAST:
        return 0, 0
    return (letters.index(wanted[:first]), first) if first >= last else (letters.rindex(wanted[-last:]), last)
