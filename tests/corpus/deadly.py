"""Readers that do to their process what a hostile file might; the tests of the sandbox name them."""

import ctypes
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from corpus.discovery import Found
from corpus.documents import Anchor, Block, BlockKind, Document, Location, Skipped
from corpus.limits import Limits
from corpus.loading import load_one

Outcome = tuple[Document | Skipped, list[str]]
COMMAND = ["tesseract", "--version"]
TIRED: list[str] = []  # what this process has read


def saying(found: Found, text: str) -> Outcome:
    return Document(found.source, "text", "", "", (Block(BlockKind.PARAGRAPH, text or "-"),)), []


def load(found: Found, folder: Path, *, limits: Limits, inside: bool) -> Outcome:
    """Do what the file's first word says; any other file is read as usual."""
    word = found.path.read_text(encoding="utf-8").split(" ")[0] if found.path.suffix == ".txt" else ""
    act = ACTS.get(word)
    TIRED.extend([word] if word != "tire" else [])
    return saying(found, act(found)) if act else load_one(found, folder, limits=limits, inside=inside)


def spin(_: Found) -> str:
    while True:
        pass


def sleep(_: Found) -> str:
    time.sleep(3_600)
    return ""


def nap(_: Found) -> str:
    time.sleep(4)
    return "rested"


def toil(_: Found) -> str:
    began = time.process_time()
    while time.process_time() - began < 2.5:
        pass
    return "worked"


def take(_: Found) -> str:
    return str(len(bytearray(300_000_000)))


def hoard(_: Found) -> str:
    return str(len([bytearray(50_000_000) for _ in range(100)]))


def segfault(_: Found) -> str:
    return str(ctypes.string_at(0))


def leave(_: Found) -> str:
    os._exit(0)


def kill(_: Found) -> str:
    os.kill(os.getpid(), 9)
    return ""


def chatter(_: Found) -> str:
    os.write(1, b"\x00\x00\x00\x02{}" * 100)
    sys.stdout.write("loud")
    return "said"


def forge(_: Found) -> str:
    """Announce a reply of four gigabytes, wherever replies go."""
    for descriptor in range(3, 20):
        with suppress(OSError):
            os.write(descriptor, b"\xff\xff\xff\xff")
    return "forged"


def flood(_: Found) -> str:
    return "x" * 70_000_000


def connect(_: Found) -> str:
    return attempt(lambda: socket.create_connection(("127.0.0.1", 9), timeout=1))


def resolve(_: Found) -> str:
    return attempt(lambda: socket.getaddrinfo("localhost", 80))


def native_connect(_: Found) -> str:
    """Go round Python: a route to the outside is missing even then, where the kernel allows a network of one's own."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.socket(2, 2, 0)
    address = b"\x02\x00\x00\x35\x08\x08\x08\x08" + bytes(8)
    result = libc.connect(descriptor, address, len(address))
    return f"{result} {os.strerror(ctypes.get_errno())}"


def shell(_: Found) -> str:
    return attempt(lambda: subprocess.run(["/bin/sh", "-c", "true"], check=False))


def fork(_: Found) -> str:
    return attempt(os.fork)


def recognise(_: Found) -> str:
    """Start the one program that is allowed."""
    return attempt(lambda: subprocess.run(COMMAND, check=False, capture_output=True))


def recognise_slowly(found: Found) -> str:
    for _ in range(4):
        time.sleep(0.6)
        recognise(found)
    return "patient"


def recognise_for_ever(found: Found) -> str:
    while True:
        time.sleep(0.3)
        recognise(found)


def environment(_: Found) -> str:
    return " ".join(sorted(os.environ))


def temporary(_: Found) -> str:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"left behind")
    return file.name


def open_many(_: Found) -> str:
    held = []
    while True:
        try:
            held.append(open(os.devnull, "rb"))  # noqa: SIM115 - they are to stay open
        except OSError as error:
            return f"{len(held)} {error.strerror}"


def process(_: Found) -> str:
    return str(os.getpid())


def tire(_: Found) -> str:
    """Die unless this is the first file of the process."""
    if TIRED:
        os._exit(1)
    return "awake"


def wide(found: Found) -> str:
    """Write a file longer than any may be."""
    with (found.path.parent / "wide.out").open("wb") as file:
        return attempt(lambda: [file.write(bytes(50_000_000)) for _ in range(6)])


def attempt(act: object) -> str:
    try:
        act()  # type: ignore[operator]
    except OSError as error:
        return f"{type(error).__name__}: {error}"
    return "done"


ACTS = {
    act.__name__: act
    for act in (
        *(
            spin,
            sleep,
            nap,
            toil,
            take,
            hoard,
            segfault,
            leave,
            kill,
            chatter,
            forge,
            flood,
            connect,
            resolve,
            native_connect,
            shell,
            fork,
        ),
        *(recognise, recognise_slowly, recognise_for_ever, environment, temporary, open_many, process, tire, wide),
    )
}


def lie(found: Found, folder: Path, *, limits: Limits, inside: bool) -> Outcome:
    """Return what no honest reader returns, as the file's first word says."""
    lies: dict[str, Outcome] = {
        "text": (told(found, text=7), []),
        "title": (told(found, title=None), []),
        "level": (told(found, level="1"), []),
        "time": (told(found, start=float("inf")), []),
        "reason": (Skipped(found.source, "because", "It is so."), []),
        "children": (told(found), ["a.txt"] * (limits.members + 1)),
        "name": (told(found, source="another.txt"), ["../../../escaped.txt"]),
        "half": (told(found, text="a\ud800b"), []),
    }
    word = found.path.read_text(encoding="utf-8").split(" ")[0]
    return lies[word] if word in lies else load_one(found, folder, limits=limits, inside=inside)


def told(found: Found, **lies: Any) -> Document:  # noqa: ANN401 - what is no value of its field is the point
    """Return a document that is as it should be but for the fields named."""
    place = Location(start=lies.get("start"))
    block = Block(BlockKind.PARAGRAPH, lies.get("text", "Text"), (Anchor(0, place),), lies.get("level", 0))
    return Document(lies.get("source", found.source), "text", "", lies.get("title", ""), (block,))
