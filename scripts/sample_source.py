"""Reads the plain-text sources of the sample's binary files.

A source is a small part of Markdown: front matter of `key: value` lines, then blocks parted by blank lines: headings
(`#`), paragraphs, numbered items (`1. …`), tables (`| a | b |`), a page break (`---`) and footnotes (`[^1]: …`), to
which a paragraph or a table cell refers with `[^1]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FOOTNOTE_MARK = re.compile(r"\[\^(\d+)\]")
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^(\d+)\]: (.+)")
_HEADING = re.compile(r"(#+) (.+)")
_ITEM = re.compile(r"\d+\. ")
_CAPTION = re.compile(r"Table \d+\. ")


class PartKind(StrEnum):
    """What a block of a source is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CAPTION = "caption"
    TABLE = "table"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a source: its text, the level of a heading, or the rows of a table with the header first."""

    kind: PartKind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One source: its front matter, its blocks in order and its footnotes by number."""

    properties: Mapping[str, str]
    parts: tuple[Part, ...]
    footnotes: Mapping[int, str]


def load(path: Path) -> Source:
    """Return the source in the file at `path`; raise ValueError where it has no front matter."""
    text = path.read_text(encoding="utf-8")
    front = _FRONT_MATTER.match(text)
    if front is None:
        raise ValueError(f"{path} begins without front matter: put its title and date between two lines of ---")
    blocks = [block.strip() for block in text[front.end() :].split("\n\n")]
    return Source(
        properties=dict(_properties(front[1])),
        parts=tuple(part for block in blocks if not _FOOTNOTE.match(block) for part in _parts(block)),
        footnotes={int(number): note for number, note in _FOOTNOTE.findall(text)},
    )


def _properties(front: str) -> Iterator[tuple[str, str]]:
    for line in front.splitlines():
        key, _, value = line.partition(": ")
        yield key, value.strip('"')


def _parts(block: str) -> Iterator[Part]:
    if block == "---":
        yield Part(PartKind.BREAK)
    elif block.startswith("|"):
        yield Part(PartKind.TABLE, rows=_rows(block))
    elif heading := _HEADING.fullmatch(block):
        yield Part(PartKind.HEADING, heading[2], level=len(heading[1]))
    elif _ITEM.match(block):
        yield from (Part(PartKind.ITEM, line) for line in block.splitlines())
    else:
        yield Part(PartKind.CAPTION if _CAPTION.match(block) else PartKind.PARAGRAPH, " ".join(block.splitlines()))


def _rows(block: str) -> tuple[tuple[str, ...], ...]:
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in block.splitlines()]
    return (cells[0], *cells[2:])
