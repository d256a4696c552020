"""The page itself, in Gradio: the conversation, the field for questions, the documents tab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr
from fastapi import FastAPI

from ..rendering import html
from .chat import Answering, Conversation, converse, stop
from .guard import Limits
from .materials import summary
from .wording import ENGLISH, Words, words_for

TITLE = "Aide-mémoire"
SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
MONOSPACE_FONTS = ("ui-monospace", "SFMono-Regular", "Consolas", "monospace")
FILTERS = {
    "speaker": "Part of a name",
    "session": "Part of its name",
    "document": "Title or file",
    "date": "2014, 2014..",
}
_LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
LONGEST_PASTE = 10_000  # beyond the limit of a question, so that the visitor is told instead of silently cut off


def mount(app: FastAPI, assistant: Answering, *, limits: Limits, head: str) -> FastAPI:
    """Add the page to the application at its root and return it."""
    page = build(assistant, limits)
    page.state_session_capacity = limits.visitors
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


def build(assistant: Answering, limits: Limits) -> gr.Blocks:
    """Return the page's components and what happens between them."""
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True) as page:
        gr.Markdown(f"# {TITLE}", elem_id="title")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(ENGLISH("ask"), id="ask"):
                _ask(assistant, limits)
            with gr.Tab(ENGLISH("documents"), id="documents"):
                gr.Column(elem_id="materials")  # filled by documents.js, in the visitor's language
    return page


def _ask(assistant: Answering, limits: Limits) -> None:
    conversation = gr.State(Conversation(), time_to_live=limits.idle)
    chat = _chatbot(assistant)
    filters, filter_fields = _filter(assistant)
    field = _field()

    def ask(
        request: gr.Request, question: str | None, kept: Conversation, *values: str | None
    ) -> Iterator[tuple[Any, ...]]:
        words = _words(request)
        question = (question or "").strip()
        if not question or kept.busy:
            yield kept, gr.skip(), gr.skip()
            return
        if len(question) > limits.question:
            gr.Warning(
                words("too_long_more", length=words.number(len(question)), limit=words.number(limits.question)),
                title=words("too_long"),
            )
            yield kept, gr.skip(), gr.skip()
            return
        taken: Any = gr.Textbox(value="", submit_btn=False, stop_btn=True)
        for _ in converse(assistant, question, kept, limits, where=_chosen(values), words=words):
            yield kept, kept.messages(), taken
            taken = gr.skip()  # the visitor may be writing the next question
        yield kept, kept.messages(), gr.Textbox(submit_btn=True, stop_btn=False)

    def ask_example(
        request: gr.Request, chosen: gr.SelectData, kept: Conversation, *values: str | None
    ) -> Iterator[tuple[Any, ...]]:
        yield from ask(request, chosen.value["text"], kept, *values)

    def stopped(request: gr.Request, kept: Conversation) -> tuple[Any, ...]:
        stop(kept, _words(request))
        return kept, kept.messages(), gr.Textbox(submit_btn=True, stop_btn=False)

    shown = [conversation, chat, field]

    def cleared(kept: Conversation) -> Conversation:
        kept.exchanges = []
        return kept

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # A stopped reply may take a moment to end; the next question need not wait for it, and `busy` keeps out a second.
    running: Any = [
        field.submit(ask, [field, conversation, *filter_fields], shown, trigger_mode="multiple", **quiet),
        chat.example_select(ask_example, [conversation, *filter_fields], shown, **quiet),
    ]
    gr.on([field.submit, chat.example_select], _filter_label, filter_fields, [filters], **quiet)
    chat.clear(cleared, [conversation], [conversation], **quiet)
    field.stop(stopped, [conversation], shown, cancels=running, **quiet)


def _filter(assistant: Answering) -> tuple[gr.Accordion, list[Any]]:
    """Return the closed filter above the question and its fields, in the order of FILTERS and the language last."""
    codes = sorted({source.language for source in assistant.sources() if source.language})
    languages = [("any", ""), *((_LANGUAGES.get(code, code), code) for code in codes)]
    with gr.Accordion("Filter", open=False, elem_id="filter") as filters, gr.Row():
        fields: list[Any] = [
            gr.Textbox(label=name.capitalize(), placeholder=hint, max_lines=1, max_length=200, min_width=120)
            for name, hint in FILTERS.items()
        ]
        fields.append(gr.Dropdown(languages, value="", label="Language", filterable=False, min_width=120))
    return filters, fields


def _chosen(values: Sequence[str | None]) -> dict[str, str]:
    """Return the filter that the fields hold, without those that are empty."""
    named = zip((*FILTERS, "language"), values, strict=True)
    return {name: value.strip() for name, value in named if value and value.strip()}


def _filter_label(request: gr.Request, *values: str | None) -> gr.Accordion:
    """Say on the closed filter what a question was asked with."""
    words = _words(request)
    chosen = ", ".join(f"{words(f'filter_{name}').lower()} {value}" for name, value in _chosen(values).items())
    return gr.Accordion(label=": ".join(filter(None, (words("filter"), chosen))))


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
        feedback_options=None,
        placeholder=_welcome(summary(assistant.sources())),
        examples=[{"text": starter} for starter in assistant.starters()],
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
