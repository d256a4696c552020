"""Mutated samples: real files with flipped, lost, doubled and foreign bytes, each case made from its number alone.

    python -m tests.hostile.fuzz --cases 10000
    python -m tests.hostile.fuzz --first 2000 --cases 1000
    python -m tests.hostile.fuzz --seed 1 --replay 4711 --keep FOLDER

The cases are read in folders of a few dozen, a good file after each, and held to what `checks` asks.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from corpus import Document, Skipped, discover, load_many
from corpus.sample import MATERIALS
from tests.hostile.cases import SPEECH
from tests.hostile.checks import LIMITS, check
from tests.hostile.samples import made

REAL = Path(__file__).parents[3] / "shared" / "eval" / "zoo_conference" / "corpus"
LARGEST = 300_000  # bytes of a sample; more only makes the cases slow
TOGETHER = 50
MAGIC = (b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"{\\rtf1",
         b"WEBVTT\n\n", b"<?xml version='1.0'?>", b"BEGIN:VCALENDAR\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00" * 8)  # fmt: skip
TOKENS = (
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<p>", b"</w:p>", b"<w:tbl>"),
    *(b"/Kids [1 0 R]", b"/Parent 3 0 R", b"/Count 2147483647", b"/Length -1", b"endstream", b"endobj", b"xref", b"<<"),
    *(b"00:00:99,999 --> 00:00:00,000\n", b"-->", b"BEGIN:VEVENT\n", b"DTSTART:99999999T999999Z\n", b"RRULE:FREQ=SECONDLY\n"),
    *(b"Content-Type: multipart/mixed; boundary=x\n\n", b"--x\n", b"=?utf-8?b?////?=", b"---\n", b"```\n", b"|-|-|\n"),
    *(b"&#xD800;", b">>", b"Tj", b"\\bin99999 "),
    *(b"\x00", b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", "\u202e".encode(), "\u0301".encode() * 99, b"\xed\xa0\x80"),
)  # fmt: skip

Mutation = Callable[[random.Random, bytearray], None]


def flip(chance: random.Random, data: bytearray) -> None:
    """Flip one bit in some bytes."""
    for _ in range(chance.choice((1, 4, 40))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def overwrite(chance: random.Random, data: bytearray) -> None:
    """Write chance bytes over some."""
    start = chance.randrange(len(data))
    data[start : start + chance.randrange(1, 64)] = chance.randbytes(chance.randrange(1, 64))


def truncate(chance: random.Random, data: bytearray) -> None:
    """Lose the end."""
    del data[chance.randrange(len(data)) :]


def remove(chance: random.Random, data: bytearray) -> None:
    """Lose a stretch."""
    start = chance.randrange(len(data))
    del data[start : start + chance.randrange(1, max(len(data) // 4, 2))]


def double(chance: random.Random, data: bytearray) -> None:
    """Repeat a stretch, here or elsewhere, once or often."""
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 2_000)] * chance.choice((1, 1, 20))
    at = chance.choice((start, chance.randrange(len(data))))
    data[at:at] = piece


def disguise(chance: random.Random, data: bytearray) -> None:
    """Begin like a file of another kind."""
    mark = chance.choice(MAGIC)
    data[: chance.choice((0, len(mark)))] = mark


def speak(chance: random.Random, data: bytearray) -> None:
    """Put in words that mean something to a reader."""
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data) + 1)
        data[at:at] = chance.choice(TOKENS)


def enlarge(chance: random.Random, data: bytearray) -> None:
    """Make one of the numbers large, or negative."""
    digits = [at for at, byte in enumerate(data) if 48 <= byte < 58]
    if digits:
        at = chance.choice(digits)
        data[at : at + 1] = chance.choice((b"-1", b"0", b"65536", b"4294967295", b"99999999999999999999", b"1e309"))


MUTATIONS: tuple[Mutation, ...] = (flip, overwrite, truncate, remove, double, disguise, speak, enlarge)


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Return the bytes changed in one to four ways; a package is as often changed inside, and packed again."""
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.7:
        return repacked(chance, data)
    changed = bytearray(data)
    for mutation in chance.choices(MUTATIONS, k=chance.randrange(1, 5)):
        if changed:
            mutation(chance, changed)
    return bytes(changed)


def repacked(chance: random.Random, data: bytes) -> bytes:
    """Return a package with some of its members changed, lost or given each other's names."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as package, ZipFile(stream, "w", ZIP_DEFLATED) as changed:
        members = {name: package.read(name) for name in package.namelist()}
        for name in chance.sample(list(members), min(len(members), chance.randrange(1, 4))):
            match chance.randrange(8):
                case 0:
                    del members[name]
                case 1:
                    members[name] = chance.choice(list(members.values()))
                case _:
                    members[name] = mutated(chance, members[name]) if members[name] else b"?"
        for name, content in members.items():
            changed.writestr(name, content)
    return stream.getvalue()


@cache
def samples() -> list[tuple[str, bytes]]:
    """Return name and bytes of each file to start from: made ones, the package's own and, where they are, real ones."""
    folders = [folder for folder in (MATERIALS, REAL) if folder.exists()]
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [*made(), *((path.name, path.read_bytes()) for path in paths if 0 < path.stat().st_size <= LARGEST)]


def case(seed: int, number: int) -> tuple[str, bytes]:
    """Return name and bytes of one case."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - it must be the same again
    kinds = sorted({Path(name).suffix for name, _ in samples()})
    kind = chance.choice(kinds)
    name, data = chance.choice([sample for sample in samples() if Path(sample[0]).suffix == kind])
    return f"{number:06}-{name}", mutated(chance, data)


@dataclass
class Result:
    """How many cases ended how, and one text for each failure."""

    ends: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0


def run(seed: int, numbers: Sequence[int]) -> Result:
    """Read the cases of these numbers, a good file after each."""
    result = Result()
    for start in range(0, len(numbers), TOGETHER):
        with tempfile.TemporaryDirectory() as folder:
            _run_folder(seed, numbers[start : start + TOGETHER], Path(folder), result)
    return result


def _run_folder(seed: int, numbers: Sequence[int], folder: Path, result: Result) -> None:
    names = []
    for number in numbers:
        name, data = case(seed, number)
        names.append(name)
        (folder / name).write_bytes(data)
        (folder / f"{name}.good.txt").write_text(SPEECH, encoding="utf-8")
    outcomes = timed(load_many(discover([folder]), limits=LIMITS))
    for number, name in zip(numbers, names, strict=True):
        fault = _fault(name, *next(outcomes), *next(outcomes), result)
        if fault:
            result.failures.append(
                f"case {number} ({name}): {fault}\n  python -m tests.hostile.fuzz --seed {seed} --replay {number} --keep ."
            )


def _fault(
    name: str, outcome: Document | Skipped, seconds: float, good: Document | Skipped, _: float, result: Result
) -> str:
    result.ends[outcome.reason if isinstance(outcome, Skipped) else "text"] += 1
    result.slowest = max(result.slowest, seconds)
    if (outcome.source, good.source) != (name, f"{name}.good.txt"):
        return f"the outcomes are of {outcome.source} and {good.source}"
    if not isinstance(good, Document) or good.text != SPEECH:
        return f"the good file beside it: {good}"
    if seconds > 2 * LIMITS.seconds + 5:
        return f"{seconds:.0f} s"
    try:
        check(outcome)
    except AssertionError as error:
        return f"{error}"[:500] or "not clean"
    return ""


def timed(outcomes: Iterator[Document | Skipped]) -> Iterator[tuple[Document | Skipped, float]]:
    """Yield each outcome with the seconds for which it was waited."""
    while True:
        began = time.monotonic()
        try:
            outcome = next(outcomes)
        except StopIteration:
            return
        yield outcome, time.monotonic() - began


def main() -> int:
    """Run cases by their number, or one again; the exit code is 1 when any failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--replay", type=int)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    if asked.replay is not None and asked.keep:
        name, data = case(asked.seed, asked.replay)
        (asked.keep / name).write_bytes(data)
    began = time.monotonic()
    numbers = range(asked.first, asked.first + asked.cases) if asked.replay is None else [asked.replay]
    result = run(asked.seed, numbers)
    ends = ", ".join(f"{count} {end}" for end, count in result.ends.most_common())
    sys.stdout.write("".join(f"{failure}\n" for failure in result.failures))
    sys.stdout.write(
        f"seed {asked.seed} from case {numbers[0]}: {ends}; slowest {result.slowest:.1f} s, "
        f"{time.monotonic() - began:.0f} s in all, {len(result.failures)} failures\n"
    )
    return 1 if result.failures else 0


if __name__ == "__main__":
    sys.exit(main())
