"""Opens a pack again, in doubt of everything in it: sizes first, then the hash of each part, then the answer."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadAnswer
from .packing import ANSWER, SUMS

LARGEST = 1_000_000_000  # bytes of all parts of a pack, unpacked
LARGEST_ANSWER = 64_000_000  # bytes of its answer
_PARTS = 20_000
_LINE = re.compile(r"(\\?)([0-9a-f]{64})  (.+)")


@dataclass(frozen=True, slots=True)
class Packed:
    """What a pack holds: the answer's JSON, and the names of the parts that are not as they were packed."""

    answer: bytes
    broken: tuple[str, ...]


def is_pack(path: Path) -> bool:
    """Tell whether a file is a ZIP by its first bytes. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def packed_answer(path: Path) -> Packed:
    """Return the answer of a pack. Raises BadAnswer when the file is no pack, or too large for one."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            answer = max((entry.file_size for entry in entries if entry.filename in (ANSWER, SUMS)), default=0)
            if size > LARGEST or answer > LARGEST_ANSWER or len(entries) > _PARTS:
                raise BadAnswer(f"{path} is too large for an evidence pack: name a file that `ask --pack` wrote.")
            hashes = {entry.filename: _hash(archive, entry) for entry in entries}
            if not {ANSWER, SUMS} <= set(hashes):
                raise BadAnswer(f"{path} is no evidence pack, it has no {ANSWER}: name a file that `ask --pack` wrote.")
            broken = _broken(hashes, _listed(archive.read(SUMS)), len(entries))
            return Packed(archive.read(ANSWER), broken)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BadAnswer(f"{path} is damaged ({error}): take another copy of the pack.") from None


def _hash(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    found = hashlib.sha256()
    with archive.open(entry) as part:
        while piece := part.read(1 << 20):  # never more of it than its size says, else a BadZipFile
            found.update(piece)
    return found.hexdigest()


def _listed(content: bytes) -> Mapping[str, str]:
    lines = (_LINE.fullmatch(line) for line in content.decode("utf-8", "replace").split("\n"))
    return {line[3]: line[2] for line in lines if line and not line[1]}


def _broken(hashes: Mapping[str, str], listed: Mapping[str, str], entries: int) -> tuple[str, ...]:
    """Return the parts that have another hash than is listed, that are not listed, or that are listed and not there."""
    others = {name: found for name, found in hashes.items() if name != SUMS}
    wrong = {name for name in {*others, *listed} if others.get(name) != listed.get(name)}
    if entries != len(hashes):  # of two parts with one name, another program may show the other
        wrong.add(SUMS)
    return tuple(sorted(wrong))
