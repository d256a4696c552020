"""The stopwatch of several at work: it counts time once, and only while there is work."""

from __future__ import annotations

import pytest

from index import stopwatch
from index.stopwatch import Stopwatch


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the clock shows, in the first place of a list."""
    shown = [0.0]
    monkeypatch.setattr(stopwatch.time, "perf_counter", lambda: shown[0])
    return shown


def test_the_time_of_a_block_is_counted_and_that_between_blocks_is_not(clock: list[float]) -> None:
    watch = Stopwatch()
    for start in (1.0, 10.0):
        clock[0] = start
        with watch.running():
            clock[0] += 2.0
    assert watch.seconds == 4.0


def test_two_at_once_count_once(clock: list[float]) -> None:
    watch = Stopwatch()
    first, second = watch.running(), watch.running()
    first.__enter__()
    clock[0] = 1.0
    second.__enter__()
    clock[0] = 3.0
    first.__exit__(None, None, None)
    assert watch.seconds == 0.0
    clock[0] = 4.0
    second.__exit__(None, None, None)
    assert watch.seconds == 4.0


def test_the_time_of_what_fails_is_counted_too(clock: list[float]) -> None:
    watch = Stopwatch()

    def fail() -> None:
        with watch.running():
            clock[0] = 5.0
            raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        fail()
    assert watch.seconds == 5.0
