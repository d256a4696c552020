"""Markdown (CommonMark with tables and strikethrough) and its YAML front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..documents import Block, BlockKind, Reading
from ..limits import DEFAULT_LIMITS
from .encoding import decode
from .html import whole
from .lines import is_credit, labelled
from .tables import row_text

_FRONT = re.compile(r"\A\s*---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_KEY_LINE = re.compile(r"^[\w-]+[ \t]*:", re.MULTILINE)
_HIDING = re.compile(r"<(script|style)\b", re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_NOTE = re.compile(r"^ {0,3}\[\^(?P<name>[^\]\s^]{1,40})\]:[ \t]*")
_NOTE_MARK = re.compile(r"\[\^[^\]\s^]{1,40}\]")
# Two private characters around a note's name keep CommonMark from reading it as the address of a link.
_NAMED_NOTE = re.compile(r"^\ue000(?P<name>[^\ue001]*)\ue001\s*")
_ATTRIBUTES = re.compile(r"\s+\{[#.:][^{}]*\}$")
_TASK = re.compile(r"^\[(?P<done>[ xX])\]\s+")
_DEFINITION = re.compile(r"^[:~]\s+")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d|/tr)\b[^<>]*>", re.IGNORECASE)

# What front matter calls the fields that a Reading knows.
_FIELDS = {
    "title": "title",
    "date": "date",
    "published": "date",
    "pubdate": "date",
    "language": "language",
    "lang": "language",
    "author": "author",
    "authors": "author",
    "speaker": "speaker",
    "speakers": "speaker",
    "session": "session",
    "event": "event",
    "conference": "event",
    "role": "role",
    "position": "role",
    "organisation": "organisation",
    "organization": "organisation",
    "affiliation": "organisation",
    "symbol": "symbol",
    "version": "version",
    "status": "version",
}
_PERSON = ("name", "role", "title", "organisation", "organization", "affiliation")


def read(path: Path) -> Reading:
    """Return the blocks of a Markdown file in order, and what its front matter says of it."""
    text = decode(path.read_bytes())
    properties, text = _front_matter(text)
    return Reading(blocks=tuple(_Walk(_parser().parse(_with_notes(text))).blocks()), properties=properties)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _with_notes(text: str) -> str:
    """Return the text with each footnote a paragraph of its own and the marks that refer to one left out."""
    lines = text.split("\n")
    if not any(map(_NOTE.match, lines)):
        return text
    written: list[str] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        note = None if fence else _NOTE.match(line)
        if note:
            written += ["", f"\ue000{note['name']}\ue001 {_NOTE_MARK.sub('', line[note.end() :])}"]
        else:
            written.append(line if fence else _NOTE_MARK.sub("", line))
    return "\n".join(written)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the fields of the leading "---" block and the text without it."""
    match = _FRONT.match(text)
    if match is None or not _KEY_LINE.search(match["yaml"]):
        return {}, text
    if len(match["yaml"]) > DEFAULT_LIMITS.front_matter_chars:
        return {}, text
    return _fields(_mapping(match["yaml"])), text[match.end() :]


def _mapping(source: str) -> Mapping[Any, Any]:
    """Return the YAML mapping; where the YAML is faulty, its plain "key: value" lines."""
    import yaml

    try:
        loaded = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError):
        pairs = (line.partition(":") for line in source.split("\n") if _KEY_LINE.match(line))
        return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}
    return loaded if isinstance(loaded, dict) else {}


def _fields(found: Mapping[Any, Any]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for key, value in found.items():
        name = _FIELDS.get(str(key).lower())
        text = _scalar(value, "; " if name == "speaker" else ", ")
        if name and text:
            fields.setdefault(name, text)
    return fields


def _scalar(value: object, between: str = ", ") -> str:
    """Return a YAML scalar, or a list of them, as text; of a mapping its name, role and organisation; no deeper."""
    if isinstance(value, list):
        return between.join(text for item in value[:50] if not isinstance(item, list) and (text := _scalar(item)))
    if isinstance(value, dict):
        known = (value.get(key) for key in _PERSON)
        return ", ".join(" ".join(part.split()) for part in known if isinstance(part, str) and part.strip())
    if value is None or isinstance(value, bytes):
        return ""
    return " ".join(str(value).split())


class _Walk:
    """One pass over the tokens; holds which list item and which table row the pass is in."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._labels: list[str | None] = []
        self._numbers: list[int] = []
        self._header: list[str] = []
        self._cells: list[str] = []
        self._in_header = False

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in order."""
        raw: list[str] = []
        for number, token in enumerate(self._tokens):
            if token.type == "html_block":
                raw.append(token.content)
                continue
            yield from _html("\n".join(raw))
            raw.clear()
            match token.type:
                case "inline":
                    yield from self._inline(token, self._tokens[number - 1])
                case "fence" | "code_block":
                    yield from _block(BlockKind.PARAGRAPH, token.content.strip("\n"))
                case "tr_close":
                    yield from self._row()
                case _:
                    self._enter(token)
        yield from _html("\n".join(raw))

    def _enter(self, token: Token) -> None:
        """Note that a list, an item, a table or a row begins or ends."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._numbers.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else -1)
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._labels.append(self._label(token))
            case "list_item_close":
                self._labels.pop()
            case "thead_open":
                self._in_header, self._header = True, []
            case "tr_open":
                self._cells = []

    def _label(self, token: Token) -> str:
        """Return the number a reader sees before the item, with its mark, "" for a bullet."""
        number = self._numbers[-1]
        if number < 0:
            return ""
        self._numbers[-1] += 1
        return f"{number}{token.markup} "

    def _inline(self, token: Token, opening: Token) -> Iterator[Block]:
        text = _text(token.children or [])
        if opening.type in ("th_open", "td_open"):
            self._cells.append(" ".join(text.split()))
        elif opening.type == "heading_open":
            heading = _ATTRIBUTES.sub("", " ".join(text.split()))
            yield from _block(BlockKind.HEADING, heading, level=int(opening.tag[1]))
        else:
            yield from self._paragraph(text)
            yield from _captions(token.children or [])

    def _paragraph(self, text: str) -> Iterator[Block]:
        """Yield a paragraph, as a list item where it is the first of one, as a note where it is named as one."""
        note = _NAMED_NOTE.match(text)
        label = self._labels[-1] if self._labels else None
        if note:
            yield from _block(BlockKind.FOOTNOTE, f"{note['name']} {_joined(text[note.end() :])}")
        elif label is not None and text.strip():
            self._labels[-1] = None
            yield from _block(BlockKind.LIST_ITEM, label + _TASK.sub(_box, _joined(text)))
        else:
            for part in _definitions(text):
                yield from _block(BlockKind.CAPTION if is_credit(part) else BlockKind.PARAGRAPH, part)

    def _row(self) -> Iterator[Block]:
        if self._in_header:
            self._in_header, self._header = False, self._cells
            return
        yield from _block(BlockKind.TABLE_ROW, row_text(self._header, self._cells))


def _block(kind: BlockKind, text: str, *, level: int = 0) -> Iterator[Block]:
    if text.strip():
        yield Block(kind, text.strip(), level=level)


def _html(source: str) -> list[Block]:
    """Return the blocks of raw HTML, as of a page that is content from end to end."""
    return whole(source) if source.strip() else []


def _box(task: re.Match[str]) -> str:
    return "☐ " if task["done"] == " " else "☑ "


def _definitions(text: str) -> list[str]:
    """Return a term with its definition, "Term: definition", each further one alone; any other paragraph joined."""
    term, *others = [line.strip() for line in text.strip().split("\n")]
    if not others or not all(map(_DEFINITION.match, others)):
        return [_joined(text)]
    first, *further = [_DEFINITION.sub("", line) for line in others]
    return [f"{term.rstrip(':')}: {first}", *further]


def _text(children: Sequence[Token]) -> str:
    r"""Return what a person reads of inline tokens; "\n" stands for each line break of the source."""
    parts: list[str] = []
    hidden = ""
    for token in children:
        if token.type == "html_inline" and (hiding := _HIDING.match(token.content)):
            hidden = hiding[1].lower()
        elif token.type == "html_inline" and hidden and token.content.lower().startswith(f"</{hidden}"):
            hidden = ""
        if hidden:
            continue
        match token.type:
            case "text" | "code_inline":
                parts.append(token.content)
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "html_inline":
                parts.append("\n" if _BREAK.match(token.content) else "")
    return "".join(parts)


def _joined(text: str) -> str:
    """Join the lines of a paragraph by spaces, except lines that are each a "Label: value"."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(labelled(line) for line in lines):
        return "\n".join(lines)
    return " ".join(lines)


def _captions(children: Sequence[Token]) -> Iterator[Block]:
    for token in children:
        if token.type == "image":
            yield from _block(BlockKind.CAPTION, " ".join(_text(token.children or []).split()))
