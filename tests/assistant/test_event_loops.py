"""Questions asked by programs that run an event loop: the same answers, and a loop that goes on meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from assistant import Answer, Assistant, AssistantError
from assistant.answers import Delta

QUESTION = "How far did the catch of trout fall?"


def test_what_is_awaited_is_what_would_be_returned(forum: Assistant) -> None:
    async def every() -> tuple[Answer, list[Any], list[Delta | Answer]]:
        found = await forum.asearch("nitrate", limit=2, where={"speaker": "diallo"})
        return await forum.aask(QUESTION), found, [event async for event in forum.astream(QUESTION)]

    answer, hits, events = asyncio.run(every())
    assert answer == forum.ask(QUESTION)
    assert hits == forum.search("nitrate", limit=2, where={"speaker": "diallo"})
    assert events == list(forum.stream(QUESTION))
    assert events[-1] == answer


def test_a_fault_is_raised_where_it_is_awaited(forum: Assistant) -> None:
    with pytest.raises(AssistantError, match="empty"):
        asyncio.run(forum.aask(" "))


def test_the_loop_goes_on_while_an_answer_is_made(forum: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def slowly(*_: object, **__: object) -> Iterator[Delta]:
        yield Delta("first")
        assert go.wait(60)
        yield Delta("second")

    async def meanwhile() -> list[str]:
        monkeypatch.setattr(forum, "stream", slowly)
        pieces = forum.astream(QUESTION)
        begun = [await anext(pieces)]
        following = asyncio.ensure_future(anext(pieces))
        await asyncio.sleep(0)
        go.set()  # reached only because the piece that waits for it does not hold the loop
        return [event.text for event in [*begun, await following] if isinstance(event, Delta)]

    assert asyncio.run(meanwhile()) == ["first", "second"]
