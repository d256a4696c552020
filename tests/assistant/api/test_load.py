"""Many questions at once: all are answered, or told when to come again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager

from fastapi import FastAPI

from assistant import Assistant
from assistant.api import ApiLimits, create_api
from benchmarks.api_load import ANSWERED, REFUSED, arrive

Running = Callable[[FastAPI], AbstractContextManager[str]]
QUESTIONS = ("Who said that we drink from the same lake?", "What did the Forum adopt?", "Сколько хозяйств в Союзе?")


def test_fifty_questions_at_once_are_all_answered(forum: Assistant, running: Running) -> None:
    with running(create_api(forum, limits=ApiLimits(often=0))) as address:
        replies = asyncio.run(arrive(address, QUESTIONS, 50, 0))
    assert [reply.status for reply in replies] == [ANSWERED] * 50


def test_what_is_beyond_the_queue_is_told_when_to_come_again_and_nothing_is_lost(
    forum: Assistant, running: Running
) -> None:
    with running(create_api(forum, limits=ApiLimits(often=0, together=2, waiting=4))) as address:
        replies = asyncio.run(arrive(address, QUESTIONS, 100, 0))
        counts = Counter(reply.status for reply in replies)
        assert set(counts) == {ANSWERED, 503}
        assert counts[ANSWERED] >= 6
        assert all(reply.told_when for reply in replies if reply.status in REFUSED)
        assert asyncio.run(arrive(address, QUESTIONS, 1, 0))[0].status == ANSWERED
