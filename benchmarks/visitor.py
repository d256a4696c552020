"""A visitor of the chat page, over the page's own HTTP: opens it, asks, and reads the reply to its end."""

from __future__ import annotations

import json
import re
import time
import uuid
from html import unescape
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen


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
        self.address = address
        self._browser = build_opener(HTTPCookieProcessor())
        self._session = uuid.uuid4().hex[:12]
        self._config = json.loads(self.get("config"))

    def ask(self, question: str, how: str | None = None) -> str:
        """Return the reply to a question as the page gets it, in JSON; `how` is what the page's script tells of it."""
        filters = len(self._function("question", "submit")["inputs"]) - 2  # but for the question and the conversation
        return self.call("question", "submit", [question, None, *[how or ""] * filters])

    def converse(self, question: str) -> list[tuple[str, str]]:
        """Ask, and return the whole conversation as the page shows it then: who speaks ("user", "assistant") and the text."""
        return [(message["role"], plain(message["content"])) for message in messages_of(self.ask(question))]

    def call(self, field: str, event: str, data: list[Any]) -> str:
        """Have happened what an event of a field brings about; return what the page is given, in JSON."""
        function = self._function(field, event)
        body = {
            "data": data,
            "fn_index": function["id"],
            "trigger_id": function["targets"][0][0],
            "session_hash": self._session,
        }
        self.post("gradio_api/queue/join", body)
        return self._reply()

    def get(self, path: str) -> bytes:
        """Return what stands at an address of the page. Raises HTTPError."""
        with self._browser.open(f"{self.address}/{path}", timeout=60) as reply:
            return bytes(reply.read())

    def post(self, path: str, content: object) -> bytes:
        """Send JSON to an address of the page and return what comes back. Raises HTTPError."""
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self.address}/{path}", json.dumps(content).encode(), headers)  # noqa: S310 - as above
        with self._browser.open(request, timeout=60) as reply:
            return bytes(reply.read())

    def told(self, words: str) -> None:
        """Take note of a message that the page shows beside the conversation."""

    def _reply(self) -> str:
        last = ""
        address = f"{self.address}/gradio_api/queue/data?session_hash={self._session}"
        with self._browser.open(address, timeout=60) as stream:
            for line in stream:
                message = json.loads(line[6:]) if line.startswith(b"data: ") else {}
                if message.get("msg") in {"process_generating", "process_completed"}:
                    last = json.dumps(message.get("output"), ensure_ascii=False)
                if message.get("msg") == "process_completed" and not message.get("success"):
                    raise RuntimeError(f"The page could not answer: {last}")
                if message.get("msg") == "log":
                    self.told(message["log"])
                if message.get("msg") == "close_stream":  # who leaves before has the next question called off
                    return last
        raise RuntimeError("The reply ended before it was whole.")

    def _function(self, field: str, event: str) -> dict[str, Any]:
        """Return the function that an event of the field with this id in the page calls."""
        fields = [part["id"] for part in self._config["components"] if part["props"].get("elem_id") == field]
        for function in self._config["dependencies"]:
            if any([component, name] == [fields[0], event] for component, name in function["targets"]):
                return dict(function)
        raise RuntimeError(f"The page has no field {field!r} with {event!r}.")


class Keeper(Visitor):
    """A visitor whose browser keeps the conversation, as the page's own script does, and gives it to a server without it.

    When the connection breaks, the page is loaded anew, and the conversation is brought back there.
    """

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.answers: list[Any] = []
        self.brought = 0
        self._after = ""
        self._lost = False

    def told(self, words: str) -> None:
        """Note that the server does not have the conversation."""
        self._lost = self._lost or words.startswith("Bringing the conversation back")

    def converse(self, question: str) -> list[tuple[str, str]]:
        """Ask; where the server does not know the conversation, give it back first."""
        self._lost = False
        reply = self._asked(question)
        if self._lost:
            self.bring()
            reply = self._asked(question)
        shown = messages_of(reply)
        self._remember(shown)
        name = re.findall(r'id="answer-([^"]+)"', shown[-1]["content"][0]["text"])[-1]
        self.answers.append(json.loads(self.get(f"answers/{name}"))["answer"])
        return [(message["role"], plain(message["content"])) for message in shown]

    def reload(self) -> None:
        """Load the page anew, which brings the conversation back."""
        self._session = uuid.uuid4().hex[:12]
        self._config = json.loads(self.get("config"))
        self._after = ""
        if self.answers:
            self.bring()

    def bring(self) -> None:
        """Give the server the conversation that is kept here."""
        name = json.loads(self.post("conversations", {"conversation": self.answers}))["name"]
        self._remember(messages_of(self.call("opening", "change", [name, None])))
        self.brought += 1

    def _asked(self, question: str) -> str:
        return self.ask(question, json.dumps({"where": {}, "instead": "", "after": self._after}))

    def _remember(self, shown: list[dict[str, Any]]) -> None:
        asked = [message["content"][0]["text"] for message in shown if message["role"] == "user"]
        self._after = re.findall(r'class="edit" value="([^"]+)"', asked[-1])[-1]


def messages_of(reply: str) -> list[dict[str, Any]]:
    """Return the messages of a conversation from what the page is given, [] where it stays as it is."""
    return next((part for part in json.loads(reply)["data"] if isinstance(part, list)), [])


def plain(content: list[dict[str, str]]) -> str:
    """Return what is written in a message, without its markup."""
    return unescape(re.sub(r"<[^>]+>", " ", " ".join(part["text"] for part in content)))
