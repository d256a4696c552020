"""The only file that knows fsspec: the files of a store at a URL, be it a shared folder or an object store.

Credentials are the driver's own matter: fsspec's drivers read them from the environment. In what is shown they are masked.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import Unreachable

_BLOCK = 1024 * 1024
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@]*@")
_PARAMETERS = re.compile(r"\?\S*")


class Remote:
    """The files below a URL, under names relative to it, as `generations/…/manifest.json`.

    What is not there raises FileNotFoundError, anything else that goes wrong Unreachable.
    """

    def __init__(self, url: str) -> None:
        from fsspec.core import url_to_fs

        self.shown = masked(url)
        self._secret = url
        with self._reaching():
            self._files, self._root = url_to_fs(url, use_listings_cache=False)

    def __repr__(self) -> str:
        return f"Remote({self.shown!r})"

    def read(self, name: str, most: int) -> bytes:
        """Return a small file, at most so many bytes of it."""
        with self._reaching(), self._files.open(self._at(name), "rb") as stream:
            return bytes(stream.read(most))

    def receive(self, name: str, path: Path, size: int) -> str:
        """Copy a file into one of this machine, at most one byte more than `size`; return its SHA-256."""
        digest = hashlib.sha256()
        left = size + 1
        with self._reaching(), self._files.open(self._at(name), "rb") as stream, path.open("wb") as written:
            while left and (block := stream.read(min(_BLOCK, left))):
                digest.update(block)
                written.write(block)
                left -= len(block)
        return digest.hexdigest()

    def send(self, path: Path, name: str) -> None:
        """Copy a file of this machine to the URL."""
        with self._reaching():
            self._files.makedirs(self._at(name).rpartition("/")[0], exist_ok=True)
            self._files.put_file(str(path), self._at(name))

    def copy(self, name: str, other: str) -> None:
        """Copy a file within the URL; its bytes do not come here where the driver can do that."""
        with self._reaching():
            self._files.makedirs(self._at(other).rpartition("/")[0], exist_ok=True)
            self._files.cp_file(self._at(name), self._at(other))

    def replace(self, name: str, content: bytes) -> None:
        """Write a small file in the place of the one of that name, whole or not at all."""
        draft = f"{name}.{secrets.token_hex(4)}"
        with self._reaching():
            self._files.pipe_file(self._at(draft), content)
            self._files.mv(self._at(draft), self._at(name))

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, [] where there is none."""
        try:
            with self._reaching():
                found = self._files.ls(self._at(folder), detail=False)
        except FileNotFoundError:
            return []
        return sorted({str(path).rstrip("/").rpartition("/")[2] for path in found})

    def remove(self, name: str) -> None:
        """Remove a file, or a folder and all in it."""
        with self._reaching():
            self._files.rm(self._at(name), recursive=True)

    def _at(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except Exception as error:
            # Each driver has errors of its own, and some of them repeat the URL.
            said = masked(str(error).replace(self._secret, self.shown)) or type(error).__name__
            raise Unreachable(
                f"The published index at {self.shown} cannot be reached: {said}. See that the address is right, that the "
                "network and what it asks for to sign in are there, and that fsspec's driver for it is installed."
            ) from None


def masked(url: str) -> str:
    """Return a text with the credentials and parameters of the URLs in it left out."""
    return _PARAMETERS.sub("?***", _CREDENTIALS.sub("***@", url))
