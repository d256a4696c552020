"""Tables as text (.csv, .tsv): rows with their headers, whatever encoding they are in and whatever parts their cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ..documents import Reading
from ..limits import DEFAULT_LIMITS, Limits
from .encoding import decode
from .ooxml import tidy
from .sheets import Cell, Row, Sheet, Tally, blocks_of

_DELIMITERS = "\t;|,"  # in order of preference: a comma stands in prose and in numbers as well
_SAMPLE_CHARS = 50_000
_SAMPLE_ROWS = 100
_ALIKE = 0.6  # of the rows have the same number of cells in a table
_END = "\0end"  # no cell holds this one
_STATED = "sep="  # a first line by which Excel is told the delimiter


def read(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Return the rows of a table; they are counted as a spreadsheet program counts them, blank ones too.

    Raises Refused for one over a limit.
    """
    text = decode(path.read_bytes())
    stated = _stated(text)
    delimiter = stated or delimiter_of(text) or ","
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    lines = _rows(text.partition("\n")[2] if stated else text, delimiter)
    rows = (Row(number, cells) for number, line in enumerate(lines, start=1) if (cells := _cells(line)))
    return Reading(tuple(blocks_of(rows, Sheet(is_headed=True), Tally(limits))))


def delimiter_of(text: str) -> str | None:
    """Return what parts the cells of a table, by its first rows; None where most of them are not parted alike."""
    stated = _stated(text)
    if stated:
        return stated
    sample = text[:_SAMPLE_CHARS]
    found = {delimiter: _likeness(sample, delimiter) for delimiter in _DELIMITERS if delimiter in sample}
    best = max(found, key=lambda delimiter: found[delimiter], default=None)
    return best if best and found[best] >= _ALIKE else None


def _stated(text: str) -> str | None:
    first = text[: len(_STATED) + 2].lower()
    return text[len(_STATED)] if first.startswith(_STATED) and first[len(_STATED) + 1 :] == "\n" else None


def _likeness(sample: str, delimiter: str) -> float:
    """Return the share of the rows that have the usual number of cells, 0 where that is one or there are not two rows."""
    try:
        lines = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _SAMPLE_ROWS))
    except csv.Error:
        return 0.0
    lengths = Counter(len(line) for line in (lines[:-1] if len(sample) == _SAMPLE_CHARS else lines) if any(line))
    length, count = max(lengths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return count / lengths.total() if length > 1 and count > 1 else 0.0


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each row; where a quotation mark is opened and never closed, none of them means anything."""
    if _is_closed(text, delimiter):
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    else:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE):
            yield [cell.strip('"') for cell in line]


def _is_closed(text: str, delimiter: str) -> bool:
    last: list[str] = []
    for line in csv.reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter=delimiter):
        last = line
    return last == [_END]


def _cells(line: list[str]) -> tuple[Cell, ...]:
    return tuple(Cell(column, text) for column, cell in enumerate(line) if (text := tidy(cell)))
