"""Runs the page on this machine until Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
import sys
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from ..accounts import Accounts
from ..errors import AssistantError
from ..feedback import Opinions
from ..library import Library
from .app import Access, create_app
from .chat import Answering
from .guard import ASGIApp, Limits

if TYPE_CHECKING:
    from ..api import ApiKeys, Observer


class PortInUse(AssistantError):
    """Another program listens on the port; `port` is its number."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"port {port} on {host} is in use: stop the program that uses it, or choose another: --port {port + 1}",
        )
        self.port = port


_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def serve(
    assistant: Answering,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    limits: Limits | None = None,
    hosts: Collection[str] = (),
    accounts: Accounts | None = None,
    library: Library | None = None,
    opinions: Opinions | None = None,
    keys: ApiKeys | None = None,
    observer: Observer | None = None,
) -> None:
    """Serve the chat page and print its address when it is ready; returns after Ctrl-C.

    On loopback the page answers only under this machine's own names and `hosts`, so that no other web page can read
    it through a name that it makes point here. With `accounts` only who signs in sees anything. The materials of
    `library` are kept by operators among the accounts; without accounts, and without `hosts`, by whoever sits at this
    machine. Visitors are asked what they think of answers where it is kept, in `opinions`. With `keys` programs need one of
    them; `observer` notes what is asked. Port 0 takes any free one.
    Raises PortInUse before anything slow is loaded.
    """
    with listen(host, port) as listener, contextlib.suppress(KeyboardInterrupt):
        names = {"127.0.0.1", "localhost", "[::1]", *hosts} if host in _LOOPBACK else ()
        access = Access(accounts, library, local=host in _LOOPBACK and not hosts, keys=keys)
        app = create_app(assistant, limits=limits, hosts=names, access=access, opinions=opinions, observer=observer)
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}"
        run(app, listener, lambda: say(f"Aide-mémoire is ready: {address} (Ctrl-C stops it)"))


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the address. Raises PortInUse."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host, port) from None
        raise
    return listener


def run(app: ASGIApp, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Run an application on a listening socket until Ctrl-C; `ready` is called when it answers."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Open pages hold a connection for good; that they are cut off here is no error to report.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
    )
    Server(config).run([listener])


def say(line: str) -> None:
    """Print a line at once, also where nobody looks."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
