"""Runs the examples of docs/http.md: a server over the index of the examples, and `curl` as far as they use it.

What is JSON is shown indented. Of curl there are `-s`, `-N`, `-H`, `-d` and `-o`, and after a bar `head -n` and `grep`.
"""

from __future__ import annotations

import argparse
import json
import shlex
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import uvicorn

from assistant import Assistant
from assistant.api import create_api

WRITTEN = "http://127.0.0.1:7860"  # the address in the documents; that of the examples is a free one


@contextmanager
def serving() -> Iterator[str]:
    """Yield the address of a server over the index in the working directory."""
    with Assistant.open() as assistant, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(create_api(assistant), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def curl(command: str, address: str) -> str:
    """Return what a command prints when the server stands at an address."""
    asked, *filters = command.split(" | ")
    printed = _request(_options().parse_args(shlex.split(asked.replace("\\\n", " "))[1:]), address)
    for filtered in filters:
        name, *words = shlex.split(filtered)
        lines = printed.splitlines(keepends=True)
        lines = lines[: int(words[-1])] if name == "head" else [line for line in lines if words[-1] in line]
        printed = "".join(lines)
    return printed.replace(address, WRITTEN)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    for flag in ("-s", "-N"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("-H", action="append", default=[])
    parser.add_argument("-d")
    parser.add_argument("-o")
    parser.add_argument("url")
    return parser


def _request(given: argparse.Namespace, address: str) -> str:
    body = given.d.encode() if given.d else None
    headers = dict(header.split(": ", 1) for header in given.H)
    request = Request(given.url.replace(WRITTEN, address), body, headers)  # noqa: S310 - this machine's own server
    with urlopen(request, timeout=60) as reply:  # noqa: S310 - as above
        content: bytes = reply.read()
        if given.o:
            Path(given.o).write_bytes(content)
            return ""
        if reply.headers["Content-Type"] == "application/json":
            return json.dumps(json.loads(content), ensure_ascii=False, indent=2) + "\n"
        return content.decode()
