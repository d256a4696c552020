"""How long the stages of an answer take."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.timing import COMPOSE, SEARCH, TOTAL, UNDERSTAND, Timings, stage, staged


def test_the_stages_of_a_question_add_up_to_its_time(sample_store: Path) -> None:
    with Assistant.open(sample_store) as assistant:
        timings = Timings()
        with timings.running():
            assistant.ask("What is the 48-hour rule in Tauly?")
    seconds = timings.seconds()
    assert set(seconds) == {UNDERSTAND, SEARCH, COMPOSE, TOTAL}
    assert all(spent > 0 for spent in seconds.values())
    assert sum(seconds.values()) == pytest.approx(2 * seconds[TOTAL])
    assert {lap.stage for lap in timings.laps} == {UNDERSTAND, SEARCH}
    assert all(timings.began <= lap.began <= lap.ended <= time.time_ns() + 10**9 for lap in timings.laps)


def test_a_stage_within_another_is_part_of_it() -> None:
    timings = Timings()
    with timings.running(), stage("outer"), stage("inner"):
        pass
    assert [lap.stage for lap in timings.laps] == ["outer"]


def test_of_what_comes_in_pieces_only_the_waiting_is_noted() -> None:
    timings = Timings()
    with timings.running():
        for piece in staged("waiting", [1, 2]):
            with stage("work"):
                assert piece
    assert [lap.stage for lap in timings.laps] == ["waiting", "work", "waiting", "work", "waiting"]


def test_an_exception_ends_a_stage() -> None:
    timings = Timings()
    with pytest.raises(KeyError), timings.running(), stage("outer"):
        raise KeyError
    with timings.running(), stage("next"):
        pass
    assert [lap.stage for lap in timings.laps] == ["outer", "next"]


def test_a_question_may_go_on_in_another_thread_and_others_are_not_noted_with_it() -> None:
    timings = Timings()

    def step() -> None:
        with timings.running(), stage("step"):
            pass

    with ThreadPoolExecutor(1) as pool:
        pool.submit(step).result()
    step()
    with stage("unnoted"):
        pass
    assert [lap.stage for lap in timings.laps] == ["step", "step"]


def test_noting_a_stage_costs_microseconds() -> None:
    timings = Timings()
    with timings.running():
        spent = min(_once() for _ in range(200))
    assert spent < 50e-6


def _once() -> float:
    began = time.perf_counter()
    with stage("empty"):
        pass
    return time.perf_counter() - began
