"""Markdown (CommonMark with tables and strikethrough) and its YAML front matter."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..documents import Block, BlockKind, Reading
from .encoding import decode
from .lines import is_credit, labelled
from .tables import row_text

_FRONT = re.compile(r"\A\s*---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_FRONT_LIMIT = 20_000
_KEY_LINE = re.compile(r"^[\w-]+[ \t]*:", re.MULTILINE)
_UNSHOWN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?][^<>]*>")
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


def read(path: Path) -> Reading:
    """Return the blocks of a Markdown file in order, and what its front matter says of it."""
    text = decode(path.read_bytes())
    properties, text = _front_matter(text)
    return Reading(blocks=tuple(_Walk(_parser().parse(text)).blocks()), properties=properties)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the fields of the leading "---" block and the text without it."""
    match = _FRONT.match(text)
    if match is None or not _KEY_LINE.search(match["yaml"]) or len(match["yaml"]) > _FRONT_LIMIT:
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
    """Return a YAML scalar, or a list of them, as text; anything deeper is left out."""
    if isinstance(value, list):
        return between.join(text for item in value[:50] if not isinstance(item, list) and (text := _scalar(item)))
    if value is None or isinstance(value, dict | bytes):
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
        for number, token in enumerate(self._tokens):
            match token.type:
                case "inline":
                    yield from self._inline(token, self._tokens[number - 1])
                case "fence" | "code_block":
                    yield from _block(BlockKind.PARAGRAPH, token.content.strip("\n"))
                case "html_block":
                    yield from _html(token.content)
                case "tr_close":
                    yield from self._row()
                case _:
                    self._enter(token)

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
            yield from _block(BlockKind.HEADING, " ".join(text.split()), level=int(opening.tag[1]))
        else:
            yield from self._paragraph(text)
            yield from _captions(token.children or [])

    def _paragraph(self, text: str) -> Iterator[Block]:
        """Yield a paragraph, as a list item where it is the first of one."""
        text = _joined(text)
        label = self._labels[-1] if self._labels else None
        if label is not None and text:
            self._labels[-1] = None
            yield from _block(BlockKind.LIST_ITEM, label + text)
        else:
            yield from _block(BlockKind.CAPTION if is_credit(text) else BlockKind.PARAGRAPH, text)

    def _row(self) -> Iterator[Block]:
        if self._in_header:
            self._in_header, self._header = False, self._cells
            return
        yield from _block(BlockKind.TABLE_ROW, row_text(self._header, self._cells))


def _block(kind: BlockKind, text: str, *, level: int = 0) -> Iterator[Block]:
    if text.strip():
        yield Block(kind, text.strip(), level=level)


def _html(source: str) -> Iterator[Block]:
    """Yield the text of a piece of raw HTML, without comments, scripts and tags."""
    shown = _TAG.sub("", _BREAK.sub("\n", _UNSHOWN.sub("", source)))
    for line in html.unescape(shown).split("\n"):
        yield from _block(BlockKind.PARAGRAPH, " ".join(line.split()))


def _text(children: Sequence[Token]) -> str:
    r"""Return what a person reads of inline tokens; "\n" stands for each line break of the source."""
    parts: list[str] = []
    for token in children:
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
