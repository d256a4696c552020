"""A place for what belongs to one visitor: under a name that nobody can guess, the latest kept, the oldest let go."""

from __future__ import annotations

import json
import secrets
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass

from ..answers import Answer
from ..feedback import Opinions
from ..saved import read_conversation, saved


class Shelf:
    """Keeps the latest answers or conversations, each under its name; safe to use from several threads.

    They are kept packed, a quarter of their size, in at most so many bytes.
    """

    def __init__(self, size: int, *, most: int = 8_000_000) -> None:
        self._size = size
        self._most = most
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self.held = 0  # bytes

    def put(self, *answers: Answer) -> str:
        """Keep answers together and return their name, which goes into an address as it is."""
        name, packed = secrets.token_urlsafe(16), zlib.compress(json.dumps(saved(answers)).encode())
        with self._lock:
            self._kept[name] = packed
            self.held += len(packed)
            while len(self._kept) > 1 and (len(self._kept) > self._size or self.held > self._most):
                self.held -= len(self._kept.popitem(last=False)[1])
        return name

    def get(self, name: str) -> tuple[Answer, ...] | None:
        """Return what is kept under a name, None when there is nothing, or nothing any more."""
        with self._lock:
            packed = self._kept.get(name)
        return read_conversation(zlib.decompress(packed)) if packed else None


@dataclass(frozen=True, slots=True)
class Shelves:
    """What the page keeps: answers just given, conversations to open or to export, and, where they are asked for, opinions."""

    answers: Shelf
    conversations: Shelf
    opinions: Opinions | None = None

    def answer(self, name: str) -> Answer | None:
        """Return the answer of this name, None when it is not kept, or no longer."""
        kept = self.answers.get(name)
        return kept[0] if kept else None
