"""Real Chroma servers for tests: `chroma run` as a process on 127.0.0.1, ended by its own number."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from index import StoreError, VectorServer
from index.vectors import Connection

_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 20
_COMMAND = "from chromadb.cli.cli import app; app()"


@dataclass
class ChromaServer:
    """A server over a folder; it can be killed and started again, under the same address."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def place(self) -> VectorServer:
        """Where it is, as an index takes it."""
        return VectorServer(f"http://127.0.0.1:{self.port}")

    def start(self) -> None:
        """Start it and wait until it answers."""
        place = ["--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, "run", *place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        ends = time.monotonic() + _SECONDS_TO_START
        while True:
            try:
                Connection(self.place).close()
            except StoreError:
                if time.monotonic() > ends or self.process.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Have it take connections and answer none meanwhile."""
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            ends = time.monotonic() + _SECONDS_TO_STOP
            while not all(_is_stopped(thread) for thread in Path(f"/proc/{self.process.pid}/task").iterdir()):
                assert time.monotonic() < ends, "the server does not stop"
                time.sleep(0.001)
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)

    def collections(self) -> list[str]:
        """Return the names of all collections that it has."""
        connection = Connection(self.place)
        try:
            return sorted(connection.names(""))
        finally:
            connection.close()


@contextmanager
def chroma(folder: Path) -> Iterator[ChromaServer]:
    """Yield a server that runs; it is ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = ChromaServer(folder, free.getsockname()[1])
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _is_stopped(thread: Path) -> bool:
    return (thread / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"
