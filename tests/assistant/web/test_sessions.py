"""What a session of the page holds after many questions, and what is let go of when conversations are too large."""

from __future__ import annotations

import asyncio
import gc
import platform
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest

from assistant.answers import Answer, Citation, Delta, Searched, Turn
from assistant.web import Limits
from assistant.web.admission import ASKING
from assistant.web.chat import Answering, Conversation, Exchange
from assistant.web.page import build
from assistant.web.sessions import Sparing, give_back, make_room
from assistant.web.shelf import Shelf, Shelves
from corpus import Location

PLACE = Location(page=3, heading=("A", "B"))


class Verbose:
    """Answers every question at length."""

    generation = "1"

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), where: Mapping[str, str] | None = None
    ) -> Iterator[Delta | Answer]:
        """Yield an answer with its sources."""
        cited = [Citation(n, "a quote " * 20, f"id-{n}", "a.pdf", "A", PLACE, 0, 9, "0" * 64) for n in range(1, 9)]
        yield Answer(
            question, True, " ".join(f"said {c.quote} [{c.number}]" for c in cited), tuple(cited), Searched(1, 1)
        )

    def sources(self) -> list[Any]:
        """Return nothing."""
        return []

    def source(self, name: str) -> None:
        """Return nothing."""

    def starters(self, limit: int = 4, *, language: str = "") -> list[str]:
        """Return nothing."""
        return []


class Page:
    """The page in this process, asked as a browser asks it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.shelves = Shelves(Shelf(limits.answers, most=limits.shelf), Shelf(limits.opened))
        self.blocks = build(cast("Answering", Verbose()), limits, self.shelves)
        self.app = gr.routes.App.create_app(self.blocks)
        self.holder = self.blocks.state_holder
        self.submit = next(fn for fn in self.blocks.fns.values() if fn.name == "ask")

    async def ask(self, session: str, question: str) -> None:
        """Ask through Gradio, to the end of the reply."""
        make_room(self.blocks, self.limits.remembered)
        request, iterator = SimpleNamespace(cookies={}, headers={}, session_hash=session), None
        while True:
            state = self.holder[session]
            out = await self.blocks.process_api(
                self.submit,
                [question, None, None],
                request=request,
                state=state,
                iterator=iterator,  # type: ignore[arg-type]
            )
            iterator = out["iterator"]
            if not out["is_generating"]:
                return

    def conversation(self, session: str) -> Conversation:
        """Return a visitor's conversation."""
        (found,) = [v for v in self.holder[session].state_data.values() if isinstance(v, Conversation)]
        return found


def test_nothing_is_held_for_each_question_but_what_is_meant_to_be_remembered() -> None:
    async def asked() -> None:
        page = Page(Limits(turns=5, answers=5))
        held = []
        for number in range(60):
            await page.ask("one", f"question {number}")
            if number in {19, 59}:
                gc.collect()
                held.append(len(gc.get_objects()))
        assert held[1] - held[0] < 40, "something is held for each question"
        session, conversation = page.holder["one"], page.conversation("one")
        assert [exchange.question for exchange in conversation.exchanges] == [f"question {n}" for n in range(55, 60)]
        assert all("said a quote" in exchange.shown for exchange in conversation.exchanges)
        make_room(page.blocks, page.limits.remembered)
        assert not session.config_values
        assert set(session.blocks_config.blocks) == set(page.blocks.blocks)

    asyncio.run(asked())


def test_a_reply_is_remembered_in_less_than_half_of_its_size() -> None:
    exchange = Exchange("Why?", text="x" * 100)
    exchange.shown = '<li><a class="source" href="#cite-1">A passage of the document</a></li>' * 100
    assert exchange.shown.count("<li>") == 100
    assert exchange.held < len(exchange.shown) / 2


def test_the_conversations_unused_for_longest_go_when_all_are_too_large() -> None:
    async def asked() -> None:
        page = Page(Limits())
        for visitor in ("one", "two", "three"):
            await page.ask(visitor, "question")
        held = page.conversation("three").held
        make_room(page.blocks, 2 * held + 100)  # packed names differ a little
        assert list(page.holder.session_data) == ["two", "three"]
        page.conversation("two").exchanges.append(Exchange("being answered"))
        make_room(page.blocks, 1)
        assert list(page.holder.session_data) == ["two"], "a question is being answered there"

    asyncio.run(asked())


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only the GNU C library gives memory back when it is asked"
)
def test_memory_that_is_free_is_given_back() -> None:
    pieces = [bytes(100_000) for _ in range(500)]
    kept = pieces[::50]  # memory between these is not at the end, where it would be given back at once
    del pieces
    assert give_back()
    assert len(kept) == 10


@pytest.mark.parametrize(("path", "spared"), [(ASKING, True), ("/config", False)])
def test_room_is_made_when_a_question_comes(path: str, spared: bool) -> None:
    passed: list[str] = []

    async def app(scope: MutableMapping[str, Any], receive: object, send: object) -> None:
        passed.append(scope["path"])

    async def asked() -> None:
        page = Page(Limits())
        session = page.holder["one"]
        assert session.config_values
        await Sparing(app, page.blocks, 1)({"type": "http", "path": path}, cast("Any", None), cast("Any", None))
        assert (not session.config_values) is spared

    asyncio.run(asked())
    assert passed == [path]
