"""nginx before some replicas, with the configuration of `deploy/nginx.conf` on other ports, and visitors of them."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.statements import Asked, figures_in
from benchmarks.visitor import Keeper, Visitor, wait_for

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
LONG = 120  # seconds, for a machine with much else to do


@contextmanager
def proxied(nginx: str, replicas: list[tuple[int, str]], folder: Path) -> Iterator[str]:
    """Run nginx before the replicas and yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    written = CONFIGURATION.read_text(encoding="utf-8").replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    for number, (_, address) in enumerate(replicas, 7861):
        assert f"127.0.0.1:{number}" in written
        written = written.replace(f"127.0.0.1:{number}", address.removeprefix("http://"))
    (folder / "nginx.conf").write_text(written, encoding="utf-8")
    command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/config")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def visit(keeper: Keeper, turns: list[Asked], between: Callable[[int], None] = lambda _: None) -> list[str]:
    """Hold a conversation, asking again what a broken connection cost, and return what broke; `between` runs after each turn."""
    broken: list[str] = []
    for number, turn in enumerate(turns):
        shown = None
        ends = time.monotonic() + LONG
        while shown is None:
            assert time.monotonic() < ends, broken
            try:
                shown = keeper.converse(turn.question)
            except (HTTPException, RuntimeError, OSError) as fault:
                broken.append(f"{type(fault).__name__}: {fault}")
                again(keeper)
        asked = [text for role, text in shown if role == "user"]
        assert len(asked) == number + 1
        assert all(one.question in text for one, text in zip(turns, asked, strict=False))
        assert turn.figure in figures_in(shown[-1][1]), shown[-1]
        assert figures_in(" ".join(text for _, text in shown)) <= {one.figure for one in turns}
        between(number)
    return broken


def again(keeper: Keeper) -> None:
    """Load the page anew, as a browser does when the server answers again."""
    ends = time.monotonic() + LONG
    while True:
        try:
            keeper.reload()
        except (HTTPException, OSError):
            assert time.monotonic() < ends
            time.sleep(0.1)
        else:
            return


def listens(address: str) -> bool:
    """Tell whether a connection to an address is taken."""
    place = urlsplit(address)
    try:
        socket.create_connection((place.hostname or "", place.port or 0)).close()
    except ConnectionError as fault:
        return not isinstance(fault, ConnectionRefusedError)
    return True


def place_of(visitor: Visitor) -> str:
    """Return what tells the replica that a visitor reaches from the other."""
    return str(json.loads(visitor.get("gradio_api/app_id"))["app_id"])
