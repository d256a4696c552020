"""What a `materials.csv` (or `.tsv`) beside the files says of them; it comes before anything a file says itself.

Its first line names the columns: `file`, a path relative to the table or a pattern ("day-1/*.pdf"; a `*` also reaches into
subfolders), and any of COLUMNS. An empty cell overrides nothing. A row that names one file comes before a pattern, a table
in a subfolder before one above it. A table without the column `file` is a document like any other.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import translate
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from .cleaning import clean_text
from .dates import find_date, find_month, find_year
from .languages import language_code
from .readers.encoding import decode

if TYPE_CHECKING:
    from .discovery import Found
    from .limits import Limits

NAMES = frozenset({"materials.csv", "materials.tsv"})
COLUMNS = tuple("title date language event session speaker role organisation author symbol version".split())
_SPELLINGS = {"organization": "organisation"}
_PATTERN = re.compile("[*?]")
_MOST_FAULTS = 5
_LONGEST = 500  # characters of a cell


@dataclass(slots=True)
class _Table:
    """One table: its rows as (number of the line, file or pattern, fields), and what is wrong with it."""

    rows: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def overridden(found: Sequence[Found], limits: Limits) -> list[Found]:
    """Return the files with what the tables among them say of each, without the tables.

    A table of which a part could not be applied stays, its `fault` one sentence on what and what to do.
    """
    tables = {file.path: table for file in found if file.path.name in NAMES and (table := _table(file, limits))}
    named = {file.path: normalize("NFC", str(file.path)) for file in found if file.path not in tables}
    said: dict[Path, dict[str, str]] = {}
    for path, table in sorted(tables.items(), key=lambda pair: len(pair[0].parts)):
        for place, fields in _applied(path.parent, table, named, limits):
            said.setdefault(place, {}).update(fields)
    faults = {path: _sentence(table.faults) for path, table in tables.items()}
    return [
        replace(file, overrides=said.get(file.path, {}), fault=faults.get(file.path, ""))
        for file in found
        if faults.get(file.path) != ""
    ]


def _table(file: Found, limits: Limits) -> _Table | None:
    """Return what a table holds, None where it is no table of overrides or cannot be read."""
    if file.size > limits.overrides_bytes:
        return _Table(faults=[f"it is larger than {limits.overrides_bytes:,} bytes"])
    try:
        text = decode(file.path.read_bytes())
        separator = max(",;\t", key=text.split("\n", 1)[0].count)
        lines = list(csv.reader(io.StringIO(text), delimiter=separator))
    except (OSError, csv.Error):
        return None
    heads = [_SPELLINGS.get(head, head) for head in (cell.strip().lower() for cell in lines[0])] if lines else []
    if "file" not in heads:
        return None
    table = _Table(
        faults=[f"the column “{head}” is not known" for head in heads if head and head not in ("file", *COLUMNS)]
    )
    if len(lines) > limits.override_rows:
        table.faults.append(f"it has more than {limits.override_rows:,} rows, and those after them were left out")
    for number, cells in enumerate(lines[1 : limits.override_rows], start=2):
        _add(table, number, heads, cells)
    return table


def _add(table: _Table, number: int, heads: Sequence[str], cells: Sequence[str]) -> None:
    if len(cells) > len(heads):
        table.faults.append(f"row {number} has more cells than there are columns")
        return
    stated = {head: text for head, cell in zip(heads, cells, strict=False) if (text := clean_text(cell))}
    fields = {head: _understood(head, text) for head, text in stated.items() if head in COLUMNS}
    table.faults += [
        f"row {number}: the {head} “{stated[head][:40]}” is not understood" for head in fields if not fields[head]
    ]
    if "file" in stated:
        table.rows.append((number, stated["file"], {head: text for head, text in fields.items() if text}))
    elif stated:
        table.faults.append(f"row {number} names no file")


def _understood(head: str, text: str) -> str:
    """Return a cell as a Document has it, "" for a date or a language that is none, or a text that is too long."""
    match head:
        case "date":
            return find_date(text, compact=True) or find_month(text) or find_year(text)
        case "language":
            return language_code(text)
        case _:
            return text if len(text) <= _LONGEST else ""


def _applied(
    folder: Path, table: _Table, named: Mapping[Path, str], limits: Limits
) -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield each file that a row matches with the row's fields, patterns first; note the rows that match none."""
    above = normalize("NFC", str(folder)).rstrip("/") + "/"
    below = {name.removeprefix(above): path for path, name in named.items() if name.startswith(above)}
    rows = [
        (number, normalize("NFC", file).removeprefix("./").replace("\\", "/"), fields)
        for number, file, fields in table.rows
    ]
    patterns = [row for row in rows if _PATTERN.search(row[1]) and row[1] not in below]
    if len(patterns) > limits.override_patterns:
        table.faults.append(f"it has more than {limits.override_patterns} patterns, and those after them were left out")
    for number, pattern, fields in patterns[: limits.override_patterns]:
        matches = re.compile(translate(pattern)).match
        matched = [path for name, path in below.items() if matches(name)]
        yield from ((path, fields) for path in matched)
        if not matched:
            table.faults.append(f"row {number} matches no file: {pattern}")
    for number, name, fields in rows:
        if name in below:
            yield below[name], fields
        elif not _PATTERN.search(name):
            table.faults.append(f"row {number} matches no file: {name}")


def _sentence(faults: Sequence[str]) -> str:
    if not faults:
        return ""
    more = f"; and {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
    return (
        f"Not all of this table could be applied: {'; '.join(faults[:_MOST_FAULTS])}{more}. Correct it and index again."
    )
