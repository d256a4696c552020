"""Plain text: paragraphs, list items, headings and captions from lines and the blanks between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from ..dates import is_date
from ..documents import Anchor, Block, BlockKind, Location, Reading
from .encoding import decode
from .lines import (
    LONG_LINE,
    SHORT_LINE,
    is_credit,
    is_list_item,
    is_numbered,
    is_short,
    labelled,
    without_bullet,
)

_EQUALS = re.compile(r"^(={2,6})(?:\s*(?P<closed>\S.*?)\s*\1|\s+(?P<open>[^\s=].*))$")
_UNDERLINE = re.compile(r"^(?:={3,}|-{3,}|~{3,})$")
_RULE = re.compile(r"^[-=_*~#\s]{3,}$")
_PART = re.compile(
    r"^(?:chapter|section|session|part|annex|appendix|глава|раздел|часть|секция|сессия|приложение|бөлім|тарау|қосымша)"
    r"\s+(?:\d+|[ivxlc]+)\b",
    re.IGNORECASE,
)
_TAG_LINE = re.compile(r"^</?[a-zA-Z][^<>]*>$")
_SPEAKER_TAG = re.compile(r"^<SPEAKER\b[^<>]*\bNAME=\"(?P<name>[^\"<>]+)\"[^<>]*>$", re.IGNORECASE)
_SPEAKER_HEADING = re.compile(r"^={2,6}\s+(?P<name>[^\s=][^=]*)$")
_ASIDE = re.compile(r"^[\[(<].*[\])>]$", re.DOTALL)
_CHANGE = re.compile(r"^>>+\s*")
_BRACKETED = re.compile(r"^\[[^\]\n]{2,40}\]\s+\S")
# A line joins the next where the author did not mean the break: inside a sentence, or after a comma and a quote.
_OPEN_END = re.compile(r"(?:,|[,;]?\s[-–—]|,[\"”»’'])$")


def read(path: Path) -> Reading:
    """Return the paragraphs of a text file; `date` is set where a line near the top is a date and nothing else."""
    blocks = tuple(text_blocks(decode(path.read_bytes())))
    return Reading(blocks=blocks, properties=_properties(blocks))


def text_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of plain text, in order; speaker turns where a tag or a heading above them names the speaker."""
    lines = [line.strip() for line in text.split("\n")]
    width = _wrap_width(lines)
    for speaker, part in _spoken(lines):
        groups = [list(group) for key, group in groupby(part, key=_group_key) if key]
        yield from (_said(block, speaker) for block in _blocks(groups, width, titled=not speaker))


def running_text(text: str) -> list[Block]:
    """Return the blocks of a text that has no title of its own: the body of a message, the description of an event."""
    lines = [line.strip() for line in text.split("\n")]
    groups = [list(group) for filled, group in groupby(lines, key=bool) if filled]
    width, following = _wrap_width(lines), [*(group[0] for group in groups[1:]), ""]
    return [
        block
        for group, after in zip(groups, following, strict=False)
        for block in _section(group, after) or _paragraphs(group, width)
    ]


def _spoken(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines under each name that a speaker tag or heading states, first those under none."""
    speaker, following = "", ""
    part: list[str] = []
    names: list[str] = []
    for line in reversed(lines):
        names.append(_speaker_named(line, following))
        following = line or following
    for line, name in zip(lines, reversed(names), strict=True):
        if name:
            yield speaker, part
            speaker, part = name, []
        else:
            part.append(line)
    yield speaker, part


def _speaker_named(line: str, following: str) -> str:
    """Return the speaker that a line names: in a tag, or in a heading above a ">>"."""
    match = _SPEAKER_TAG.match(line) or (_CHANGE.match(following) and _SPEAKER_HEADING.match(line))
    return match["name"].strip() if match else ""


def _said(block: Block, speaker: str) -> Block:
    if not speaker or block.kind is not BlockKind.PARAGRAPH or _ASIDE.match(block.text):
        return block
    text = _CHANGE.sub("", block.text)
    return replace(block, kind=BlockKind.TURN, text=text, anchors=(Anchor(0, Location(speaker=speaker)),))


def _group_key(line: str) -> str:
    """Return what keeps neighbouring lines together: nothing for a blank or a tag, itself for "== heading =="."""
    if not line or _TAG_LINE.match(line):
        return ""
    return line if _EQUALS.match(line) else "text"


def _properties(blocks: Sequence[Block]) -> dict[str, str]:
    dates = [block.text for block in blocks[:6] if is_date(block.text)]
    return {"date": dates[0]} if dates else {}


def _wrap_width(lines: Iterable[str]) -> int:
    """Return the width at which the lines were wrapped, 0 where each line is a paragraph.

    Wrapped text has many lines of nearly the greatest length and none much longer.
    """
    lengths = sorted(len(line) for line in lines if line.strip())
    if len(lengths) < 4 or lengths[-1] > 2 * LONG_LINE:
        return 0
    width = lengths[int(len(lengths) * 0.97)]
    return width if 20 < width <= LONG_LINE and sum(n > 0.75 * width for n in lengths) >= len(lengths) / 4 else 0


def _blocks(groups: Sequence[Sequence[str]], width: int, *, titled: bool) -> Iterator[Block]:
    for number, group in enumerate(groups):
        title, lines = _split_title(group, width) if titled and number == 0 else ([], group)
        following = groups[number + 1][0] if number + 1 < len(groups) else ""
        yield from title
        yield from _section(lines, following) or _paragraphs(lines, width)


def _split_title(group: Sequence[str], width: int) -> tuple[list[Block], Sequence[str]]:
    """Return the file's title and the rest of its first group, where the first line reads like a title."""
    first, rest = group[0], group[1:]
    asks = first.endswith("?") and len(first) <= SHORT_LINE and bool(rest) and _is_record(rest)
    plain = (is_short(first) or asks) and not (
        is_list_item(first) or is_credit(first) or is_date(first) or labelled(first)
    )
    marked = (
        _RULE.match(first) or _CHANGE.match(first) or _BRACKETED.match(first) or first.startswith(("(", "[", "<", "="))
    )
    alone = not rest or not _joins(first, rest[0], width) or _is_solid(rest[0])
    if rest and _UNDERLINE.match(rest[0]):
        return [], group
    return ([Block(BlockKind.HEADING, first, level=1)], rest) if plain and not marked and alone else ([], group)


def _section(group: Sequence[str], following: str) -> list[Block]:
    """Return the heading that a group of lines plainly is, else nothing."""
    if not group:
        return []
    first = group[0]
    equals = _EQUALS.match(first)
    if equals:
        return [_heading(equals["closed"] or equals["open"], len(equals[1]) - 1)]
    if len(group) == 2 and _UNDERLINE.match(group[1]) and len(first) <= SHORT_LINE:
        return [_heading(first, 1 if group[1][0] == "=" else 2)]
    return [_heading(first, 2)] if len(group) == 1 and _is_heading(first, following) else []


def _heading(text: str, level: int) -> Block:
    return Block(BlockKind.HEADING, text, level=level)


def _is_heading(line: str, following: str) -> bool:
    """Say whether a line that stands alone is plainly a heading; when in doubt it is text, and can be quoted."""
    if not is_short(line) or is_credit(line) or _BRACKETED.match(line) or line.startswith(("(", "[", ">")):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 1]
    if line.isupper() and (len(words) >= 2 or (words and len(line) >= 4 and len(following) > 3 * len(line))):
        return True
    numbered = is_numbered(line) and not is_list_item(following) and len(following) > 1.5 * len(line)
    return bool(words) and (numbered or bool(_PART.match(line)))


def _paragraphs(group: Sequence[str], width: int) -> Iterator[Block]:
    """Yield the blocks of the lines between two blank ones."""
    captions = _captions(group)
    current: list[str] = []
    for number, line in enumerate(group):
        if number in captions:
            yield from _paragraph(current)
            current = []
            yield Block(BlockKind.CAPTION, line)
        elif current and _continues(group[number - 1], line, width):
            current.append(line)
        else:
            yield from _paragraph(current)
            current = [line]
    yield from _paragraph(current)


def _captions(group: Sequence[str]) -> set[int]:
    """Return the positions of photo credits and of the picture descriptions right above them."""
    credits = {number for number, line in enumerate(group) if is_credit(line)}
    above = {
        number - 1
        for number in credits
        if number > 0 and is_short(group[number - 1]) and not _is_solid(group[number - 1])
    }
    return credits | above


def _is_solid(line: str) -> bool:
    """Say whether a line begins a block of its own whatever stands above it."""
    return bool(is_list_item(line) or is_date(line) or _CHANGE.match(line) or _BRACKETED.match(line)) or (
        labelled(line) is not None
    )


def _continues(above: str, line: str, width: int) -> bool:
    """Say whether a line belongs to the paragraph above it: wrapped text, or one more line of "Label: value"."""
    if _is_solid(line):
        return bool(_is_record([above]) and labelled(line) and not is_list_item(line))
    return _joins(above, line, width) and not is_date(above)


def _is_record(lines: Sequence[str]) -> bool:
    """Say whether each line is a short "Label: value", as in the head of minutes."""
    return all(labelled(line) and len(line) <= 2 * SHORT_LINE for line in lines)


def _joins(above: str, line: str, width: int) -> bool:
    """Say whether the break between two lines is only where the line was full or a sentence went on."""
    if _OPEN_END.search(above) or line[:1].islower():
        return True
    first_word = line.split(maxsplit=1)[0]
    return bool(width) and len(above) + 1 + len(first_word) > 0.9 * width


def _paragraph(lines: Sequence[str]) -> Iterator[Block]:
    if not lines or all(_RULE.match(line) for line in lines):
        return
    if len(lines) > 1 and _is_record(lines):
        yield Block(BlockKind.PARAGRAPH, "\n".join(lines))
        return
    text = " ".join(lines)
    kind = BlockKind.LIST_ITEM if is_list_item(lines[0]) else BlockKind.PARAGRAPH
    text = without_bullet(text).strip()
    if text:
        yield Block(kind, text)
