"""However long a model takes, and whatever it does, listening to it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import islice

import pytest

from assistant.generating.errors import ModelFailed, Reason
from assistant.generating.listening import listen


def test_the_pieces_come_as_they_are_written() -> None:
    assert list(listen(lambda: iter(["a ", "b", ""]), seconds=5, characters=10)) == ["a ", "b", ""]


def test_a_model_that_writes_nothing_is_silent() -> None:
    with pytest.raises(ModelFailed) as failed:
        list(listen(lambda: iter([" ", "\n"]), seconds=5, characters=10))
    assert failed.value.reason is Reason.SILENT


def test_a_model_that_stalls_is_left_when_its_time_has_passed() -> None:
    released, heard = threading.Event(), []

    def stalls() -> Iterator[str]:
        yield "a"
        released.wait(30)
        yield "b"

    began = time.monotonic()
    with pytest.raises(ModelFailed) as failed:
        heard.extend(listen(stalls, seconds=0.2, characters=10))
    released.set()
    assert failed.value.reason is Reason.SLOW
    assert time.monotonic() - began < 10


def test_a_model_that_never_ends_is_left_when_its_time_has_passed_and_stops() -> None:
    ended = threading.Event()

    def endless() -> Iterator[str]:
        try:
            while True:
                yield "a"
        finally:
            ended.set()

    with pytest.raises(ModelFailed) as failed:
        for _ in listen(endless, seconds=0.2, characters=10**9):
            pass
    assert failed.value.reason is Reason.SLOW
    assert ended.wait(10)


def test_of_a_megabyte_only_an_answer_is_read() -> None:
    heard = []
    with pytest.raises(ModelFailed) as failed:
        heard.extend(listen(lambda: iter(["word " * 200_000]), seconds=5, characters=1_000))
    assert failed.value.reason is Reason.TOO_LONG
    events = listen(lambda: iter(["word "] * 200_000), seconds=60, characters=1_000)
    assert len("".join(islice(events, 200))) == 1_000
    with pytest.raises(ModelFailed):
        list(events)


def test_what_the_model_fails_with_is_raised_after_what_it_wrote() -> None:
    def fails() -> Iterator[str]:
        yield "a"
        raise ModelFailed(Reason.BROKEN_OFF, "gone")

    events = listen(fails, seconds=60, characters=10)
    assert next(events) == "a"
    with pytest.raises(ModelFailed, match="gone"):
        next(events)


def test_who_closes_the_assistant_does_not_wait_for_a_model() -> None:
    closed, released = threading.Event(), threading.Event()

    def stalls() -> Iterator[str]:
        released.wait(60)
        yield "a"

    threading.Timer(0.2, closed.set).start()
    began = time.monotonic()
    with pytest.raises(ModelFailed):
        list(listen(stalls, seconds=60, characters=10, closed=closed))
    released.set()
    assert time.monotonic() - began < 30
