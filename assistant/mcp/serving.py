"""Opens the index and serves it, with standard output kept for the protocol alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..errors import MissingExtra

if TYPE_CHECKING:
    from ..settings import Settings
    from .server import Server


def serve(settings: Settings, *, port: int | None = None) -> None:
    """Serve the index that the settings name: over standard input and output, or with a `port` over HTTP on this machine.

    Raises MissingExtra where the SDK is not installed, StoreError where there is no index, PortInUse where others listen.
    """
    server = _server()
    with printing_to_the_error_stream():
        from ..assistant import Assistant

        assistant = Assistant.open(settings=settings)
    with assistant:
        if port is None:
            server(assistant).run_stdio()
        else:
            server(assistant).run_http(port)


@contextmanager
def printing_to_the_error_stream() -> Iterator[None]:
    """Send what is printed meanwhile, by any library in any language, to standard error."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def _server() -> type[Server]:
    try:
        from .server import Server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise MissingExtra("The MCP server", "mcp") from None
    return Server
