"""One way to read a folder, alone in its process; prints seconds, without imports of our own, and characters as JSON."""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from corpus import Document, Skipped, discover, load_many
from corpus.discovery import Found
from corpus.loading import load

Way = Callable[[list[Found]], Iterator[int]]


def in_process(files: list[Found]) -> Iterator[int]:
    """Yield the characters of each file, read in this process."""
    for file in files:
        yield _characters(load(file))


def in_sandbox(files: list[Found]) -> Iterator[int]:
    """Yield the characters of each file, read as a build reads it; the start of the processes is included."""
    for outcome in load_many(files):
        yield _characters(outcome)


def in_one_worker(files: list[Found]) -> Iterator[int]:
    """Yield the characters of each file, read in a single process of the sandbox; its start is included."""
    for outcome in load_many(files, workers=1):
        yield _characters(outcome)


def bare_loop(files: list[Found]) -> Iterator[int]:
    """Yield the characters that PDFium finds in each PDF, page by page, and nothing else."""
    for file in files:
        yield sum(map(len, _bare(file.path)))


def bare_pages(path: Path) -> list[str]:
    """Return the text that PDFium finds on each page of a PDF."""
    return list(_bare(path))


def _bare(path: Path) -> Iterator[str]:
    import pypdfium2

    with closing(pypdfium2.PdfDocument(path)) as document:
        for page in document:
            yield page.get_textpage().get_text_range()


def _characters(outcome: Document | Skipped) -> int:
    return len(outcome.text) if isinstance(outcome, Document) else 0


WAYS: dict[str, Way] = {"process": in_process, "sandbox": in_sandbox, "worker": in_one_worker, "pypdfium2": bare_loop}


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the folder and print what it took."""
    parser = argparse.ArgumentParser(description="Read a folder in one way, timed.")
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args(arguments)
    files = discover([chosen.folder])
    began, used = time.perf_counter(), _processor()
    characters = sum(WAYS[chosen.way](files))
    seconds, processor = time.perf_counter() - began, _processor() - used
    print(json.dumps({"seconds": seconds, "processor": processor, "characters": characters, "files": len(files)}))
    return 0


def _processor() -> float:
    """Return the seconds of a processor that this process and its ended children have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    raise SystemExit(main())
