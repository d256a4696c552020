"""A place for what belongs to one visitor: under a name that nobody can guess, the latest kept, the oldest let go."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..answers import Answer
from ..feedback import Opinions

Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """Keeps the latest `size` things, each under its name; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, thing: Kept) -> str:
        """Keep a thing and return its name, which goes into an address as it is."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._kept[name] = thing
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return name

    def get(self, name: str) -> Kept | None:
        """Return what is kept under a name, None when there is nothing, or nothing any more."""
        with self._lock:
            return self._kept.get(name)


@dataclass(frozen=True, slots=True)
class Shelves:
    """What the page keeps: answers just given, conversations to open or to export, and, where they are asked for, opinions."""

    answers: Shelf[Answer]
    conversations: Shelf[tuple[Answer, ...]]
    opinions: Opinions | None = None
