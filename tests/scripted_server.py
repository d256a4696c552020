"""A test double of an OpenAI-compatible server: it answers from a script, well or badly, and keeps what it was asked.

It is no language model. What it does with a request is one `Act`, chosen by the name of the model that the client asks for.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Act:
    """What the server does: the pieces that it streams, and how it ends.

    `status` other than 200 is an error at once; `stall` seconds pass before the piece numbered `stall_at`; with `cut` the
    connection is closed without an end; `finish` is the reason given for the end.
    """

    pieces: tuple[str, ...] = ()
    status: int = 200
    stall: float = 0.0
    stall_at: int = 0
    cut: bool = False
    finish: str = "stop"


@dataclass
class ScriptedServer:
    """The running double: its address, what it does for each model, and what it was asked."""

    address: str
    acts: dict[str, Act] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    write: Callable[[str, str], str] | None = None  # of (system, user): the whole reply, where no act is given
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    """Run the double on a free port of this machine."""
    held: list[ScriptedServer] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self._whole(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in held[0].acts]})

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            held[0].asked.append(request)
            act = held[0].acts.get(request["model"]) or Act((_reply(held[0], request),))
            if act.status != 200:
                self._whole(act.status, {"error": {"message": "scripted failure", "type": "server_error"}})
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            try:
                self._stream(act)
            except OSError:
                return  # the client has gone

        def _stream(self, act: Act) -> None:
            for number, piece in enumerate(act.pieces):
                if act.stall and number == act.stall_at:
                    held[0].released.wait(act.stall)
                self._event({"role": "assistant", "content": piece}, None)
            if act.stall and act.stall_at >= len(act.pieces):
                held[0].released.wait(act.stall)
            if act.cut:
                return
            self._event({}, act.finish)
            self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, delta: dict[str, str], finish: str | None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            chunk = {
                "id": "scripted",
                "object": "chat.completion.chunk",
                "created": int(time.time()),
                "model": "scripted",
                "choices": [choice],
            }
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.flush()

        def _whole(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    held.append(ScriptedServer(f"http://127.0.0.1:{server.server_address[1]}/v1"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield held[0]
    finally:
        held[0].released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _reply(server: ScriptedServer, request: dict[str, Any]) -> str:
    told = {message["role"]: message["content"] for message in request["messages"]}
    return server.write(told.get("system", ""), told.get("user", "")) if server.write else ""
