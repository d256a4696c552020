"""Tables as text: each row with the headers of its columns, "Time: 15:30 | Room: 110", whatever format it comes from."""

from __future__ import annotations

from collections.abc import Sequence


def row_text(headers: Sequence[str], cells: Sequence[str]) -> str:
    """Return a row as one line, each value after its column's header; empty cells are left out."""
    names = [*headers, *[""] * len(cells)]
    return " | ".join(named(name, cell) for name, cell in zip(names, cells, strict=False) if cell)


def named(header: str, text: str) -> str:
    """Return a value after its header, alone where it has none."""
    return f"{header.rstrip(':')}: {text}" if header else text


def are_headers(rows: Sequence[Sequence[str]], *, marked: bool) -> bool:
    """Tell whether the first row names the columns: short, different, at most the corner empty.

    Two columns may as well be names and values, so there the row must be marked (bold, or repeated on each page), or
    stand above a column that has a figure in each of its several rows.
    """
    first, others = rows[0], rows[1:]
    names = [text for text in first if text]
    short = all(len(text) <= 60 and not text.endswith((".", "!", "?", ";")) for text in names)
    if not (short and len(names) >= 2 and len(set(names)) == len(names) and all(first[1:])):
        return False
    if marked or len(first) > 2:
        return marked or not any(text[:1].isdecimal() for text in first)
    columns = list(zip(*others, strict=False)) if len(others) > 1 else []
    return not any(map(_has_figure, first)) and any(all(map(_has_figure, column)) for column in columns)


def _has_figure(text: str) -> bool:
    return any(character.isdecimal() for character in text)
