"""`/v1/chat/completions` and `/v1/models`, as OpenAI's clients speak them: the conference as a model among others.

The last message is the question, the user's and assistant's messages before it are the conversation. What a system message
says is not followed, since an answer rests on the sources alone; parameters of sampling change nothing.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from ..answers import Answer, Citation, Delta, Turn
from ..errors import BadQuestion
from ..remarks import remarks
from ..terminal import citation_line
from .asking import GONE, QUESTION_FAULTS, Service, streamed, unless_gone, whole
from .events import documented_events, event
from .faults import UNKEPT, Fault, documented
from .observing import Observed
from .shapes import Text, Where

MODEL = "aide-memoire"
_MARKER = re.compile(r"\[(\d{1,3})\]")
_SOURCES = "\n\n[1] "  # the list of sources below an answer begins so, and nothing else does
_LIVE = re.compile(r"(?<=!)(?=\[)|(?<=\])(?=\()|(?=<)")
_OPEN = ("!", "]")  # what may be the beginning of an image or a link
_DONE = "data: [DONE]\n\n"


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="allow")


class Part(_Lenient):
    """A part of a message; only text can be asked."""

    type: str
    text: Text | None = None


class ChatMessage(_Lenient):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[Part] | None = None


class ChatRequest(_Lenient):
    """A conversation as OpenAI's clients send it; further parameters are taken and change nothing."""

    model: str = Field(MODEL, examples=[MODEL])
    messages: list[ChatMessage] = Field(min_length=1, examples=[[{"role": "user", "content": "Who was Ombudsman?"}]])
    stream: bool | None = False
    where: Where | None = Field(None, description="As for `/v1/ask`; not a parameter of OpenAI's.")


class ChatShape(_Lenient):
    """A completion as OpenAI's clients read it; each citation is an annotation of the message."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]


class ModelsShape(BaseModel):
    """The models there are: one."""

    object: Literal["list"]
    data: list[dict[str, Any]]


def add_completions(app: FastAPI, service: Service) -> None:
    """Add the addresses that OpenAI's clients know."""
    observed = Observed(service.assistant, service.observer, "chat")
    stream = documented_events("error")

    @app.get(
        "/v1/models",
        summary="List the models, as OpenAI's clients ask for them",
        dependencies=[Depends(service.door.enter)],
        response_model=None,
        responses={200: {"model": ModelsShape}, **documented(401, 403, 500)},
    )
    async def models() -> Response:
        one = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        return JSONResponse({"object": "list", "data": [one]}, headers=UNKEPT)

    @app.post(
        "/v1/chat/completions",
        summary="Ask as OpenAI's clients do",
        description=(__doc__ or "").partition("\n\n")[2],
        dependencies=[Depends(service.door.ask)],
        response_model=None,
        responses={200: {"model": ChatShape, **stream}, **documented(404, *QUESTION_FAULTS)},
    )
    async def complete(request: Request, body: ChatRequest) -> Response:
        if body.model != MODEL:
            raise Fault(404, "model_not_found", f"There is no such model here; the one there is: {MODEL}.")
        question, history = conversation(body.messages)
        asked = observed.ask(question, history=history[-service.desk.limits.turns :], where=body.where)
        writer = _Writer(_base(request))
        if body.stream:
            return await streamed(request, service.desk, asked, _Chunks(writer))
        answer = await unless_gone(request, whole(service.desk, asked))
        return JSONResponse(writer.completion(answer), headers=UNKEPT) if answer else GONE


def conversation(messages: Sequence[ChatMessage]) -> tuple[str, list[Turn]]:
    """Return the question and the turns before it. Raises BadQuestion when the last message is not the user's."""
    said = [(message.role, _text(message)) for message in messages if message.role in ("user", "assistant")]
    if not said or said[-1][0] != "user":
        raise BadQuestion("The last message must be the user's: it is the question.")
    turns: list[Turn] = []
    for role, text in said[:-1]:
        if role == "user":
            turns.append(Turn(text))
        elif turns:
            turns[-1] = Turn(turns[-1].question, text.partition(_SOURCES)[0])
    return said[-1][1], turns


def _text(message: ChatMessage) -> str:
    if not isinstance(message.content, list):
        return message.content or ""
    if any(part.type not in ("text", "input_text", "refusal") for part in message.content):
        raise BadQuestion("Only text can be asked: leave out images, sound and files.")
    return "\n".join(part.text or "" for part in message.content)


def safe_markdown(text: str) -> str:
    """Return text that chat clients, which render Markdown, show without images, links or HTML from a document."""
    return _LIVE.sub(r"\\", text)


class _Writer:
    """Writes one reply; `base` is the address of the server, with which links to passages begin."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._head = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(time.time()), "model": MODEL}

    def completion(self, answer: Answer) -> dict[str, Any]:
        """Return the whole reply."""
        content, annotations = safe_markdown(answer.text), self.annotations(answer)
        message = {
            "role": "assistant",
            "content": content + sources_text(answer),
            "refusal": None,
            "annotations": annotations,
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self._head, "object": "chat.completion", "choices": [choice]}

    def chunk(self, delta: dict[str, Any], finish: str | None = None) -> str:
        """Return one event of a streamed reply."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return event({**self._head, "object": "chat.completion.chunk", "choices": [choice]})

    def annotations(self, answer: Answer) -> list[dict[str, Any]]:
        """Return where in the reply each number stands, and what it cites."""
        cited = {citation.number: citation for citation in answer.citations}
        return [
            {"type": "url_citation", "url_citation": self._cited(marker, cited[int(marker[1])])}
            for marker in _MARKER.finditer(safe_markdown(answer.text))
            if int(marker[1]) in cited
        ]

    def _cited(self, marker: re.Match[str], citation: Citation) -> dict[str, Any]:
        return {
            "start_index": marker.start(),
            "end_index": marker.end(),
            "url": f"{self._base}/v1/passages/{quote(citation.passage_id, safe='')}",
            "title": citation.title,
            "citation": citation.as_dict(),
        }


def _base(request: Request) -> str:
    """Return the address of the interface, wherever another application has mounted it."""
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"


def sources_text(answer: Answer) -> str:
    """Return what stands below an answer for clients that show no annotations: its sources, and what is to be known of it."""
    lines = [*map(citation_line, answer.citations), *remarks(answer), *(note.text for note in answer.notes)]
    return "".join(f"\n\n{safe_markdown(line)}" for line in lines)


class _Chunks:
    """Writes the events of one streamed reply."""

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer
        self._text = ""
        self._sent = 0
        self._role = {"role": "assistant"}  # told once, with the first words

    def __call__(self, found: Delta | Answer) -> str:
        """Return what is sent for an event, "" where it waits for the next."""
        if isinstance(found, Delta):
            self._text += found.text
            piece = self._rest(safe_markdown(_settled(self._text)))
            return self._chunk(piece) if piece else ""
        rest = self._rest(safe_markdown(found.text)) + sources_text(found)
        last = self._writer.chunk({"annotations": self._writer.annotations(found)}, "stop")
        return self._chunk(rest) + last + _DONE

    def _chunk(self, content: str) -> str:
        role, self._role = self._role, {}
        return self._writer.chunk({**role, "content": content})

    def _rest(self, shown: str) -> str:
        piece, self._sent = shown[self._sent :], max(len(shown), self._sent)
        return piece


def _settled(text: str) -> str:
    """Return what of a text will be shown as it is, whatever follows."""
    return text[:-1] if text.endswith(_OPEN) else text
