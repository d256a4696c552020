"""The page itself, in Gradio: the conversation, the field for questions, the documents tab."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr
from fastapi import FastAPI

from ..answers import Answer
from ..rendering import html
from .chat import Answering, Conversation, converse, stop
from .guard import Limits
from .materials import summary
from .replying import reply
from .sessions import Sparing
from .shelf import Shelves
from .wording import ENGLISH, Words, words_for

TITLE = "Aide-mémoire"
SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
MONOSPACE_FONTS = ("ui-monospace", "SFMono-Regular", "Consolas", "monospace")
LONGEST_PASTE = 10_000  # beyond the limit of a question, so that the visitor is told instead of silently cut off


def mount(app: FastAPI, assistant: Answering, *, limits: Limits, shelves: Shelves, head: str) -> FastAPI:
    """Add the page to the application at its root and return it."""
    page = build(assistant, limits, shelves)
    page.state_session_capacity = limits.visitors
    app.add_middleware(Sparing, page=page, most=limits.remembered)
    page.queue(max_size=limits.waiting, default_concurrency_limit=limits.together, api_open=False)
    theme = gr.themes.Base(font=SYSTEM_FONTS, font_mono=MONOSPACE_FONTS)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        head=head,
        theme=theme,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
    return app


def build(assistant: Answering, limits: Limits, shelves: Shelves) -> gr.Blocks:
    """Return the page's components and what happens between them."""
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True) as page:
        gr.Markdown(f"# {TITLE}", elem_id="title")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(ENGLISH("ask"), id="ask"):
                _ask(assistant, limits, shelves)
            with gr.Tab(ENGLISH("documents"), id="documents"):
                gr.Column(elem_id="materials")  # filled by documents.js, in the visitor's language
    return page


def _ask(assistant: Answering, limits: Limits, shelves: Shelves) -> None:
    conversation = gr.State(Conversation(), time_to_live=limits.idle)
    chat = _chatbot(assistant)
    asking, opening = (_unseen(name) for name in ("asking", "opening"))
    field = _field()
    desk = Desk(assistant, limits, shelves)
    shown = [conversation, chat, field]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # A stopped reply may take a moment to end; the next question need not wait for it, and `busy` keeps out a second.
    running: Any = [
        field.submit(desk.ask, [field, conversation, asking], shown, trigger_mode="multiple", **quiet),
        chat.example_select(desk.ask_example, [conversation, asking], shown, **quiet),
    ]
    chat.clear(desk.clear, [conversation], [conversation], **quiet)
    field.stop(desk.stop, [conversation], shown, cancels=running, **quiet)
    opening.change(desk.open, [opening, conversation], [conversation, chat], trigger_mode="multiple", **quiet)


class Desk:
    """What happens when a visitor asks, stops, opens a saved conversation or begins a new one."""

    def __init__(self, assistant: Answering, limits: Limits, shelves: Shelves) -> None:
        self._assistant = assistant
        self._limits = limits
        self._shelves = shelves

    def ask(
        self, request: gr.Request, question: str | None, kept: Conversation, how: str | None
    ) -> Iterator[tuple[Any, ...]]:
        """Ask a question in the way that the page's script told; yields conversation, messages and field."""
        words = _words(request)
        question = (question or "").strip()
        if not question or kept.busy:
            yield kept, gr.skip(), gr.skip()
            return
        if len(question) > self._limits.question:
            length, limit = (words.number(number) for number in (len(question), self._limits.question))
            gr.Warning(words("too_long_more", length=length, limit=limit), title=words("too_long"))
            yield kept, gr.skip(), gr.skip()
            return
        where, instead, after = read_asking(how)
        if after is not None and not kept.up_to(after):
            gr.Info(words("brought_back"), duration=4)  # continuing.js acts on it
            yield kept, gr.skip(), gr.skip()
            return
        kept.back_to(instead)
        taken: Any = gr.Textbox(value="", submit_btn=False, stop_btn=True)
        asked: dict[str, Any] = {"where": where, "words": words, "write": self._writer(words)}
        for _ in converse(self._assistant, question, kept, self._limits, **asked):
            yield kept, kept.messages(words), taken
            taken = gr.skip()  # the visitor may be writing the next question
        yield kept, kept.messages(words), gr.Textbox(submit_btn=True, stop_btn=False)

    def ask_example(
        self, request: gr.Request, chosen: gr.SelectData, kept: Conversation, how: str | None
    ) -> Iterator[tuple[Any, ...]]:
        """Ask one of the questions to begin with."""
        yield from self.ask(request, chosen.value["text"], kept, how)

    def stop(self, request: gr.Request, kept: Conversation) -> tuple[Any, ...]:
        """End the reply that is being written."""
        stop(kept, _words(request))
        return kept, kept.messages(_words(request)), gr.Textbox(submit_btn=True, stop_btn=False)

    def open(self, request: gr.Request, name: str | None, kept: Conversation) -> tuple[Any, ...]:
        """Go on with the saved conversation of this name."""
        saved = self._shelves.conversations.get(name or "")
        if kept.busy or saved is None:
            return kept, gr.skip()
        kept.restore(saved, self._limits, self._writer(_words(request)))
        return kept, kept.messages(_words(request))

    def clear(self, kept: Conversation) -> Conversation:
        """Begin a new conversation."""
        kept.exchanges = []
        return kept

    def _writer(self, words: Words) -> Callable[[Answer], str]:
        answers, source = self._shelves.answers, self._assistant.source
        votes = self._shelves.opinions is not None
        return lambda answer: reply(answer, words, name=answers.put(answer), source=source, votes=votes)


def _unseen(name: str) -> gr.Textbox:
    """Return a field that is no visitor's to see: the page's script writes into it what goes along with a question."""
    return gr.Textbox("", visible="hidden", interactive=True, max_length=LONGEST_PASTE, elem_id=name)


def read_asking(how: str | None) -> tuple[dict[str, str], str, str | None]:
    """Return the filter of a question, the number of the exchange that it replaces, and that of the last one shown.

    The numbers are "" where there is no such exchange, the second None where the page does not say. What the script did not
    write is left out: the assistant checks names and values of a filter itself.
    """
    try:
        told = json.loads(how or "{}")
    except ValueError:
        return {}, "", None
    if not isinstance(told, dict):
        return {}, "", None
    where, instead, after = (told.get(name) for name in ("where", "instead", "after"))
    kept = where.items() if isinstance(where, dict) else ()
    filters = {name: value.strip() for name, value in kept if isinstance(value, str) and value.strip()}
    return filters, instead if isinstance(instead, str) else "", after if isinstance(after, str) else None


def _words(request: gr.Request) -> Words:
    return words_for(request.cookies, request.headers.get("accept-language", ""))


def _field() -> gr.Textbox:
    return gr.Textbox(
        show_label=False,
        label=ENGLISH("your_question"),
        placeholder=ENGLISH("question_hint"),
        lines=1,
        max_lines=6,
        max_length=LONGEST_PASTE,
        submit_btn=True,
        autofocus=True,
        elem_id="question",
    )


def _chatbot(assistant: Answering) -> gr.Chatbot:
    return gr.Chatbot(
        label=ENGLISH("conversation"),
        show_label=False,
        container=False,
        height="100%",
        layout="bubble",
        buttons=[],
        autoscroll=False,  # reading.js does so, to where the answer begins
        feedback_options=None,
        placeholder=_welcome(summary(assistant.sources())),
        examples=[{"text": starter} for starter in assistant.starters(language=ENGLISH.language)],
        sanitize_html=True,
        allow_tags=False,
        allow_file_downloads=False,
        latex_delimiters=[],
        elem_id="chat",
    )


def _welcome(counts: str) -> str:
    return (
        f'<div class="welcome"><h2>{html(ENGLISH("welcome"))}</h2>'
        f"<p>{html(ENGLISH('welcome_more'))}</p><p class='counts'>{html(counts)}</p></div>"
    )
