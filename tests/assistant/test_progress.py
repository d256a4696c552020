"""Progress of a build: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
import os
import pty
import select
from collections.abc import Iterator
from typing import TextIO

import pytest

from assistant import progress
from assistant.progress import progress_on
from index import Progress

HALF = Progress(files=3, files_total=6, bytes=500, bytes_total=1_000, passages=40)
DONE = Progress(files=6, files_total=6, bytes=1_000, bytes_total=1_000, passages=81)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that lines go by; the test moves it on."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_a_line_says_how_far_it_is_and_how_long_it_still_takes(clock: list[float]) -> None:
    stream = io.StringIO()
    with progress_on(stream) as show:
        clock[0] += 20
        show(HALF)
    assert stream.getvalue() == "3 of 6 files, 40 passages embedded, about 20 s left\n"


def test_lines_come_seconds_apart_and_none_for_what_is_done(clock: list[float]) -> None:
    stream = io.StringIO()
    with progress_on(stream) as show:
        for _ in range(11):
            clock[0] += 1
            show(HALF)
        clock[0] += 10
        show(DONE)
    assert len(stream.getvalue().splitlines()) == 2


def test_nothing_read_yet_is_no_division_by_zero(clock: list[float]) -> None:
    stream = io.StringIO()
    with progress_on(stream) as show:
        clock[0] += 10
        show(Progress(files=0, files_total=6, bytes=0, bytes_total=1_000, passages=0))
    assert stream.getvalue().startswith("0 of 6 files, 0 passages embedded")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, TextIO]]:
    """Both ends of a pseudo-terminal: what reads it, and the stream that a program writes to."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    reading, writing = pty.openpty()
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        yield reading, stream
    os.close(reading)


def waiting(reading: int) -> str:
    """Return what was written to the terminal so far."""
    written = b""
    while select.select([reading], [], [], 0.2)[0]:
        written += os.read(reading, 65_536)
    return written.decode()


def test_a_terminal_gets_a_bar_that_is_cleared_at_the_end(terminal: tuple[int, TextIO]) -> None:
    reading, stream = terminal
    with progress_on(stream) as show:
        show(HALF)
    stream.flush()
    drawn = waiting(reading)
    assert "━" in drawn
    assert "50 %" in drawn
    assert "3 of 6 files, 40 passages embedded" in drawn
    assert drawn.rstrip().endswith(("\x1b[2K", "\x1b[?25h")), "the bar is left standing"
