"""What passes between the program and the processes that read: frames of JSON, trusted in one direction only.

A frame is its length in four bytes, most significant first, and that many bytes of JSON in UTF-8. What comes out of a
reading process is taken for hostile: everything is checked for its type before a Document is made of it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from operator import attrgetter
from typing import IO, Any, NoReturn, TypeVar

from .documents import Anchor, Block, BlockKind, Document, Location, Skipped
from .errors import Reason

_LENGTH = struct.Struct(">I")
_T = TypeVar("_T")
_TEXTS = ("kind", "sha256", "title", "date", "language")
_PLACES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("page", "paragraph", "slide"), int),
    **dict.fromkeys(("start", "end", "confidence"), (int, float)),
    **dict.fromkeys(("page_label", "speaker", "sheet", "cells", "part"), str),
}
_known = attrgetter(*_PLACES)


def pack(message: Mapping[str, Any]) -> bytes:
    """Return a frame; ValueError for numbers that JSON does not know. Half a surrogate pair becomes "?"."""
    body = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")
    return _LENGTH.pack(len(body)) + body


def send(stream: IO[bytes], frame: bytes) -> None:
    """Write a frame at once."""
    stream.write(frame)
    stream.flush()


def receive(stream: IO[bytes], most: int) -> dict[str, Any]:
    """Return the message of the next frame.

    Raises EOFError when the stream ends before it, OverflowError when it is longer than `most` bytes and ValueError
    or RecursionError when it is no JSON object.
    """
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > most:
        raise OverflowError(f"{length} bytes")
    return _typed(json.loads(_exactly(stream, length), parse_constant=_no_number), dict)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def outcome_fields(outcome: Document | Skipped) -> dict[str, Any]:
    """Return an outcome ready for `pack`; the documents of the files inside a document are left out."""
    if isinstance(outcome, Skipped):
        return {"reason": outcome.reason, "detail": outcome.detail}
    plain = {name: getattr(outcome, name) for name in (*_TEXTS, "pages")}
    blocks = [_block_fields(block) for block in outcome.blocks]
    tables = {"metadata": dict(outcome.metadata), "origins": dict(outcome.origins)}
    return {**plain, **tables, "unread": outcome.unread, "blocks": blocks}


def _block_fields(block: Block) -> list[Any]:
    anchors = [[anchor.offset, _place_fields(anchor.location)] for anchor in block.anchors]
    return [block.kind.value, block.text, block.level, anchors]


def _place_fields(location: Location) -> dict[str, Any]:
    fields = {name: value for name, value in zip(_PLACES, _known(location), strict=True) if value is not None}
    return {**fields, "heading": location.heading} if location.heading else fields


def outcome_of(fields: Mapping[str, Any], source: str) -> Document | Skipped:
    """Return the outcome that `outcome_fields` wrote, under the name that the program itself gave the file.

    Raises LookupError, TypeError or ValueError when the fields are not those of an outcome.
    """
    if "reason" in fields:
        return skipped_of(fields, source)
    pages = fields["pages"]
    return Document(
        source=source,
        blocks=tuple(_block(*block) for block in fields["blocks"]),
        pages=None if pages is None else _typed(pages, int),
        unread=tuple(_typed(sentence, str) for sentence in fields["unread"]),
        **{name: _typed(fields[name], str) for name in _TEXTS},
        metadata=_table(fields["metadata"]),
        origins=_table(fields["origins"]),
    )


def skipped_of(fields: Mapping[str, Any], source: str) -> Skipped:
    """Return why a file gave nothing, as `outcome_fields` wrote it; LookupError, TypeError or ValueError as `outcome_of`."""
    return Skipped(source, Reason(fields["reason"]).value, _typed(fields["detail"], str))


def _table(fields: dict[str, Any]) -> dict[str, str]:
    return {name: _typed(value, str) for name, value in _typed(fields, dict).items()}


def names_of(names: list[str], most: int) -> list[str]:
    """Return the names of the files inside a file; TypeError or ValueError when they are none or more than `most`."""
    found = [_typed(name, str) for name in _typed(names, list)]
    if len(found) > most:
        raise ValueError(f"{len(found)} names")
    return found


def _block(kind: str, text: str, level: int, anchors: list[list[Any]]) -> Block:
    placed = tuple(Anchor(_typed(offset, int), _place(fields)) for offset, fields in anchors)
    if not placed or placed[0].offset != 0:
        raise ValueError("a block begins at no place")
    return Block(BlockKind(kind), _typed(text, str), placed, _typed(level, int))


def _place(fields: dict[str, Any]) -> Location:
    heading = tuple(_typed(words, str) for words in fields.pop("heading", ()))
    for name, value in fields.items():
        _typed(value, _PLACES[name])
    return Location(heading=heading, **fields)


def _typed(value: _T, kind: type | tuple[type, ...]) -> _T:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{type(value).__name__} where {kind} should stand")
    return value
