"""A visitor of the chat page, over the page's own HTTP: opens it, asks, and reads the reply to its end."""

from __future__ import annotations

import json
import re
import time
import uuid
from html import unescape
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen


def wait_for(address: str, seconds: float = 60.0) -> None:
    """Return when the page answers with status 200. Raises TimeoutError after so many seconds."""
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        try:
            with urlopen(address, timeout=10) as reply:  # noqa: S310 - this machine's own page
                if reply.status == 200:
                    return
        except URLError:
            time.sleep(0.05)
    raise TimeoutError(f"{address} did not answer within {seconds:.0f} s")


class Visitor:
    """One visit: questions of a visit belong to one conversation."""

    def __init__(self, address: str) -> None:
        self._api = f"{address}/gradio_api"
        self._session = uuid.uuid4().hex[:12]
        with urlopen(f"{address}/config", timeout=30) as reply:  # noqa: S310 - this machine's own page
            config = json.load(reply)
        self._function, self._trigger, self._filters = _asking(config)

    def ask(self, question: str) -> str:
        """Return the reply to a question as the page gets it, in JSON."""
        body = {
            "data": [question, None, *[""] * self._filters],
            "fn_index": self._function,
            "trigger_id": self._trigger,
            "session_hash": self._session,
        }
        joining = Request(  # noqa: S310 - this machine's own page
            f"{self._api}/queue/join", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urlopen(joining, timeout=30) as reply:  # noqa: S310 - as above
            reply.read()
        return self._reply()

    def converse(self, question: str) -> list[tuple[str, str]]:
        """Ask, and return the whole conversation as the page shows it then: who speaks ("user", "assistant") and the text."""
        messages = next(part for part in json.loads(self.ask(question))["data"] if isinstance(part, list))
        return [(message["role"], _text(message["content"])) for message in messages]

    def _reply(self) -> str:
        last = ""
        with urlopen(f"{self._api}/queue/data?session_hash={self._session}", timeout=60) as stream:  # noqa: S310
            for line in stream:
                message = json.loads(line[6:]) if line.startswith(b"data: ") else {}
                if message.get("msg") in {"process_generating", "process_completed"}:
                    last = json.dumps(message.get("output"), ensure_ascii=False)
                if message.get("msg") == "process_completed" and not message.get("success"):
                    raise RuntimeError(f"The page could not answer: {last}")
                if message.get("msg") == "close_stream":  # who leaves before has the next question called off
                    return last
        raise RuntimeError("The reply ended before it was whole.")


def _text(content: list[dict[str, str]]) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", " ".join(part["text"] for part in content)))


def _asking(config: dict[str, Any]) -> tuple[int, int, int]:
    """Return the numbers of the function that a submitted question calls and of the field that submits it, and of filters."""
    for function in config["dependencies"]:
        for component, event in function["targets"]:
            if event == "submit":
                return function["id"], component, len(function["inputs"]) - 2  # the question and the conversation
    raise RuntimeError("The page has no field for questions.")
