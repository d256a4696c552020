"""Progress of a build on a terminal: a bar with files, passages and time left; plain lines when it is not a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from index import Progress

_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def progress_on(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    """Yield a function that shows a build's progress on `stream`."""
    if stream.isatty():
        with _bar(stream) as show:
            yield show
    else:
        yield _lines(stream)


@contextmanager
def _bar(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn(
            "{task.fields[files]} of {task.fields[files_total]} files, {task.fields[passages]} passages embedded"
        ),
        TimeRemainingColumn(compact=True),
    )
    with Bar(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("", total=None, files=0, files_total="?", passages=0)

        def show(now: Progress) -> None:
            bar.update(
                task,
                completed=now.bytes,
                total=max(now.bytes_total, 1),
                files=now.files,
                files_total=now.files_total,
                passages=now.passages,
            )

        yield show


def _lines(stream: TextIO) -> Callable[[Progress], None]:
    began = time.monotonic()
    shown = began

    def show(now: Progress) -> None:
        nonlocal shown
        moment = time.monotonic()
        if moment - shown < _SECONDS_BETWEEN_LINES or now.files == now.files_total:
            return
        shown = moment
        left = (moment - began) * (now.bytes_total - now.bytes) / max(now.bytes, 1)
        print(
            f"{now.files} of {now.files_total} files, {now.passages} passages embedded, about {left:.0f} s left",
            file=stream,
            flush=True,
        )

    return show
