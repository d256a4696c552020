"""Fresh processes: so that no measurement warms up the next, and what a process holds in memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

_COMMAND = (sys.executable, "-m", "assistant")
_IMPORTED = re.compile(r"^import time:\s+\d+ \|\s+\d+ \| \s*([\w.]+)$", re.MULTILINE)
_READY = re.compile(r"https?://\S+:\d+")


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command printed, the seconds it took, and those of a processor it used: these hardly know of other work."""

    output: str
    errors: str
    seconds: float
    processor: float


def fresh(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module in a new process and return the JSON object that it prints as its last line."""
    last = module_output(module, *arguments).splitlines()[-1]
    found: dict[str, Any] = json.loads(last)
    return found


def module_output(module: str, *arguments: str) -> str:
    """Run a module in a new process and return what it prints."""
    return _finish([sys.executable, "-m", module, *arguments]).output.strip()


def command(*arguments: str) -> Finished:
    """Run the product's command line in a new process."""
    return _finish([*_COMMAND, *arguments])


def modules_imported(*arguments: str) -> set[str]:
    """Return the top-level modules that a command imports."""
    errors = _finish([sys.executable, "-X", "importtime", *_COMMAND[1:], *arguments]).errors
    return {name.partition(".")[0] for name in _IMPORTED.findall(errors)}


@contextmanager
def serving(*arguments: str, errors: Path = Path(os.devnull)) -> Iterator[tuple[int, str, float]]:
    """Run the chat and yield its process id, its address and when it was started; it is ended afterwards.

    What it writes to the error stream goes into the file `errors`.
    """
    began = time.perf_counter()
    environment = os.environ | {"AIDE_MEMOIRE_QUESTIONS_A_MINUTE": "0"}  # one visitor asks for all
    with (
        errors.open("w", encoding="utf-8") as written,
        subprocess.Popen(  # noqa: S603 - the product itself, started by its own interpreter
            [*_COMMAND, "chat", *arguments], stdout=subprocess.PIPE, stderr=written, text=True, env=environment
        ) as process,
    ):
        try:
            yield process.pid, _address(process), began
        finally:
            process.terminate()
            process.wait(30)


def resident_bytes(process: int) -> int:
    """Return the resident memory of a process and all below it, as Linux counts it."""
    return sum(_status(member, "VmRSS") for member in _family(process))


def most_resident_bytes() -> int:
    """Return the most resident memory that this program ever had; what its parent held before it began is no part of it."""
    return _status(os.getpid(), "VmHWM")


def own_bytes(process: int) -> int:
    """Return the part of it that is no page of a file, which the system may drop and read again."""
    return sum(_status(member, "RssAnon") for member in _family(process))


def processor_seconds(process: int) -> float:
    """Return the seconds of a processor that a process, all below it and those of them that have ended have used."""
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(_ticks(member) for member in _family(process)) / ticks


def _finish(command_line: Sequence[str]) -> Finished:
    began, used = time.perf_counter(), _children_seconds()
    done = subprocess.run(command_line, capture_output=True, text=True, check=False)  # noqa: S603 - our own modules
    if done.returncode:
        said = "\n".join(line for line in done.stderr.splitlines() if not line.startswith("import time:"))
        raise RuntimeError(f"{' '.join(command_line)} failed:\n{said[-2_000:]}")
    return Finished(done.stdout, done.stderr, time.perf_counter() - began, _children_seconds() - used)


def _children_seconds() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if found := _READY.search(line):
            return found.group()
    raise RuntimeError("The chat ended before it was ready.")


def _ticks(process: int) -> int:
    """Return what proc(5) counts as utime, stime, cutime and cstime, behind the name, which may hold anything."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, told[11:15]))


def _family(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task").glob("*/children")
    below = [int(child) for listed in children for child in listed.read_text(encoding="ascii").split()]
    return [process, *(member for child in below for member in _family(child))]


def _status(process: int, name: str) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found.group(1)) * 1024 if found else 0
