"""The desk by itself: order, bounds, faults, and places given back."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import pytest

from assistant.api import ApiLimits, at_once
from assistant.api.desk import Desk, Waiting
from assistant.api.faults import Fault


def counted(desk: Desk, to: int) -> list[int | Waiting]:
    """Return what comes of an iterator of so many numbers."""

    async def collected() -> list[int | Waiting]:
        return [event async for event in desk.each(lambda: iter(range(to)))]

    return asyncio.run(collected())


def test_what_is_produced_comes_in_order_and_the_place_is_given_back() -> None:
    desk = Desk(ApiLimits(together=1, waiting=0))
    for _ in range(3):
        assert counted(desk, 100) == list(range(100))


def test_what_the_work_raises_is_raised_in_the_caller() -> None:
    desk = Desk(ApiLimits(together=1, waiting=0))

    def work() -> int:
        raise KeyError("mine")

    for _ in range(2):
        with pytest.raises(KeyError, match="mine"):
            asyncio.run(desk.once(work))
    assert asyncio.run(desk.once(lambda: 7)) == 7


def test_a_processor_is_given_no_more_than_it_can_do_and_a_model_is_not_waited_for_alone() -> None:
    assert at_once(waits=False) == (os.cpu_count() or 1) + 1
    assert at_once(waits=True) == 8


def test_a_producer_is_closed_when_its_caller_has_heard_enough() -> None:
    desk, closed = Desk(ApiLimits(together=1)), threading.Event()

    def numbers() -> Iterator[int]:
        try:
            number = 0
            while True:
                yield number
                number += 1
        finally:
            closed.set()

    async def first() -> int | Waiting:
        async with aclosing(desk.each(numbers)) as events:
            return await anext(events)

    assert asyncio.run(first()) == 0
    assert closed.wait(30)


def test_who_waits_too_long_for_a_turn_is_told_to_come_again_and_never_begins() -> None:
    desk, begun = Desk(ApiLimits(together=1, waiting=1, seconds=0.5)), []
    working, go = threading.Event(), threading.Event()

    def work() -> bool:
        working.set()
        return go.wait(60)

    def refused(work: Callable[[], object]) -> tuple[int, str]:
        with pytest.raises(Fault) as fault:
            asyncio.run(desk.once(work))
        return fault.value.status_code, fault.value.code

    with ThreadPoolExecutor() as callers:
        first = callers.submit(refused, work)
        assert working.wait(30)
        assert refused(lambda: begun.append(1)) == (503, "busy")
        assert first.result(30) == (504, "too_slow")
        go.set()
    assert asyncio.run(Desk(ApiLimits()).once(lambda: 1)) == 1
    assert begun == []
